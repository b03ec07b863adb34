import DASH.Probability.Law

/-!
# Moments and inequalities

Variance and covariance under a finite law; the inequalities of Markov, Chebyshev, Cantelli and
Cauchy and Schwarz; and the variance of sums and means of copies, derived from independence.
-/

namespace DASH

universe u v

section Moments
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- The covariance of two random variables. -/
def covariance (X Y : Ω → K) : K :=
  expect P fun a => (X a - expect P X) * (Y a - expect P Y)

/-- The variance of a random variable. -/
def variance (X : Ω → K) : K := expect P fun a => (X a - expect P X) ^ 2

/-- The variance is the covariance of a variable with itself. -/
theorem variance_eq_covariance (X : Ω → K) : variance P X = covariance P X X :=
  expect_congr P fun _ => ring_eq (by decide +kernel)

/-- Variances are non-negative. -/
theorem variance_nonneg (X : Ω → K) : 0 ≤ variance P X :=
  expect_nonneg P fun _ => square_nonneg _

/-- The covariance is the expectation of the product less the product of the expectations. -/
theorem covariance_eq (X Y : Ω → K) :
    covariance P X Y = expect P (fun a => X a * Y a) - expect P X * expect P Y := by
  unfold covariance
  rw [expect_congr P (Y := fun a => (X a * Y a - expect P X * Y a)
      + (expect P X * expect P Y - expect P Y * X a)) fun a => ring_eq (by decide +kernel),
    expect_add, expect_sub, expect_sub, expect_const, expect_mul_left, expect_mul_left]
  exact ring_eq (by decide +kernel)

/-- The variance is the expectation of the square less the square of the expectation. -/
theorem variance_eq (X : Ω → K) :
    variance P X = expect P (fun a => X a ^ 2) - expect P X ^ 2 := by
  rw [variance_eq_covariance, covariance_eq,
    expect_congr P (Y := fun a => X a ^ 2) fun a => ring_eq (by decide +kernel)]
  exact ring_eq (by decide +kernel)

/-- Covariances are symmetric. -/
theorem covariance_comm (X Y : Ω → K) : covariance P X Y = covariance P Y X :=
  expect_congr P fun _ => mul_comm _ _

/-- The covariance is additive in its first argument. -/
theorem covariance_add_left (X Y Z : Ω → K) :
    covariance P (fun a => X a + Y a) Z = covariance P X Z + covariance P Y Z := by
  unfold covariance
  rw [← expect_add]
  refine expect_congr P fun a => ?_
  rw [expect_add]
  exact ring_eq (by decide +kernel)

/-- A constant factor moves out of a covariance. -/
theorem covariance_mul_left (c : K) (X Y : Ω → K) :
    covariance P (fun a => c * X a) Y = c * covariance P X Y := by
  unfold covariance
  rw [← expect_mul_left]
  refine expect_congr P fun a => ?_
  rw [expect_mul_left]
  exact ring_eq (by decide +kernel)

/-- The variance of a multiple is the square of the factor times the variance. -/
theorem variance_mul_left (c : K) (X : Ω → K) :
    variance P (fun a => c * X a) = c ^ 2 * variance P X := by
  rw [variance_eq_covariance, covariance_mul_left, covariance_comm, covariance_mul_left,
    variance_eq_covariance]
  exact ring_eq (by decide +kernel)

/-- A constant summand does not change the variance. -/
theorem variance_add_const (X : Ω → K) (c : K) :
    variance P (fun a => X a + c) = variance P X := by
  unfold variance
  refine expect_congr P fun a => ?_
  rw [expect_add, expect_const]
  exact ring_eq (by decide +kernel)

/-- The variance of a sum is the sum of the variances and twice the covariance. -/
theorem variance_add (X Y : Ω → K) :
    variance P (fun a => X a + Y a) = variance P X + variance P Y + 2 * covariance P X Y := by
  rw [variance_eq_covariance, covariance_add_left, covariance_comm P X, covariance_comm P Y,
    covariance_add_left, covariance_add_left, variance_eq_covariance, variance_eq_covariance,
    covariance_comm P Y X]
  exact ring_eq (by decide +kernel)

/-- The variance of a difference is the sum of the variances less twice the covariance. -/
theorem variance_sub (X Y : Ω → K) :
    variance P (fun a => X a - Y a) = variance P X + variance P Y - 2 * covariance P X Y := by
  have key := variance_add P X fun a => -1 * Y a
  rw [variance_mul_left, covariance_comm P X, covariance_mul_left, covariance_comm P Y] at key
  rw [show variance P (fun a => X a - Y a) = variance P (fun a => X a + -1 * Y a) from by
    unfold variance
    rw [expect_congr P (X := fun a => X a - Y a) (Y := fun a => X a + -1 * Y a)
      fun a => ring_eq (by decide +kernel)]
    exact expect_congr P fun a => ring_eq (by decide +kernel), key]
  exact ring_eq (by decide +kernel)

/-- The covariance of a sum with a variable is the sum of the covariances. -/
theorem covariance_sum_left {n : Nat} (X : Fin n → Ω → K) (Y : Ω → K) :
    covariance P (fun a => sum fun i => X i a) Y = sum fun i => covariance P (X i) Y := by
  induction n with
  | zero =>
    show covariance P (fun _ => 0) Y = 0
    have key := covariance_mul_left P 0 (fun _ => 0) Y
    rw [zero_mul, zero_mul] at key
    exact key
  | succ n ih =>
    show covariance P (fun a => X first a + sum fun i => X (next i) a) Y = _
    rw [covariance_add_left, ih]
    rfl

/-- The variance of a sum is the double sum of the covariances. -/
theorem variance_sum {n : Nat} (X : Fin n → Ω → K) :
    variance P (fun a => sum fun i => X i a)
      = sum fun i => sum fun j => covariance P (X i) (X j) := by
  rw [variance_eq_covariance, covariance_sum_left]
  refine sum_congr fun i => ?_
  rw [covariance_comm, covariance_sum_left]
  exact sum_congr fun j => covariance_comm P (X j) (X i)

/-- **The variance of a sum of uncorrelated variables is the sum of the variances.** -/
theorem variance_sum_uncorrelated {n : Nat} (X : Fin n → Ω → K)
    (h : ∀ i j, i ≠ j → covariance P (X i) (X j) = 0) :
    variance P (fun a => sum fun i => X i a) = sum fun i => variance P (X i) := by
  rw [variance_sum]
  refine sum_congr fun i => ?_
  rw [variance_eq_covariance]
  exact sum_single i _ fun j hj => h i j hj.symm

end Moments

section Inequalities
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- **Markov's inequality.** A non-negative variable is at least `t` with probability at most its
expectation divided by `t`. -/
theorem markov {X : Ω → K} (h : ∀ a, 0 ≤ X a) {t : K} (ht : 0 < t) :
    prob P (fun a => t ≤ X a) ≤ expect P X / t := by
  rw [le_div_iff ht]
  unfold prob
  rw [← expect_mul_right]
  refine expect_le_expect P fun a => ?_
  by_cases k : t ≤ X a
  · rw [ite_eq_left k, one_mul]
    exact k
  · rw [ite_eq_right k, zero_mul]
    exact h a

/-- The square of a number at least as far from zero as `t` is at least the square of `t`. -/
theorem square_le_square {t x : K} (ht : 0 ≤ t) (h : t ≤ abs x) : t ^ 2 ≤ x ^ 2 := by
  rw [← abs_square x]
  exact le_of_cert (mul_nonneg (sub_nonneg.mpr h) (add_nonneg ht (abs_nonneg x)))
    (ring_eq (by decide +kernel))

/-- **Chebyshev's inequality.** A variable is at least `t` away from its expectation with
probability at most its variance divided by the square of `t`. -/
theorem chebyshev (X : Ω → K) {t : K} (ht : 0 < t) :
    prob P (fun a => t ≤ abs (X a - expect P X)) ≤ variance P X / t ^ 2 :=
  le_trans (prob_mono P fun _ h => square_le_square (le_of_lt ht) h)
    (markov P (fun _ => square_nonneg _) (square_pos (ne_of_gt ht)))

/-- **Cantelli's inequality.** A variable is at least `t` above its expectation with probability
at most `σ² / (σ² + t²)`; that this is attained is `extremal_attains`. -/
theorem cantelli (X : Ω → K) {t : K} (ht : 0 < t) :
    prob P (fun a => t ≤ X a - expect P X) ≤ variance P X / (variance P X + t ^ 2) := by
  have hv := variance_nonneg P X
  have ht2 : 0 < t ^ 2 := square_pos (ne_of_gt ht)
  have hs : 0 < variance P X + t ^ 2 := add_pos_of_nonneg_of_pos hv ht2
  have shifted : ∀ c : K, expect P (fun a => (t * (X a - expect P X) + c) ^ 2)
      = t ^ 2 * variance P X + c ^ 2 := fun c => by
    have centred : expect P (fun a => X a - expect P X) = 0 := by
      rw [expect_sub, expect_const]
      exact ring_eq (by decide +kernel)
    rw [expect_congr P (Y := fun a => t ^ 2 * (X a - expect P X) ^ 2
        + (2 * t * c * (X a - expect P X) + c ^ 2)) fun a => ring_eq (by decide +kernel),
      expect_add, expect_add, expect_mul_left, expect_mul_left, expect_const, centred]
    show t ^ 2 * variance P X + (2 * t * c * 0 + c ^ 2) = _
    exact ring_eq (by decide +kernel)
  rw [le_div_iff hs]
  refine le_of_mul_le_mul_left (c := t ^ 2 * (variance P X + t ^ 2)) ?_ (mul_pos ht2 hs)
  have key : prob P (fun a => t ≤ X a - expect P X) * (variance P X + t ^ 2) ^ 2 * t ^ 2
      ≤ t ^ 2 * (t ^ 2 * variance P X + variance P X ^ 2) := by
    rw [mul_comm _ (t ^ 2)]
    refine mul_le_mul_of_nonneg_left ?_ (le_of_lt ht2)
    rw [← shifted (variance P X)]
    unfold prob
    rw [← expect_mul_right]
    refine expect_le_expect P fun a => ?_
    by_cases k : t ≤ X a - expect P X
    · rw [ite_eq_left k, one_mul]
      have base : variance P X + t ^ 2 ≤ t * (X a - expect P X) + variance P X :=
        le_of_cert (mul_nonneg (le_of_lt ht) (sub_nonneg.mpr k)) (ring_eq (by decide +kernel))
      have upper : 0 ≤ t * (X a - expect P X) + variance P X := le_trans (le_of_lt hs) base
      exact le_of_cert (mul_nonneg (sub_nonneg.mpr base) (add_nonneg upper (le_of_lt hs)))
        (ring_eq (by decide +kernel))
    · rw [ite_eq_right k, zero_mul]
      exact square_nonneg _
  refine le_trans (le_of_eq ?_) (le_trans key (le_of_eq ?_))
  · exact ring_eq (by decide +kernel)
  · exact ring_eq (by decide +kernel)

/-- **The inequality of Cauchy and Schwarz.** The square of the expectation of a product is at
most the product of the expectations of the squares. -/
theorem cauchy_schwarz (X Y : Ω → K) :
    expect P (fun a => X a * Y a) ^ 2
      ≤ expect P (fun a => X a ^ 2) * expect P fun a => Y a ^ 2 := by
  have quadratic : ∀ s t : K, 0 ≤ s ^ 2 * expect P (fun a => X a ^ 2)
      + 2 * s * t * expect P (fun a => X a * Y a) + t ^ 2 * expect P fun a => Y a ^ 2 :=
    fun s t => by
      have key : 0 ≤ expect P fun a => (s * X a + t * Y a) ^ 2 :=
        expect_nonneg P fun _ => square_nonneg _
      rw [expect_congr P (Y := fun a => s ^ 2 * X a ^ 2 + (2 * s * t * (X a * Y a) + t ^ 2 * Y a ^ 2))
          fun a => ring_eq (by decide +kernel), expect_add, expect_add, expect_mul_left,
        expect_mul_left, expect_mul_left, ← add_assoc] at key
      exact key
  have hx : 0 ≤ expect P fun a => X a ^ 2 := expect_nonneg P fun _ => square_nonneg _
  rcases lt_or_eq_of_le hx with pos | zero
  · have key := quadratic (-expect P fun a => X a * Y a) (expect P fun a => X a ^ 2)
    refine le_of_mul_le_mul_left (c := expect P fun a => X a ^ 2) ?_ pos
    exact le_of_cert key (ring_eq (by decide +kernel))
  · have cross : expect P (fun a => X a * Y a) = 0 := by
      refine Decidable.byContradiction fun ne => ?_
      have key := quadratic (-(expect P (fun a => Y a ^ 2) + 1)) (expect P fun a => X a * Y a)
      rw [← zero] at key
      have negative : 0 < expect P (fun a => X a * Y a) ^ 2
          * (expect P (fun a => Y a ^ 2) + 2) :=
        mul_pos (square_pos ne) (add_pos_of_nonneg_of_pos
          (expect_nonneg P fun _ => square_nonneg _) zero_lt_two)
      refine not_le_of_lt negative ?_
      exact le_of_cert key (ring_eq (by decide +kernel))
    rw [cross]
    refine le_of_cert (mul_nonneg hx (expect_nonneg P (X := fun a => Y a ^ 2)
      fun _ => square_nonneg _)) ?_
    exact ring_eq (by decide +kernel)

/-- The square of a covariance is at most the product of the variances. -/
theorem covariance_square_le (X Y : Ω → K) :
    covariance P X Y ^ 2 ≤ variance P X * variance P Y :=
  cauchy_schwarz P (fun a => X a - expect P X) fun a => Y a - expect P Y

end Inequalities

section Copies
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {n : Nat}

/-- Every copy has the variance of the original. -/
theorem variance_copy (X : Ω → K) (i : Fin n) :
    variance (P.copies n) (fun c => X (c i)) = variance P X := by
  unfold variance
  rw [expect_copy P X i]
  exact expect_copy P (fun a => (X a - expect P X) ^ 2) i

/-- Different copies are uncorrelated. -/
theorem covariance_copies (X Y : Ω → K) {i j : Fin n} (h : i ≠ j) :
    covariance (P.copies n) (fun c => X (c i)) (fun c => Y (c j)) = 0 := by
  rw [covariance_eq, expect_two_copies P X Y i j h, expect_copy, expect_copy]
  exact ring_eq (by decide +kernel)

/-- The mean of copies of a random variable. -/
def meanOfCopies (X : Ω → K) (c : Fin n → Ω) : K := sum (fun i => X (c i)) / ofNat n

/-- **The mean of copies is unbiased.** -/
theorem expect_meanOfCopies (hn : 0 < n) (X : Ω → K) :
    expect (P.copies n) (meanOfCopies X) = expect P X := by
  unfold meanOfCopies
  rw [expect_congr (P.copies n) (Y := fun c => (ofNat n)⁻¹ * sum fun i => X (c i))
      fun c => by rw [div_eq_mul_inv, mul_comm], expect_mul_left, expect_sum,
    sum_congr (g := fun _ => expect P X) fun i => expect_copy P X i, sum_const, ← mul_assoc,
    inv_mul_cancel (ofNat_ne_zero hn), one_mul]

/-- The variance of the sum of `n` copies is `n` times the variance. -/
theorem variance_sum_copies (X : Ω → K) :
    variance (P.copies n) (fun c => sum fun i => X (c i)) = ofNat n * variance P X := by
  rw [variance_sum_uncorrelated (P.copies n) (fun i c => X (c i)) fun i j h =>
      covariance_copies P X X h,
    sum_congr (g := fun _ => variance P X) fun i => variance_copy P X i, sum_const]

/-- **The variance of the mean of `n` copies is the variance divided by `n`.** Derived from the
independence of the copies, not assumed. -/
theorem variance_meanOfCopies (hn : 0 < n) (X : Ω → K) :
    variance (P.copies n) (meanOfCopies X) = variance P X / ofNat n := by
  have scaled : variance (P.copies n) (meanOfCopies X)
      = variance (P.copies n) fun c => (ofNat n)⁻¹ * sum fun i => X (c i) := by
    have same : ∀ c : Fin n → Ω, meanOfCopies X c = (ofNat n)⁻¹ * sum fun i => X (c i) :=
      fun c => by
        unfold meanOfCopies
        rw [div_eq_mul_inv, mul_comm]
    unfold variance
    rw [expect_congr (P.copies n) same]
    exact expect_congr (P.copies n) fun c => by rw [same c]
  rw [scaled, variance_mul_left, variance_sum_copies]
  have unit : (ofNat n : K)⁻¹ * ofNat n = 1 := inv_mul_cancel (ofNat_ne_zero hn)
  rw [show (ofNat n : K)⁻¹ ^ 2 * (ofNat n * variance P X)
      = (ofNat n)⁻¹ * ofNat n * (variance P X * (ofNat n)⁻¹) from ring_eq (by decide +kernel),
    unit, one_mul, div_eq_mul_inv]

end Copies

end DASH
