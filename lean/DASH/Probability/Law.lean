import DASH.Finite.Count

/-!
# Finite probability laws

A law gives finitely many outcomes a weight each; the weights are non-negative and add up to
one. Expectations are linear and monotone. Laws can be carried along a map, multiplied, and
raised to a power: the power of a law is the law of independent, identically distributed copies.
-/

namespace DASH

universe u v w

section Integral
variable {Ω : Type u} {K : Type v} [OrderedField K]

/-- The sum of a function over weighted outcomes. -/
def integral : List (K × Ω) → (Ω → K) → K
  | [], _ => 0
  | (p, a) :: l, X => p * X a + integral l X

/-- Functions that agree everywhere have the same weighted sum. -/
theorem integral_congr {X Y : Ω → K} (h : ∀ a, X a = Y a) :
    ∀ l : List (K × Ω), integral l X = integral l Y
  | [] => rfl
  | (p, a) :: l => by
    show p * X a + integral l X = p * Y a + integral l Y
    rw [h a, integral_congr h l]

/-- The weighted sum of sums is the sum of the weighted sums. -/
theorem integral_add (X Y : Ω → K) :
    ∀ l : List (K × Ω), integral l (fun a => X a + Y a) = integral l X + integral l Y
  | [] => (add_zero 0).symm
  | (p, a) :: l => by
    show p * (X a + Y a) + integral l _ = p * X a + integral l X + (p * Y a + integral l Y)
    rw [integral_add X Y l, mul_add, add_add_add_comm]

/-- A constant factor moves out of a weighted sum. -/
theorem integral_mul_left (c : K) (X : Ω → K) :
    ∀ l : List (K × Ω), integral l (fun a => c * X a) = c * integral l X
  | [] => (mul_zero c).symm
  | (p, a) :: l => by
    show p * (c * X a) + integral l _ = c * (p * X a + integral l X)
    rw [integral_mul_left c X l, mul_add, mul_left_comm]

/-- The weighted sum over two lists of outcomes is the sum of both. -/
theorem integral_append (X : Ω → K) :
    ∀ l m : List (K × Ω), integral (l ++ m) X = integral l X + integral m X
  | [], m => (zero_add _).symm
  | (p, a) :: l, m => by
    show p * X a + integral (l ++ m) X = p * X a + integral l X + integral m X
    rw [integral_append X l m, add_assoc]

/-- With non-negative weights a function that is non-negative has a non-negative sum. -/
theorem integral_nonneg {X : Ω → K} :
    ∀ l : List (K × Ω), (∀ a, a ∈ l → 0 ≤ a.1) → (∀ a, 0 ≤ X a) → 0 ≤ integral l X
  | [], _, _ => le_refl 0
  | (p, a) :: l, hp, hX =>
    add_nonneg (mul_nonneg (hp (p, a) (List.mem_cons.mpr (Or.inl rfl))) (hX a))
      (integral_nonneg l (fun b hb => hp b (List.mem_cons.mpr (Or.inr hb))) hX)

/-- Carries weighted outcomes along a map. -/
def mapAtoms {Γ : Type w} (f : Ω → Γ) : List (K × Ω) → List (K × Γ)
  | [] => []
  | (p, a) :: l => (p, f a) :: mapAtoms f l

/-- Along a map the weighted sum is that of the composed function. -/
theorem integral_mapAtoms {Γ : Type w} (f : Ω → Γ) (X : Γ → K) :
    ∀ l : List (K × Ω), integral (mapAtoms f l) X = integral l fun a => X (f a)
  | [] => rfl
  | (p, a) :: l => congrArg (fun x => p * X (f a) + x) (integral_mapAtoms f X l)

/-- Multiplies all weights and pairs all outcomes with one. -/
def pairAtoms {Γ : Type w} (p : K) (a : Ω) : List (K × Γ) → List (K × (Ω × Γ))
  | [] => []
  | (q, b) :: m => (p * q, (a, b)) :: pairAtoms p a m

/-- All pairs of outcomes, each with the product of the weights. -/
def productAtoms {Γ : Type w} : List (K × Ω) → List (K × Γ) → List (K × (Ω × Γ))
  | [], _ => []
  | (p, a) :: l, m => pairAtoms p a m ++ productAtoms l m

/-- The weighted sum over pairs with one outcome. -/
theorem integral_pairAtoms {Γ : Type w} (p : K) (a : Ω) (X : Ω × Γ → K) :
    ∀ m : List (K × Γ), integral (pairAtoms p a m) X = p * integral m fun b => X (a, b)
  | [] => (mul_zero p).symm
  | (q, b) :: m => by
    show p * q * X (a, b) + integral (pairAtoms p a m) X = p * (q * X (a, b) + integral m _)
    rw [integral_pairAtoms p a X m, mul_add, mul_assoc]

/-- The weighted sum over pairs is the iterated sum. -/
theorem integral_productAtoms {Γ : Type w} (X : Ω × Γ → K) (m : List (K × Γ)) :
    ∀ l : List (K × Ω),
      integral (productAtoms l m) X = integral l fun a => integral m fun b => X (a, b)
  | [] => rfl
  | (p, a) :: l => by
    show integral (pairAtoms p a m ++ productAtoms l m) X = _
    rw [integral_append, integral_pairAtoms, integral_productAtoms X m l]
    rfl

end Integral

/-- A finite probability law on the outcomes `Ω`, with weights in the ordered field `K`. -/
structure Law (Ω : Type u) (K : Type v) [OrderedField K] where
  /-- The outcomes with their weights; an outcome may come more than once. -/
  atoms : List (K × Ω)
  /-- Weights are non-negative. -/
  nonneg : ∀ a, a ∈ atoms → 0 ≤ a.1
  /-- Weights add up to one. -/
  total : integral atoms (fun _ => 1) = 1

/-- The expectation of a random variable. -/
def expect {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) (X : Ω → K) : K :=
  integral P.atoms X

/-- The probability of an event. -/
def prob {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) (A : Ω → Prop)
    [DecidablePred A] : K :=
  expect P fun a => if A a then 1 else 0

section Expectation
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {X Y : Ω → K}

/-- Random variables that agree everywhere have the same expectation. -/
theorem expect_congr (h : ∀ a, X a = Y a) : expect P X = expect P Y := integral_congr h P.atoms

/-- The expectation of a constant is the constant. -/
theorem expect_const (c : K) : expect P (fun _ => c) = c := by
  have key := integral_mul_left c (fun _ : Ω => (1 : K)) P.atoms
  rw [P.total, mul_one] at key
  exact key

/-- The expectation of a sum is the sum of the expectations. -/
theorem expect_add (X Y : Ω → K) : expect P (fun a => X a + Y a) = expect P X + expect P Y :=
  integral_add X Y P.atoms

/-- A constant factor moves out of an expectation. -/
theorem expect_mul_left (c : K) (X : Ω → K) : expect P (fun a => c * X a) = c * expect P X :=
  integral_mul_left c X P.atoms

/-- A constant factor on the right moves out of an expectation. -/
theorem expect_mul_right (X : Ω → K) (c : K) : expect P (fun a => X a * c) = expect P X * c := by
  rw [mul_comm, ← expect_mul_left]
  exact expect_congr P fun a => mul_comm (X a) c

/-- The expectation of a negative is the negative of the expectation. -/
theorem expect_neg (X : Ω → K) : expect P (fun a => -X a) = -expect P X := by
  rw [expect_congr P (Y := fun a => -1 * X a) fun a => ring_eq (by decide +kernel),
    expect_mul_left]
  exact ring_eq (by decide +kernel)

/-- The expectation of a difference is the difference of the expectations. -/
theorem expect_sub (X Y : Ω → K) : expect P (fun a => X a - Y a) = expect P X - expect P Y := by
  rw [sub_eq_add_neg, ← expect_neg, ← expect_add]
  exact expect_congr P fun a => sub_eq_add_neg (X a) (Y a)

/-- A non-negative random variable has a non-negative expectation. -/
theorem expect_nonneg (h : ∀ a, 0 ≤ X a) : 0 ≤ expect P X := integral_nonneg P.atoms P.nonneg h

/-- Expectations respect inequalities. -/
theorem expect_le_expect (h : ∀ a, X a ≤ Y a) : expect P X ≤ expect P Y :=
  sub_nonneg.mp (by
    rw [← expect_sub]
    exact expect_nonneg P fun a => sub_nonneg.mpr (h a))

/-- The expectation of a finite sum is the sum of the expectations. -/
theorem expect_sum {n : Nat} (X : Fin n → Ω → K) :
    expect P (fun a => sum fun i => X i a) = sum fun i => expect P (X i) := by
  induction n with
  | zero => exact expect_const P 0
  | succ n ih =>
    show expect P (fun a => X first a + sum fun i => X (next i) a) = _
    rw [expect_add, ih]
    rfl

/-- The absolute value of an expectation is at most the expectation of the absolute value. -/
theorem abs_expect_le (X : Ω → K) : abs (expect P X) ≤ expect P fun a => abs (X a) :=
  abs_le (expect_le_expect P fun a => le_abs_self (X a)) (by
    rw [← expect_neg]
    exact expect_le_expect P fun a => neg_le_abs (X a))

end Expectation

section Probability
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {A B : Ω → Prop}
  [DecidablePred A] [DecidablePred B]

/-- The indicator of an event is non-negative. -/
theorem indicator_nonneg (a : Ω) : (0 : K) ≤ if A a then 1 else 0 := by
  split
  · exact le_of_lt zero_lt_one
  · exact le_refl 0

/-- Probabilities are non-negative. -/
theorem prob_nonneg : 0 ≤ prob P A := expect_nonneg P indicator_nonneg

/-- Events that agree everywhere have the same probability. -/
theorem prob_congr (h : ∀ a, A a ↔ B a) : prob P A = prob P B :=
  expect_congr P fun a => by
    by_cases k : A a
    · rw [ite_eq_left k, ite_eq_left ((h a).mp k)]
    · rw [ite_eq_right k, ite_eq_right fun l => k ((h a).mpr l)]

/-- A larger event has a larger probability. -/
theorem prob_mono (h : ∀ a, A a → B a) : prob P A ≤ prob P B :=
  expect_le_expect P fun a => by
    by_cases k : A a
    · rw [ite_eq_left k, ite_eq_left (h a k)]
      exact le_refl 1
    · rw [ite_eq_right k]
      exact indicator_nonneg a

/-- The probability of what always happens is one. -/
theorem prob_true : prob P (fun _ => True) = 1 :=
  (expect_congr P fun _ => ite_eq_left trivial).trans (expect_const P 1)

/-- The probability of what never happens is zero. -/
theorem prob_false : prob P (fun _ => False) = 0 :=
  (expect_congr P fun _ => ite_eq_right not_false).trans (expect_const P 0)

/-- Probabilities are at most one. -/
theorem prob_le_one : prob P A ≤ 1 := by
  have key := prob_mono P (A := A) (B := fun _ => True) fun _ _ => trivial
  rw [prob_true] at key
  exact key

/-- Of two events that exclude each other the probabilities add up. -/
theorem prob_or (h : ∀ a, ¬(A a ∧ B a)) : prob P (fun a => A a ∨ B a) = prob P A + prob P B := by
  unfold prob
  rw [← expect_add]
  refine expect_congr P fun a => ?_
  by_cases k : A a
  · rw [ite_eq_left (Or.inl k), ite_eq_left k, ite_eq_right fun l => h a ⟨k, l⟩, add_zero]
  · by_cases l : B a
    · rw [ite_eq_left (Or.inr l), ite_eq_right k, ite_eq_left l, zero_add]
    · rw [ite_eq_right fun o => o.elim k l, ite_eq_right k, ite_eq_right l, add_zero]

/-- **The union bound.** The probability that one of two events happens is at most the sum of
their probabilities. -/
theorem prob_or_le : prob P (fun a => A a ∨ B a) ≤ prob P A + prob P B := by
  unfold prob
  rw [← expect_add]
  refine expect_le_expect P fun a => ?_
  by_cases k : A a
  · rw [ite_eq_left (Or.inl k), ite_eq_left k]
    exact le_of_cert (indicator_nonneg (A := B) (K := K) a) (ring_eq (by decide +kernel))
  · by_cases l : B a
    · rw [ite_eq_left (Or.inr l), ite_eq_right k, ite_eq_left l, zero_add]
      exact le_refl 1
    · rw [ite_eq_right fun o => o.elim k l, ite_eq_right k, ite_eq_right l, add_zero]
      exact le_refl 0

/-- An event and its opposite have probabilities that add up to one. -/
theorem prob_not : prob P (fun a => ¬A a) = 1 - prob P A := by
  have key := prob_or P (A := A) (B := fun a => ¬A a) fun a h => h.2 h.1
  rw [prob_congr P (B := fun _ => True) fun a => ⟨fun _ => trivial, fun _ => Decidable.em (A a)⟩,
    prob_true] at key
  rw [key]
  exact ring_eq (by decide +kernel)

/-- **The union bound for finitely many events.** -/
theorem prob_exists_le {n : Nat} (A : Fin n → Ω → Prop) [∀ i, DecidablePred (A i)]
    [DecidablePred fun a => ∃ i, A i a] :
    prob P (fun a => ∃ i, A i a) ≤ sum fun i => prob P (A i) := by
  unfold prob
  rw [← expect_sum]
  refine expect_le_expect P fun a => ?_
  by_cases h : ∃ i, A i a
  · rw [ite_eq_left h]
    obtain ⟨i, hi⟩ := h
    have key := le_sum (f := fun i => if A i a then (1 : K) else 0)
      (fun i => indicator_nonneg (A := A i) a) i
    rw [ite_eq_left hi] at key
    exact key
  · rw [ite_eq_right h]
    exact sum_nonneg fun i => indicator_nonneg (A := A i) a

end Probability

/-! ## New laws from old -/

section Construct
variable {K : Type w} [OrderedField K]

/-- The law that gives one outcome the weight one. -/
def Law.point {Ω : Type u} (a : Ω) : Law Ω K where
  atoms := [(1, a)]
  nonneg b hb := by
    rcases List.mem_cons.mp hb with e | e
    · rw [e]
      exact le_of_lt zero_lt_one
    · exact absurd e List.not_mem_nil
  total := by
    show (1 : K) * 1 + 0 = 1
    rw [mul_one, add_zero]

/-- Under the point law expectations are values. -/
theorem expect_point {Ω : Type u} (a : Ω) (X : Ω → K) : expect (Law.point a) X = X a := by
  show 1 * X a + 0 = X a
  rw [one_mul, add_zero]

omit [OrderedField K] in
private theorem mem_mapAtoms {Ω : Type u} {Γ : Type v} (f : Ω → Γ) :
    ∀ (l : List (K × Ω)) (b : K × Γ), b ∈ mapAtoms f l → ∃ a, a ∈ l ∧ b.1 = a.1
  | [], _, h => absurd h List.not_mem_nil
  | (p, a) :: l, b, h => by
    rcases List.mem_cons.mp h with e | e
    · exact ⟨(p, a), List.mem_cons.mpr (Or.inl rfl), congrArg Prod.fst e⟩
    · obtain ⟨c, hc, ec⟩ := mem_mapAtoms f l b e
      exact ⟨c, List.mem_cons.mpr (Or.inr hc), ec⟩

/-- The law of a function of the outcome. -/
def Law.map {Ω : Type u} {Γ : Type v} (f : Ω → Γ) (P : Law Ω K) : Law Γ K where
  atoms := mapAtoms f P.atoms
  nonneg b hb := by
    obtain ⟨a, ha, e⟩ := mem_mapAtoms f P.atoms b hb
    rw [e]
    exact P.nonneg a ha
  total := (integral_mapAtoms f _ P.atoms).trans P.total

/-- Expectations under the law of a function are expectations of the composed variable. -/
theorem expect_map {Ω : Type u} {Γ : Type v} (f : Ω → Γ) (P : Law Ω K) (X : Γ → K) :
    expect (P.map f) X = expect P fun a => X (f a) := integral_mapAtoms f X P.atoms

private theorem mem_append {α : Type u} {a : α} : ∀ {l m : List α}, a ∈ l ++ m → a ∈ l ∨ a ∈ m
  | [], _, h => Or.inr h
  | b :: l, m, h => by
    rcases List.mem_cons.mp h with e | e
    · exact Or.inl (List.mem_cons.mpr (Or.inl e))
    · rcases mem_append (l := l) e with k | k
      · exact Or.inl (List.mem_cons.mpr (Or.inr k))
      · exact Or.inr k

private theorem pairAtoms_nonneg {Ω : Type u} {Γ : Type v} {p : K} (hp : 0 ≤ p) (a : Ω) :
    ∀ m : List (K × Γ), (∀ b, b ∈ m → 0 ≤ b.1) → ∀ c, c ∈ pairAtoms p a m → 0 ≤ c.1
  | [], _, _, h => absurd h List.not_mem_nil
  | (q, b) :: m, hm, c, h => by
    rcases List.mem_cons.mp h with e | e
    · rw [e]
      exact mul_nonneg hp (hm (q, b) (List.mem_cons.mpr (Or.inl rfl)))
    · exact pairAtoms_nonneg hp a m (fun d hd => hm d (List.mem_cons.mpr (Or.inr hd))) c e

private theorem productAtoms_nonneg {Ω : Type u} {Γ : Type v} (m : List (K × Γ))
    (hm : ∀ b, b ∈ m → 0 ≤ b.1) :
    ∀ l : List (K × Ω), (∀ a, a ∈ l → 0 ≤ a.1) → ∀ c, c ∈ productAtoms l m → 0 ≤ c.1
  | [], _, _, h => absurd h List.not_mem_nil
  | (p, a) :: l, hl, c, h => by
    rcases mem_append h with k | k
    · exact pairAtoms_nonneg (hl (p, a) (List.mem_cons.mpr (Or.inl rfl))) a m hm c k
    · exact productAtoms_nonneg m hm l (fun d hd => hl d (List.mem_cons.mpr (Or.inr hd))) c k

/-- The product of two laws: both outcomes are drawn, independently of each other. -/
def Law.prod {Ω : Type u} {Γ : Type v} (P : Law Ω K) (Q : Law Γ K) : Law (Ω × Γ) K where
  atoms := productAtoms P.atoms Q.atoms
  nonneg := productAtoms_nonneg Q.atoms Q.nonneg P.atoms P.nonneg
  total := by
    rw [integral_productAtoms, integral_congr (Y := fun _ => 1) fun _ => Q.total]
    exact P.total

/-- **Fubini.** The expectation under a product is the iterated expectation. -/
theorem expect_prod {Ω : Type u} {Γ : Type v} (P : Law Ω K) (Q : Law Γ K) (X : Ω × Γ → K) :
    expect (P.prod Q) X = expect P fun a => expect Q fun b => X (a, b) :=
  integral_productAtoms X Q.atoms P.atoms

/-- Independence: the expectation of a product of a function of one outcome and a function of the
other is the product of the expectations. -/
theorem expect_prod_mul {Ω : Type u} {Γ : Type v} (P : Law Ω K) (Q : Law Γ K) (X : Ω → K)
    (Y : Γ → K) : expect (P.prod Q) (fun c => X c.1 * Y c.2) = expect P X * expect Q Y := by
  rw [expect_prod, ← expect_mul_right]
  exact expect_congr P fun a => expect_mul_left Q (X a) Y

/-- One outcome in front of others. -/
def cons {Ω : Type u} {n : Nat} (a : Ω) (r : Fin n → Ω) : Fin (n + 1) → Ω
  | ⟨0, _⟩ => a
  | ⟨i + 1, h⟩ => r ⟨i, Nat.le_of_succ_le_succ h⟩

/-- **Independent, identically distributed copies.** The law of `n` outcomes drawn from `P`, each
independently of the others. -/
def Law.copies {Ω : Type u} (P : Law Ω K) : (n : Nat) → Law (Fin n → Ω) K
  | 0 => Law.point fun i => i.elim0
  | n + 1 => (P.prod (P.copies n)).map fun c => cons c.1 c.2

/-- The expectation over copies, one copy drawn first. -/
theorem expect_copies_succ {Ω : Type u} (P : Law Ω K) (n : Nat) (X : (Fin (n + 1) → Ω) → K) :
    expect (P.copies (n + 1)) X
      = expect P fun a => expect (P.copies n) fun r => X (cons a r) := by
  show expect ((P.prod (P.copies n)).map fun c => cons c.1 c.2) X = _
  rw [expect_map, expect_prod]

/-- Each copy has the law that it is a copy of. -/
theorem expect_copy {Ω : Type u} (P : Law Ω K) (X : Ω → K) :
    ∀ {n : Nat} (i : Fin n), expect (P.copies n) (fun c => X (c i)) = expect P X
  | 0, i => i.elim0
  | n + 1, i => by
    rw [expect_copies_succ]
    rcases first_or_next i with e | ⟨j, e⟩
    · rw [e]
      exact expect_congr P fun a => expect_const (P.copies n) (X a)
    · rw [e]
      refine (expect_congr P fun _ => expect_copy P X j).trans ?_
      exact expect_const P _

/-- **Different copies are independent.** The expectation of a product of functions of two
different copies is the product of their expectations. -/
theorem expect_two_copies {Ω : Type u} (P : Law Ω K) (X Y : Ω → K) :
    ∀ {n : Nat} (i j : Fin n), i ≠ j →
      expect (P.copies n) (fun c => X (c i) * Y (c j)) = expect P X * expect P Y
  | 0, i, _, _ => i.elim0
  | n + 1, i, j, h => by
    rw [expect_copies_succ]
    rcases first_or_next i with e | ⟨i', e⟩
    · rcases first_or_next j with e' | ⟨j', e'⟩
      · exact absurd (e.trans e'.symm) h
      · rw [e, e', ← expect_mul_right]
        refine expect_congr P fun a => ?_
        show expect (P.copies n) (fun r => X a * Y (r j')) = _
        rw [expect_mul_left, expect_copy]
    · rcases first_or_next j with e' | ⟨j', e'⟩
      · rw [e, e', mul_comm, ← expect_mul_right]
        refine expect_congr P fun a => ?_
        show expect (P.copies n) (fun r => X (r i') * Y a) = _
        rw [expect_mul_right, expect_copy, mul_comm]
      · rw [e, e']
        refine (expect_congr P fun _ => expect_two_copies P X Y i' j' fun k => h ?_).trans
          (expect_const P _)
        rw [e, e', k]

/-- The law of a fair choice between the indices below `n`, and its weights. -/
def uniformAtoms (p : K) : (n : Nat) → List (K × Fin n)
  | 0 => []
  | n + 1 => (p, first) :: mapAtoms next (uniformAtoms p n)

/-- Sums over all indices with equal weights. -/
theorem integral_uniformAtoms (p : K) : ∀ {n : Nat} (X : Fin n → K),
    integral (uniformAtoms p n) X = p * sum X
  | 0, _ => (mul_zero p).symm
  | n + 1, X => by
    show p * X first + integral (mapAtoms next (uniformAtoms p n)) X = _
    rw [integral_mapAtoms, integral_uniformAtoms p fun i => X (next i), sum_first, mul_add]

private theorem uniformAtoms_nonneg {p : K} (hp : 0 ≤ p) :
    ∀ (n : Nat) (a : K × Fin n), a ∈ uniformAtoms p n → 0 ≤ a.1
  | 0, _, h => absurd h List.not_mem_nil
  | n + 1, a, h => by
    rcases List.mem_cons.mp h with e | e
    · rw [e]
      exact hp
    · obtain ⟨b, hb, eb⟩ := mem_mapAtoms next (uniformAtoms p n) a e
      rw [eb]
      exact uniformAtoms_nonneg hp n b hb

/-- The uniform law on `Fin n`: every index is as likely as every other. -/
def Law.uniform (n : Nat) (h : 0 < n) : Law (Fin n) K where
  atoms := uniformAtoms (ofNat n)⁻¹ n
  nonneg := uniformAtoms_nonneg (inv_nonneg (ofNat_nonneg n)) n
  total := by
    rw [integral_uniformAtoms, sum_const, mul_one, inv_mul_cancel (ofNat_ne_zero h)]

/-- The expectation under the uniform law is the mean. -/
theorem expect_uniform {n : Nat} (h : 0 < n) (X : Fin n → K) :
    expect (Law.uniform n h) X = sum X / ofNat n := by
  show integral (uniformAtoms (ofNat n)⁻¹ n) X = _
  rw [integral_uniformAtoms, div_eq_mul_inv, mul_comm]

/-- The probability under the uniform law is the share. -/
theorem prob_uniform {n : Nat} (h : 0 < n) (A : Fin n → Prop) [DecidablePred A] :
    prob (Law.uniform n h) A = (ofNat (count A) : K) / ofNat n := by
  unfold prob
  rw [expect_uniform, ofNat_count]

end Construct

end DASH
