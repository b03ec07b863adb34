import DASH.Ensemble.LowerBound

/-!
# How sharp the ensemble size is

`DASH.Ensemble.FlipBound` bounds the probability that the mean of `M` models orders a pair wrongly.
Here is what can and what cannot be had beyond it: for one model the bound is the best function of
mean and variance; for every `M` there are laws that come as near to it as one likes, as a ratio,
where it tends to zero, so that without further assumptions the size grows like `1/δ` and not like its logarithm; the midpoint test
tells any two laws apart with `8 σ² / Δ²` models, so that the published "lower bound" of
`12 σ² / Δ²` models is none; and what the bound says about many pairs and about two ensembles.
-/

namespace DASH

universe u v

/-! ## One model: the best bound from mean and variance -/

section Extremal
variable {K : Type v} [OrderedField K]

/-- The law that attains the bound for one model: a flip has exactly the probability of the
bound. -/
def extremalLaw (s d : K) (hs : 0 ≤ s) (hd : 0 < d) : Law Bool K :=
  Law.ofProbability (flipBound s d 1) (flipBound_nonneg hs d 1)
    (le_of_lt (flipBound_lt_one hs (ne_of_gt hd) (by decide)))

/-- Its difference: zero, a tie, where the pair flips, and `(σ² + Δ²) / Δ` where it does not. -/
def extremal (s d : K) (b : Bool) : K := if b = true then 0 else (s + d ^ 2) / d

/-- **The bound for one model is attained at every mean and variance.** For every variance
`σ² ≥ 0` and every mean `Δ > 0` there is a law of two outcomes with exactly this mean and variance
under which the difference is at most zero with probability `σ² / (σ² + Δ²)`. -/
theorem extremal_attains {s d : K} (hs : 0 ≤ s) (hd : 0 < d) :
    expect (extremalLaw s d hs hd) (extremal s d) = d ∧
      variance (extremalLaw s d hs hd) (extremal s d) = s ∧
      prob (extremalLaw s d hs hd) (fun b => extremal s d b ≤ 0) = flipBound s d 1 := by
  have hd0 := ne_of_gt hd
  have pos : 0 < s + d ^ 2 := add_pos_of_nonneg_of_pos hs (square_pos hd0)
  have won : extremal s d true = 0 := ite_eq_left rfl
  have lost : extremal s d false = (s + d ^ 2) / d := ite_eq_right fun e => Bool.noConfusion e
  have share : flipBound s d 1 * (s + d ^ 2) = s := by
    have same : flipBound s d 1 = s / (s + d ^ 2) := by
      show s / (s + 1 * d ^ 2) = _
      rw [one_mul]
    rw [same, div_mul_cancel s (ne_of_gt pos)]
  have outcome : (s + d ^ 2) / d * d = s + d ^ 2 := div_mul_cancel _ hd0
  have first : (1 - flipBound s d 1) * ((s + d ^ 2) / d) = d := by
    refine mul_right_cancel hd0 ?_
    rw [mul_assoc, outcome, show (1 - flipBound s d 1) * (s + d ^ 2)
      = s + d ^ 2 - flipBound s d 1 * (s + d ^ 2) from ring_eq (by decide +kernel), share]
    exact ring_eq (by decide +kernel)
  have mean : expect (extremalLaw s d hs hd) (extremal s d) = d := by
    refine (expect_ofProbability _ _ (extremal s d)).trans ?_
    rw [won, lost, first, mul_zero, zero_add]
  refine ⟨mean, ?_, ?_⟩
  · rw [variance_eq, mean]
    have second : expect (extremalLaw s d hs hd) (fun b => extremal s d b ^ 2) = s + d ^ 2 := by
      refine (expect_ofProbability _ _ fun b => extremal s d b ^ 2).trans ?_
      rw [won, lost, show flipBound s d 1 * (0 : K) ^ 2
          + (1 - flipBound s d 1) * ((s + d ^ 2) / d) ^ 2
        = (1 - flipBound s d 1) * ((s + d ^ 2) / d) * ((s + d ^ 2) / d) from
        ring_eq (by decide +kernel), first, mul_comm, outcome]
    rw [second]
    exact ring_eq (by decide +kernel)
  · refine (expect_ofProbability _ _ fun b => if extremal s d b ≤ 0 then (1 : K) else 0).trans ?_
    show flipBound s d 1 * (if extremal s d true ≤ 0 then (1 : K) else 0)
      + (1 - flipBound s d 1) * (if extremal s d false ≤ 0 then 1 else 0) = _
    rw [won, lost, ite_eq_left (le_refl 0), ite_eq_right (not_le_of_lt (div_pos pos hd))]
    exact ring_eq (by decide +kernel)

/-- **No better bound for one model.** Whatever bounds the probability of a flip by the variance
and the mean, under every law of two outcomes, is at least `σ² / (σ² + Δ²)`. -/
theorem flipBound_least (bound : K → K → K)
    (h : ∀ (P : Law Bool K) (D : Bool → K), 0 < expect P D →
      prob P (fun b => D b ≤ 0) ≤ bound (variance P D) (expect P D))
    {s d : K} (hs : 0 ≤ s) (hd : 0 < d) : flipBound s d 1 ≤ bound s d := by
  obtain ⟨mean, spread, flips⟩ := extremal_attains hs hd
  have key := h (extremalLaw s d hs hd) (extremal s d) (by rw [mean]; exact hd)
  rw [mean, spread, flips] at key
  exact key

end Extremal

/-! ## Any number of models: one bad model spoils the mean -/

section Spoiled
variable {K : Type v} [OrderedField K]

/-- A difference of one, except that a rare bad model has `1 - M`: in an ensemble of `M` models a
single bad one makes the mean at most zero. -/
def spoiled (M : Nat) (b : Bool) : K := if b = true then 1 - ofNat M else 1

private theorem spoiled_bad (M : Nat) : (spoiled M true : K) = 1 - ofNat M := ite_eq_left rfl

private theorem spoiled_good (M : Nat) : (spoiled M false : K) = 1 :=
  ite_eq_right fun e => Bool.noConfusion e

variable {ε : K} (h0 : 0 ≤ ε) (h1 : ε ≤ 1) (M : Nat)

/-- Its mean and its variance, when a model is bad with probability `ε`. -/
theorem spoiled_moments :
    expect (Law.ofProbability ε h0 h1) (spoiled M) = 1 - ofNat M * ε ∧
      variance (Law.ofProbability ε h0 h1) (spoiled M) = ofNat M ^ 2 * (ε * (1 - ε)) := by
  have mean : expect (Law.ofProbability ε h0 h1) (spoiled M) = 1 - ofNat M * ε := by
    rw [expect_ofProbability, spoiled_bad, spoiled_good]
    exact ring_eq (by decide +kernel)
  refine ⟨mean, ?_⟩
  rw [variance_eq, mean, expect_ofProbability, spoiled_bad, spoiled_good]
  exact ring_eq (by decide +kernel)

/-- The mean of the ensemble is at most zero exactly when one of its models is bad. -/
theorem spoiled_mean_le_iff (hM : 0 < M) (c : Fin M → Bool) :
    meanOfCopies (spoiled M : Bool → K) c ≤ 0 ↔ ∃ i, c i = true := by
  have pos : (0 : K) < ofNat M := ofNat_pos hM
  unfold meanOfCopies
  rw [div_le_iff pos, zero_mul]
  constructor
  · intro h
    refine Decidable.byContradiction fun none => not_le_of_lt pos ?_
    have all : sum (fun i => (spoiled M (c i) : K)) = ofNat M := by
      rw [sum_congr (g := fun _ => (1 : K)) fun i => ?_, sum_const, mul_one]
      cases e : c i with
      | true => exact absurd ⟨i, e⟩ none
      | false => exact spoiled_good M
    rw [all] at h
    exact h
  · intro ⟨i, hi⟩
    have slack : ∀ j, (0 : K) ≤ 1 - spoiled M (c j) := fun j => by
      cases c j with
      | true => rw [spoiled_bad]; exact le_of_cert (ofNat_nonneg M) (ring_eq (by decide +kernel))
      | false => rw [spoiled_good]; exact le_of_eq (ring_eq (by decide +kernel))
    have key := le_sum slack i
    rw [hi, spoiled_bad, sum_sub, sum_const, mul_one] at key
    exact le_of_cert (sub_nonneg.mpr key) (ring_eq (by decide +kernel))

/-- **How often the ensemble is spoiled**: `1 - (1 - ε)^M`. -/
theorem spoiled_flip (hM : 0 < M) :
    prob ((Law.ofProbability ε h0 h1).copies M) (fun c => meanOfCopies (spoiled M) c ≤ (0 : K))
      = 1 - (1 - ε) ^ M := by
  have bad : prob (Law.ofProbability ε h0 h1) (fun b => b = true) = ε := by
    refine (expect_ofProbability h0 h1 fun b => if b = true then (1 : K) else 0).trans ?_
    show ε * 1 + (1 - ε) * 0 = ε
    exact ring_eq (by decide +kernel)
  rw [prob_congr _ (spoiled_mean_le_iff (K := K) M hM),
    prob_audits (Law.ofProbability ε h0 h1) fun b => b = true, bad]

/-- The power of one minus `x` is at most `1 / (1 + n x)`. -/
theorem power_mul_one_add_le {x : K} (h0 : 0 ≤ x) (h1 : x ≤ 1) : ∀ n : Nat,
    (1 - x) ^ n * (1 + ofNat n * x) ≤ 1
  | 0 => le_of_eq (by
    show (1 : K) * (1 + 0 * x) = 1
    exact ring_eq (by decide +kernel))
  | n + 1 => by
    have up : ∀ n : Nat, 0 ≤ (1 - x) ^ n := fun n => by
      induction n with
      | zero => exact le_of_lt zero_lt_one
      | succ n ih => exact mul_nonneg ih (sub_nonneg.mpr h1)
    refine le_trans ?_ (power_mul_one_add_le h0 h1 n)
    rw [show (1 - x) ^ (n + 1) = (1 - x) ^ n * (1 - x) from rfl, ofNat_succ]
    have key := mul_nonneg (up n) (mul_nonneg (add_nonneg (ofNat_nonneg n)
      (le_of_lt (zero_lt_one (K := K)))) (square_nonneg x))
    generalize (1 - x) ^ n = y at key ⊢
    exact le_of_cert key (ring_eq (by decide +kernel))

/-- **The bound is sharp for every number of models, where it is small.** Under the law above the ensemble is wrong
with at least the `(1 - Mε) / (1 + Mε)`-fold of the bound `σ² / (σ² + MΔ²)`; with `Mε` small,
where the bound is small too, that is as near to the bound as one likes, as a ratio. So no bound in terms of mean and variance alone decreases
faster in `M Δ² / σ²`: a size of the order of `log (1/δ) σ² / Δ²` needs an assumption on the tails,
which the published bound makes. -/
theorem spoiled_sharp (hM : 0 < M) (h : ofNat M * ε < 1) :
    let P := Law.ofProbability ε h0 h1
    (1 - ofNat M * ε) * flipBound (variance P (spoiled M)) (expect P (spoiled M)) M
      ≤ (1 + ofNat M * ε) * prob (P.copies M) fun c => meanOfCopies (spoiled M) c ≤ (0 : K) := by
  intro P
  rw [spoiled_flip h0 h1 M hM, (spoiled_moments h0 h1 M).1, (spoiled_moments h0 h1 M).2]
  have hm : (0 : K) < ofNat M := ofNat_pos hM
  have one_le : (1 : K) ≤ ofNat M := ofNat_le (m := 1) hM
  have gap : 0 < 1 - ofNat M * ε := sub_pos.mpr h
  have spread : 0 ≤ ofNat M ^ 2 * (ε * (1 - ε)) :=
    mul_nonneg (square_nonneg _) (mul_nonneg h0 (sub_nonneg.mpr h1))
  have pos : 0 < ofNat M ^ 2 * (ε * (1 - ε)) + ofNat M * (1 - ofNat M * ε) ^ 2 :=
    add_pos_of_nonneg_of_pos spread (mul_pos hm (square_pos (ne_of_gt gap)))
  have upper : (1 - ofNat M * ε) * flipBound (ofNat M ^ 2 * (ε * (1 - ε))) (1 - ofNat M * ε) M
      ≤ ofNat M * ε := by
    unfold flipBound
    rw [div_eq_mul_inv, ← mul_assoc, ← div_eq_mul_inv, div_le_iff pos]
    refine le_of_cert (add_nonneg (mul_nonneg (mul_nonneg (square_nonneg (ofNat M * ε))
        (mul_nonneg (le_of_lt hm) (sub_nonneg.mpr one_le))) h0)
      (mul_nonneg (mul_nonneg (le_of_lt hm) (mul_nonneg (le_of_lt hm) h0))
        (mul_nonneg h0 (le_of_lt gap)))) ?_
    exact ring_eq (by decide +kernel)
  have lower : ofNat M * ε ≤ (1 + ofNat M * ε) * (1 - (1 - ε) ^ M) := by
    have key := power_mul_one_add_le h0 h1 M
    generalize (1 - ε) ^ M = y at key ⊢
    exact le_of_cert (sub_nonneg.mpr key) (ring_eq (by decide +kernel))
  exact le_trans upper lower

end Spoiled

/-! ## Telling two laws apart: `8 σ² / Δ²` models are enough -/

section Midpoint
variable {Ω : Type u} {K : Type v} [OrderedField K] (P Q : Law Ω K) (X : Ω → K) {M : Nat}

private theorem mean_sub_left (hM : 0 < M) (m : K) (c : Fin M → Ω) :
    meanOfCopies (fun a => m - X a) c = m - meanOfCopies X c := by
  unfold meanOfCopies
  rw [sum_sub, sum_const, ← div_sub_div, mul_comm, mul_div_cancel m (ofNat_ne_zero hM)]

private theorem mean_sub_right (hM : 0 < M) (m : K) (c : Fin M → Ω) :
    meanOfCopies (fun a => X a - m) c = meanOfCopies X c - m := by
  unfold meanOfCopies
  rw [sum_sub, sum_const, ← div_sub_div, mul_comm (ofNat M : K), mul_div_cancel m (ofNat_ne_zero hM)]

private theorem variance_sub_left (m : K) : variance P (fun a => m - X a) = variance P X := by
  have key := variance_add_const P (fun a => -1 * X a) m
  rw [variance_mul_left] at key
  unfold variance at key ⊢
  rw [expect_congr P (X := fun a => m - X a) (Y := fun a => -1 * X a + m)
    fun a => ring_eq (by decide +kernel)]
  refine (expect_congr P fun a => ?_).trans (key.trans (ring_eq (by decide +kernel)))
  exact ring_eq (by decide +kernel)

private theorem variance_sub_right (m : K) : variance P (fun a => X a - m) = variance P X := by
  have key := variance_add_const P X (-m)
  unfold variance at key ⊢
  rw [expect_congr P (X := fun a => X a - m) (Y := fun a => X a + -m)
    fun a => ring_eq (by decide +kernel)]
  refine (expect_congr P fun a => ?_).trans key
  exact ring_eq (by decide +kernel)

/-- The mean of the models reaches a threshold above its expectation at most as often as the bound
says of the distance. -/
theorem reaches_le (hM : 0 < M) {m : K} (h : expect P X < m) :
    prob (P.copies M) (fun c => m ≤ meanOfCopies X c)
      ≤ flipBound (variance P X) (m - expect P X) M := by
  have mean : expect P (fun a => m - X a) = m - expect P X := by rw [expect_sub, expect_const]
  have key := consensus_flip_le P (fun a => m - X a) hM (by rw [mean]; exact sub_pos.mpr h)
  rw [variance_sub_left, mean] at key
  refine le_trans (prob_mono _ fun c k => ?_) key
  rw [mean_sub_left X hM]
  exact le_of_cert (sub_nonneg.mpr k) (ring_eq (by decide +kernel))

/-- The mean of the models stays below a threshold under its expectation at most as often as the
bound says of the distance. -/
theorem misses_le (hM : 0 < M) {m : K} (h : m < expect P X) :
    prob (P.copies M) (fun c => ¬m ≤ meanOfCopies X c)
      ≤ flipBound (variance P X) (expect P X - m) M := by
  have mean : expect P (fun a => X a - m) = expect P X - m := by rw [expect_sub, expect_const]
  have key := consensus_flip_le P (fun a => X a - m) hM (by rw [mean]; exact sub_pos.mpr h)
  rw [variance_sub_right, mean] at key
  refine le_trans (prob_mono _ fun c k => ?_) key
  rw [mean_sub_right X hM]
  exact le_of_cert (sub_nonneg.mpr (le_of_lt (not_le.mp k))) (ring_eq (by decide +kernel))

/-- **The midpoint test.** Two laws with means `Δ` apart and variances of at most `σ²` are told
apart, with both errors at most `δ`, by comparing the mean of `M ≥ 4 (1/δ - 1) σ² / Δ²` models with
the midpoint. -/
theorem midpoint_test (hM : 0 < M) {s Δ δ : K} (hP : variance P X ≤ s) (hQ : variance Q X ≤ s)
    (hΔ : 0 < Δ) (apart : expect Q X = expect P X + Δ) (hδ : 0 < δ) (hδ1 : δ ≤ 1)
    (size : 4 * ((1 / δ - 1) * s) ≤ ofNat M * Δ ^ 2) :
    prob (P.copies M) (fun c => expect P X + Δ / 2 ≤ meanOfCopies X c) ≤ δ ∧
      prob (Q.copies M) (fun c => ¬expect P X + Δ / 2 ≤ meanOfCopies X c) ≤ δ := by
  have two : Δ / 2 * 2 = Δ := div_mul_cancel Δ two_ne_zero
  have hh : 0 < Δ / 2 := half_pos hΔ
  have odds : 0 ≤ 1 / δ - 1 := sub_nonneg.mpr ((le_div_iff hδ).mpr (by rw [one_mul]; exact hδ1))
  have four : (0 : K) < 4 := ofNat_pos (by decide)
  have enough : ∀ {w : K}, 0 ≤ w → w ≤ s → flipBound w (Δ / 2) M ≤ δ := fun {w} h0 h =>
    (flipBound_le_iff h0 (ne_of_gt hh) hM hδ).mpr (by
      refine le_of_mul_le_mul_left (c := 4) ?_ four
      have larger : 4 * ((1 / δ - 1) * w) ≤ 4 * ((1 / δ - 1) * s) :=
        mul_le_mul_of_nonneg_left (mul_le_mul_of_nonneg_left h odds) (le_of_lt four)
      refine le_trans larger (le_trans size (le_of_eq ?_))
      rw [← congrArg (fun x => ofNat M * x ^ 2) two]
      exact ring_eq (by decide +kernel))
  constructor
  · refine le_trans (reaches_le P X hM (lt_of_cert hh (ring_eq (by decide +kernel)))) ?_
    rw [show expect P X + Δ / 2 - expect P X = Δ / 2 from ring_eq (by decide +kernel)]
    exact enough (variance_nonneg P X) hP
  · have rest : expect Q X - (expect P X + Δ / 2) = Δ / 2 := by
      rw [apart, ← congrArg (fun x => expect P X + x - (expect P X + Δ / 2)) two]
      exact ring_eq (by decide +kernel)
    refine le_trans (misses_le Q X hM (lt_of_cert (s := Δ / 2) hh rest)) ?_
    rw [rest]
    exact enough (variance_nonneg Q X) hQ

/-- **Eight are enough.** With `8 σ² / Δ²` models both errors of the midpoint test are at most one
third, whatever the laws. -/
theorem midpoint_test_third (hM : 0 < M) {s Δ : K} (hP : variance P X ≤ s)
    (hQ : variance Q X ≤ s) (hΔ : 0 < Δ) (apart : expect Q X = expect P X + Δ)
    (size : 8 * s ≤ ofNat M * Δ ^ 2) :
    3 * prob (P.copies M) (fun c => expect P X + Δ / 2 ≤ meanOfCopies X c) ≤ 1 ∧
      3 * prob (Q.copies M) (fun c => ¬expect P X + Δ / 2 ≤ meanOfCopies X c) ≤ 1 := by
  have three : (0 : K) < 3 := ofNat_pos (by decide)
  have third : (3 : K) * (1 / 3) = 1 := by rw [mul_comm, div_mul_cancel 1 (ne_of_gt three)]
  have inverse : (1 : K) / (1 / 3) = 3 :=
    (eq_div_of_mul_eq (ne_of_gt (div_pos zero_lt_one three)) third).symm
  have small : (1 : K) / 3 ≤ 1 := (div_le_iff three).mpr
    (le_of_cert (le_of_lt zero_lt_two) (ring_eq (by decide +kernel)))
  obtain ⟨one, two⟩ := midpoint_test P Q X hM hP hQ hΔ apart (div_pos zero_lt_one three) small (by
    rw [inverse]
    exact le_of_cert (sub_nonneg.mpr size) (ring_eq (by decide +kernel)))
  have up := mul_le_mul_of_nonneg_left one (le_of_lt three)
  have up' := mul_le_mul_of_nonneg_left two (le_of_lt three)
  rw [third] at up up'
  exact ⟨up, up'⟩

end Midpoint

section Twelve
variable {K : Type v} [OrderedField K]

/-- **`12 σ² / Δ²` is not a lower bound.** There are two laws of variance one with means one apart,
and a test on eight models with both errors at most one third: the published constant asks for
twelve. -/
theorem twelve_not_needed : ∃ (P Q : Law K K) (B : (Fin 8 → K) → Prop) (_ : DecidablePred B),
    variance P (fun x => x) = 1 ∧ variance Q (fun x => x) = 1 ∧
      expect Q (fun x => x) = expect P (fun x => x) + 1 ∧
      3 * prob (P.copies 8) B ≤ 1 ∧ 3 * prob (Q.copies 8) (fun c => ¬B c) ≤ 1 := by
  obtain ⟨zero, one, _⟩ := fairSign_shift (le_refl (0 : K)) (le_of_lt zero_lt_one)
  let P : Law K K := (Law.ofProbability (1 / 2 : K) (le_of_lt (half_pos zero_lt_one))
      (le_of_lt (half_lt_self zero_lt_one))).map fairSign
  have meanP : expect P (fun x => x) = 0 := (expect_map _ _ _).trans zero
  have spreadP : variance P (fun x => x) = 1 := by
    rw [← one]
    unfold variance
    rw [meanP, zero]
    exact expect_map _ _ _
  let Q : Law K K := P.map fun x => x + 1
  have meanQ : expect Q (fun x => x) = expect P (fun x => x) + 1 := by
    refine (expect_map _ _ _).trans ?_
    rw [expect_add, expect_const]
  have spreadQ : variance Q (fun x => x) = 1 := by
    rw [← spreadP, ← variance_add_const P (fun x => x) 1]
    unfold variance
    rw [meanQ, expect_add, expect_const]
    exact expect_map _ _ _
  refine ⟨P, Q, fun c => expect P (fun x => x) + 1 / 2 ≤ meanOfCopies (fun x => x) c,
    fun _ => inferInstance, spreadP, spreadQ, meanQ, ?_⟩
  refine midpoint_test_third P Q (fun x => x) (s := 1) (by decide) (le_of_eq spreadP)
    (le_of_eq spreadQ) zero_lt_one meanQ (le_of_eq ?_)
  show (8 : K) * 1 = 8 * 1 ^ 2
  exact ring_eq (by decide +kernel)

end Twelve

/-! ## A size exists, many pairs, and two ensembles -/

section Uses
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {M : Nat}

/-- **A size exists** wherever some natural number is as large as the formula asks for, which in
the rational and the real numbers is always so. In an ordered field with infinite elements it
need not be. -/
theorem exists_size (D : Ω → K) (hD : 0 < expect P D) {δ : K} (hδ : 0 < δ)
    (h : ∃ n : Nat, (1 / δ - 1) * variance P D / expect P D ^ 2 ≤ ofNat n) :
    ∃ M, 0 < M ∧ ∀ N, M ≤ N → prob (P.copies N) (fun c => meanOfCopies D c ≤ 0) ≤ δ := by
  obtain ⟨n, hn⟩ := h
  refine ⟨n + 1, Nat.succ_pos n, fun N hN => ?_⟩
  exact consensus_flip_le_of_size P D (Nat.lt_of_lt_of_le (Nat.succ_pos n) hN) hD hδ
    (le_trans hn (ofNat_le (Nat.le_trans (Nat.le_succ n) hN)))

/-- **Many pairs.** The probability that the consensus orders any of finitely many pairs wrongly is
at most the sum of the bounds; the pairs may depend on each other. -/
theorem consensus_any_flip_le {n : Nat} (D : Fin n → Ω → K) (hM : 0 < M)
    (hD : ∀ i, 0 < expect P (D i)) :
    prob (P.copies M) (fun c => ∃ i, meanOfCopies (D i) c ≤ 0)
      ≤ sum fun i => flipBound (variance P (D i)) (expect P (D i)) M :=
  le_trans (prob_exists_le (P.copies M) fun i c => meanOfCopies (D i) c ≤ 0)
    (sum_le_sum fun i => consensus_flip_le P (D i) hM (hD i))

/-- Two independent draws differ on an event with probability `2 p (1 - p)`. -/
theorem prob_two_draws_differ (A : Ω → Prop) [DecidablePred A] :
    prob (P.prod P) (fun c => (A c.1 ∧ ¬A c.2) ∨ (¬A c.1 ∧ A c.2))
      = 2 * (prob P A * (1 - prob P A)) := by
  have both : ∀ (B C : Ω → Prop) [DecidablePred B] [DecidablePred C],
      prob (P.prod P) (fun c => B c.1 ∧ C c.2) = prob P B * prob P C := fun B C _ _ => by
    unfold prob
    rw [← expect_prod_mul]
    refine expect_congr _ fun c => ?_
    by_cases b : B c.1
    · by_cases k : C c.2
      · rw [ite_eq_left (And.intro b k), ite_eq_left b, ite_eq_left k, one_mul]
      · rw [ite_eq_right fun h => k h.2, ite_eq_right k, mul_zero]
    · rw [ite_eq_right fun h => b h.1, ite_eq_right b, zero_mul]
  rw [prob_or _ fun c h => h.2.1 h.1.1, both A fun a => ¬A a, both (fun a => ¬A a) A, prob_not]
  exact ring_eq (by decide +kernel)

/-- **Two ensembles.** Two independent ensembles of `M` models order the pair differently with
probability at most `2 β (1 - β)`, where `β` is the bound for one of them and at most one half. -/
theorem two_ensembles_differ_le (D : Ω → K) (hM : 0 < M) (hD : 0 < expect P D)
    (half : 2 * flipBound (variance P D) (expect P D) M ≤ 1) :
    prob ((P.copies M).prod (P.copies M))
        (fun c => (meanOfCopies D c.1 ≤ 0 ∧ ¬meanOfCopies D c.2 ≤ 0) ∨
          (¬meanOfCopies D c.1 ≤ 0 ∧ meanOfCopies D c.2 ≤ 0))
      ≤ 2 * (flipBound (variance P D) (expect P D) M
        * (1 - flipBound (variance P D) (expect P D) M)) := by
  have key := prob_two_draws_differ (P.copies M) fun c => meanOfCopies D c ≤ 0
  rw [key]
  have flip := consensus_flip_le P D hM hD
  generalize flipBound (variance P D) (expect P D) M = b at half flip ⊢
  generalize prob (P.copies M) (fun c => meanOfCopies D c ≤ 0) = p at flip ⊢
  refine le_of_cert (add_nonneg (mul_nonneg (mul_nonneg (le_of_lt (zero_lt_two (K := K)))
    (sub_nonneg.mpr flip)) (sub_nonneg.mpr half)) (mul_nonneg (le_of_lt (zero_lt_two (K := K)))
    (mul_self_nonneg (b - p)))) ?_
  exact ring_eq (by decide +kernel)

end Uses

end DASH
