import DASH.Consensus.Mean
import DASH.Probability.Moments

/-!
# The best weights, and the best that any estimator can do

Among the weighted sums of independent copies that are unbiased, the mean has the least variance,
and no other has as little. And a bound for every estimator at all, of Hammersley, Chapman and
Robbins: how far its expectation moves from one law to another is limited by its variance and by
how different the laws are. It holds for every finite law and every other law with a likelihood
ratio to it; that it equals `σ² / M`, as published, is a property of the normal family and is not claimed.
-/

namespace DASH

universe u v

section Weights
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {n : Nat}

/-- The expectation of a weighted sum of copies is the sum of the weights times the mean. -/
theorem expect_weighted_copies (w : Fin n → K) (X : Ω → K) :
    expect (P.copies n) (fun c => weighted w fun i => X (c i)) = sum w * expect P X := by
  unfold weighted
  rw [expect_sum (P.copies n) fun (i : Fin n) c => w i * X (c i), ← sum_mul_right]
  refine sum_congr fun i => ?_
  rw [expect_mul_left, expect_copy P X i]

/-- **Unbiased weights.** A weighted sum of copies has the expectation of one copy, under every law
of two outcomes and for every variable on them, exactly when the weights add up to one; that the
sum is enough under every law is `expect_weighted_copies`. -/
theorem unbiased_iff (w : Fin n → K) :
    (∀ (P : Law Bool K) (X : Bool → K),
      expect (P.copies n) (fun c => weighted w fun i => X (c i)) = expect P X) ↔ sum w = 1 := by
  constructor
  · intro h
    have key := (expect_weighted_copies (Law.point true) w fun _ => (1 : K)).symm.trans
      (h (Law.point true) fun _ => 1)
    rw [expect_point, mul_one] at key
    exact key
  · intro h P X
    rw [expect_weighted_copies, h, one_mul]

/-- **The variance of a weighted sum of copies** is the sum of the squared weights times the
variance of one. -/
theorem variance_weighted_copies (w : Fin n → K) (X : Ω → K) :
    variance (P.copies n) (fun c => weighted w fun i => X (c i))
      = (sum fun i => w i ^ 2) * variance P X := by
  unfold weighted
  rw [variance_sum_uncorrelated (P.copies n) (fun i c => w i * X (c i)) fun i j h => by
      rw [covariance_mul_left, covariance_comm, covariance_mul_left,
        covariance_copies P X X h.symm, mul_zero, mul_zero], ← sum_mul_right]
  refine sum_congr fun i => ?_
  rw [variance_mul_left, variance_copy P X i]

/-- **The mean is the best linear unbiased combination.** Every weighted sum of copies whose
weights add up to one has at least the variance of the mean. -/
theorem variance_meanOfCopies_le (hn : 0 < n) (w : Fin n → K) (hw : sum w = 1) (X : Ω → K) :
    variance (P.copies n) (meanOfCopies X)
      ≤ variance (P.copies n) fun c => weighted w fun i => X (c i) := by
  rw [variance_meanOfCopies P hn, variance_weighted_copies, div_eq_mul_inv, mul_comm]
  exact mul_le_mul_of_nonneg_right (sum_square_weights hn w hw) (variance_nonneg P X)

/-- **Only the mean is best.** If the variable varies at all, an unbiased weighted sum with the
variance of the mean has equal weights. -/
theorem eq_of_variance_eq (hn : 0 < n) (w : Fin n → K) (hw : sum w = 1) (X : Ω → K)
    (hX : variance P X ≠ 0)
    (h : variance (P.copies n) (fun c => weighted w fun i => X (c i))
      = variance (P.copies n) (meanOfCopies X)) (i : Fin n) : w i = (ofNat n)⁻¹ := by
  rw [variance_meanOfCopies P hn, variance_weighted_copies, div_eq_mul_inv,
    mul_comm (variance P X)] at h
  exact eq_of_sum_square_weights hn w hw (mul_right_cancel hX h) i

end Weights

/-! ## A bound for every estimator -/

section Likelihood
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- A likelihood ratio against `P`: the density of another law, non-negative and of mean one. -/
structure Likelihood (P : Law Ω K) where
  /-- The ratio of the weights of the other law to those of `P`. -/
  ratio : Ω → K
  nonneg : ∀ a, 0 ≤ ratio a
  mean : expect P ratio = 1

variable {P}

/-- The expectation under the other law. -/
def Likelihood.expect (L : Likelihood P) (X : Ω → K) : K :=
  DASH.expect P fun a => L.ratio a * X a

/-- The probability under the other law. -/
def Likelihood.prob (L : Likelihood P) (A : Ω → Prop) [DecidablePred A] : K :=
  L.expect fun a => if A a then 1 else 0

/-- How different the other law is from `P`: the variance of the likelihood ratio, known as the
chi-squared divergence. -/
def Likelihood.divergence (L : Likelihood P) : K := variance P L.ratio

/-- The divergence is the second moment of the ratio less one. -/
theorem Likelihood.divergence_eq (L : Likelihood P) :
    L.divergence = DASH.expect P (fun a => L.ratio a ^ 2) - 1 := by
  unfold Likelihood.divergence
  rw [variance_eq, L.mean]
  exact ring_eq (by decide +kernel)

/-- The shift of an expectation is a covariance with the likelihood ratio. -/
theorem Likelihood.expect_sub (L : Likelihood P) (T : Ω → K) :
    L.expect T - DASH.expect P T = covariance P L.ratio T := by
  rw [covariance_eq, L.mean, one_mul]
  rfl

/-- **The bound of Hammersley, Chapman and Robbins.** The square of the shift of an estimator's
expectation is at most its variance times the divergence of the laws. An estimator that is
unbiased under both laws has at least the variance that its shift demands. -/
theorem Likelihood.shift_le (L : Likelihood P) (T : Ω → K) :
    (L.expect T - DASH.expect P T) ^ 2 ≤ L.divergence * variance P T := by
  rw [L.expect_sub]
  exact covariance_square_le P L.ratio T

/-- The bound as one on the variance. -/
theorem Likelihood.variance_ge (L : Likelihood P) (T : Ω → K) (h : 0 < L.divergence) :
    (L.expect T - DASH.expect P T) ^ 2 / L.divergence ≤ variance P T := by
  rw [div_le_iff h, mul_comm]
  exact L.shift_le T

/-- **Where the bound is attained.** If the likelihood ratio is an affine function of the
estimator, the bound is an equality. -/
theorem Likelihood.shift_eq (L : Likelihood P) (T : Ω → K) (c : K)
    (h : ∀ a, L.ratio a = 1 + c * (T a - DASH.expect P T)) :
    (L.expect T - DASH.expect P T) ^ 2 = L.divergence * variance P T := by
  have spread : L.divergence = c ^ 2 * variance P T := by
    unfold Likelihood.divergence variance
    rw [L.mean, ← expect_mul_left]
    refine expect_congr P fun a => ?_
    rw [h a]
    exact ring_eq (by decide +kernel)
  have shift : L.expect T - DASH.expect P T = c * variance P T := by
    rw [L.expect_sub]
    unfold covariance variance
    rw [L.mean, ← expect_mul_left]
    refine expect_congr P fun a => ?_
    rw [h a]
    exact ring_eq (by decide +kernel)
  rw [spread, shift]
  exact ring_eq (by decide +kernel)

/-- The family of laws tilted along an estimator: a likelihood ratio that is affine in it, as long
as it stays non-negative. -/
def tilt (P : Law Ω K) (T : Ω → K) (c : K)
    (h : ∀ a, 0 ≤ 1 + c * (T a - DASH.expect P T)) : Likelihood P where
  ratio a := 1 + c * (T a - DASH.expect P T)
  nonneg := h
  mean := by
    rw [expect_add, expect_const, expect_mul_left, DASH.expect_sub, expect_const]
    exact ring_eq (by decide +kernel)

/-- **The estimator attains the bound in the family tilted along it.** -/
theorem tilt_attains (P : Law Ω K) (T : Ω → K) (c : K)
    (h : ∀ a, 0 ≤ 1 + c * (T a - DASH.expect P T)) :
    ((tilt P T c h).expect T - DASH.expect P T) ^ 2 = (tilt P T c h).divergence * variance P T :=
  (tilt P T c h).shift_eq T c fun _ => rfl

/-- Tilting along an estimator shifts its expectation by the tilt times its variance. -/
theorem tilt_shift (P : Law Ω K) (T : Ω → K) (c : K)
    (h : ∀ a, 0 ≤ 1 + c * (T a - DASH.expect P T)) :
    (tilt P T c h).expect T = DASH.expect P T + c * variance P T := by
  have key := (tilt P T c h).expect_sub T
  have cov : covariance P (tilt P T c h).ratio T = c * variance P T := by
    unfold covariance variance
    rw [(tilt P T c h).mean, ← expect_mul_left]
    refine expect_congr P fun a => ?_
    show (1 + c * (T a - DASH.expect P T) - 1) * (T a - DASH.expect P T) = _
    exact ring_eq (by decide +kernel)
  rw [cov] at key
  rw [← key]
  exact ring_eq (by decide +kernel)

end Likelihood

end DASH
