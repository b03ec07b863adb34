import DASH.FlipRate.Audits

/-!
# Many tests at once

A p-value is valid at a level if, under its hypothesis, it is at most the level with at most that
probability. From valid p-values alone, whatever their dependence, the corrections of Bonferroni
and Holm keep the probability of any false rejection at most `α`, looks that spend the levels
`αₖ` keep it at most their sum, and a tie that two one-sided tests declare is wrong with
probability at most `α`. Without a correction nothing of the kind is true, and that a test does
not reject is no evidence for a tie.

That the p-values of a t-test are valid is an assumption on the models (normal differences). What
is proved here of a p-value is that the exact one, the share of the outcomes that are at least as
extreme, is valid under every finite law.
-/

namespace DASH

universe u v

/-! ## Valid p-values -/

section Valid
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- A p-value is valid at a level under a law when it is at most the level with at most that
probability. -/
def ValidAt (p : Ω → K) (t : K) : Prop := prob P (fun a => p a ≤ t) ≤ t

/-- A p-value is valid when it is valid at every non-negative level. -/
def Valid (p : Ω → K) : Prop := ∀ t, 0 ≤ t → ValidAt P p t

/-- A greater p-value is valid where a smaller one is. -/
theorem ValidAt.mono {p q : Ω → K} {t : K} (h : ValidAt P p t) (hpq : ∀ a, p a ≤ q a) :
    ValidAt P q t :=
  le_trans (prob_mono P fun a l => le_trans (hpq a) l) h

/-- Every p-value is valid at level one. -/
theorem validAt_one (p : Ω → K) : ValidAt P p 1 := prob_le_one P

private theorem integral_mono_on {X Y : Ω → K} :
    ∀ l : List (K × Ω), (∀ c, c ∈ l → 0 ≤ c.1) → (∀ c, c ∈ l → X c.2 ≤ Y c.2) →
      integral l X ≤ integral l Y
  | [], _, _ => le_refl 0
  | (w, a) :: l, hw, h =>
    add_le_add
      (mul_le_mul_of_nonneg_left (h (w, a) (List.mem_cons.mpr (Or.inl rfl)))
        (hw (w, a) (List.mem_cons.mpr (Or.inl rfl))))
      (integral_mono_on l (fun c hc => hw c (List.mem_cons.mpr (Or.inr hc)))
        fun c hc => h c (List.mem_cons.mpr (Or.inr hc)))

private theorem none_or_least (T : Ω → K) (A : Ω → Prop) [DecidablePred A] :
    ∀ l : List (K × Ω), (∀ c, c ∈ l → ¬A c.2) ∨
      ∃ a, A a ∧ ∀ c, c ∈ l → A c.2 → T a ≤ T c.2
  | [] => Or.inl fun _ h => absurd h List.not_mem_nil
  | (w, b) :: l => by
    by_cases hb : A b
    · rcases none_or_least T A l with none | ⟨a, ha, least⟩
      · refine Or.inr ⟨b, hb, fun c hc hA => ?_⟩
        rcases List.mem_cons.mp hc with e | e
        · rw [e]
          exact le_refl _
        · exact absurd hA (none c e)
      · rcases le_total (T a) (T b) with le | le
        · refine Or.inr ⟨a, ha, fun c hc hA => ?_⟩
          rcases List.mem_cons.mp hc with e | e
          · rw [e]
            exact le
          · exact least c e hA
        · refine Or.inr ⟨b, hb, fun c hc hA => ?_⟩
          rcases List.mem_cons.mp hc with e | e
          · rw [e]
            exact le_refl _
          · exact le_trans le (least c e hA)
    · rcases none_or_least T A l with none | ⟨a, ha, least⟩
      · refine Or.inl fun c hc => ?_
        rcases List.mem_cons.mp hc with e | e
        · rw [e]
          exact hb
        · exact none c e
      · refine Or.inr ⟨a, ha, fun c hc hA => ?_⟩
        rcases List.mem_cons.mp hc with e | e
        · rw [e] at hA
          exact absurd hA hb
        · exact least c e hA

/-- The exact p-value of a statistic: the probability of an outcome that is at least as
extreme. -/
def exactPValue (T : Ω → K) (a : Ω) : K := prob P fun b => T a ≤ T b

/-- **Exact p-values are valid**, for every statistic under every finite law; permutation tests
and sign tests among them. -/
theorem exactPValue_valid (T : Ω → K) : Valid P (exactPValue P T) := fun t ht => by
  rcases none_or_least T (fun a => exactPValue P T a ≤ t) P.atoms with none | ⟨a, ha, least⟩
  · refine le_trans (le_trans (integral_mono_on (Y := fun _ => 0) P.atoms P.nonneg fun c hc => ?_)
      (le_of_eq (expect_const P 0))) ht
    rw [ite_eq_right (none c hc)]
    exact le_refl 0
  · refine le_trans (integral_mono_on (Y := fun b => if T a ≤ T b then 1 else 0) P.atoms P.nonneg
      fun c hc => ?_) ha
    by_cases h : exactPValue P T c.2 ≤ t
    · rw [ite_eq_left h, ite_eq_left (least c hc h)]
      exact le_refl 1
    · rw [ite_eq_right h]
      exact indicator_nonneg (A := fun b => T a ≤ T b) c.2

end Valid

/-! ## The sign test -/

section Sign
variable {Ω : Type u} {K : Type v} [OrderedField K]

/-- The upper tail of the binomial law by its recursion: at least `k` successes in `n` trials that
succeed with probability `x` each. -/
def binomialTail (x : K) : Nat → Nat → K
  | _, 0 => 1
  | 0, _ + 1 => 0
  | n + 1, k + 1 => x * binomialTail x n k + (1 - x) * binomialTail x n (k + 1)

/-- **The tail is the probability** of at least `k` successes in `n` independent copies. -/
theorem prob_at_least (P : Law Ω K) (A : Ω → Prop) [DecidablePred A] : ∀ n k : Nat,
    prob (P.copies n) (fun c => k ≤ successes A c) = binomialTail (prob P A) n k
  | n, 0 => (prob_congr _ (B := fun _ => True) fun _ =>
      ⟨fun _ => trivial, fun _ => Nat.zero_le _⟩).trans (by
        rw [prob_true]
        cases n <;> rfl)
  | 0, k + 1 => (prob_congr _ (B := fun _ => False) fun _ =>
      ⟨fun h => Nat.not_succ_le_zero k h, False.elim⟩).trans (prob_false _)
  | n + 1, k + 1 => by
    unfold prob
    rw [expect_copies_succ]
    refine (expect_congr P (Y := fun a => if A a then
      prob (P.copies n) (fun c => k ≤ successes A c) else
      prob (P.copies n) fun c => k + 1 ≤ successes A c) fun a => ?_).trans ?_
    · by_cases h : A a
      · rw [ite_eq_left h]
        refine prob_congr _ fun c => ?_
        show k + 1 ≤ successes A (cons a c) ↔ _
        rw [successes_cons, ite_eq_left h, Nat.add_comm 1]
        exact ⟨Nat.le_of_succ_le_succ, Nat.succ_le_succ⟩
      · rw [ite_eq_right h]
        refine prob_congr _ fun c => ?_
        show k + 1 ≤ successes A (cons a c) ↔ _
        rw [successes_cons, ite_eq_right h, Nat.zero_add]
    · rw [expect_of_two_values, prob_at_least P A n k, prob_at_least P A n (k + 1)]
      rfl

private theorem tail_bounds {x : K} (h : 0 ≤ x) (h' : x ≤ 1) : ∀ n k : Nat,
    0 ≤ binomialTail x n k ∧ binomialTail x n (k + 1) ≤ binomialTail x n k
  | 0, 0 => ⟨le_of_lt zero_lt_one, le_of_lt zero_lt_one⟩
  | 0, _ + 1 => ⟨le_refl 0, le_refl 0⟩
  | n + 1, 0 => by
    have one : binomialTail x n 0 = 1 := by cases n <;> rfl
    refine ⟨le_of_lt zero_lt_one, ?_⟩
    show x * binomialTail x n 0 + (1 - x) * binomialTail x n 1 ≤ 1
    have key := (tail_bounds h h' n 0).2
    rw [one] at key
    rw [one]
    exact le_of_cert (mul_nonneg (sub_nonneg.mpr h') (sub_nonneg.mpr key))
      (ring_eq (by decide +kernel))
  | n + 1, k + 1 => by
    have a := tail_bounds h h' n k
    have b := tail_bounds h h' n (k + 1)
    refine ⟨add_nonneg (mul_nonneg h a.1) (mul_nonneg (sub_nonneg.mpr h') b.1), ?_⟩
    exact add_le_add (mul_le_mul_of_nonneg_left a.2 h)
      (mul_le_mul_of_nonneg_left b.2 (sub_nonneg.mpr h'))

/-- The more likely the success, the greater the tail. -/
theorem binomialTail_mono {x y : K} (h : 0 ≤ x) (hxy : x ≤ y) (h' : y ≤ 1) :
    ∀ n k : Nat, binomialTail x n k ≤ binomialTail y n k
  | 0, 0 => le_refl 1
  | 0, _ + 1 => le_refl 0
  | _ + 1, 0 => le_refl 1
  | n + 1, k + 1 => by
    have a := mul_le_mul_of_nonneg_left (binomialTail_mono h hxy h' n k) h
    have b := mul_le_mul_of_nonneg_left (binomialTail_mono h hxy h' n (k + 1))
      (sub_nonneg.mpr (le_trans hxy h'))
    have c := mul_nonneg (sub_nonneg.mpr hxy)
      (sub_nonneg.mpr (tail_bounds (le_trans h hxy) h' n k).2)
    refine le_trans (add_le_add a b) (le_of_cert c ?_)
    show y * binomialTail y n k + (1 - y) * binomialTail y n (k + 1)
      - (x * binomialTail y n k + (1 - x) * binomialTail y n (k + 1)) = _
    exact ring_eq (by decide +kernel)

/-- **The sign test is valid.** If a model has one feature above another with probability at most
one half, the tail of the fair binomial law at the number of the models that do is a valid
p-value. It needs the number of models and of successes only, and no assumption on the law. -/
theorem signTest_valid (P : Law Ω K) (A : Ω → Prop) [DecidablePred A] (h : prob P A ≤ 1 / 2)
    (n : Nat) : Valid (P.copies n) fun c => binomialTail (1 / 2) n (successes A c) :=
  fun t ht => by
    refine (exactPValue_valid (P.copies n) (fun c => (ofNat (successes A c) : K)) t ht).mono
      (P.copies n) fun c => ?_
    have value : exactPValue (P.copies n) (fun c => (ofNat (successes A c) : K)) c
        = binomialTail (prob P A) n (successes A c) := by
      rw [← prob_at_least P A n (successes A c)]
      exact prob_congr _ fun b => ⟨le_of_ofNat_le, ofNat_le⟩
    rw [value]
    exact binomialTail_mono (prob_nonneg P) h
      ((div_le_iff zero_lt_two).mpr (by
        rw [one_mul]
        exact le_of_lt (lt_add_one 1))) n _

end Sign

/-! ## Levels that add up: Bonferroni and looks -/

section Levels
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {n : Nat}

private theorem div_mul_self (a : K) (hn : 0 < n) : ofNat n * (a / ofNat n) = a := by
  rw [mul_comm, div_mul_cancel a (ofNat_ne_zero hn)]

/-- **A level for each test.** If each true hypothesis has a p-value that is valid at the level of
its test, some true hypothesis is rejected with probability at most the sum of the levels of the
true ones, whatever the dependence. -/
theorem prob_false_rejection_le (p : Fin n → Ω → K) (null : Fin n → Prop) [DecidablePred null]
    (level : Fin n → K) (hv : ∀ i, null i → ValidAt P (p i) (level i)) :
    prob P (fun a => ∃ i, null i ∧ p i a ≤ level i)
      ≤ sum fun i => if null i then level i else 0 := by
  refine le_trans (prob_exists_le P fun i a => null i ∧ p i a ≤ level i) (sum_le_sum fun i => ?_)
  by_cases h : null i
  · rw [ite_eq_left h]
    exact le_trans (prob_mono P fun _ l => l.2) (hv i h)
  · rw [ite_eq_right h]
    exact le_of_eq ((prob_congr P (B := fun _ => False) fun _ => ⟨fun l => h l.1, False.elim⟩).trans
      (prob_false P))

/-- With the same level for all tests, some true hypothesis is rejected with probability at most
the level times the number of true hypotheses. -/
theorem prob_false_rejection_le_count (p : Fin n → Ω → K) (null : Fin n → Prop)
    [DecidablePred null] {t : K} (hv : ∀ i, null i → ValidAt P (p i) t) :
    prob P (fun a => ∃ i, null i ∧ p i a ≤ t) ≤ ofNat (count null) * t := by
  refine le_trans (prob_false_rejection_le P p null (fun _ => t) hv) (le_of_eq ?_)
  rw [ofNat_count, ← sum_mul_right]
  refine sum_congr fun i => ?_
  by_cases h : null i
  · rw [ite_eq_left h, ite_eq_left h, one_mul]
  · rw [ite_eq_right h, ite_eq_right h, zero_mul]

/-- **Bonferroni.** If p-values are valid at `α / n` under the true ones of `n` hypotheses, some
true hypothesis has a p-value of at most `α / n` with probability at most `α`, whatever the
dependence. -/
theorem bonferroni_familywise (p : Fin n → Ω → K) (null : Fin n → Prop) [DecidablePred null]
    {α : K} (hα : 0 ≤ α) (hv : ∀ i, null i → ValidAt P (p i) (α / ofNat n)) :
    prob P (fun a => ∃ i, null i ∧ p i a ≤ α / ofNat n) ≤ α := by
  refine le_trans (prob_false_rejection_le_count P p null hv) ?_
  cases n with
  | zero => exact le_trans (le_of_eq (zero_mul _)) hα
  | succ n =>
    refine le_trans (mul_le_mul_of_nonneg_right (ofNat_le (count_le null))
      (div_nonneg hα (ofNat_nonneg _))) (le_of_eq ?_)
    exact div_mul_self α (Nat.succ_pos n)

/-- **Bonferroni with directions.** Of `n` gaps, each tested both ways at `α / n / 2` with one-sided
p-values that are valid when the claimed direction is false, some gap is claimed to be on a side
where it is not with probability at most `α`; a gap of zero is on neither side. -/
theorem bonferroni_directions (gap : Fin n → K) (up down : Fin n → Ω → K) {α : K} (hα : 0 ≤ α)
    (hu : ∀ i, gap i ≤ 0 → ValidAt P (up i) (α / ofNat n / 2))
    (hd : ∀ i, 0 ≤ gap i → ValidAt P (down i) (α / ofNat n / 2)) :
    prob P (fun a => ∃ i, (gap i ≤ 0 ∧ up i a ≤ α / ofNat n / 2)
      ∨ (0 ≤ gap i ∧ down i a ≤ α / ofNat n / 2)) ≤ α := by
  have nonneg : 0 ≤ α / ofNat n / 2 :=
    div_nonneg (div_nonneg hα (ofNat_nonneg n)) (le_of_lt zero_lt_two)
  have side : ∀ (q : Prop) [Decidable q] (p : Ω → K), (q → ValidAt P p (α / ofNat n / 2)) →
      prob P (fun a => q ∧ p a ≤ α / ofNat n / 2) ≤ α / ofNat n / 2 := fun q _ p hv => by
    by_cases h : q
    · exact le_trans (prob_mono P fun _ l => l.2) (hv h)
    · exact le_trans (le_of_eq ((prob_congr P (B := fun _ => False) fun _ =>
        ⟨fun l => h l.1, False.elim⟩).trans (prob_false P))) nonneg
  have each : ∀ i, prob P (fun a => (gap i ≤ 0 ∧ up i a ≤ α / ofNat n / 2)
      ∨ (0 ≤ gap i ∧ down i a ≤ α / ofNat n / 2)) ≤ α / ofNat n := fun i => by
    refine le_trans (prob_or_le P) (le_trans (add_le_add (side _ (up i) (hu i))
      (side _ (down i) (hd i))) (le_of_eq (half_add_half _)))
  refine le_trans (prob_exists_le P fun i a => (gap i ≤ 0 ∧ up i a ≤ α / ofNat n / 2)
    ∨ (0 ≤ gap i ∧ down i a ≤ α / ofNat n / 2)) (le_trans (sum_le_sum each) ?_)
  rw [sum_const]
  cases n with
  | zero => exact le_trans (le_of_eq (zero_mul _)) hα
  | succ n => exact le_of_eq (div_mul_self α (Nat.succ_pos n))

/-- **Nothing better without assumptions.** On `m` equally likely outcomes there are `n ≤ m` valid
p-values of which one is at most `α / n` with probability exactly `α`, where `α = n / m`: the
bound of Bonferroni is attained. -/
theorem bonferroni_attained {m : Nat} (hn : 0 < n) (h : n ≤ m) (hm : 0 < m) :
    ∃ p : Fin n → Fin m → K, (∀ i, Valid (Law.uniform m hm) (p i)) ∧
      prob (Law.uniform m hm) (fun a => ∃ i, p i a ≤ (ofNat n / ofNat m : K) / ofNat n)
        = (ofNat n / ofNat m : K) := by
  have place : ∀ i : Fin n, i.val < m := fun i => Nat.lt_of_lt_of_le i.isLt h
  have share : (ofNat n / ofNat m : K) / ofNat n = (ofNat m)⁻¹ := by
    rw [div_eq_mul_inv, div_eq_mul_inv, mul_comm (ofNat n), mul_assoc,
      mul_inv_cancel (ofNat_ne_zero hn), mul_one]
  have each : ∀ i : Fin n, prob (K := K) (Law.uniform m hm) (fun a => a = ⟨i.val, place i⟩)
      = (ofNat m)⁻¹ := fun i => by
    rw [prob_uniform, count_eq_self, div_eq_mul_inv]
    exact one_mul _
  refine ⟨fun i => exactPValue (K := K) (Law.uniform m hm)
      fun a => if a = ⟨i.val, place i⟩ then 1 else 0,
    fun i => exactPValue_valid _ _, le_antisymm ?_ ?_⟩
  · have key := bonferroni_familywise (Law.uniform m hm) (fun i => exactPValue (Law.uniform m hm)
      fun a : Fin m => if a = ⟨i.val, place i⟩ then (1 : K) else 0) (fun _ : Fin n => True)
      (α := ofNat n / ofNat m) (div_nonneg (ofNat_nonneg n) (ofNat_nonneg m))
      fun i _ => exactPValue_valid _ _ _ (div_nonneg (div_nonneg (ofNat_nonneg n)
        (ofNat_nonneg m)) (ofNat_nonneg n))
    exact le_trans (prob_mono _ fun a ⟨i, hi⟩ => ⟨i, trivial, hi⟩) key
  · have total : prob (K := K) (Law.uniform m hm) (fun a => ∃ i : Fin n, a = ⟨i.val, place i⟩)
        = ofNat n / ofNat m := by
      rw [prob_some_of_exclusive (Law.uniform m hm) (fun (i : Fin n) (a : Fin m) =>
        a = ⟨i.val, place i⟩) fun i j a (e : a = ⟨i.val, place i⟩) (e' : a = ⟨j.val, place j⟩) =>
          Fin.ext (congrArg (fun x : Fin m => x.val) (e.symm.trans e')),
        sum_congr each, sum_const, div_eq_mul_inv]
    rw [← total]
    refine prob_mono _ fun a ⟨i, hi⟩ => ⟨i, ?_⟩
    rw [total, share, ← each i]
    refine prob_mono _ fun b hb => ?_
    have hb : (if a = ⟨i.val, place i⟩ then (1 : K) else 0)
      ≤ if b = ⟨i.val, place i⟩ then 1 else 0 := hb
    rw [ite_eq_left hi] at hb
    refine Decidable.byContradiction fun ne => ?_
    rw [ite_eq_right ne] at hb
    exact not_le_of_lt zero_lt_one hb

/-- **Without a correction.** If `n` independent tests each reject a true hypothesis with
probability `α`, some true hypothesis is rejected with probability `1 - (1 - α)^n`. -/
theorem uncorrected_familywise {p : Ω → K} {α : K} (h : prob P (fun a => p a ≤ α) = α) :
    prob (P.copies n) (fun c => ∃ i, p (c i) ≤ α) = 1 - (1 - α) ^ n := by
  have key := prob_audits P (fun a => p a ≤ α) n
  rw [h] at key
  exact key

/-- **Spending a level over looks.** If at each look an error has at most the probability that is
spent there, and no more than `α` is spent in all, an error at any look has probability at most
`α`, whatever the dependence between the looks. -/
theorem spending_le (error : Fin n → Ω → Prop) [∀ i, DecidablePred (error i)] {level : Fin n → K}
    {α : K} (h : ∀ i, prob P (error i) ≤ level i) (hs : sum level ≤ α) :
    prob P (fun a => ∃ i, error i a) ≤ α :=
  le_trans (prob_exists_le P error) (le_trans (sum_le_sum h) hs)

/-- **Stopping when the data say so.** With levels that are fixed in advance, the error of the
look at which one stops has probability at most `α`, even if the data choose the look. -/
theorem spending_stopped (error : Fin n → Ω → Prop) [∀ i, DecidablePred (error i)]
    {level : Fin n → K} {α : K} (h : ∀ i, prob P (error i) ≤ level i) (hs : sum level ≤ α)
    (stop : Ω → Fin n) : prob P (fun a => error (stop a) a) ≤ α :=
  le_trans (prob_mono P fun a e => ⟨stop a, e⟩) (spending_le P error h hs)

end Levels

/-! ## Holm -/

section Holm
variable {K : Type v} [OrderedField K] {n : Nat} {α : K} {q : Fin n → K} {i j : Fin n}

/-- Holm's procedure at level `α`: a hypothesis is rejected when every p-value up to its own, times
the number of p-values that are not smaller, is at most `α`. -/
def HolmRejects (α : K) (q : Fin n → K) (i : Fin n) : Prop :=
  ∀ j, q j ≤ q i → q j * ofNat (count fun l => q j ≤ q l) ≤ α

instance (α : K) (q : Fin n → K) (i : Fin n) : Decidable (HolmRejects α q i) :=
  decideForall fun j => q j ≤ q i → q j * ofNat (count fun l => q j ≤ q l) ≤ α

/-- What Holm rejects, it rejects together with all hypotheses of smaller or equal p-values. -/
theorem HolmRejects.of_le (h : HolmRejects α q i) (hji : q j ≤ q i) : HolmRejects α q j :=
  fun l hl => h l (le_trans hl hji)

/-- **Step by step.** A hypothesis is rejected if and only if all hypotheses with smaller p-values
are, and its own p-value is at most `α` divided by the number of hypotheses that are then left. -/
theorem holmRejects_iff_step : HolmRejects α q i ↔
    (∀ j, q j < q i → HolmRejects α q j) ∧ q i * ofNat (count fun l => q i ≤ q l) ≤ α := by
  refine ⟨fun h => ⟨fun j l => h.of_le (le_of_lt l), h i (le_refl _)⟩, fun h j hj => ?_⟩
  rcases lt_or_eq_of_le hj with l | e
  · exact h.1 j l j (le_refl _)
  · rw [e]
    exact h.2

/-- At a greater level Holm rejects at least as much. -/
theorem HolmRejects.mono {β : K} (h : HolmRejects α q i) (hαβ : α ≤ β) : HolmRejects β q i :=
  fun j hj => le_trans (h j hj) hαβ

private theorem mul_count_le {t : K} {a b : Nat} (hα : 0 ≤ α) (hab : a ≤ b)
    (h : t * ofNat b ≤ α) : t * ofNat a ≤ α := by
  rcases le_total 0 t with pos | neg
  · exact le_trans (mul_le_mul_of_nonneg_left (ofNat_le hab) pos) h
  · refine le_trans (le_of_cert (mul_nonneg (neg_nonneg.mpr neg) (ofNat_nonneg a)) ?_) hα
    exact ring_eq (by decide +kernel)

/-- **Holm rejects whatever Bonferroni rejects.** -/
theorem holmRejects_of_bonferroni (hα : 0 ≤ α) (h : q i ≤ α / ofNat n) : HolmRejects α q i := by
  have hn : 0 < n := Nat.lt_of_lt_of_le (Nat.succ_pos i.val) i.isLt
  intro j hj
  exact mul_count_le hα (count_le _) ((le_div_iff (ofNat_pos hn)).mp (le_trans hj h))

/-- **And sometimes more.** Of the two p-values `α / 2` and `α` Holm rejects both and Bonferroni
only the first. -/
theorem holm_rejects_more (hα : 0 < α) :
    ∃ q : Fin 2 → K, (∀ i, HolmRejects α q i) ∧ ¬∀ i, q i ≤ α / ofNat 2 := by
  have half : α / 2 < α := half_lt_self hα
  have top : (⟨1, by decide⟩ : Fin 2).val ≠ 0 := by decide
  refine ⟨fun i => if i.val = 0 then α / 2 else α, fun i => ?_, fun all => ?_⟩
  · have below : ∀ j : Fin 2, (if j.val = 0 then α / 2 else α)
        * ofNat (count fun l : Fin 2 => (if j.val = 0 then α / 2 else α)
          ≤ if l.val = 0 then α / 2 else α) ≤ α := by
      refine forall_index ?_ (forall_index ?_ fun l => l.elim0)
      · refine mul_count_le (le_of_lt hα) (count_le _) (le_of_eq ?_)
        exact div_mul_cancel α two_ne_zero
      · show α * ofNat (count fun l : Fin 2 => α ≤ if l.val = 0 then α / 2 else α) ≤ α
        rw [count_congr (q := fun l : Fin 2 => l = ⟨1, by decide⟩) fun l => ?_, count_eq_self]
        · exact le_of_eq (mul_one α)
        · by_cases h : l.val = 0
          · rw [ite_eq_left h]
            exact ⟨fun le => absurd le (not_le_of_lt half), fun e => absurd (e ▸ h) top⟩
          · rw [ite_eq_right h]
            refine ⟨fun _ => Fin.ext (Nat.le_antisymm (Nat.le_of_lt_succ l.isLt)
              (Nat.pos_of_ne_zero h)), fun _ => le_refl α⟩
    exact fun j _ => below j
  · have key : α ≤ α / ofNat 2 := all ⟨1, by decide⟩
    exact not_le_of_lt half key

private theorem exists_least : ∀ {n : Nat} (A : Fin n → Prop) [DecidablePred A] (f : Fin n → K),
    (∃ i, A i) → ∃ i, A i ∧ ∀ j, A j → f i ≤ f j
  | 0, _, _, _, ⟨i, _⟩ => i.elim0
  | n + 1, A, _, f, h => by
    by_cases rest : ∃ i : Fin n, A (next i)
    · obtain ⟨i, hi, least⟩ := exists_least (fun i => A (next i)) (fun i => f (next i)) rest
      by_cases better : A first ∧ f first ≤ f (next i)
      · exact ⟨first, better.1, forall_index (fun _ => le_refl _)
          fun j hj => le_trans better.2 (least j hj)⟩
      · refine ⟨next i, hi, forall_index (fun hf => ?_) least⟩
        exact le_of_not_lt fun l => better ⟨hf, le_of_lt l⟩
    · obtain ⟨i, hi⟩ := h
      rcases first_or_next i with e | ⟨j, e⟩
      · rw [e] at hi
        exact ⟨first, hi, forall_index (fun _ => le_refl _) fun j hj => absurd ⟨j, hj⟩ rest⟩
      · rw [e] at hi
        exact absurd ⟨j, hi⟩ rest

private theorem count_from : ∀ {n s : Nat}, s ≤ n → (count fun t : Fin n => s ≤ t.val) + s = n
  | 0, s, h => by
    rw [Nat.eq_zero_of_le_zero h]
    rfl
  | n + 1, 0, _ => (count_congr fun _ => ⟨fun _ => trivial, fun _ => Nat.zero_le _⟩).trans
      count_true
  | n + 1, s + 1, h => by
    show (if s + 1 ≤ 0 then 1 else 0) + (count fun t : Fin n => s + 1 ≤ t.val + 1) + (s + 1) = n + 1
    rw [ite_eq_right (Nat.not_succ_le_zero s), Nat.zero_add,
      count_congr (q := fun t : Fin n => s ≤ t.val) fun t =>
        ⟨Nat.le_of_succ_le_succ, Nat.succ_le_succ⟩, ← Nat.add_assoc,
      count_from (Nat.le_of_succ_le_succ h)]

/-- **Holm's procedure on sorted p-values.** If `r` numbers the p-values from the smallest, from
zero, the hypothesis at place `r` is rejected if and only if at each place `s` up to `r` the
p-value times `n - s` is at most `α`. -/
theorem holmRejects_iff_sorted (order : Perm (Fin n))
    (sorted : ∀ r s : Fin n, r.val ≤ s.val → q (order.to r) ≤ q (order.to s)) (hq : ∀ i, 0 ≤ q i)
    (r : Fin n) : HolmRejects α q (order.to r) ↔
      ∀ s : Fin n, s.val ≤ r.val → q (order.to s) * (ofNat n - ofNat s.val) ≤ α := by
  have left : ∀ s : Fin n, (ofNat n : K) - ofNat s.val
      = ofNat (count fun t : Fin n => s.val ≤ t.val) := fun s => by
    have key := congrArg (ofNat (K := K)) (count_from (Nat.le_of_lt s.isLt))
    rw [ofNat_add] at key
    rw [← key]
    exact (show ∀ x y : K, x + y - y = x from fun _ _ => ring_eq (by decide +kernel)) _ _
  constructor
  · intro h s hs
    refine le_trans (mul_le_mul_of_nonneg_left ?_ (hq _)) (h (order.to s) (sorted s r hs))
    rw [left, ← count_perm order fun l => q (order.to s) ≤ q l]
    exact ofNat_le (count_le_count fun t ht => sorted s t ht)
  · intro h j hj
    obtain ⟨s, hs, least⟩ := exists_least (fun t => q j ≤ q (order.to t))
      (fun t : Fin n => (ofNat t.val : K)) ⟨r, hj⟩
    have lower : ∀ t : Fin n, q j ≤ q (order.to t) → s.val ≤ t.val := fun t ht =>
      le_of_ofNat_le (least t ht)
    have same : q (order.to s) = q j := by
      refine le_antisymm ?_ hs
      have key := sorted s (order.back j) (lower _ (by rw [order.to_back]; exact le_refl _))
      rw [order.to_back] at key
      exact key
    have number : (count fun l => q j ≤ q l) = count fun t : Fin n => s.val ≤ t.val := by
      rw [← count_perm order fun l => q j ≤ q l]
      exact count_congr fun t => ⟨lower t, fun ht => le_trans hs (sorted s t ht)⟩
    rw [number, ← left, ← same]
    exact h s (lower r hj)

/-- If Holm rejects a true hypothesis, the p-value of some true hypothesis is at most `α` divided
by the number of true ones. -/
theorem HolmRejects.exists_small (hα : 0 ≤ α) {null : Fin n → Prop} [DecidablePred null]
    (hi : null i) (h : HolmRejects α q i) : ∃ j, null j ∧ q j ≤ α / ofNat (count null) := by
  obtain ⟨j, hj, least⟩ := exists_least null q ⟨i, hi⟩
  refine ⟨j, hj, (le_div_iff (ofNat_pos (count_pos.mpr ⟨i, hi⟩))).mpr ?_⟩
  exact mul_count_le hα (count_le_count fun l hl => least l hl) (h j (least i hi))

/-- **Holm.** If the p-values of the true hypotheses are valid at `α` divided by their number,
Holm's procedure at level `α` rejects some true hypothesis with probability at most `α`, whatever
the dependence. -/
theorem holm_familywise {Ω : Type u} (P : Law Ω K) (p : Fin n → Ω → K) (null : Fin n → Prop)
    [DecidablePred null] (hα : 0 ≤ α)
    (hv : ∀ i, null i → ValidAt P (p i) (α / ofNat (count null))) :
    prob P (fun a => ∃ i, null i ∧ HolmRejects α (fun i => p i a) i) ≤ α := by
  refine le_trans (prob_mono P (B := fun a => ∃ j, null j ∧ p j a ≤ α / ofNat (count null))
    fun a ⟨i, hi, h⟩ => h.exists_small hα hi) ?_
  refine le_trans (prob_false_rejection_le_count P p null hv) ?_
  rcases Nat.eq_or_lt_of_le (Nat.zero_le (count null)) with e | pos
  · rw [← e]
    exact le_trans (le_of_eq (zero_mul _)) hα
  · rw [mul_comm, div_mul_cancel α (ofNat_ne_zero pos)]
    exact le_refl α

/-- **Holm at every look.** If Holm's procedure is applied at each look with the level that is
spent there, some true hypothesis is rejected at some look with probability at most the sum of
the levels. -/
theorem holm_looks {Ω : Type u} (P : Law Ω K) {looks : Nat} (p : Fin looks → Fin n → Ω → K)
    (null : Fin n → Prop) [DecidablePred null] (level : Fin looks → K)
    (hl : ∀ k, 0 ≤ level k)
    (hv : ∀ k i, null i → ValidAt P (p k i) (level k / ofNat (count null))) :
    prob P (fun a => ∃ k i, null i ∧ HolmRejects (level k) (fun i => p k i a) i) ≤ sum level :=
  spending_le P (fun k a => ∃ i, null i ∧ HolmRejects (level k) (fun i => p k i a) i)
    (fun k => holm_familywise P (p k) null (hl k) (hv k)) (le_refl _)

end Holm

/-! ## Ties -/

section Tie
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- **Intersection and union.** If all of several tests must reject and one of their hypotheses is
true, all reject with probability at most `α`: no correction is needed. -/
theorem intersection_union {n : Nat} (p : Fin n → Ω → K) {α : K} (i : Fin n)
    (hv : ValidAt P (p i) α) : prob P (fun a => ∀ i, p i a ≤ α) ≤ α :=
  le_trans (prob_mono P fun _ h => h i) hv

/-- The p-value of a tie: the greater of the p-values of two one-sided tests, one of "the gap is at
most minus the margin" and one of "the gap is at least the margin". -/
def tiePValue (low high : Ω → K) (a : Ω) : K := max (low a) (high a)

/-- The p-value of a tie is at most a level exactly when both one-sided tests reject at it. -/
theorem tiePValue_le_iff {low high : Ω → K} {t : K} {a : Ω} :
    tiePValue low high a ≤ t ↔ low a ≤ t ∧ high a ≤ t :=
  ⟨fun h => ⟨le_trans (le_max_left _ _) h, le_trans (le_max_right _ _) h⟩, fun h => max_le h.1 h.2⟩

/-- A gap of at least the margin in size lies on one of the two sides. -/
theorem le_neg_or_le_of_le_abs {gap margin : K} (h : margin ≤ abs gap) :
    gap ≤ -margin ∨ margin ≤ gap := by
  rcases le_total 0 gap with pos | neg
  · rw [abs_of_nonneg pos] at h
    exact Or.inr h
  · rw [abs_of_nonpos neg] at h
    refine Or.inl ?_
    rw [← neg_neg gap]
    exact neg_le_neg h

/-- **A tie is wrong with probability at most `α`.** If each one-sided test has a p-value that is
valid when its hypothesis is true, a gap of at least the margin gets a p-value of a tie that is
valid: the tie is declared with probability at most the level, with no correction for the two
tests. -/
theorem tiePValue_validAt {low high : Ω → K} {gap margin t : K}
    (hl : gap ≤ -margin → ValidAt P low t) (hh : margin ≤ gap → ValidAt P high t)
    (h : margin ≤ abs gap) : ValidAt P (tiePValue low high) t :=
  (le_neg_or_le_of_le_abs h).elim (fun l => (hl l).mono P fun _ => le_max_left _ _)
    fun l => (hh l).mono P fun _ => le_max_right _ _

/-- **Many ties.** Holm's procedure on the p-values of ties declares some pair tied that is at
least the margin apart with probability at most `α`. -/
theorem holm_ties {n : Nat} (low high : Fin n → Ω → K) (gap margin : Fin n → K) {α : K}
    (hα : 0 ≤ α) (hl : ∀ i, gap i ≤ -margin i → Valid P (low i))
    (hh : ∀ i, margin i ≤ gap i → Valid P (high i)) :
    prob P (fun a => ∃ i, margin i ≤ abs (gap i) ∧
      HolmRejects α (fun i => tiePValue (low i) (high i) a) i) ≤ α :=
  holm_familywise P (fun i => tiePValue (low i) (high i)) (fun i => margin i ≤ abs (gap i)) hα
    fun i h => tiePValue_validAt P (fun l => hl i l _ (div_nonneg hα (ofNat_nonneg _)))
      (fun l => hh i l _ (div_nonneg hα (ofNat_nonneg _))) h

/-- **Not significant is not tied.** For every level below one there is a p-value, valid under every
hypothesis, that is never at most the level, so that to call a pair tied when the test does not
reject can be to call it tied always. -/
theorem no_tie_from_no_rejection {α : K} (h : α < 1) :
    ∃ p : Ω → K, Valid P p ∧ prob P (fun a => ¬p a ≤ α) = 1 := by
  refine ⟨fun _ => 1, fun t ht => ?_, ?_⟩
  · by_cases l : 1 ≤ t
    · exact le_trans (prob_le_one P) l
    · exact le_trans (le_of_eq ((prob_congr P (B := fun _ => False) fun _ =>
        ⟨fun k => l k, False.elim⟩).trans (prob_false P))) ht
  · exact (prob_congr P (B := fun _ => True) fun _ =>
      ⟨fun _ => trivial, fun _ => not_le_of_lt h⟩).trans (prob_true P)

end Tie

end DASH
