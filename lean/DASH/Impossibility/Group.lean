import DASH.Impossibility.Counting

/-!
# Counting over a whole group

A group of features, each pair of which is balanced: all complete asymmetric rankings of the
group are contradicted equally often, on exactly half of the decided incidences of a model and a
pair. So the numerator of the rank correlation of a fixed ranking with a model, be it Kendall's or
Spearman's, adds up to zero over the multiset. Where no model ties two features of the group the
denominator is the same for all models and the expected correlation is zero; the published value
for Spearman's, -1/(m-1), is wrong.

The group is a list of features, `g : Fin m → F`, and sums run over the ordered pairs of the
list, so that every pair of different places is counted twice, in both of two numbers that are
compared.
-/

namespace DASH

universe u v

section Total
variable {F : Type u} {K : Type v} [OrderedField K] {M m : Nat}

/-- How often models contradict a ranking, over all ordered pairs of a group. -/
def totalContradictions (R : F → F → Prop) [∀ a b, Decidable (R a b)] (φ : Fin M → F → K)
    (g : Fin m → F) : Nat := sum fun a => sum fun b => contradictions R φ (g a) (g b)

/-- How often models decide, over all ordered pairs of a group. -/
def totalDecided (φ : Fin M → F → K) (g : Fin m → F) : Nat :=
  sum fun a => sum fun b => countDecided φ (g a) (g b)

variable {φ : Fin M → F → K} {g : Fin m → F} {R Q : F → F → Prop} [∀ a b, Decidable (R a b)]
  [∀ a b, Decidable (Q a b)]

/-- Twice a sum of natural numbers is the sum of the doubles. -/
theorem two_mul_sum_nat {n : Nat} (f : Fin n → Nat) : 2 * sum f = sum fun i => 2 * f i :=
  (sum_mul_left (K := Nat) 2 f).symm

/-- A sum of natural numbers is zero exactly when all its terms are. -/
theorem sum_nat_eq_zero {n : Nat} {f : Fin n → Nat} : sum f = 0 ↔ ∀ i, f i = 0 := by
  induction n with
  | zero => exact ⟨fun _ i => i.elim0, fun _ => rfl⟩
  | succ n ih =>
    constructor
    · intro e
      rw [sum_first] at e
      refine forall_index ?_ (ih.mp ?_)
      · exact Nat.eq_zero_of_le_zero (Nat.le_trans (Nat.le_add_right _ _) (Nat.le_of_eq e))
      · exact Nat.eq_zero_of_le_zero (Nat.le_trans (Nat.le_add_left _ _) (Nat.le_of_eq e))
    · intro e
      rw [sum_first, e first, ih.mpr fun i => e (next i)]

/-- A feature is never in contradiction with itself. -/
theorem contradictions_self (R : F → F → Prop) [∀ a b, Decidable (R a b)] (φ : Fin M → F → K)
    (j : F) : contradictions R φ j j = 0 :=
  Nat.eq_zero_of_le_zero (countDecided_self φ j ▸ contradictions_le_countDecided R φ j j)

/-- **Exactly half, over a group.** If every pair of a group is balanced, a ranking that takes a
side on every pair of the group is contradicted on exactly half of the decided incidences. -/
theorem two_mul_totalContradictions (h : ∀ a b, Balanced φ (g a) (g b))
    (hR : ∀ a b, a ≠ b → Commits R (g a) (g b)) :
    2 * totalContradictions R φ g = totalDecided φ g := by
  refine (two_mul_sum_nat _).trans (sum_congr fun a => (two_mul_sum_nat _).trans
    (sum_congr fun b => ?_))
  by_cases e : a = b
  · rw [e, contradictions_self, countDecided_self]
  · exact two_mul_contradictions (h a b) (hR a b e)

/-- If every pair of a group is balanced, a ranking that says something of every pair, even both
ways, is contradicted on at least half of the decided incidences. -/
theorem totalDecided_le_two_mul (h : ∀ a b, Balanced φ (g a) (g b))
    (hR : ∀ a b, a ≠ b → R (g a) (g b) ∨ R (g b) (g a)) :
    totalDecided φ g ≤ 2 * totalContradictions R φ g := by
  refine Nat.le_trans (sum_le_sum_nat fun a => ?_) (Nat.le_of_eq (two_mul_sum_nat _).symm)
  refine Nat.le_trans (sum_le_sum_nat fun b => ?_) (Nat.le_of_eq (two_mul_sum_nat _).symm)
  by_cases e : a = b
  · rw [e, countDecided_self]
    exact Nat.zero_le _
  · exact countDecided_le_two_mul (h a b) (hR a b e)

/-- **No complete ranking of the group is better than another.** If every pair of a group is
balanced, all rankings that take a side on every pair are contradicted equally often. -/
theorem totalContradictions_eq (h : ∀ a b, Balanced φ (g a) (g b))
    (hR : ∀ a b, a ≠ b → Commits R (g a) (g b)) (hQ : ∀ a b, a ≠ b → Commits Q (g a) (g b)) :
    totalContradictions R φ g = totalContradictions Q φ g := by
  refine sum_congr fun a => sum_congr fun b => ?_
  by_cases e : a = b
  · rw [e, contradictions_self, contradictions_self]
  · exact contradictions_eq_of_balanced (h a b) (hR a b e) (hQ a b e)

/-- If every pair of a group is balanced, a ranking is contradicted nowhere in the group if and
only if, of each pair, it says nothing or all models tie it. -/
theorem totalContradictions_eq_zero_iff (h : ∀ a b, Balanced φ (g a) (g b)) :
    totalContradictions R φ g = 0 ↔
      ∀ a b, Tied R (g a) (g b) ∨ ∀ i, φ i (g a) = φ i (g b) := by
  exact sum_nat_eq_zero.trans
    ⟨fun e a b => (contradictions_eq_zero_iff (h a b)).mp (sum_nat_eq_zero.mp (e a) b),
     fun e a => sum_nat_eq_zero.mpr fun b => (contradictions_eq_zero_iff (h a b)).mpr (e a b)⟩

/-- **The half theorem for a group.** In a finite multiset of models closed under exchanging any
two features of a group, every complete asymmetric ranking is contradicted on exactly half of the
decided incidences of a model and a pair. -/
theorem group_half_contradicted (h : ∀ a b, SwapClosed φ (g a) (g b))
    (ha : Asymmetric R) (hc : Complete R) :
    2 * totalContradictions R φ g = totalDecided φ g :=
  (two_mul_sum_nat _).trans (sum_congr fun a => (two_mul_sum_nat _).trans (sum_congr fun b =>
    two_mul_contradictions_of_complete (h a b).balanced ha hc))

end Total

/-! ## Agreement with a fixed ranking -/

section Agreement
variable {F : Type u} {K : Type v} [OrderedField K] {M m : Nat}

/-- The number of models that say of a pair what the ranking says. -/
def concordances (R : F → F → Prop) [∀ a b, Decidable (R a b)] (φ : Fin M → F → K) (j k : F) :
    Nat := contradictions (fun a b => R b a) φ j k

variable {φ : Fin M → F → K} {j k : F}

/-- **As many for as against.** On a balanced pair every ranking, complete or not, has as many
models on its side as against it. -/
theorem concordances_eq_contradictions {R : F → F → Prop} [∀ a b, Decidable (R a b)]
    (h : Balanced φ j k) : concordances R φ j k = contradictions R φ j k := by
  unfold concordances
  by_cases r : R j k
  · by_cases r' : R k j
    · rw [contradictions_of_both r r', contradictions_of_both (R := fun a b => R b a) r' r]
    · exact contradictions_eq_of_balanced h (Or.inr ⟨r, r'⟩) (Or.inl ⟨r, r'⟩)
  · by_cases r' : R k j
    · exact contradictions_eq_of_balanced h (Or.inl ⟨r', r⟩) (Or.inr ⟨r', r⟩)
    · rw [contradictions_of_tied ⟨r, r'⟩, contradictions_of_tied (R := fun a b => R b a) ⟨r', r⟩]

/-- One if the first number is greater, minus one if the second is, zero if they are equal. -/
def signOf (x y : K) : K := (if y < x then 1 else 0) - if x < y then 1 else 0

/-- Added up over the models, the signs of a difference of attributions are the models on one
side less the models on the other. -/
theorem sum_signOf (φ : Fin M → F → K) (j k : F) : (sum fun i => signOf (φ i j) (φ i k)) =
    ofNat (countAbove φ j k) - ofNat (countAbove φ k j) := by
  unfold signOf countAbove
  rw [sum_sub, ofNat_count, ofNat_count]

/-- On a balanced pair the signs add up to zero over the models. -/
theorem Balanced.sum_signOf_eq_zero (h : Balanced φ j k) :
    (sum fun i => signOf (φ i j) (φ i k)) = 0 := by
  rw [sum_signOf, show countAbove φ j k = countAbove φ k j from h, sub_eq_add_neg, add_neg_self]

/-- Kendall's numerator between a ranking of a group and attributions: the pairs that the ranking
orders as the attributions do, less those that it orders the other way round. -/
def kendall (R : F → F → Prop) [∀ a b, Decidable (R a b)] (ψ : F → K) (g : Fin m → F) : K :=
  sum fun a => sum fun b => if R (g a) (g b) then signOf (ψ (g a)) (ψ (g b)) else 0

/-- **Expected agreement zero, by Kendall's count.** If every pair of a group is balanced,
Kendall's numerator between any ranking and a model adds up to zero over the models. -/
theorem sum_kendall_eq_zero {R : F → F → Prop} [∀ a b, Decidable (R a b)] {g : Fin m → F}
    (h : ∀ a b, Balanced φ (g a) (g b)) : (sum fun i => kendall R (φ i) g) = 0 := by
  refine (sum_exchange _).trans ((sum_congr fun a => ?_).trans sum_zero)
  refine (sum_exchange _).trans ((sum_congr fun b => ?_).trans sum_zero)
  by_cases r : R (g a) (g b)
  · exact (sum_congr fun i => ite_eq_left r).trans (h a b).sum_signOf_eq_zero
  · exact (sum_congr fun i => ite_eq_right r).trans sum_zero

/-- The centred rank of a feature in a group: how many features of the group it is above, less
how many it is below. It is twice the difference of the mid-rank and the mean of the mid-ranks. -/
def centredRank (ψ : F → K) (g : Fin m → F) (a : Fin m) : K :=
  sum fun b => signOf (ψ (g a)) (ψ (g b))

/-- The centred ranks of a group add up to zero. -/
theorem sum_centredRank (ψ : F → K) (g : Fin m → F) : (sum fun a => centredRank ψ g a) = 0 := by
  have flip : (sum fun a => centredRank ψ g a) = -sum fun a => centredRank ψ g a := by
    refine (sum_exchange _).trans (Eq.trans (sum_congr fun b => ?_) (sum_neg _))
    refine Eq.trans (sum_congr fun a => ?_) (sum_neg _)
    unfold signOf
    generalize (if ψ (g b) < ψ (g a) then (1 : K) else 0) = x
    generalize (if ψ (g a) < ψ (g b) then (1 : K) else 0) = y
    exact ring_eq (by decide +kernel)
  have double : (2 : K) * (sum fun a => centredRank ψ g a) = 0 := by
    rw [show ∀ x : K, 2 * x = x + x from fun x => ring_eq (by decide +kernel)]
    exact (congrArg (fun x => x + _) flip).trans (neg_add_self _)
  exact (mul_eq_zero double).resolve_left two_ne_zero

/-- If every pair of a group is balanced, the centred rank of each feature adds up to zero over
the models: no feature has a better mean rank than another. -/
theorem sum_centredRank_eq_zero {g : Fin m → F} (h : ∀ a b, Balanced φ (g a) (g b))
    (a : Fin m) : (sum fun i => centredRank (φ i) g a) = 0 :=
  (sum_exchange _).trans ((sum_congr fun b => (h a b).sum_signOf_eq_zero).trans sum_zero)

/-- Spearman's numerator, twice over: the sum of the products of the ranks `r` that a fixed
ranking gives and the centred ranks of a model. As the latter add up to zero, the former need
not be centred. -/
def spearman (r : Fin m → K) (ψ : F → K) (g : Fin m → F) : K :=
  sum fun a => r a * centredRank ψ g a

/-- Shifting all ranks of the fixed ranking does not change Spearman's numerator. -/
theorem spearman_shift (r : Fin m → K) (c : K) (ψ : F → K) (g : Fin m → F) :
    spearman (fun a => r a + c) ψ g = spearman r ψ g := by
  unfold spearman
  rw [sum_congr (g := fun a => r a * centredRank ψ g a + c * centredRank ψ g a) fun a =>
      add_mul (r a) c _, sum_add, sum_mul_left, sum_centredRank, mul_zero, add_zero]

/-- **Expected agreement zero, by Spearman's numerator.** If every pair of a group is balanced,
Spearman's numerator between any fixed ranks and a model adds up to zero over the models, ties
included. Where no model ties two features of the group the denominator is the same in all models,
so that the expected coefficient is zero as well; with ties it need not be. The published value of
the expected coefficient is -1/(m-1). -/
theorem sum_spearman_eq_zero {g : Fin m → F} (r : Fin m → K)
    (h : ∀ a b, Balanced φ (g a) (g b)) : (sum fun i => spearman r (φ i) g) = 0 := by
  refine (sum_exchange _).trans ((sum_congr fun a => ?_).trans sum_zero)
  rw [sum_mul_left, sum_centredRank_eq_zero h, mul_zero]

/-- In a multiset closed under exchanging any two features of a group, every contrast of the
group, a sum of the attributions with coefficients that add up to zero, adds up to zero over the
models. -/
theorem sum_contrast_eq_zero {g : Fin m → F} (r : Fin m → K)
    (h : ∀ a b, SwapClosed φ (g a) (g b)) (hr : sum r = 0) :
    (sum fun i => sum fun a => r a * φ i (g a)) = 0 := by
  refine (sum_exchange _).trans ?_
  cases m with
  | zero => rfl
  | succ m =>
    rw [sum_congr (g := fun a => r a * sum fun i => φ i (g first)) fun a => by
      rw [sum_mul_left, (h a first).sum_eq], sum_mul_right, hr, zero_mul]

end Agreement

/-! ## The worked example -/

namespace Example
variable (K : Type u) [OrderedField K]

/-- The twelve models of the worked example are closed under exchanging two features of a
group. -/
def swapClosed {j k : Fin 5} (h : group j = group k) : SwapClosed (attribution K) j k where
  models := exchangePerm j k
  left i := by
    have key := attribution_exchange K h i k
    rw [swap_right] at key
    exact key
  right i := by
    have key := attribution_exchange K h i j
    rw [swap_left] at key
    exact key

/-- No model of the worked example ties two different features. -/
theorem countTied_eq_zero {j k : Fin 5} (hjk : j ≠ k) : countTied (attribution K) j k = 0 :=
  count_eq_zero.mpr fun i => attribution_ne K i hjk

/-- **The half theorem is not vacuous.** Every complete asymmetric ranking contradicts six of the
twelve models on every pair within a group. -/
theorem six_contradicted {R : Fin 5 → Fin 5 → Prop} [∀ a b, Decidable (R a b)]
    (ha : Asymmetric R) (hc : Complete R) {j k : Fin 5} (h : group j = group k) (hjk : j ≠ k) :
    contradictions R (attribution K) j k = 6 := by
  have key := half_contradicted (swapClosed K h) ha hc
  rw [countTied_eq_zero K hjk, Nat.add_zero] at key
  exact eq_of_two_mul_eq key

/-- On a pair from different groups, the ranking that has the first group above contradicts no
model, and the opposite ranking contradicts all twelve. -/
theorem between_groups {R : Fin 5 → Fin 5 → Prop} [∀ a b, Decidable (R a b)] {j k : Fin 5}
    (hj : group j = true) (hk : group k = false) :
    (R j k → ¬R k j → contradictions R (attribution K) j k = 0) ∧
      (R k j → ¬R j k → contradictions R (attribution K) j k = 12) := by
  constructor
  · intro r r'
    rw [contradictions_of_above r r']
    exact count_eq_zero.mpr fun i => lt_asymm (agreed K hj hk i trivial)
  · intro r r'
    rw [contradictions_of_below r r']
    exact (count_congr fun i => ⟨fun _ => trivial, fun _ => agreed K hj hk i trivial⟩).trans
      count_true

end Example

end DASH
