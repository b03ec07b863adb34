import DASH.Ensemble.FlipBound
import DASH.Ensemble.Optimality
import DASH.FlipRate.Audits

/-!
# How many models any test needs

A test that looks at `M` independent models and is to tell two laws apart errs with probabilities
that cannot both be small unless `M` is large: of the order of one over the divergence of the
laws, which for a shift `Δ` of the mean is of the order of `σ² / Δ²`. The published bound with the
constant 12 reads an upper bound as a lower one; this is a lower bound.
-/

namespace DASH

universe u v

section Copies
variable {Ω : Type u} {K : Type v} [OrderedField K] {P : Law Ω K}

/-- The expectation of a product of functions of the copies is the product of the expectations. -/
theorem expect_product_copies (X : Ω → K) : ∀ n : Nat,
    expect (P.copies n) (fun c => finiteProduct fun i => X (c i)) = power (expect P X) n
  | 0 => expect_const (P.copies 0) 1
  | n + 1 => by
    rw [expect_copies_succ, power_succ, mul_comm, ← expect_product_copies X n, ← expect_mul_right]
    refine expect_congr P fun a => ?_
    show expect (P.copies n) (fun r => X a * finiteProduct fun i => X (r i)) = _
    rw [expect_mul_left]

private theorem finiteProduct_nonneg : ∀ {n : Nat} {f : Fin n → K}, (∀ i, 0 ≤ f i) →
    0 ≤ finiteProduct f
  | 0, _, _ => le_of_lt zero_lt_one
  | _ + 1, _, h => mul_nonneg (h first) (finiteProduct_nonneg fun i => h (next i))

private theorem finiteProduct_square : ∀ {n : Nat} (f : Fin n → K),
    finiteProduct f ^ 2 = finiteProduct fun i => f i ^ 2
  | 0, _ => by
    show (1 : K) ^ 2 = 1
    exact ring_eq (by decide +kernel)
  | _ + 1, f => by
    show (f first * finiteProduct _) ^ 2 = f first ^ 2 * finiteProduct _
    rw [← finiteProduct_square fun i => f (next i)]
    exact ring_eq (by decide +kernel)

private theorem power_one : ∀ n : Nat, power (1 : K) n = 1
  | 0 => rfl
  | n + 1 => by rw [power_succ, power_one n, one_mul]

/-- The likelihood ratio of `n` independent copies: the product of the ratios. -/
def Likelihood.copies (L : Likelihood P) (n : Nat) : Likelihood (P.copies n) where
  ratio c := finiteProduct fun i => L.ratio (c i)
  nonneg c := finiteProduct_nonneg fun i => L.nonneg (c i)
  mean := by rw [expect_product_copies, L.mean, power_one]

/-- **The divergence of copies multiplies.** One plus the divergence of `n` copies is the `n`-th
power of one plus the divergence of one. -/
theorem Likelihood.divergence_copies (L : Likelihood P) (n : Nat) :
    1 + (L.copies n).divergence = power (1 + L.divergence) n := by
  have second : 1 + L.divergence = DASH.expect P fun a => L.ratio a ^ 2 := by
    rw [L.divergence_eq]
    exact ring_eq (by decide +kernel)
  rw [(L.copies n).divergence_eq, second, ← expect_product_copies]
  rw [expect_congr (P.copies n) (X := fun c => (L.copies n).ratio c ^ 2)
    fun c => finiteProduct_square fun i => L.ratio (c i)]
  exact ring_eq (by decide +kernel)

end Copies

section TwoPoints
variable {Ω : Type u} {K : Type v} [OrderedField K] {P : Law Ω K} (L : Likelihood P)
  (A : Ω → Prop) [DecidablePred A]

/-- The variance of an indicator is at most one quarter. -/
theorem variance_indicator_le (P : Law Ω K) :
    4 * variance P (fun a => if A a then 1 else 0) ≤ 1 := by
  have square : ∀ a, (if A a then (1 : K) else 0) ^ 2 = if A a then 1 else 0 := fun a => by
    by_cases h : A a
    · rw [ite_eq_left h]
      exact ring_eq (by decide +kernel)
    · rw [ite_eq_right h]
      exact ring_eq (by decide +kernel)
  rw [variance_eq, expect_congr P square]
  exact le_of_cert (square_nonneg (1 - 2 * expect P fun a => if A a then 1 else 0))
    (ring_eq (by decide +kernel))

/-- The probability under the other law of what does not happen. -/
theorem Likelihood.prob_not : L.prob (fun a => ¬A a) = 1 - L.prob A := by
  have key : ∀ a, L.ratio a * (if ¬A a then 1 else 0)
      = L.ratio a - L.ratio a * if A a then 1 else 0 := fun a => by
    by_cases h : A a
    · rw [ite_eq_left h, ite_eq_right fun k => k h]
      exact ring_eq (by decide +kernel)
    · rw [ite_eq_right h, ite_eq_left h]
      exact ring_eq (by decide +kernel)
  show DASH.expect P (fun a => L.ratio a * if ¬A a then 1 else 0) = _
  rw [expect_congr P key, DASH.expect_sub, L.mean]
  rfl

/-- **Two points.** A test that rejects `P` on the event `A` errs under `P` with the probability of
`A` and under the other law with that of the opposite; what both errors together fall short of
one is limited by the divergence of the laws. -/
theorem Likelihood.errors_ge :
    4 * (1 - (DASH.prob P A + L.prob fun a => ¬A a)) ^ 2 ≤ L.divergence := by
  have shift := L.shift_le fun a => if A a then 1 else 0
  have quarter := mul_le_mul_of_nonneg_left (variance_indicator_le A P)
    (variance_nonneg P L.ratio)
  have total : 1 - (DASH.prob P A + L.prob fun a => ¬A a) = L.prob A - DASH.prob P A := by
    rw [L.prob_not]
    exact ring_eq (by decide +kernel)
  rw [total]
  have key := mul_le_mul_of_nonneg_left shift (ofNat_nonneg (K := K) 4)
  refine le_trans (show 4 * (L.prob A - DASH.prob P A) ^ 2 ≤
    4 * (L.divergence * variance P fun a => if A a then 1 else 0) from key) ?_
  rw [show (4 : K) * (L.divergence * variance P fun a => if A a then 1 else 0)
    = L.divergence * (4 * variance P fun a => if A a then 1 else 0) from ring_eq (by decide +kernel)]
  refine le_trans quarter (le_of_eq ?_)
  exact mul_one L.divergence

/-- The power of one plus `x` is at most `1 / (1 - n x)` where that is positive. -/
theorem power_mul_one_sub_le {x : K} (hx : 0 ≤ x) : ∀ n : Nat,
    power (1 + x) n * (1 - ofNat n * x) ≤ 1
  | 0 => le_of_eq (by
    show (1 : K) * (1 - 0 * x) = 1
    exact ring_eq (by decide +kernel))
  | n + 1 => by
    have up : ∀ n : Nat, 0 ≤ power (1 + x) n := fun n => by
      induction n with
      | zero => exact le_of_lt zero_lt_one
      | succ n ih =>
        rw [power_succ]
        exact mul_nonneg ih (add_nonneg (le_of_lt zero_lt_one) hx)
    refine le_trans ?_ (power_mul_one_sub_le hx n)
    rw [power_succ, ofNat_succ]
    refine le_of_cert (mul_nonneg (up n) (mul_nonneg (add_nonneg (ofNat_nonneg n)
      (le_of_lt zero_lt_one)) (square_nonneg x))) ?_
    exact ring_eq (by decide +kernel)

/-- **How many models any test needs.** If a test on `M` independent models errs with probability
at most one third under each of two laws, then `M` times their divergence is at least `4 / 13`. -/
theorem models_needed (M : Nat) (B : (Fin M → Ω) → Prop) [DecidablePred B]
    (first : 3 * DASH.prob (P.copies M) B ≤ 1)
    (second : 3 * (L.copies M).prob (fun c => ¬B c) ≤ 1) :
    4 ≤ 13 * (ofNat M * L.divergence) := by
  have errors := (L.copies M).errors_ge B
  have third : 1 ≤ 3 * (1 - (DASH.prob (P.copies M) B + (L.copies M).prob fun c => ¬B c)) :=
    le_of_cert (add_nonneg (sub_nonneg.mpr first) (sub_nonneg.mpr second))
      (ring_eq (by decide +kernel))
  have ninth : 1 ≤ 9 * (1 - (DASH.prob (P.copies M) B + (L.copies M).prob fun c => ¬B c)) ^ 2 :=
    le_of_cert (mul_nonneg (sub_nonneg.mpr third) (add_nonneg (le_of_lt (zero_lt_one (K := K)))
      (le_trans (le_of_lt zero_lt_one) third))) (ring_eq (by decide +kernel))
  have divergence : 4 ≤ 9 * (L.copies M).divergence :=
    le_of_cert (add_nonneg
      (mul_nonneg (ofNat_nonneg (K := K) 4) (sub_nonneg.mpr ninth))
      (mul_nonneg (ofNat_nonneg (K := K) 9) (sub_nonneg.mpr errors)))
      (show 9 * (L.copies M).divergence - 4
        = 4 * (9 * (1 - (DASH.prob (P.copies M) B + (L.copies M).prob fun c => ¬B c)) ^ 2 - 1)
          + 9 * ((L.copies M).divergence
            - 4 * (1 - (DASH.prob (P.copies M) B + (L.copies M).prob fun c => ¬B c)) ^ 2) from
        ring_eq (by decide +kernel))
  have grown : 13 ≤ 9 * power (1 + L.divergence) M := by
    rw [← L.divergence_copies]
    exact le_of_cert (sub_nonneg.mpr divergence) (ring_eq (by decide +kernel))
  have nonneg : 0 ≤ L.divergence := variance_nonneg P L.ratio
  refine Decidable.byContradiction fun few => ?_
  have less : 13 * (ofNat M * L.divergence) < 4 := lt_of_not_le few
  have slack : 0 < 1 - ofNat M * L.divergence := by
    refine lt_of_mul_lt_mul_left (c := 13) ?_ (ofNat_nonneg 13)
    exact lt_of_cert (add_pos_of_nonneg_of_pos (ofNat_nonneg (K := K) 9) (sub_pos.mpr less))
      (show 13 * (1 - ofNat M * L.divergence) - 13 * 0
        = 9 + (4 - 13 * (ofNat M * L.divergence)) from ring_eq (by decide +kernel))
  have scaled := mul_le_mul_of_nonneg_right grown (le_of_lt slack)
  have bounded := mul_le_mul_of_nonneg_left (power_mul_one_sub_le nonneg M)
    (ofNat_nonneg (K := K) 9)
  refine not_le_of_lt less ?_
  exact le_of_cert (add_nonneg (sub_nonneg.mpr scaled) (sub_nonneg.mpr bounded))
    (show 13 * (ofNat M * L.divergence) - 4
      = 9 * power (1 + L.divergence) M * (1 - ofNat M * L.divergence)
          - 13 * (1 - ofNat M * L.divergence)
        + (9 * 1 - 9 * (power (1 + L.divergence) M * (1 - ofNat M * L.divergence))) from
      ring_eq (by decide +kernel))

end TwoPoints

/-! ## In units of gap and noise -/

section Shift
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- **`σ² / Δ²` models are needed, up to a constant.** For every law and every variable of positive
variance there is another law, with a mean that is `Δ` higher, that no test on fewer than
`(4/13) σ² / Δ²` models tells from the first with both errors at most one third, as long as `Δ` is
small enough for the other law to exist. -/
theorem models_needed_of_shift (D : Ω → K) (Δ : K) (hD : 0 < variance P D)
    (h : ∀ a, 0 ≤ 1 + Δ / variance P D * (D a - expect P D)) (M : Nat)
    (B : (Fin M → Ω) → Prop) [DecidablePred B] (first : 3 * prob (P.copies M) B ≤ 1)
    (second : 3 * ((tilt P D (Δ / variance P D) h).copies M).prob (fun c => ¬B c) ≤ 1) :
    (tilt P D (Δ / variance P D) h).expect D = expect P D + Δ ∧
      4 * variance P D ≤ 13 * (ofNat M * Δ ^ 2) := by
  have unit : Δ / variance P D * variance P D = Δ := div_mul_cancel Δ (ne_of_gt hD)
  constructor
  · rw [tilt_shift, unit]
  · have needed := models_needed (tilt P D (Δ / variance P D) h) M B first second
    have attained := tilt_attains P D (Δ / variance P D) h
    rw [tilt_shift, unit] at attained
    have square : (tilt P D (Δ / variance P D) h).divergence * variance P D = Δ ^ 2 := by
      rw [← attained]
      exact ring_eq (by decide +kernel)
    have key := mul_le_mul_of_nonneg_right needed (le_of_lt hD)
    rw [show 13 * (ofNat M * (tilt P D (Δ / variance P D) h).divergence) * variance P D
      = 13 * (ofNat M * ((tilt P D (Δ / variance P D) h).divergence * variance P D)) from
      ring_eq (by decide +kernel), square] at key
    exact key

/-- The fair two-point law on plus and minus one: mean zero and variance one. -/
def fairSign (b : Bool) : K := if b = true then 1 else -1

/-- **A witness for the lower bound.** On a fair sign the shifted laws exist for every gap `Δ`
between zero and one: no test on fewer than `4 / (13 Δ²)` models tells a fair coin from one with
mean `Δ`. -/
theorem fairSign_shift {Δ : K} (h0 : 0 ≤ Δ) (h1 : Δ ≤ 1) :
    let P := Law.ofProbability (1 / 2 : K) (le_of_lt (half_pos zero_lt_one))
      (le_of_lt (half_lt_self zero_lt_one))
    expect P fairSign = 0 ∧ variance P fairSign = 1 ∧
      ∀ b, 0 ≤ 1 + Δ / variance P fairSign * (fairSign b - expect P fairSign) := by
  intro P
  have plus : (fairSign true : K) = 1 := ite_eq_left rfl
  have minus : (fairSign false : K) = -1 := ite_eq_right fun e => Bool.noConfusion e
  have half : (1 : K) / 2 * 2 = 1 := div_mul_cancel 1 two_ne_zero
  have zero : expect P fairSign = 0 := by
    rw [expect_ofProbability, plus, minus]
    rw [show (1 : K) / 2 * 1 + (1 - 1 / 2) * -1 = 1 / 2 * 2 - 1 from ring_eq (by decide +kernel),
      half]
    exact ring_eq (by decide +kernel)
  have one : variance P fairSign = 1 := by
    rw [variance_eq, zero, expect_ofProbability, plus, minus]
    exact ring_eq (by decide +kernel)
  refine ⟨zero, one, fun b => ?_⟩
  rw [zero, one, div_eq_mul_inv, inv_one]
  cases b with
  | true =>
    rw [plus]
    exact le_of_cert (add_nonneg (le_of_lt (zero_lt_one (K := K))) h0) (ring_eq (by decide +kernel))
  | false =>
    rw [minus]
    exact le_of_cert (sub_nonneg.mpr h1) (ring_eq (by decide +kernel))

end Shift

end DASH
