import DASH.Order.Swap

/-!
# Means and weighted means

The mean of finitely many numbers: where it lies, how it changes, what it minimises, and which
weighted means it is the best of.
-/

namespace DASH

universe u

section Mean
variable {K : Type u} [OrderedField K] {n : Nat}

/-- The mean of a function over `Fin n`; over an empty range it is zero. -/
def mean (f : Fin n → K) : K := sum f / ofNat n

/-- The number of terms times the mean is the sum. -/
theorem ofNat_mul_mean (f : Fin n → K) : ofNat n * mean f = sum f := by
  cases n with
  | zero => exact zero_mul _
  | succ n =>
    unfold mean
    rw [mul_comm, div_mul_cancel _ (ofNat_ne_zero (Nat.succ_pos n))]

/-- Means of functions that agree everywhere are equal. -/
theorem mean_congr {f g : Fin n → K} (h : ∀ i, f i = g i) : mean f = mean g := by
  unfold mean
  rw [sum_congr h]

/-- The mean of equal numbers is that number. -/
theorem mean_const (hn : 0 < n) (c : K) : mean (fun _ : Fin n => c) = c := by
  unfold mean
  rw [sum_const, mul_comm, mul_div_cancel _ (ofNat_ne_zero hn)]

/-- The mean of sums is the sum of the means. -/
theorem mean_add (f g : Fin n → K) : mean (fun i => f i + g i) = mean f + mean g := by
  unfold mean
  rw [sum_add, div_add_div]

/-- The mean of differences is the difference of the means. -/
theorem mean_sub (f g : Fin n → K) : mean (fun i => f i - g i) = mean f - mean g := by
  unfold mean
  rw [sum_sub, div_sub_div]

/-- A common factor moves out of the mean. -/
theorem mean_mul_left (c : K) (f : Fin n → K) : mean (fun i => c * f i) = c * mean f := by
  unfold mean
  rw [sum_mul_left, div_eq_mul_inv, div_eq_mul_inv, mul_assoc]

/-- The mean is unchanged when the numbers are permuted. -/
theorem mean_perm (p : Perm (Fin n)) (f : Fin n → K) : mean (fun i => f (p.to i)) = mean f := by
  unfold mean
  rw [sum_perm]

/-- Means respect inequalities between their terms. -/
theorem mean_le_mean {f g : Fin n → K} (h : ∀ i, f i ≤ g i) : mean f ≤ mean g :=
  div_le_div_right (sum_le_sum h) (ofNat_nonneg n)

/-- A mean is strictly smaller when all its terms are at most those of another, one of them
strictly. -/
theorem mean_lt_mean {f g : Fin n → K} (h : ∀ i, f i ≤ g i) (i : Fin n) (hi : f i < g i) :
    mean f < mean g :=
  div_lt_div_right (sum_lt_sum h i hi)
    (ofNat_pos (Nat.lt_of_lt_of_le (Nat.succ_pos i.val) i.isLt))

/-- The mean of numbers that are at least a bound is at least the bound. -/
theorem le_mean (hn : 0 < n) {f : Fin n → K} {c : K} (h : ∀ i, c ≤ f i) : c ≤ mean f := by
  have key := mean_le_mean h
  rw [mean_const hn] at key
  exact key

/-- The mean of numbers that are at most a bound is at most the bound. -/
theorem mean_le (hn : 0 < n) {f : Fin n → K} {c : K} (h : ∀ i, f i ≤ c) : mean f ≤ c := by
  have key := mean_le_mean h
  rw [mean_const hn] at key
  exact key

/-- Some number is at least the mean. -/
theorem exists_mean_le (hn : 0 < n) (f : Fin n → K) : ∃ i, mean f ≤ f i :=
  Decidable.byContradiction fun none => by
    have less : ∀ i, f i < mean f := fun i => lt_of_not_le fun l => none ⟨i, l⟩
    have key := mean_lt_mean (g := fun _ => mean f) (fun i => le_of_lt (less i)) ⟨0, hn⟩
      (less ⟨0, hn⟩)
    rw [mean_const hn] at key
    exact lt_irrefl _ key

/-- **One bad term.** Changing one of the numbers by at most `c` moves the mean by at most
`c / n`. -/
theorem mean_change {f g : Fin n → K} {c : K} (i : Fin n) (h : ∀ j, j ≠ i → f j = g j)
    (hi : abs (f i - g i) ≤ c) : abs (mean f - mean g) ≤ c / ofNat n := by
  have hn : 0 < n := Nat.lt_of_lt_of_le (Nat.succ_pos i.val) i.isLt
  have diff : sum f - sum g = f i - g i := by
    rw [← sum_sub]
    refine sum_single i _ fun j hj => ?_
    rw [h j hj]
    exact ring_eq (by decide +kernel)
  rw [show mean f - mean g = (f i - g i) / ofNat n from by
    unfold mean
    rw [div_sub_div, diff]]
  have pos : (0 : K) < ofNat n := ofNat_pos hn
  refine abs_le (div_le_div_right (le_trans (le_abs_self _) hi) (le_of_lt pos)) ?_
  rw [show -((f i - g i) / ofNat n) = -(f i - g i) / ofNat n from by
    rw [div_eq_mul_inv, div_eq_mul_inv]
    exact ring_eq (by decide +kernel)]
  exact div_le_div_right (le_trans (neg_le_abs _) hi) (le_of_lt pos)

/-! ## The mean as the nearest constant -/

/-- The deviations from the mean add up to zero. -/
theorem sum_sub_mean (f : Fin n → K) : sum (fun i => f i - mean f) = 0 := by
  rw [sum_sub, sum_const, ofNat_mul_mean]
  exact ring_eq (by decide +kernel)

/-- **Decomposition.** The squared disagreement of a number `c` with all the others is the
squared disagreement of the mean plus `n` times the square of the distance of `c` from it. -/
theorem sum_square_sub (f : Fin n → K) (c : K) :
    sum (fun i => (f i - c) ^ 2)
      = sum (fun i => (f i - mean f) ^ 2) + ofNat n * (mean f - c) ^ 2 := by
  have expand : ∀ i, (f i - c) ^ 2
      = (f i - mean f) ^ 2 + (2 * (mean f - c) * (f i - mean f) + (mean f - c) ^ 2) :=
    fun i => ring_eq (by decide +kernel)
  rw [sum_congr expand, sum_add, sum_add, sum_mul_left, sum_sub_mean, sum_const, mul_zero,
    zero_add]

/-- **The mean minimises the squared disagreement.** -/
theorem mean_minimises (f : Fin n → K) (c : K) :
    sum (fun i => (f i - mean f) ^ 2) ≤ sum fun i => (f i - c) ^ 2 := by
  rw [sum_square_sub f c]
  exact le_of_cert (mul_nonneg (ofNat_nonneg n) (square_nonneg (mean f - c)))
    (ring_eq (by decide +kernel))

/-- **And nothing else does.** A number with the least squared disagreement is the mean. -/
theorem eq_mean_of_minimises (hn : 0 < n) (f : Fin n → K) (c : K)
    (h : sum (fun i => (f i - c) ^ 2) ≤ sum fun i => (f i - mean f) ^ 2) : c = mean f := by
  rw [sum_square_sub f c] at h
  have zero : ofNat n * (mean f - c) ^ 2 ≤ 0 :=
    le_of_cert (sub_nonneg.mpr h) (ring_eq (by decide +kernel))
  have square : (mean f - c) ^ 2 = 0 := by
    rcases mul_eq_zero (le_antisymm zero (mul_nonneg (ofNat_nonneg n) (square_nonneg _))) with e | e
    · exact absurd e (ofNat_ne_zero hn)
    · exact e
  exact (eq_of_sub_eq_zero (eq_zero_of_square_eq_zero square)).symm

/-! ## Weighted means -/

/-- A weighted sum of the numbers. -/
def weighted (w f : Fin n → K) : K := sum fun i => w i * f i

/-- The mean is the weighted sum with equal weights. -/
theorem mean_eq_weighted (f : Fin n → K) : mean f = weighted (fun _ => (ofNat n)⁻¹) f := by
  unfold mean weighted
  rw [sum_mul_left, div_eq_mul_inv, mul_comm]

/-- A weighted sum gives back every constant exactly when its weights add up to one. -/
theorem weighted_unbiased_iff (w : Fin n → K) :
    (∀ c : K, weighted w (fun _ => c) = c) ↔ sum w = 1 := by
  constructor
  · intro h
    have key := h 1
    unfold weighted at key
    rw [sum_mul_right, mul_one] at key
    exact key
  · intro h c
    unfold weighted
    rw [sum_mul_right, h, one_mul]

/-- The indicator of one index picks its weight out of a weighted sum. -/
theorem weighted_indicator (w : Fin n → K) (i : Fin n) :
    weighted w (fun j => if j = i then 1 else 0) = w i := by
  unfold weighted
  refine (sum_single i _ fun j hj => ?_).trans ?_
  · show w j * (if j = i then 1 else 0) = 0
    rw [ite_eq_right hj, mul_zero]
  · show w i * (if i = i then 1 else 0) = w i
    rw [ite_eq_left rfl, mul_one]

/-- **The only linear, symmetric and unbiased rule is the mean.** A weighted sum that gives back
every constant and does not depend on the order of the numbers is the mean. -/
theorem weighted_eq_mean (w : Fin n → K) (hu : ∀ c : K, weighted w (fun _ => c) = c)
    (hs : ∀ (p : Perm (Fin n)) (f : Fin n → K), weighted w (fun i => f (p.to i)) = weighted w f)
    (f : Fin n → K) : weighted w f = mean f := by
  cases n with
  | zero =>
    show (0 : K) = 0 / ofNat 0
    exact (zero_div _).symm
  | succ n =>
    have equal : ∀ i, w i = w first := fun i => by
      have key := hs (swapPerm i first) fun j => if j = i then 1 else 0
      rw [weighted_indicator] at key
      rw [← key, ← weighted_indicator w first]
      refine sum_congr fun j => congrArg (fun x => w j * x) ?_
      show (if swap i first j = i then (1 : K) else 0) = if j = first then 1 else 0
      by_cases h0 : j = first
      · rw [ite_eq_left h0, h0, swap_right, ite_eq_left rfl]
      · rw [ite_eq_right h0, ite_eq_right fun e => h0 (swap_injective i first
          (e.trans (swap_right i first).symm))]
    have total : ofNat (n + 1) * w first = 1 := by
      rw [← sum_const, ← (weighted_unbiased_iff w).mp hu]
      exact sum_congr fun i => (equal i).symm
    rw [mean_eq_weighted]
    refine sum_congr fun i => ?_
    rw [equal i, eq_inv_of_mul_eq_one total]

/-- **The variance factor.** Of weights that add up to one, the squares add up to at least `1 / n`:
for uncorrelated numbers of equal variance no weighted mean has a smaller variance than the
mean. -/
theorem sum_square_weights (hn : 0 < n) (w : Fin n → K) (h : sum w = 1) :
    (ofNat n)⁻¹ ≤ sum fun i => w i ^ 2 := by
  have key := sum_square_sub w 0
  have value : mean w = (ofNat n)⁻¹ := by
    unfold mean
    rw [h, div_eq_mul_inv, one_mul]
  rw [sum_congr (g := fun i => w i ^ 2) fun i => ring_eq (by decide +kernel), value] at key
  rw [key]
  refine le_of_cert (sum_nonneg fun i => square_nonneg (w i - (ofNat n)⁻¹)) ?_
  have unit : (ofNat n : K) * (ofNat n)⁻¹ = 1 := mul_inv_cancel (ofNat_ne_zero hn)
  have simple : (ofNat n : K) * ((ofNat n)⁻¹ - 0) ^ 2 = (ofNat n)⁻¹ := by
    rw [show (ofNat n : K) * ((ofNat n)⁻¹ - 0) ^ 2 = ofNat n * (ofNat n)⁻¹ * (ofNat n)⁻¹ from
      ring_eq (by decide +kernel), unit, one_mul]
  rw [simple]
  exact ring_eq (by decide +kernel)

/-- **Equality only for equal weights.** Weights that add up to one and whose squares add up to
`1 / n` are all equal to `1 / n`. -/
theorem eq_of_sum_square_weights (hn : 0 < n) (w : Fin n → K) (h : sum w = 1)
    (e : sum (fun i => w i ^ 2) = (ofNat n)⁻¹) (i : Fin n) : w i = (ofNat n)⁻¹ := by
  have value : mean w = (ofNat n)⁻¹ := by
    unfold mean
    rw [h, div_eq_mul_inv, one_mul]
  have key := sum_square_sub w 0
  have unit : (ofNat n : K) * (ofNat n)⁻¹ = 1 := mul_inv_cancel (ofNat_ne_zero hn)
  have simple : (ofNat n : K) * ((ofNat n)⁻¹ - 0) ^ 2 = (ofNat n)⁻¹ := by
    rw [show (ofNat n : K) * ((ofNat n)⁻¹ - 0) ^ 2 = ofNat n * (ofNat n)⁻¹ * (ofNat n)⁻¹ from
      ring_eq (by decide +kernel), unit, one_mul]
  rw [sum_congr (g := fun i => w i ^ 2) fun i => ring_eq (by decide +kernel), value, simple, e] at key
  have zero : sum (fun i => (w i - (ofNat n)⁻¹) ^ 2) = 0 :=
    add_right_cancel (c := (ofNat n)⁻¹) (by rw [← key, zero_add])
  have square := eq_zero_of_sum_eq_zero (fun j => square_nonneg (w j - (ofNat n)⁻¹)) zero i
  exact eq_of_sub_eq_zero (eq_zero_of_square_eq_zero square)

end Mean

end DASH
