import DASH.Ensemble.Estimators

/-!
# Total variation, and the two-point method with better constants

The two errors of a test add up to at least one minus the total variation of the laws, and the
likelihood ratio test attains it. Over `M` copies the total variation is at most `M` times that of
one: that alone asks for a number of models of the order of `1 / Δ`, not `1 / Δ²`. The divergence
gives the square: `DASH.Ensemble.LowerBound` has the constant `4/13`, here is every level of error,
and the constant `2/5` for two laws on either side of a third. Pinsker's inequality gives `4/9` in
the literature; it needs logarithms and is not claimed.
-/

namespace DASH

universe u v

section Variation
variable {Ω : Type u} {K : Type v} [OrderedField K] {P : Law Ω K} (L : Likelihood P)

/-- The total variation between a law and the other law of a likelihood ratio: half of the expected
distance of the ratio from one. -/
def Likelihood.variation : K := DASH.expect P (fun a => abs (L.ratio a - 1)) / 2

/-- Total variations are non-negative. -/
theorem Likelihood.variation_nonneg : 0 ≤ L.variation :=
  div_nonneg (expect_nonneg P fun _ => abs_nonneg _) (le_of_lt zero_lt_two)

private theorem two_variation : 2 * L.variation = DASH.expect P fun a => abs (L.ratio a - 1) := by
  unfold Likelihood.variation
  rw [mul_comm, div_mul_cancel _ two_ne_zero]

private theorem expect_excess :
    DASH.expect P (fun a => abs (L.ratio a - 1) + (L.ratio a - 1)) = 2 * L.variation := by
  rw [expect_add, DASH.expect_sub, L.mean, expect_const, two_variation]
  exact ring_eq (by decide +kernel)

/-- **Total variation bounds what a test can see**, even one that may toss a coin: the expectation
of a function with values between zero and one rises from the law to the other by at most the total
variation. -/
theorem Likelihood.expect_sub_le {T : Ω → K} (h0 : ∀ a, 0 ≤ T a) (h1 : ∀ a, T a ≤ 1) :
    L.expect T - DASH.expect P T ≤ L.variation := by
  refine le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two
  rw [← expect_excess]
  unfold Likelihood.expect
  rw [← DASH.expect_sub, ← expect_mul_left]
  refine expect_le_expect P fun a => ?_
  rcases le_total 1 (L.ratio a) with h | h
  · rw [abs_of_nonneg (sub_nonneg.mpr h)]
    exact le_of_cert (mul_nonneg (mul_nonneg (le_of_lt (zero_lt_two (K := K)))
      (sub_nonneg.mpr h)) (sub_nonneg.mpr (h1 a))) (ring_eq (by decide +kernel))
  · have k : L.ratio a - 1 ≤ 0 := le_of_cert (sub_nonneg.mpr h) (ring_eq (by decide +kernel))
    rw [abs_of_nonpos k]
    exact le_of_cert (mul_nonneg (mul_nonneg (le_of_lt (zero_lt_two (K := K)))
      (sub_nonneg.mpr h)) (h0 a)) (ring_eq (by decide +kernel))

/-- **The two errors of any test** add up to at least one minus the total variation. The test
rejects the law `P` on the event `A`. -/
theorem Likelihood.errors_ge_variation (A : Ω → Prop) [DecidablePred A] :
    1 - L.variation ≤ DASH.prob P A + L.prob fun a => ¬A a := by
  have key := L.expect_sub_le (T := fun a => if A a then 1 else 0) (indicator_nonneg (A := A))
    fun a => by
      by_cases h : A a
      · rw [ite_eq_left h]
        exact le_refl 1
      · rw [ite_eq_right h]
        exact le_of_lt zero_lt_one
  rw [L.prob_not]
  have key : L.prob A - DASH.prob P A ≤ L.variation := key
  exact le_of_cert (sub_nonneg.mpr key) (ring_eq (by decide +kernel))

/-- **The likelihood ratio test is best**: rejecting where the ratio is at least one, the errors add
up to exactly one minus the total variation, the least that any test can do. -/
theorem Likelihood.ratio_test :
    DASH.prob P (fun a => 1 ≤ L.ratio a) + L.prob (fun a => ¬1 ≤ L.ratio a) = 1 - L.variation := by
  have gain : 2 * (L.prob (fun a => 1 ≤ L.ratio a) - DASH.prob P fun a => 1 ≤ L.ratio a)
      = 2 * L.variation := by
    rw [← expect_excess]
    show 2 * (DASH.expect P (fun a => L.ratio a * if 1 ≤ L.ratio a then 1 else 0)
      - DASH.expect P fun a => if 1 ≤ L.ratio a then 1 else 0) = _
    rw [← DASH.expect_sub, ← expect_mul_left]
    refine expect_congr P fun a => ?_
    by_cases h : 1 ≤ L.ratio a
    · rw [ite_eq_left h, abs_of_nonneg (sub_nonneg.mpr h)]
      exact ring_eq (by decide +kernel)
    · have k : L.ratio a - 1 ≤ 0 :=
        le_of_cert (sub_nonneg.mpr (le_of_lt (not_le.mp h))) (ring_eq (by decide +kernel))
      rw [ite_eq_right h, abs_of_nonpos k]
      exact ring_eq (by decide +kernel)
  rw [L.prob_not, ← mul_left_cancel two_ne_zero gain]
  exact ring_eq (by decide +kernel)

/-- Total variations are at most one. -/
theorem Likelihood.variation_le_one : L.variation ≤ 1 := by
  have key := L.ratio_test
  have up : 0 ≤ DASH.prob P (fun a => 1 ≤ L.ratio a) + L.prob (fun a => ¬1 ≤ L.ratio a) :=
    add_nonneg (prob_nonneg P (A := fun a => 1 ≤ L.ratio a))
      (expect_nonneg P fun a => mul_nonneg (L.nonneg a)
        (indicator_nonneg (A := fun a => ¬1 ≤ L.ratio a) a))
  rw [key] at up
  exact sub_nonneg.mp up

/-- **Total variation and divergence**: four times the square of the total variation is at most the
divergence. -/
theorem Likelihood.variation_square_le : 4 * L.variation ^ 2 ≤ L.divergence := by
  have key := variance_nonneg P fun a => abs (L.ratio a - 1)
  rw [variance_eq, ← two_variation, expect_congr P (Y := fun a => (L.ratio a - 1) ^ 2)
    fun a => abs_square _] at key
  have same : L.divergence = DASH.expect P fun a => (L.ratio a - 1) ^ 2 := by
    unfold Likelihood.divergence variance
    rw [L.mean]
  rw [same]
  exact le_of_cert key (ring_eq (by decide +kernel))

private theorem abs_mul_le (x y : K) : abs (x * y) ≤ abs x * abs y := by
  have one := mul_nonneg (sub_nonneg.mpr (le_abs_self x)) (sub_nonneg.mpr (le_abs_self y))
  have two := mul_nonneg (sub_nonneg.mpr (neg_le_abs x)) (sub_nonneg.mpr (neg_le_abs y))
  have three := mul_nonneg (sub_nonneg.mpr (le_abs_self x)) (sub_nonneg.mpr (neg_le_abs y))
  have four := mul_nonneg (sub_nonneg.mpr (neg_le_abs x)) (sub_nonneg.mpr (le_abs_self y))
  refine abs_le ?_ ?_
  · refine le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two
    exact le_of_cert (add_nonneg three four) (ring_eq (by decide +kernel))
  · refine le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two
    exact le_of_cert (add_nonneg one two) (ring_eq (by decide +kernel))

/-- **Total variation of copies**: at most the number of copies times that of one. -/
theorem Likelihood.variation_copies_le : ∀ n : Nat,
    (L.copies n).variation ≤ ofNat n * L.variation
  | 0 => le_of_eq (by
    show DASH.expect (P.copies 0) (fun _ => abs ((1 : K) - 1)) / 2 = 0 * L.variation
    rw [expect_const, show (1 : K) - 1 = 0 from ring_eq (by decide +kernel),
      abs_of_nonneg (le_refl 0), zero_div, zero_mul])
  | n + 1 => by
    have ih := mul_le_mul_of_nonneg_left (Likelihood.variation_copies_le n)
      (le_of_lt (zero_lt_two (K := K)))
    refine le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two
    rw [two_variation, expect_copies_succ]
    have inner : ∀ a, DASH.expect (P.copies n) (fun r =>
        abs ((L.copies (n + 1)).ratio (cons a r) - 1))
        ≤ abs (L.ratio a - 1) + 2 * (L.copies n).variation := fun a => by
      have right : DASH.expect (P.copies n)
          (fun r => abs (L.ratio a - 1) * (L.copies n).ratio r + abs ((L.copies n).ratio r - 1))
          = abs (L.ratio a - 1) + 2 * (L.copies n).variation := by
        rw [expect_add, expect_mul_left, (L.copies n).mean, mul_one, two_variation]
      rw [← right]
      refine expect_le_expect _ fun r => ?_
      have split : (L.copies (n + 1)).ratio (cons a r) - 1
          = (L.ratio a - 1) * (L.copies n).ratio r + ((L.copies n).ratio r - 1) :=
        show L.ratio a * (L.copies n).ratio r - 1 = _ from ring_eq (by decide +kernel)
      have step := abs_add_le ((L.ratio a - 1) * (L.copies n).ratio r) ((L.copies n).ratio r - 1)
      rw [← split] at step
      refine le_trans step (add_le_add_right ?_ _)
      have product := abs_mul_le (L.ratio a - 1) ((L.copies n).ratio r)
      rw [abs_of_nonneg ((L.copies n).nonneg r)] at product
      exact product
    refine le_trans (expect_le_expect P inner) ?_
    rw [expect_add, expect_const, ← two_variation, ofNat_succ]
    exact le_of_cert (sub_nonneg.mpr ih) (ring_eq (by decide +kernel))

/-- **The plain two-point method.** If a test on `M` models has both errors at most one third, then
`3 M` times the total variation is at least one. Of two laws whose total variation is of the order
of the gap `Δ` this asks for `1 / Δ` models only. -/
theorem models_needed_variation (M : Nat) (B : (Fin M → Ω) → Prop) [DecidablePred B]
    (one : 3 * DASH.prob (P.copies M) B ≤ 1)
    (two : 3 * DASH.prob (L.law.copies M) (fun c => ¬B c) ≤ 1) :
    1 ≤ 3 * (ofNat M * L.variation) := by
  have other : DASH.prob (L.law.copies M) (fun c => ¬B c) = (L.copies M).prob fun c => ¬B c :=
    L.expect_law_copies M fun c => if ¬B c then 1 else 0
  rw [other] at two
  have errors := mul_le_mul_of_nonneg_left (le_trans (sub_le_sub_left (L.variation_copies_le M) 1)
    ((L.copies M).errors_ge_variation B)) (ofNat_nonneg (K := K) 3)
  have errors : 3 * (1 - ofNat M * L.variation)
    ≤ 3 * (DASH.prob (P.copies M) B + (L.copies M).prob fun c => ¬B c) := errors
  exact le_of_cert (add_nonneg (sub_nonneg.mpr errors)
    (add_nonneg (sub_nonneg.mpr one) (sub_nonneg.mpr two))) (ring_eq (by decide +kernel))

/-- **Any level of error.** If a test on `M` models has both errors at most `δ < 1/2`, then with
`w = 4 (1 - 2δ)²` the number of models times the divergence is at least `w / (1 + w)`; at one third
this is `4/13`. -/
theorem models_needed_at (M : Nat) (B : (Fin M → Ω) → Prop) [DecidablePred B] {δ : K}
    (hδ : 2 * δ ≤ 1) (one : DASH.prob (P.copies M) B ≤ δ)
    (two : DASH.prob (L.law.copies M) (fun c => ¬B c) ≤ δ) :
    4 * (1 - 2 * δ) ^ 2 ≤ (1 + 4 * (1 - 2 * δ) ^ 2) * (ofNat M * L.divergence) := by
  have other : DASH.prob (L.law.copies M) (fun c => ¬B c) = (L.copies M).prob fun c => ¬B c :=
    L.expect_law_copies M fun c => if ¬B c then 1 else 0
  rw [other] at two
  have errors := (L.copies M).errors_ge B
  have grown := power_mul_one_sub_le (variance_nonneg P L.ratio) M
  have grown : power (1 + L.divergence) M * (1 - ofNat M * L.divergence) ≤ 1 := grown
  rw [← L.divergence_copies M] at grown
  generalize DASH.prob (P.copies M) B = e at one errors
  generalize (L.copies M).prob (fun c => ¬B c) = f at two errors
  have sum_le : e + f ≤ 2 * δ := le_of_cert (add_nonneg (sub_nonneg.mpr one)
    (sub_nonneg.mpr two)) (ring_eq (by decide +kernel))
  have apart : 4 * (1 - 2 * δ) ^ 2 ≤ (L.copies M).divergence := by
    refine le_trans (mul_le_mul_of_nonneg_left ?_ (ofNat_nonneg (K := K) 4)) errors
    exact le_of_cert (mul_nonneg (sub_nonneg.mpr sum_le) (add_nonneg (sub_nonneg.mpr sum_le)
      (mul_nonneg (le_of_lt (zero_lt_two (K := K))) (sub_nonneg.mpr hδ))))
      (ring_eq (by decide +kernel))
  have hw : 0 ≤ 4 * (1 - 2 * δ) ^ 2 := mul_nonneg (ofNat_nonneg (K := K) 4) (square_nonneg _)
  generalize 4 * (1 - 2 * δ) ^ 2 = w at apart hw
  rcases le_total 1 (ofNat M * L.divergence) with h | h
  · exact le_of_cert (add_nonneg (mul_nonneg (add_nonneg (le_of_lt (zero_lt_one (K := K))) hw)
      (sub_nonneg.mpr h)) (le_of_lt zero_lt_one)) (ring_eq (by decide +kernel))
  · exact le_of_cert (add_nonneg (mul_nonneg (sub_nonneg.mpr apart) (sub_nonneg.mpr h))
      (sub_nonneg.mpr grown)) (ring_eq (by decide +kernel))

end Variation

/-! ## Laws of weights, and coins -/

section Explicit
variable {K : Type v} [OrderedField K]

/-- The total variation between two laws on `Fin n`: half of the sum of the distances of their
weights. -/
theorem variation_ofWeights {n : Nat} (p q : Fin n → K) (hp : ∀ i, 0 < p i) (tp : sum p = 1)
    (hq : ∀ i, 0 ≤ q i) (tq : sum q = 1) :
    (Likelihood.ofWeights p q hp tp hq tq).variation = (sum fun i => abs (q i - p i)) / 2 := by
  refine congrArg (fun x => x / 2) ((expect_ofWeights p _ tp fun i => abs (q i / p i - 1)).trans
    (sum_congr fun i => ?_))
  have whole : q i / p i * p i = q i := div_mul_cancel _ (ne_of_gt (hp i))
  have exact_ : p i * (q i / p i - 1) = q i - p i := by
    rw [show p i * (q i / p i - 1) = q i / p i * p i - p i from ring_eq (by decide +kernel), whole]
  rcases le_total 0 (q i / p i - 1) with h | h
  · rw [abs_of_nonneg h, ← exact_, abs_of_nonneg (mul_nonneg (le_of_lt (hp i)) h)]
  · have k : p i * (q i / p i - 1) ≤ 0 := le_of_cert (mul_nonneg (le_of_lt (hp i))
      (neg_nonneg.mpr h)) (ring_eq (by decide +kernel))
    rw [abs_of_nonpos h, ← exact_, abs_of_nonpos k]
    exact ring_eq (by decide +kernel)

variable {p q : K} (h0 : 0 < p) (h1 : p < 1) (k0 : 0 ≤ q) (k1 : q ≤ 1)

/-- The other law of the likelihood ratio of two coins is the other coin. -/
theorem Likelihood.expect_coin (X : Bool → K) :
    (Likelihood.coin h0 h1 k0 k1).expect X = DASH.expect (Law.ofProbability q k0 k1) X := by
  refine (expect_ofProbability _ _ _).trans ?_
  rw [expect_ofProbability]
  show p * (q / p * X true) + (1 - p) * ((1 - q) / (1 - p) * X false) = _
  rw [← mul_assoc, ← mul_assoc, mul_comm p, div_mul_cancel q (ne_of_gt h0), mul_comm (1 - p),
    div_mul_cancel (1 - q) (ne_of_gt (sub_pos.mpr h1))]

/-- The total variation between two coins is the distance of their probabilities. In terms of signs,
whose means are `2p - 1` and `2q - 1`, it is half of the gap. -/
theorem variation_coin : (Likelihood.coin h0 h1 k0 k1).variation = abs (q - p) := by
  have g1 : 0 < 1 - p := sub_pos.mpr h1
  have win : q / p * p = q := div_mul_cancel q (ne_of_gt h0)
  have lose : (1 - q) / (1 - p) * (1 - p) = 1 - q := div_mul_cancel (1 - q) (ne_of_gt g1)
  have scale : ∀ {c x : K}, 0 < c → c * abs x = abs (c * x) := fun {c x} hc => by
    rcases le_total 0 x with h | h
    · rw [abs_of_nonneg h, abs_of_nonneg (mul_nonneg (le_of_lt hc) h)]
    · have k : c * x ≤ 0 := le_of_cert (mul_nonneg (le_of_lt hc) (neg_nonneg.mpr h))
        (ring_eq (by decide +kernel))
      rw [abs_of_nonpos h, abs_of_nonpos k]
      exact ring_eq (by decide +kernel)
  have value : DASH.expect (Law.ofProbability p (le_of_lt h0) (le_of_lt h1))
      (fun b => abs ((Likelihood.coin h0 h1 k0 k1).ratio b - 1)) = abs (q - p) + abs (q - p) := by
    refine (expect_ofProbability _ _ _).trans ?_
    show p * abs (q / p - 1) + (1 - p) * abs ((1 - q) / (1 - p) - 1) = _
    rw [scale h0, scale g1, show p * (q / p - 1) = q / p * p - p from ring_eq (by decide +kernel),
      win, show (1 - p) * ((1 - q) / (1 - p) - 1) = (1 - q) / (1 - p) * (1 - p) - (1 - p) from
      ring_eq (by decide +kernel), lose, show 1 - q - (1 - p) = -(q - p) from
      ring_eq (by decide +kernel), abs_neg]
  show _ / 2 = _
  rw [value, ← div_add_div]
  exact half_add_half _

/-- The mean of a sign that is plus one with probability `r`. -/
theorem expect_sign {r : K} (r0 : 0 ≤ r) (r1 : r ≤ 1) :
    expect (Law.ofProbability r r0 r1) fairSign = 2 * r - 1 := by
  rw [expect_ofProbability]
  show r * 1 + (1 - r) * -1 = 2 * r - 1
  exact ring_eq (by decide +kernel)

/-- **Two coins.** A test that tells a coin of probability `p` from one of probability `q` by `M`
tosses, with both errors at most one third, has `M ≥ 1 / (3 |q - p|)` by total variation and
`M ≥ (4/13) p (1 - p) / (q - p)²` by divergence. -/
theorem coins_models_needed (M : Nat) (B : (Fin M → Bool) → Prop) [DecidablePred B]
    (one : 3 * prob ((Law.ofProbability p (le_of_lt h0) (le_of_lt h1)).copies M) B ≤ 1)
    (two : 3 * prob ((Law.ofProbability q k0 k1).copies M) (fun c => ¬B c) ≤ 1) :
    1 ≤ 3 * (ofNat M * abs (q - p)) ∧ 4 * (p * (1 - p)) ≤ 13 * (ofNat M * (q - p) ^ 2) := by
  let L := Likelihood.coin h0 h1 k0 k1
  have same : prob (L.law.copies M) (fun c => ¬B c)
      = prob ((Law.ofProbability q k0 k1).copies M) (fun c => ¬B c) :=
    expect_copies_of_expect_eq (fun X => (L.expect_law X).trans
      (Likelihood.expect_coin h0 h1 k0 k1 X)) M fun c => if ¬B c then 1 else 0
  rw [← same] at two
  constructor
  · rw [← variation_coin h0 h1 k0 k1]
    exact models_needed_variation L M B one two
  · have key := mul_le_mul_of_nonneg_right (models_needed_law L M B one two)
      (le_of_lt (mul_pos h0 (sub_pos.mpr h1)))
    rw [← (coin_attains h0 h1 k0 k1).2.1]
    exact le_trans key (le_of_eq (ring_eq (by decide +kernel)))

end Explicit

/-! ## Two laws on either side of a third -/

section Between
variable {Ω : Type u} {K : Type v} [OrderedField K] {P : Law Ω K} (L L' : Likelihood P)

/-- **Two points, seen from a third.** Of two laws with likelihood ratios to a third, a test that
rejects the first on the event `A` has errors whose shortfall from one is limited by the expected
squared distance of the ratios. -/
theorem errors_ge_between (A : Ω → Prop) [DecidablePred A] :
    4 * (1 - (L.prob A + L'.prob fun a => ¬A a)) ^ 2
      ≤ expect P fun a => (L'.ratio a - L.ratio a) ^ 2 := by
  have centred : expect P (fun a => L'.ratio a - L.ratio a) = 0 := by
    rw [expect_sub, L.mean, L'.mean]
    exact ring_eq (by decide +kernel)
  have shift : L'.prob A - L.prob A
      = covariance P (fun a => L'.ratio a - L.ratio a) fun a => if A a then 1 else 0 := by
    rw [covariance_eq, centred, zero_mul]
    show expect P (fun a => L'.ratio a * if A a then 1 else 0)
      - expect P (fun a => L.ratio a * if A a then 1 else 0) = _
    rw [← expect_sub, sub_eq_add_neg _ (0 : K), show -(0 : K) = 0 from ring_eq (by decide +kernel),
      add_zero]
    exact expect_congr P fun a => ring_eq (by decide +kernel)
  have spread : variance P (fun a => L'.ratio a - L.ratio a)
      = expect P fun a => (L'.ratio a - L.ratio a) ^ 2 := by
    rw [variance_eq, centred]
    exact ring_eq (by decide +kernel)
  have schwarz := covariance_square_le P (fun a => L'.ratio a - L.ratio a)
    fun a => if A a then 1 else 0
  rw [← shift, spread] at schwarz
  have quarter := mul_le_mul_of_nonneg_left (variance_indicator_le A P)
    (expect_nonneg P (X := fun a => (L'.ratio a - L.ratio a) ^ 2) fun _ => square_nonneg _)
  have total : 1 - (L.prob A + L'.prob fun a => ¬A a) = L'.prob A - L.prob A := by
    rw [L'.prob_not]
    exact ring_eq (by decide +kernel)
  rw [total]
  have four := mul_le_mul_of_nonneg_left schwarz (ofNat_nonneg (K := K) 4)
  have four : 4 * (L'.prob A - L.prob A) ^ 2
    ≤ 4 * (expect P (fun a => (L'.ratio a - L.ratio a) ^ 2)
      * variance P fun a => if A a then 1 else 0) := four
  exact le_of_cert (add_nonneg (sub_nonneg.mpr four) (sub_nonneg.mpr quarter))
    (ring_eq (by decide +kernel))

private theorem finiteProduct_mul : ∀ {n : Nat} (f g : Fin n → K),
    finiteProduct f * finiteProduct g = finiteProduct fun i => f i * g i
  | 0, _, _ => mul_one 1
  | _ + 1, f, g => by
    show f first * finiteProduct _ * (g first * finiteProduct _)
      = f first * g first * finiteProduct _
    rw [mul_mul_mul_comm, finiteProduct_mul (fun i => f (next i)) fun i => g (next i)]

/-- The expected product of two likelihood ratios of copies is the power of that of one. -/
theorem expect_ratios_copies (n : Nat) :
    expect (P.copies n) (fun c => (L.copies n).ratio c * (L'.copies n).ratio c)
      = power (expect P fun a => L.ratio a * L'.ratio a) n := by
  rw [← expect_product_copies fun a => L.ratio a * L'.ratio a]
  exact expect_congr (P.copies n) fun c =>
    finiteProduct_mul (fun i => L.ratio (c i)) fun i => L'.ratio (c i)

private theorem bernoulli_le {x : K} (h0 : 0 ≤ x) (h1 : x ≤ 1) : ∀ n : Nat,
    1 - ofNat n * x ≤ power (1 - x) n
  | 0 => le_of_eq (by
    show 1 - 0 * x = 1
    exact ring_eq (by decide +kernel))
  | n + 1 => by
    have key := mul_le_mul_of_nonneg_right (bernoulli_le h0 h1 n) (sub_nonneg.mpr h1)
    rw [power_succ, ofNat_succ]
    refine le_trans ?_ key
    exact le_of_cert (mul_nonneg (ofNat_nonneg n) (square_nonneg x)) (ring_eq (by decide +kernel))

variable (P) (D : Ω → K) (t : K) (up : ∀ a, 0 ≤ 1 + t * (D a - expect P D))
  (down : ∀ a, 0 ≤ 1 + -t * (D a - expect P D))

/-- **The constant `2/5`.** A test on `M` models that tells the laws tilted by `t` and by `-t` along
a variable of variance `σ²` apart, with both errors at most one third, has `M t² σ² ≥ 1/10`. -/
theorem models_needed_between (M : Nat) (B : (Fin M → Ω) → Prop) [DecidablePred B]
    (one : 3 * prob ((tilt P D (-t) down).law.copies M) B ≤ 1)
    (two : 3 * prob ((tilt P D t up).law.copies M) (fun c => ¬B c) ≤ 1) :
    1 ≤ 10 * (ofNat M * (t ^ 2 * variance P D)) := by
  let L := tilt P D (-t) down
  let L' := tilt P D t up
  have centred : expect P (fun a => D a - expect P D) = 0 := by
    rw [expect_sub, expect_const]
    exact ring_eq (by decide +kernel)
  have moments : ∀ s r : K, expect P (fun a => (1 + s * (D a - expect P D))
      * (1 + r * (D a - expect P D))) = 1 + s * r * variance P D := fun s r => by
    rw [expect_congr P (Y := fun a => 1 + ((s + r) * (D a - expect P D)
        + s * r * (D a - expect P D) ^ 2)) fun a => ring_eq (by decide +kernel),
      expect_add, expect_const, expect_add, expect_mul_left, expect_mul_left, centred]
    unfold variance
    exact ring_eq (by decide +kernel)
  have same : expect (P.copies M) (fun c => ((L'.copies M).ratio c - (L.copies M).ratio c) ^ 2)
      = 2 * (power (1 + t ^ 2 * variance P D) M - power (1 - t ^ 2 * variance P D) M) := by
    rw [expect_congr (P.copies M) (Y := fun c =>
        ((L'.copies M).ratio c * (L'.copies M).ratio c
          + (L.copies M).ratio c * (L.copies M).ratio c)
        - 2 * ((L.copies M).ratio c * (L'.copies M).ratio c)) fun c => ring_eq (by decide +kernel),
      expect_sub, expect_add, expect_mul_left, expect_ratios_copies, expect_ratios_copies,
      expect_ratios_copies]
    have plus : expect P (fun a => L'.ratio a * L'.ratio a) = 1 + t ^ 2 * variance P D :=
      (moments t t).trans (ring_eq (by decide +kernel))
    have minus : expect P (fun a => L.ratio a * L.ratio a) = 1 + t ^ 2 * variance P D :=
      (moments (-t) (-t)).trans (ring_eq (by decide +kernel))
    have cross : expect P (fun a => L.ratio a * L'.ratio a) = 1 - t ^ 2 * variance P D :=
      (moments (-t) t).trans (ring_eq (by decide +kernel))
    rw [plus, minus, cross]
    exact ring_eq (by decide +kernel)
  have nonneg : 0 ≤ t ^ 2 * variance P D := mul_nonneg (square_nonneg t) (variance_nonneg P D)
  have le_one : t ^ 2 * variance P D ≤ 1 := by
    have key : 0 ≤ expect P (fun a => L.ratio a * L'.ratio a) :=
      expect_nonneg P fun a => mul_nonneg (L.nonneg a) (L'.nonneg a)
    rw [show expect P (fun a => L.ratio a * L'.ratio a) = 1 - t ^ 2 * variance P D from
      (moments (-t) t).trans (ring_eq (by decide +kernel))] at key
    exact sub_nonneg.mp key
  have errors := errors_ge_between (L.copies M) (L'.copies M) B
  rw [same] at errors
  have e1 : prob (L.law.copies M) B = (L.copies M).prob B :=
    L.expect_law_copies M fun c => if B c then 1 else 0
  have e2 : prob (L'.law.copies M) (fun c => ¬B c) = (L'.copies M).prob fun c => ¬B c :=
    L'.expect_law_copies M fun c => if ¬B c then 1 else 0
  have one : 3 * prob (L.law.copies M) B ≤ 1 := one
  have two : 3 * prob (L'.law.copies M) (fun c => ¬B c) ≤ 1 := two
  rw [e1] at one
  rw [e2] at two
  generalize (L.copies M).prob B = e at one errors
  generalize (L'.copies M).prob (fun c => ¬B c) = f at two errors
  have above := power_mul_one_sub_le nonneg M
  have below := bernoulli_le nonneg le_one M
  generalize power (1 + t ^ 2 * variance P D) M = u at errors above
  generalize power (1 - t ^ 2 * variance P D) M = l at errors below
  generalize t ^ 2 * variance P D = y at above below nonneg
  have hz : 0 ≤ ofNat M * y := mul_nonneg (ofNat_nonneg M) nonneg
  generalize ofNat M * y = z at above below hz
  have third : 1 ≤ 3 * (1 - (e + f)) :=
    le_of_cert (add_nonneg (sub_nonneg.mpr one) (sub_nonneg.mpr two)) (ring_eq (by decide +kernel))
  have ninth : 1 ≤ 9 * (1 - (e + f)) ^ 2 :=
    le_of_cert (mul_nonneg (sub_nonneg.mpr third) (add_nonneg (le_of_lt (zero_lt_one (K := K)))
      (le_trans (le_of_lt zero_lt_one) third))) (ring_eq (by decide +kernel))
  refine Decidable.byContradiction fun few => ?_
  have few : 10 * z < 1 := lt_of_not_le few
  have slack : 0 ≤ 1 - z := le_of_lt (sub_pos.mpr (lt_of_le_of_lt
    (le_of_cert (mul_nonneg (ofNat_nonneg (K := K) 9) hz)
      (show 10 * z - z = 9 * z from ring_eq (by decide +kernel))) few))
  -- the two ratios cannot be as far apart as the errors ask for
  have far : 2 ≤ 9 * (u - l) := by
    refine le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two
    have scaled : 9 * (4 * (1 - (e + f)) ^ 2) ≤ 9 * (2 * (u - l)) :=
      mul_le_mul_of_nonneg_left errors (ofNat_nonneg (K := K) 9)
    have four : 4 * 1 ≤ 4 * (9 * (1 - (e + f)) ^ 2) :=
      mul_le_mul_of_nonneg_left ninth (ofNat_nonneg (K := K) 4)
    exact le_of_cert (add_nonneg (sub_nonneg.mpr scaled) (sub_nonneg.mpr four))
      (ring_eq (by decide +kernel))
  have product := mul_nonneg (sub_nonneg.mpr far) slack
  have nine : 9 * (u * (1 - z)) ≤ 9 * 1 :=
    mul_le_mul_of_nonneg_left above (ofNat_nonneg (K := K) 9)
  have low : 9 * ((1 - z) * (1 - z)) ≤ 9 * (l * (1 - z)) :=
    mul_le_mul_of_nonneg_left (mul_le_mul_of_nonneg_right below slack) (ofNat_nonneg (K := K) 9)
  have total : 0 ≤ 20 * z - 2 - 9 * z ^ 2 :=
    le_of_cert (add_nonneg product (add_nonneg (sub_nonneg.mpr nine) (sub_nonneg.mpr low)))
      (show 20 * z - 2 - 9 * z ^ 2 - 0 = _ from ring_eq (by decide +kernel))
  refine not_le_of_lt few (le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two)
  have nine_square : 0 ≤ 9 * z ^ 2 := mul_nonneg (ofNat_nonneg (K := K) 9) (square_nonneg z)
  exact le_of_cert (add_nonneg total nine_square)
    (ring_eq (by decide +kernel))

end Between

end DASH
