import DASH.Probability.Moments

/-!
# How many models a consensus needs

The mean over an ensemble of independent models orders a pair wrongly with a probability that
falls as the ensemble grows. The bounds hold for every law with the given mean and variance; no
normal law is assumed, and none of the constants of the normal law is claimed.
-/

namespace DASH

universe u v

section Bound
variable {K : Type v} [OrderedField K]

/-- The bound `σ² / (σ² + M Δ²)` on the probability that the mean of `M` models orders a pair
wrongly, from the variance `σ²` and the mean `Δ` of one model's difference. -/
def flipBound (variance gap : K) (M : Nat) : K := variance / (variance + ofNat M * gap ^ 2)

/-- The denominator of the bound is positive. -/
private theorem denominator_pos {s d : K} {M : Nat} (hs : 0 ≤ s) (hd : d ≠ 0) (hM : 0 < M) :
    0 < s + ofNat M * d ^ 2 :=
  add_pos_of_nonneg_of_pos hs (mul_pos (ofNat_pos hM) (square_pos hd))

/-- The bound is non-negative. -/
theorem flipBound_nonneg {s : K} (hs : 0 ≤ s) (d : K) (M : Nat) : 0 ≤ flipBound s d M :=
  div_nonneg hs (add_nonneg hs (mul_nonneg (ofNat_nonneg M) (square_nonneg d)))

/-- The bound is less than one, so that it always says something. -/
theorem flipBound_lt_one {s d : K} {M : Nat} (hs : 0 ≤ s) (hd : d ≠ 0) (hM : 0 < M) :
    flipBound s d M < 1 := by
  have pos := denominator_pos hs hd hM
  have key : s / (s + ofNat M * d ^ 2) < (s + ofNat M * d ^ 2) / (s + ofNat M * d ^ 2) :=
    div_lt_div_right (lt_of_cert (mul_pos (ofNat_pos (K := K) hM) (square_pos hd))
      (ring_eq (by decide +kernel))) pos
  rw [div_self (ne_of_gt pos)] at key
  exact key

/-- **Enough models.** The bound is at most `δ` exactly when the number of models is at least
`(1/δ - 1) σ² / Δ²`, written without division by the gap. -/
theorem flipBound_le_iff {s d δ : K} {M : Nat} (hs : 0 ≤ s) (hd : d ≠ 0) (hM : 0 < M)
    (hδ : 0 < δ) : flipBound s d M ≤ δ ↔ (1 / δ - 1) * s ≤ ofNat M * d ^ 2 := by
  unfold flipBound
  rw [div_le_iff (denominator_pos hs hd hM)]
  have unit : 1 / δ * δ = 1 := div_mul_cancel 1 (ne_of_gt hδ)
  have scaled : ∀ x : K, δ * ((1 / δ - 1) * s) = 1 / δ * δ * s - δ * s ∧ x = x := fun x =>
    ⟨ring_eq (by decide +kernel), rfl⟩
  constructor
  · intro h
    refine le_of_mul_le_mul_left (c := δ) ?_ hδ
    rw [(scaled 0).1, unit, one_mul]
    exact le_of_cert (sub_nonneg.mpr h) (ring_eq (by decide +kernel))
  · intro h
    have key := mul_le_mul_of_nonneg_left h (le_of_lt hδ)
    rw [(scaled 0).1, unit, one_mul] at key
    exact le_of_cert (sub_nonneg.mpr key) (ring_eq (by decide +kernel))

/-- The number of models in the usual form: at least `(1/δ - 1) σ² / Δ²` of them are enough. -/
theorem flipBound_le {s d δ : K} {M : Nat} (hs : 0 ≤ s) (hd : d ≠ 0) (hM : 0 < M) (hδ : 0 < δ)
    (h : (1 / δ - 1) * s / d ^ 2 ≤ ofNat M) : flipBound s d M ≤ δ :=
  (flipBound_le_iff hs hd hM hδ).mpr ((div_le_iff (square_pos hd)).mp h)

/-- More models never raise the bound. -/
theorem flipBound_antitone {s d : K} {M N : Nat} (hs : 0 ≤ s) (hd : d ≠ 0) (hM : 0 < M)
    (hMN : M ≤ N) : flipBound s d N ≤ flipBound s d M := by
  have step : s + ofNat M * d ^ 2 ≤ s + ofNat N * d ^ 2 :=
    add_le_add_left (mul_le_mul_of_nonneg_right (ofNat_le hMN) (square_nonneg d)) s
  unfold flipBound
  rw [div_eq_mul_inv, div_eq_mul_inv]
  exact mul_le_mul_of_nonneg_left (inv_le_inv (denominator_pos hs hd hM) step) hs

end Bound

section Consensus
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) (D : Ω → K) {M : Nat}

/-- **The consensus order is rarely wrong.** If one model's difference has mean `Δ > 0`, the mean
over `M` independent models fails to put the first feature above the second with probability at
most `σ² / (σ² + M Δ²)`. -/
theorem consensus_flip_le (hM : 0 < M) (hD : 0 < expect P D) :
    prob (P.copies M) (fun c => meanOfCopies D c ≤ 0)
      ≤ flipBound (variance P D) (expect P D) M := by
  have mean := expect_meanOfCopies P hM D
  have spread : variance (P.copies M) (fun c => -1 * meanOfCopies D c)
      = variance P D / ofNat M := by
    rw [variance_mul_left, variance_meanOfCopies P hM]
    exact ring_eq (by decide +kernel)
  have centre : expect (P.copies M) (fun c => -1 * meanOfCopies D c) = -expect P D := by
    rw [expect_mul_left, mean]
    exact ring_eq (by decide +kernel)
  have key := cantelli (P.copies M) (fun c => -1 * meanOfCopies D c) hD
  rw [spread, centre] at key
  refine le_trans (prob_mono (P.copies M) fun c h => ?_) (le_trans key (le_of_eq ?_))
  · exact le_of_cert (neg_nonneg.mpr h) (ring_eq (by decide +kernel))
  · have hm : (ofNat M : K) ≠ 0 := ofNat_ne_zero hM
    have whole : variance P D / ofNat M * ofNat M = variance P D := div_mul_cancel _ hm
    have pos : 0 < variance P D + ofNat M * expect P D ^ 2 :=
      denominator_pos (variance_nonneg P D) (ne_of_gt hD) hM
    have pos' : 0 < variance P D / ofNat M + expect P D ^ 2 :=
      add_pos_of_nonneg_of_pos (div_nonneg (variance_nonneg P D) (ofNat_nonneg M))
        (square_pos (ne_of_gt hD))
    unfold flipBound
    refine eq_div_of_mul_eq (ne_of_gt pos) ?_
    have cancel : variance P D / ofNat M / (variance P D / ofNat M + expect P D ^ 2)
        * (variance P D / ofNat M + expect P D ^ 2) = variance P D / ofNat M :=
      div_mul_cancel _ (ne_of_gt pos')
    rw [show variance P D + ofNat M * expect P D ^ 2
        = (variance P D / ofNat M + expect P D ^ 2) * ofNat M from by
      rw [add_mul, whole, mul_comm (expect P D ^ 2)], ← mul_assoc, cancel, whole]

/-- **An ensemble size that is enough under every law.** With at least `(1/δ - 1) σ² / Δ²` models
the consensus orders the pair wrongly with probability at most `δ`. -/
theorem consensus_flip_le_of_size (hM : 0 < M) (hD : 0 < expect P D) {δ : K} (hδ : 0 < δ)
    (h : (1 / δ - 1) * variance P D / expect P D ^ 2 ≤ ofNat M) :
    prob (P.copies M) (fun c => meanOfCopies D c ≤ 0) ≤ δ :=
  le_trans (consensus_flip_le P D hM hD)
    (flipBound_le (variance_nonneg P D) (ne_of_gt hD) hM hδ h)

/-- The mean of the models differs from its expectation by `t` or more with probability at most
`σ² / (M t²)`, in either direction. -/
theorem consensus_deviation_le (hM : 0 < M) {t : K} (ht : 0 < t) :
    prob (P.copies M) (fun c => t ≤ abs (meanOfCopies D c - expect P D))
      ≤ variance P D / ofNat M / t ^ 2 := by
  have key := chebyshev (P.copies M) (meanOfCopies (n := M) D) ht
  rw [expect_meanOfCopies P hM, variance_meanOfCopies P hM] at key
  exact key

end Consensus

/-! ## The bound is attained -/

section Attained
variable {K : Type v} [OrderedField K]

/-- A law of two outcomes: `true` with probability `p`, `false` with the rest. -/
def Law.ofProbability (p : K) (h0 : 0 ≤ p) (h1 : p ≤ 1) : Law Bool K where
  atoms := [(p, true), (1 - p, false)]
  nonneg a ha := by
    rcases List.mem_cons.mp ha with e | ha
    · rw [e]; exact h0
    rcases List.mem_cons.mp ha with e | ha
    · rw [e]; exact sub_nonneg.mpr h1
    · exact absurd ha List.not_mem_nil
  total := by
    show p * 1 + ((1 - p) * 1 + 0) = 1
    exact ring_eq (by decide +kernel)

/-- Expectations under a law of two outcomes. -/
theorem expect_ofProbability {p : K} (h0 : 0 ≤ p) (h1 : p ≤ 1) (X : Bool → K) :
    expect (Law.ofProbability p h0 h1) X = p * X true + (1 - p) * X false := by
  show p * X true + ((1 - p) * X false + 0) = _
  rw [add_zero]

/-- The difference of one model that is zero with probability `p` and `1 / (1 - p)` otherwise: its
mean is one. -/
def lottery (p : K) (b : Bool) : K := if b = true then 0 else (1 - p)⁻¹

/-- **The bound for one model is attained.** For every flip rate `p < 1` there is a law whose
difference has mean one and is at most zero with probability exactly the bound, which is `p`: from
mean and variance alone no better bound can be had. -/
theorem flipBound_attained {p : K} (h0 : 0 ≤ p) (h1 : p < 1) :
    let P := Law.ofProbability p h0 (le_of_lt h1)
    expect P (lottery p) = 1 ∧
      prob P (fun b => lottery p b ≤ 0) = flipBound (variance P (lottery p)) 1 1 ∧
      prob P (fun b => lottery p b ≤ 0) = p := by
  intro P
  have pos : 0 < 1 - p := sub_pos.mpr h1
  have unit : (1 - p) * (1 - p)⁻¹ = 1 := mul_inv_cancel (ne_of_gt pos)
  have won : lottery p true = 0 := ite_eq_left rfl
  have lost : lottery p false = (1 - p)⁻¹ := ite_eq_right fun e => Bool.noConfusion e
  have one : expect P (lottery p) = 1 := by
    rw [expect_ofProbability, won, lost, unit]
    exact ring_eq (by decide +kernel)
  have flips : prob P (fun b => lottery p b ≤ 0) = p := by
    unfold prob
    rw [expect_ofProbability]
    show p * (if lottery p true ≤ 0 then 1 else 0)
      + (1 - p) * (if lottery p false ≤ 0 then 1 else 0) = p
    rw [won, lost, ite_eq_left (le_refl 0), ite_eq_right (not_le_of_lt (inv_pos pos))]
    exact ring_eq (by decide +kernel)
  have spread : variance P (lottery p) = p * (1 - p)⁻¹ := by
    rw [variance_eq, one, expect_ofProbability, won, lost]
    have square : (1 - p) * ((1 - p)⁻¹) ^ 2 = (1 - p)⁻¹ := by
      rw [show (1 - p) * ((1 - p)⁻¹) ^ 2 = (1 - p) * (1 - p)⁻¹ * (1 - p)⁻¹ from
        ring_eq (by decide +kernel), unit, one_mul]
    rw [square]
    have split : (1 - p)⁻¹ - (1 - p) * (1 - p)⁻¹ = p * (1 - p)⁻¹ := ring_eq (by decide +kernel)
    rw [← split, unit]
    exact ring_eq (by decide +kernel)
  refine ⟨one, ?_, flips⟩
  rw [flips, spread]
  unfold flipBound
  refine eq_div_of_mul_eq (ne_of_gt ?_) ?_
  · exact denominator_pos (mul_nonneg h0 (le_of_lt (inv_pos pos))) zero_ne_one.symm (by decide)
  · show p * (p * (1 - p)⁻¹ + 1 * 1 ^ 2) = p * (1 - p)⁻¹
    have whole : p * (1 - p)⁻¹ + 1 = (1 - p)⁻¹ := by
      have split : p * (1 - p)⁻¹ + (1 - p) * (1 - p)⁻¹ = (1 - p)⁻¹ := ring_eq (by decide +kernel)
      rw [unit] at split
      exact split
    rw [show p * (p * (1 - p)⁻¹ + 1 * 1 ^ 2) = p * (p * (1 - p)⁻¹ + 1) from
      ring_eq (by decide +kernel), whole]

end Attained

end DASH
