import DASH.Impossibility.Group

/-!
# Disagreement between two models, and the first-mover model

How often do two models of a finite multiset disagree about a pair of features? Of the ordered
pairs of models, twice the product of the two sides; at most half, and exactly half only when the
pair is balanced and no model ties it.

The first-mover model is the simplest symmetric multiset: one model for each feature of a group,
which gives that feature more than the others and ties the others. It satisfies every hypothesis
of the half theorem, for a group of any size; but for more than two features most models tie a
given pair, and two models disagree about it far less often than half of the time.
-/

namespace DASH

universe u v

section Flips
variable {F : Type u} {K : Type v} [OrderedField K] {M : Nat}

/-- The number of ordered pairs of models that order the two features in opposite ways. -/
def disagreements (φ : Fin M → F → K) (j k : F) : Nat :=
  sum fun i => count fun l =>
    (φ i k < φ i j ∧ φ l j < φ l k) ∨ (φ i j < φ i k ∧ φ l k < φ l j)

/-- The pairs of an index with one property and an index with another are counted by the
product. -/
theorem sum_count_and {m n : Nat} (p : Fin m → Prop) (q : Fin n → Prop) [DecidablePred p]
    [DecidablePred q] : (sum fun i => count fun l => p i ∧ q l) = count p * count q := by
  rw [count_eq_sum p, ← sum_mul_right]
  refine sum_congr fun i => ?_
  by_cases h : p i
  · rw [ite_eq_left h, Nat.one_mul]
    exact count_congr fun l => ⟨And.right, fun hq => ⟨h, hq⟩⟩
  · rw [ite_eq_right h, Nat.zero_mul]
    exact count_eq_zero.mpr fun l hl => h hl.1

variable {φ : Fin M → F → K} {j k : F}

/-- **The number of disagreements** is twice the product of the two sides. -/
theorem disagreements_eq (φ : Fin M → F → K) (j k : F) :
    disagreements φ j k = 2 * (countAbove φ j k * countAbove φ k j) := by
  unfold disagreements
  rw [sum_congr fun i => count_or (p := fun l => φ i k < φ i j ∧ φ l j < φ l k)
      (q := fun l => φ i j < φ i k ∧ φ l k < φ l j) fun l h => lt_asymm h.1.1 h.2.1,
    sum_add (K := Nat), sum_count_and, sum_count_and, two_mul_nat]
  exact congrArg (fun x => _ + x) (Nat.mul_comm _ _)

/-- No model disagrees with itself, so that the disagreements are among the ordered pairs of
different models. -/
theorem no_disagreement_with_itself (i : Fin M) :
    ¬((φ i k < φ i j ∧ φ i j < φ i k) ∨ (φ i j < φ i k ∧ φ i k < φ i j)) :=
  fun h => h.elim (fun l => lt_asymm l.1 l.2) fun l => lt_asymm l.1 l.2

/-- Four times a product is at most the square of the sum, with equality only for equal
factors. -/
theorem four_mul_le_square (a b : Nat) :
    2 * (2 * (a * b)) ≤ (a + b) * (a + b) ∧ (2 * (2 * (a * b)) = (a + b) * (a + b) ↔ a = b) := by
  have side : ∀ a d : Nat, 2 * (2 * (a * (a + d))) + d * d = (a + (a + d)) * (a + (a + d)) :=
    fun a d => by
      rw [two_mul_nat, two_mul_nat]
      exact semiring_eq (by decide +kernel)
  have flip : ∀ a b : Nat, 2 * (2 * (a * b)) ≤ (a + b) * (a + b) ∧
      (2 * (2 * (a * b)) = (a + b) * (a + b) ↔ a = b) →
      2 * (2 * (b * a)) ≤ (b + a) * (b + a) ∧ (2 * (2 * (b * a)) = (b + a) * (b + a) ↔ b = a) :=
    fun a b h => by
      rw [Nat.mul_comm b a, Nat.add_comm b a]
      exact ⟨h.1, h.2.trans ⟨Eq.symm, Eq.symm⟩⟩
  have ordered : ∀ a d : Nat, 2 * (2 * (a * (a + d))) ≤ (a + (a + d)) * (a + (a + d)) ∧
      (2 * (2 * (a * (a + d))) = (a + (a + d)) * (a + (a + d)) ↔ a = a + d) := fun a d => by
    rw [← side]
    refine ⟨Nat.le_add_right _ _, fun e => ?_, fun e => ?_⟩
    · cases d with
      | zero => rfl
      | succ d =>
        have none : 0 = (d + 1) * (d + 1) := Nat.add_left_cancel e
        rw [Nat.mul_succ] at none
        exact absurd none.symm (Nat.succ_ne_zero _)
    · have none : 0 = d := Nat.add_left_cancel e
      rw [← none]
      rfl
  rcases Nat.le_total a b with h | h
  · rw [← Nat.sub_add_cancel h, Nat.add_comm (b - a) a]
    exact ordered a (b - a)
  · refine flip b a ?_
    rw [← Nat.sub_add_cancel h, Nat.add_comm (a - b) b]
    exact ordered b (a - b)

/-- **Two models disagree at most half of the time**, counted among the ordered pairs of models
that decide. -/
theorem two_mul_disagreements_le_decided (φ : Fin M → F → K) (j k : F) :
    2 * disagreements φ j k ≤ countDecided φ j k * countDecided φ j k := by
  rw [disagreements_eq, countDecided_eq]
  exact (four_mul_le_square _ _).1

/-- **Half exactly on balance.** Two models that decide disagree exactly half of the time if and
only if the pair is balanced. -/
theorem two_mul_disagreements_eq_decided_iff :
    2 * disagreements φ j k = countDecided φ j k * countDecided φ j k ↔ Balanced φ j k := by
  rw [disagreements_eq, countDecided_eq]
  exact (four_mul_le_square _ _).2

/-- Two models disagree at most half of the time, counted among all ordered pairs of models. -/
theorem two_mul_disagreements_le (φ : Fin M → F → K) (j k : F) :
    2 * disagreements φ j k ≤ M * M :=
  Nat.le_trans (two_mul_disagreements_le_decided φ j k)
    (Nat.mul_le_mul (count_le _) (count_le _))

/-- **A coin flip exactly when balanced and without ties.** Two models disagree exactly half of
the time, counted among all ordered pairs of models, if and only if the pair is balanced and no
model ties it. -/
theorem two_mul_disagreements_eq_iff :
    2 * disagreements φ j k = M * M ↔ Balanced φ j k ∧ countTied φ j k = 0 := by
  have total := countTied_add_countDecided φ j k
  constructor
  · intro e
    have none : countTied φ j k = 0 := by
      refine Nat.eq_zero_of_le_zero (Nat.not_lt.mp fun pos => ?_)
      have less : countDecided φ j k < M := by
        have key := Nat.add_lt_add_right pos (countDecided φ j k)
        rw [total, Nat.zero_add] at key
        exact key
      have le := two_mul_disagreements_le_decided φ j k
      rw [e] at le
      refine Nat.not_le.mpr ?_ le
      refine Nat.lt_of_le_of_lt (Nat.mul_le_mul_left _ (Nat.le_of_lt less)) ?_
      have grow := Nat.mul_le_mul (Nat.succ_le_of_lt less) (Nat.le_refl M)
      rw [Nat.succ_mul] at grow
      refine Nat.lt_of_lt_of_le ?_ grow
      have step := Nat.add_lt_add_left (Nat.lt_of_le_of_lt (Nat.zero_le _) less)
        (countDecided φ j k * M)
      rw [Nat.add_zero] at step
      exact step
    rw [none, Nat.zero_add] at total
    refine ⟨two_mul_disagreements_eq_decided_iff.mp ?_, none⟩
    rw [total, e]
  · rintro ⟨h, none⟩
    rw [none, Nat.zero_add] at total
    rw [two_mul_disagreements_eq_decided_iff.mpr h, total]

/-- **The rate of disagreement** of two models drawn at random is `2pq`, with the shares `p` and
`q` of the models on the two sides. -/
theorem disagreement_rate (φ : Fin M → F → K) (j k : F) :
    (ofNat (disagreements φ j k) : K) / ofNat (M * M) =
      2 * ((ofNat (countAbove φ j k) / ofNat M) * (ofNat (countAbove φ k j) / ofNat M)) := by
  rw [disagreements_eq, ofNat_mul, ofNat_mul, ofNat_mul, div_eq_mul_inv, div_eq_mul_inv,
    div_eq_mul_inv, mul_inv, mul_mul_mul_comm (ofNat (countAbove φ j k)), mul_assoc]
  rfl

end Flips

/-! ## The first-mover model -/

section FirstMover
variable {K : Type v} [OrderedField K] {m : Nat}

/-- The first-mover model: a model for each feature of a group, which gives that feature the
base and a gain, and all others the base. -/
def firstMover (base gain : K) (i j : Fin m) : K := if j = i then base + gain else base

variable {base gain : K} {j k : Fin m}

/-- The attribution of the first mover. -/
theorem firstMover_self (base gain : K) (i : Fin m) : firstMover base gain i i = base + gain :=
  ite_eq_left rfl

/-- The attribution of every other feature. -/
theorem firstMover_other (base gain : K) {i j : Fin m} (h : j ≠ i) :
    firstMover base gain i j = base := ite_eq_right h

/-- A model has a feature above a different one exactly when the feature is its first mover. -/
theorem firstMover_lt_iff (hg : 0 < gain) (hjk : j ≠ k) (i : Fin m) :
    firstMover base gain i k < firstMover base gain i j ↔ i = j := by
  constructor
  · intro l
    refine Decidable.byContradiction fun ne => ?_
    rw [firstMover_other base gain (fun e => ne e.symm : j ≠ i)] at l
    by_cases e : k = i
    · rw [e, firstMover_self] at l
      have key := add_lt_add_left hg base
      rw [add_zero] at key
      exact lt_asymm l key
    · rw [firstMover_other base gain e] at l
      exact lt_irrefl _ l
  · intro e
    rw [e, firstMover_self, firstMover_other base gain hjk.symm]
    have key := add_lt_add_left hg base
    rw [add_zero] at key
    exact key

/-- **One model on each side.** Exactly one first-mover model has a feature above a different
one: a model drawn at random does with probability `1/m`. -/
theorem firstMover_countAbove (hg : 0 < gain) (hjk : j ≠ k) :
    countAbove (firstMover base gain) j k = 1 :=
  (count_congr (firstMover_lt_iff hg hjk)).trans (count_eq_self j)

/-- Exactly two first-mover models decide between two different features. -/
theorem firstMover_countDecided (hg : 0 < gain) (hjk : j ≠ k) :
    countDecided (firstMover base gain) j k = 2 := by
  rw [countDecided_eq, firstMover_countAbove hg hjk, firstMover_countAbove hg hjk.symm]

/-- **All others tie.** All first-mover models but two tie two different features: a model drawn
at random does with probability `(m-2)/m`. -/
theorem firstMover_countTied (hg : 0 < gain) (hjk : j ≠ k) :
    countTied (firstMover base gain) j k + 2 = m := by
  rw [← firstMover_countDecided (base := base) hg hjk, countTied_add_countDecided]

/-- **Two disagreements.** Two of the ordered pairs of first-mover models disagree about two
different features: two models drawn at random do with probability `2/m²`, which is one half for
two features only. -/
theorem firstMover_disagreements (hg : 0 < gain) (hjk : j ≠ k) :
    disagreements (firstMover base gain) j k = 2 := by
  rw [disagreements_eq, firstMover_countAbove hg hjk, firstMover_countAbove hg hjk.symm]

/-- The first-mover models are closed under exchanging any two features, with all others kept:
the exchange of the features exchanges the models. -/
theorem firstMover_swap (base gain : K) (j k i a : Fin m) :
    firstMover base gain (swap j k i) (swap j k a) = firstMover base gain i a := by
  unfold firstMover
  by_cases e : a = i
  · rw [e, ite_eq_left rfl, ite_eq_left rfl]
  · rw [ite_eq_right e, ite_eq_right fun s => e (swap_injective j k s)]

/-- **Symmetry.** The first-mover models are closed under exchanging any two features. -/
def firstMover_swapClosed (base gain : K) (j k : Fin m) :
    SwapClosed (firstMover base gain) j k where
  models := swapPerm j k
  left i := by
    have key := firstMover_swap base gain j k i k
    rw [swap_right] at key
    exact key
  right i := by
    have key := firstMover_swap base gain j k i j
    rw [swap_left] at key
    exact key

/-- Every two different features are a Rashomon pair of the first-mover models. -/
theorem firstMover_rashomon (hg : 0 < gain) (hjk : j ≠ k) :
    Rashomon (firstMover base gain) (fun _ => True) j k :=
  ⟨⟨j, trivial, (firstMover_lt_iff hg hjk j).mpr rfl⟩,
   k, trivial, (firstMover_lt_iff hg hjk.symm k).mpr rfl⟩

variable {R : Fin m → Fin m → Prop} [∀ a b, Decidable (R a b)]

/-- Every ranking that takes a side on a pair contradicts exactly one of the first-mover models
there, half of the two that decide. -/
theorem firstMover_contradictions (hg : 0 < gain) (hjk : j ≠ k) (hR : Commits R j k) :
    contradictions R (firstMover base gain) j k = 1 := by
  have key := two_mul_contradictions (firstMover_swapClosed base gain j k).balanced hR
  rw [firstMover_countDecided hg hjk] at key
  exact eq_of_two_mul_eq key

/-- As many ones as there are indices add up to their number. -/
theorem sum_one_nat (n : Nat) : (sum fun _ : Fin n => 1) = n :=
  (count_eq_sum fun _ : Fin n => True).symm.trans count_true

/-- Every complete asymmetric ranking of the group is contradicted once on each ordered pair of
different features. -/
theorem firstMover_totalContradictions (hg : 0 < gain) (ha : Asymmetric R) (hc : Complete R) :
    totalContradictions R (firstMover base gain) (fun a => a) + m = m * m := by
  have one : ∀ a b, contradictions R (firstMover base gain) a b + (if b = a then 1 else 0) = 1 :=
    fun a b => by
      by_cases e : b = a
      · rw [e, contradictions_self, ite_eq_left rfl]
      · rw [ite_eq_right e, firstMover_contradictions hg (fun s => e s.symm)
          (commits_of_complete ha hc fun s => e s.symm)]
  have row : ∀ a, (sum fun b => contradictions R (firstMover base gain) a b) + 1 = m :=
    fun a => by
      rw [← count_eq_self a, count_eq_sum, ← sum_add, sum_congr (one a)]
      exact sum_one_nat m
  have rows : (sum fun a => (sum fun b => contradictions R (firstMover base gain) a b) + 1) =
      m * m := by
    rw [sum_congr (g := fun _ => m * 1) fun a => (row a).trans (Nat.mul_one m).symm,
      sum_mul_left, sum_one_nat]
  rw [sum_add (K := Nat), sum_one_nat] at rows
  exact rows

end FirstMover

end DASH
