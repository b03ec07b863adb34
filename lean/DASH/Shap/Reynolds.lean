import DASH.Consensus.Mean

/-!
# Averaging over a group of permutations of the features

The Reynolds operator replaces attributions by their average over a finite group that permutes the
features. It is the projection to the invariant attributions: it does nothing to invariant ones,
and no invariant attributions are nearer to the given ones. The published work takes this operator
for the consensus of an ensemble. It is not: it averages across the features of one model and ties
any two features that the group exchanges, whatever the models say, whereas the consensus averages
across the models.
-/

namespace DASH

universe u

/-- A finite group of permutations of `n` features, listed with `m` places: every element, applied
first, runs the list through another order of the same elements. -/
structure PermGroup (m n : Nat) where
  /-- The list is not empty. -/
  pos : 0 < m
  /-- The elements. -/
  element : Fin m → Perm (Fin n)
  /-- The order into which one element, applied first, brings the list. -/
  shift : Fin m → Perm (Fin m)
  shift_spec : ∀ h i a,
    (element ((shift h).to i)).to a = (element i).to ((element h).to a)

/-- The group of one swap and the permutation that moves nothing. -/
def swapGroup {n : Nat} (j k : Fin n) : PermGroup 2 n where
  pos := by decide
  element i := if i = first then Perm.refl else swapPerm j k
  shift h := if h = first then Perm.refl else swapPerm first (next first)
  shift_spec := by
    refine forall_index (fun i a => rfl) (forall_index ?_ fun i => i.elim0)
    refine forall_index (fun a => rfl) (forall_index (fun a => ?_) fun i => i.elim0)
    exact (swap_swap j k a).symm

section Reynolds
variable {K : Type u} [OrderedField K] {m n : Nat} (G : PermGroup m n)

/-- The average of attributions over a group of permutations of the features. -/
def reynolds (x : Fin n → K) (a : Fin n) : K := mean fun i => x ((G.element i).to a)

/-- Attributions that no element of the group changes. -/
def Invariant (x : Fin n → K) : Prop := ∀ i a, x ((G.element i).to a) = x a

/-- The average over the group is invariant. -/
theorem reynolds_invariant (x : Fin n → K) : Invariant G (reynolds G x) := fun h a => by
  unfold reynolds
  rw [← mean_perm (G.shift h) fun i => x ((G.element i).to a)]
  exact mean_congr fun i => congrArg x (G.shift_spec h i a).symm

/-- Invariant attributions are their own average. -/
theorem reynolds_of_invariant {x : Fin n → K} (h : Invariant G x) (a : Fin n) :
    reynolds G x a = x a := by
  unfold reynolds
  rw [mean_congr fun i => h i a, mean_const G.pos]

/-- **The Reynolds operator is idempotent.** -/
theorem reynolds_idempotent (x : Fin n → K) (a : Fin n) :
    reynolds G (reynolds G x) a = reynolds G x a :=
  reynolds_of_invariant G (reynolds_invariant G x) a

/-- Attributions are invariant exactly when the average over the group leaves them as they are. -/
theorem invariant_iff (x : Fin n → K) : Invariant G x ↔ ∀ a, reynolds G x a = x a :=
  ⟨fun h => reynolds_of_invariant G h, fun h i a => by
    rw [← h a, ← h]
    exact reynolds_invariant G x i a⟩

/-- The operator is linear: averaging over models and averaging over the group can be
exchanged. -/
theorem reynolds_mean {M : Nat} (φ : Fin M → Fin n → K) (a : Fin n) :
    reynolds G (fun b => mean fun f => φ f b) a = mean fun f => reynolds G (φ f) a := by
  unfold reynolds mean
  rw [sum_congr (g := fun i => (ofNat M)⁻¹ * sum fun f => φ f ((G.element i).to a)) fun i =>
      (div_eq_mul_inv _ _).trans (mul_comm _ _), sum_mul_left, sum_exchange,
    sum_congr fun f => div_eq_mul_inv _ _, sum_mul_right, div_eq_mul_inv, div_eq_mul_inv]
  exact ring_eq (by decide +kernel)

/-- The average over the group keeps the sum of the attributions, and so their efficiency. -/
theorem sum_reynolds (x : Fin n → K) : sum (reynolds G x) = sum x := by
  unfold reynolds mean
  rw [sum_congr fun a => div_eq_mul_inv _ _, sum_mul_right, sum_exchange,
    sum_congr fun i => sum_perm (G.element i) x, sum_const, mul_comm, ← mul_assoc,
    inv_mul_cancel (ofNat_ne_zero G.pos), one_mul]

/-- Against invariant attributions, attributions and their average have the same scalar product. -/
theorem sum_reynolds_mul (x : Fin n → K) {y : Fin n → K} (h : Invariant G y) :
    (sum fun a => reynolds G x a * y a) = sum fun a => x a * y a := by
  have each : ∀ i, (sum fun a => x ((G.element i).to a) * y a) = sum fun a => x a * y a :=
    fun i => by
      rw [← sum_perm (G.element i) fun a => x a * y a]
      exact sum_congr fun a => by rw [h i a]
  have spread : ∀ a, reynolds G x a * y a
      = (ofNat m)⁻¹ * sum fun i => x ((G.element i).to a) * y a := fun a => by
    unfold reynolds mean
    rw [sum_mul_right, div_eq_mul_inv]
    exact ring_eq (by decide +kernel)
  rw [sum_congr spread, sum_mul_left, sum_exchange, sum_congr each, sum_const, ← mul_assoc,
    inv_mul_cancel (ofNat_ne_zero G.pos), one_mul]

/-- **Pythagoras.** The squared distance of attributions from invariant ones is their squared
distance from their average plus that of the average from the invariant ones. -/
theorem reynolds_pythagoras (x : Fin n → K) {y : Fin n → K} (h : Invariant G y) :
    (sum fun a => (x a - y a) ^ 2)
      = (sum fun a => (x a - reynolds G x a) ^ 2) + sum fun a => (reynolds G x a - y a) ^ 2 := by
  have with_y := sum_reynolds_mul G x h
  have with_r := sum_reynolds_mul G x (reynolds_invariant G x)
  have expand : ∀ a, (x a - y a) ^ 2
      = (x a - reynolds G x a) ^ 2 + (reynolds G x a - y a) ^ 2
        + 2 * ((x a * reynolds G x a - reynolds G x a * reynolds G x a)
          - (x a * y a - reynolds G x a * y a)) := fun a => ring_eq (by decide +kernel)
  rw [sum_congr expand, sum_add, sum_add, sum_mul_left, sum_sub, sum_sub, sum_sub, with_y, with_r]
  exact ring_eq (by decide +kernel)

/-- **The average over the group is the nearest invariant vector**, in squared distance. -/
theorem reynolds_nearest (x : Fin n → K) {y : Fin n → K} (h : Invariant G y) :
    (sum fun a => (x a - reynolds G x a) ^ 2) ≤ sum fun a => (x a - y a) ^ 2 := by
  rw [reynolds_pythagoras G x h]
  exact le_of_cert (sum_nonneg fun a => square_nonneg (reynolds G x a - y a))
    (ring_eq (by decide +kernel))

/-- **And the only nearest one.** -/
theorem eq_reynolds_of_nearest (x : Fin n → K) {y : Fin n → K} (h : Invariant G y)
    (near : (sum fun a => (x a - y a) ^ 2) ≤ sum fun a => (x a - reynolds G x a) ^ 2)
    (a : Fin n) : y a = reynolds G x a := by
  rw [reynolds_pythagoras G x h] at near
  have zero : (sum fun a => (reynolds G x a - y a) ^ 2) = 0 :=
    le_antisymm (le_of_cert (sub_nonneg.mpr near) (ring_eq (by decide +kernel)))
      (sum_nonneg fun a => square_nonneg _)
  have key := eq_zero_of_sum_eq_zero (fun b => square_nonneg (reynolds G x b - y b)) zero a
  exact (eq_of_sub_eq_zero (eq_zero_of_square_eq_zero key)).symm

/-- **The average over the group ties whatever the group exchanges**, for all attributions: it
does not ask the models. -/
theorem reynolds_tied (x : Fin n → K) {j k : Fin n} {i : Fin m} (h : (G.element i).to j = k) :
    Tied (ByScore (reynolds G x)) j k :=
  tied_byScore.mpr (by rw [← h, reynolds_invariant G x i j])

/-- For one swap, both features get the mean of the two attributions. -/
theorem reynolds_swapGroup (x : Fin n → K) (j k : Fin n) :
    reynolds (swapGroup j k) x j = (x j + x k) / 2 := by
  unfold reynolds mean
  show (x j + (x (swap j k j) + 0)) / 2 = _
  rw [swap_left, add_zero]

/-- **The Reynolds operator is not the consensus.** Whenever the models of an ensemble have two
features apart on average, the mean over the models decides them, and the average over the swap of
the two, taken of that same mean, ties them. -/
theorem reynolds_ne_consensus {M : Nat} (φ : Fin M → Fin n → K) {j k : Fin n}
    (h : (mean fun f => φ f k) < mean fun f => φ f j) :
    ByScore (fun a => mean fun f => φ f a) j k
      ∧ Tied (ByScore (reynolds (swapGroup j k) fun a => mean fun f => φ f a)) j k :=
  ⟨h, reynolds_tied (swapGroup j k) _ (i := next first) (swap_left j k)⟩

end Reynolds

end DASH
