import DASH.Consensus.Mean
import DASH.Probability.Moments

/-!
# What a fixed sum does to the noise of attributions

Shapley values of one row add up to the prediction less its mean. If `m` attributions have a
fixed sum from model to model, they cannot vary independently of each other: on average two of
them have covariance `-σ² / (m - 1)`, and their difference has variance `2σ² m / (m - 1)`, which is
`m / (m - 1)` times that of two uncorrelated attributions. For two attributions the factor is two.

The averages hold without any symmetry. Where the sum varies from model to model as well, the
difference is noisier than that of uncorrelated attributions exactly when the variance of the sum
is less than the sum of the variances.
-/

namespace DASH

universe u v

section FixedSum
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {m : Nat} {X : Fin m → Ω → K}

private theorem covariance_constant {Z : Ω → K} {C : K} (h : ∀ a, Z a = C) (Y : Ω → K) :
    covariance P Z Y = 0 := by
  unfold covariance
  rw [expect_congr P h, expect_const]
  refine (expect_congr P (Y := fun _ => 0) fun a => ?_).trans (expect_const P 0)
  rw [h a]
  exact ring_eq (by decide +kernel)

private theorem sum_one_and_others {f : Fin m → K} (i : Fin m) {c : K}
    (h : ∀ j, j ≠ i → f j = c) : sum f = f i + (ofNat m - 1) * c := by
  have key : sum (fun j => f j - c) = f i - c := sum_single i _ fun j hj => by
    rw [h j hj]
    exact ring_eq (by decide +kernel)
  rw [sum_sub, sum_const] at key
  refine eq_of_sub_eq_zero ?_
  rw [show sum f - (f i + (ofNat m - 1) * c) = sum f - ofNat m * c - (f i - c) from
    ring_eq (by decide +kernel), key]
  exact ring_eq (by decide +kernel)

private theorem one_lt_ofNat (hm : 2 ≤ m) : (0 : K) < ofNat m - 1 :=
  sub_pos.mpr (ofNat_lt (K := K) (m := 1) hm)

/-- **A fixed sum balances covariances.** If attributions have the same sum in every model, the
covariances of all of them with any one quantity add up to zero. -/
theorem sum_covariance_of_fixed_sum {C : K} (h : ∀ a, (sum fun i => X i a) = C) (Y : Ω → K) :
    (sum fun i => covariance P (X i) Y) = 0 := by
  rw [← covariance_sum_left]
  exact covariance_constant P h Y

/-- **The covariance under a fixed sum.** If `m` attributions have a fixed sum and one of them has
the same covariance with each of the others, then this covariance is minus its variance divided by
`m - 1`. Equal variances are not needed. -/
theorem covariance_of_fixed_sum (hm : 2 ≤ m) {C c : K} (h : ∀ a, (sum fun i => X i a) = C)
    {i : Fin m} (hc : ∀ j, j ≠ i → covariance P (X j) (X i) = c) :
    c = -(variance P (X i) / (ofNat m - 1)) := by
  have key := sum_covariance_of_fixed_sum P h (X i)
  rw [sum_one_and_others i hc, ← variance_eq_covariance] at key
  have pos : (0 : K) < ofNat m - 1 := one_lt_ofNat hm
  rw [show -(variance P (X i) / (ofNat m - 1)) = -variance P (X i) / (ofNat m - 1) from by
    rw [div_eq_mul_inv, div_eq_mul_inv]
    exact ring_eq (by decide +kernel)]
  refine eq_div_of_mul_eq (ne_of_gt pos) ?_
  rw [mul_comm]
  exact eq_neg_of_add_eq_zero key

/-- Under a fixed sum, equal covariances force equal variances: the published assumption of equal
variances follows from that of equal covariances. -/
theorem variance_eq_of_fixed_sum (hm : 2 ≤ m) {C c : K} (h : ∀ a, (sum fun i => X i a) = C)
    (hc : ∀ i j, j ≠ i → covariance P (X j) (X i) = c) (i j : Fin m) :
    variance P (X i) = variance P (X j) := by
  have pos : (ofNat m - 1 : K) ≠ 0 := ne_of_gt (one_lt_ofNat hm)
  have value : ∀ k, variance P (X k) = -c * (ofNat m - 1) := fun k => by
    rw [covariance_of_fixed_sum P hm h (hc k), neg_neg, div_mul_cancel _ pos]
  rw [value i, value j]

/-- Two different places make a range of at least two. -/
theorem two_le_of_ne {i j : Fin m} (hij : i ≠ j) : 2 ≤ m := by
  rcases Nat.lt_or_ge m 2 with small | large
  · refine absurd (Fin.ext ?_) hij
    rw [Nat.eq_zero_of_le_zero (Nat.le_of_lt_succ (Nat.lt_of_lt_of_le i.isLt
        (Nat.le_of_lt_succ small))),
      Nat.eq_zero_of_le_zero (Nat.le_of_lt_succ (Nat.lt_of_lt_of_le j.isLt
        (Nat.le_of_lt_succ small)))]
  · exact large

/-- **The variance of a difference under a fixed sum** of `m` attributions with equal covariances
is `2σ² m / (m - 1)`. -/
theorem variance_sub_of_fixed_sum {C c : K} (h : ∀ a, (sum fun i => X i a) = C)
    (hc : ∀ i j, j ≠ i → covariance P (X j) (X i) = c) {i j : Fin m} (hij : i ≠ j) :
    variance P (fun a => X i a - X j a)
      = 2 * variance P (X i) * (ofNat m / (ofNat m - 1)) := by
  have hm := two_le_of_ne hij
  have pos : (ofNat m - 1 : K) ≠ 0 := ne_of_gt (one_lt_ofNat hm)
  have unit : (ofNat m - 1 : K) * (ofNat m - 1)⁻¹ = 1 := mul_inv_cancel pos
  rw [variance_sub, variance_eq_of_fixed_sum P hm h hc j i, hc j i hij,
    covariance_of_fixed_sum P hm h (hc i), div_eq_mul_inv, div_eq_mul_inv]
  refine eq_of_sub_eq_zero ?_
  rw [show variance P (X i) + variance P (X i) - 2 * -(variance P (X i) * (ofNat m - 1)⁻¹)
      - 2 * variance P (X i) * (ofNat m * (ofNat m - 1)⁻¹)
      = 2 * variance P (X i) * (1 - (ofNat m - 1) * (ofNat m - 1)⁻¹) from
      ring_eq (by decide +kernel), unit]
  exact ring_eq (by decide +kernel)

end FixedSum

/-! ## On average, without symmetry -/

section Average
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {m : Nat} {X : Fin m → Ω → K}

/-- The covariances of all ordered pairs of different attributions, added up. -/
def pairCovariances (X : Fin m → Ω → K) : K :=
  sum fun i => sum fun j => if j = i then 0 else covariance P (X j) (X i)

/-- The double sum of the covariances splits into the variances and the covariances of pairs. -/
theorem variance_sum_eq_pairs :
    variance P (fun a => sum fun i => X i a)
      = (sum fun i => variance P (X i)) + pairCovariances P X := by
  unfold pairCovariances
  rw [variance_sum, ← sum_add]
  refine sum_congr fun i => ?_
  have split : ∀ j, covariance P (X i) (X j)
      = (if j = i then covariance P (X i) (X j) else 0)
        + (if j = i then 0 else covariance P (X j) (X i)) := fun j => by
    by_cases e : j = i
    · rw [ite_eq_left e, ite_eq_left e, add_zero]
    · rw [ite_eq_right e, ite_eq_right e, zero_add, covariance_comm]
  rw [sum_congr split, sum_add, sum_select, variance_eq_covariance]

/-- **Whatever the joint law, a fixed sum makes the covariances of the pairs add up to minus the
sum of the variances.** -/
theorem pairCovariances_of_fixed_sum {C : K} (h : ∀ a, (sum fun i => X i a) = C) :
    pairCovariances P X = -sum fun i => variance P (X i) := by
  refine eq_neg_of_add_eq_zero ?_
  rw [← variance_sum_eq_pairs, variance_eq_covariance]
  exact covariance_constant P h _

/-- **The average covariance of two attributions with a fixed sum is minus the average variance
divided by `m - 1`**, without equal variances and without equal covariances. -/
theorem average_covariance_of_fixed_sum {C : K} (h : ∀ a, (sum fun i => X i a) = C) :
    pairCovariances P X / (ofNat m * (ofNat m - 1))
      = -(mean (fun i => variance P (X i)) / (ofNat m - 1)) := by
  rw [pairCovariances_of_fixed_sum P h]
  unfold mean
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, mul_inv]
  exact ring_eq (by decide +kernel)

/-- The variances of the differences of all ordered pairs, added up, are twice `m` times the
variances less twice the variance of the sum. -/
theorem sum_variance_sub :
    (sum fun i => sum fun j => variance P fun a => X i a - X j a)
      = 2 * (ofNat m * (sum fun i => variance P (X i))
        - variance P fun a => sum fun i => X i a) := by
  have inner : ∀ i, (sum fun j => variance P fun a => X i a - X j a)
      = ofNat m * variance P (X i) + (sum fun j => variance P (X j))
        - 2 * sum fun j => covariance P (X i) (X j) := fun i => by
    rw [sum_congr fun j => variance_sub P (X i) (X j), sum_sub, sum_add, sum_const, sum_mul_left]
  rw [sum_congr inner, sum_sub, sum_add, sum_mul_left, sum_const, sum_mul_left, ← variance_sum]
  exact ring_eq (by decide +kernel)

/-- **The average variance of a difference of two attributions with a fixed sum is `2 m / (m - 1)`
times the average variance**, without equal variances and without equal covariances. -/
theorem average_variance_sub_of_fixed_sum {C : K} (h : ∀ a, (sum fun i => X i a) = C) :
    (sum fun i => sum fun j => variance P fun a => X i a - X j a) / (ofNat m * (ofNat m - 1))
      = 2 * mean (fun i => variance P (X i)) * (ofNat m / (ofNat m - 1)) := by
  have none : variance P (fun a => sum fun i => X i a) = 0 := by
    rw [variance_eq_covariance]
    exact covariance_constant P h _
  rw [sum_variance_sub, none]
  unfold mean
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, mul_inv]
  exact ring_eq (by decide +kernel)

/-- Under a fixed sum of at least two attributions with some noise, two of them have a negative
covariance: attributions that share a fixed sum are never all independent. -/
theorem exists_negative_covariance {C : K} (h : ∀ a, (sum fun i => X i a) = C) {i : Fin m}
    (hi : 0 < variance P (X i)) : ∃ j, j ≠ i ∧ covariance P (X j) (X i) < 0 :=
  Decidable.byContradiction fun none => by
    have key := sum_covariance_of_fixed_sum P h (X i)
    have nonneg : ∀ j, 0 ≤ covariance P (X j) (X i) := fun j => by
      by_cases e : j = i
      · rw [e, ← variance_eq_covariance]
        exact le_of_lt hi
      · exact le_of_not_lt fun l => none ⟨j, e, l⟩
    have zero := eq_zero_of_sum_eq_zero nonneg key i
    rw [← variance_eq_covariance] at zero
    exact ne_of_gt hi zero

end Average

/-! ## Where the sum varies too -/

section Varying
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {m : Nat} {X : Fin m → Ω → K}

/-- The variance of the sum of attributions with equal variances and equal covariances. -/
theorem variance_sum_equal {s c : K} (hs : ∀ i, variance P (X i) = s)
    (hc : ∀ i j, j ≠ i → covariance P (X j) (X i) = c) :
    variance P (fun a => sum fun i => X i a) = ofNat m * (s + (ofNat m - 1) * c) := by
  rw [variance_sum, sum_exchange, ← sum_const]
  refine sum_congr fun i => ?_
  rw [sum_one_and_others i (hc i), ← variance_eq_covariance, hs i]

/-- **The difference of two attributions is noisier than if they were uncorrelated exactly when
the variance of the sum is below the sum of the variances.** The amplification by a fixed sum is a
statement about one prediction: from model to model the prediction varies as well, and this can
undo it. -/
theorem amplified_iff {s c : K} (hs : ∀ i, variance P (X i) = s)
    (hc : ∀ i j, j ≠ i → covariance P (X j) (X i) = c) {i j : Fin m} (hij : i ≠ j) :
    2 * s < variance P (fun a => X i a - X j a)
      ↔ variance P (fun a => sum fun i => X i a) < ofNat m * s := by
  have hm := two_le_of_ne hij
  have hm0 : (0 : K) < ofNat m := ofNat_pos (Nat.lt_of_lt_of_le (by decide) hm)
  have pos : (0 : K) < ofNat m * (ofNat m - 1) := mul_pos hm0 (one_lt_ofNat hm)
  rw [variance_sub, variance_sum_equal P hs hc, hs i, hs j, hc j i hij]
  constructor
  · intro h
    have neg : 0 < -c := by
      refine lt_of_mul_lt_mul_left (c := (2 : K)) ?_ (le_of_lt zero_lt_two)
      exact lt_of_cert (sub_pos.mpr h) (ring_eq (by decide +kernel))
    exact lt_of_cert (mul_pos pos neg) (ring_eq (by decide +kernel))
  · intro h
    have neg : 0 < -c := by
      refine lt_of_mul_lt_mul_left (c := ofNat m * (ofNat m - 1)) ?_ (le_of_lt pos)
      exact lt_of_cert (sub_pos.mpr h) (ring_eq (by decide +kernel))
    exact lt_of_cert (mul_pos zero_lt_two neg) (ring_eq (by decide +kernel))

end Varying

/-! ## The factor -/

section Factor
variable (K : Type v) [OrderedField K]

/-- The factor by which a fixed sum widens the difference of two of `m` attributions, beside two
uncorrelated attributions of the same variance. -/
def amplification (m : Nat) : K := ofNat m / (ofNat m - 1)

/-- The factor is one and the inverse of `m - 1`. -/
theorem amplification_eq {m : Nat} (hm : 2 ≤ m) :
    amplification K m = 1 + (ofNat m - 1)⁻¹ := by
  have unit : (ofNat m - 1 : K) * (ofNat m - 1)⁻¹ = 1 := mul_inv_cancel (ne_of_gt (one_lt_ofNat hm))
  unfold amplification
  refine eq_of_sub_eq_zero ?_
  rw [div_eq_mul_inv, show (ofNat m : K) * (ofNat m - 1)⁻¹ - (1 + (ofNat m - 1)⁻¹)
      = (ofNat m - 1) * (ofNat m - 1)⁻¹ - 1 from ring_eq (by decide +kernel), unit]
  exact ring_eq (by decide +kernel)

/-- For two attributions the factor is two. -/
theorem amplification_two : amplification K 2 = 2 := by
  unfold amplification
  show (2 : K) / (2 - 1) = 2
  rw [show (2 : K) - 1 = 1 from ring_eq (by decide +kernel), div_eq_mul_inv, inv_one, mul_one]

/-- The factor is greater than one for every number of attributions. -/
theorem one_lt_amplification {m : Nat} (hm : 2 ≤ m) : 1 < amplification K m := by
  rw [amplification_eq K hm]
  exact lt_of_cert (inv_pos (one_lt_ofNat (K := K) hm)) (ring_eq (by decide +kernel))

/-- The factor is the smaller the more attributions share the sum. -/
theorem amplification_decreasing {m n : Nat} (hm : 2 ≤ m) (h : m < n) :
    amplification K n < amplification K m := by
  have hn : 2 ≤ n := Nat.le_trans hm (Nat.le_of_lt h)
  rw [amplification_eq K hm, amplification_eq K hn]
  have pm : (0 : K) < ofNat m - 1 := one_lt_ofNat hm
  have pn : (0 : K) < ofNat n - 1 := one_lt_ofNat hn
  have gap : (0 : K) < ofNat n - ofNat m := sub_pos.mpr (ofNat_lt h)
  have um : (ofNat m - 1 : K) * (ofNat m - 1)⁻¹ = 1 := mul_inv_cancel (ne_of_gt pm)
  have un : (ofNat n - 1 : K) * (ofNat n - 1)⁻¹ = 1 := mul_inv_cancel (ne_of_gt pn)
  refine lt_of_cert (mul_pos gap (mul_pos (inv_pos pm) (inv_pos pn))) ?_
  refine eq_of_sub_eq_zero ?_
  rw [show 1 + (ofNat m - 1 : K)⁻¹ - (1 + (ofNat n - 1)⁻¹)
      - (ofNat n - ofNat m) * ((ofNat m - 1)⁻¹ * (ofNat n - 1)⁻¹)
      = (ofNat m - 1)⁻¹ * (1 - (ofNat n - 1) * (ofNat n - 1)⁻¹)
        - (ofNat n - 1)⁻¹ * (1 - (ofNat m - 1) * (ofNat m - 1)⁻¹) from
      ring_eq (by decide +kernel), um, un]
  exact ring_eq (by decide +kernel)

end Factor

/-! ## A law with a fixed sum: the winner takes all -/

section Winner
variable {K : Type v} [OrderedField K] {m : Nat}

/-- One of `m` features, drawn by a fair choice, gets the whole attribution. -/
def winner (i a : Fin m) : K := if a = i then 1 else 0

/-- The attributions of the winner-takes-all law add up to one in every model. -/
theorem sum_winner (a : Fin m) : (sum fun i => winner (K := K) i a) = 1 := by
  rw [sum_congr (g := fun i => if i = a then (1 : K) else 0) fun i => ?_, sum_select]
  unfold winner
  by_cases e : a = i
  · rw [ite_eq_left e, ite_eq_left e.symm]
  · rw [ite_eq_right e, ite_eq_right fun k => e k.symm]

/-- Two features never win together: under the winner-takes-all law every two attributions have
covariance `-1 / m²`, so that the hypotheses of the theorems above hold for every `m`. -/
theorem covariance_winner (hm : 0 < m) {i j : Fin m} (hij : j ≠ i) :
    covariance (Law.uniform m hm) (winner j) (winner i) = -((ofNat m)⁻¹ ^ 2 : K) := by
  have each : ∀ k : Fin m, expect (Law.uniform m hm) (winner (K := K) k) = (ofNat m)⁻¹ :=
    fun k => by
      rw [expect_uniform]
      unfold winner
      rw [sum_select, div_eq_mul_inv, one_mul]
  have never : ∀ a : Fin m, winner (K := K) j a * winner i a = 0 := fun a => by
    unfold winner
    by_cases e : a = j
    · rw [ite_eq_right fun k : a = i => hij (e.symm.trans k), mul_zero]
    · rw [ite_eq_right e, zero_mul]
  rw [covariance_eq, each, each, expect_congr _ never, expect_const]
  exact ring_eq (by decide +kernel)

/-- Under the winner-takes-all law the difference of two attributions has the variance that the
fixed sum prescribes. -/
theorem variance_sub_winner (h0 : 0 < m) {i j : Fin m} (hij : i ≠ j) :
    variance (Law.uniform m h0) (fun a => winner i a - winner j a)
      = 2 * variance (Law.uniform m h0) (winner i) * amplification K m :=
  variance_sub_of_fixed_sum (Law.uniform m h0) sum_winner
    (fun _ _ h => covariance_winner h0 h) hij

end Winner

end DASH
