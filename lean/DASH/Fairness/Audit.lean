import DASH.FlipRate.Audits
import DASH.Probability.Moments

/-!
# Audits for a proxy

An audit of a model flags feature `j`, a proxy of a protected attribute, when the model ranks it
above its partner `k`, which is none. Over a law of models the audit flags with some probability
`p`. If the two attributions are exchangeable and never tie, this is one half, and an independent
audit, by whatever method, contradicts it half of the time.

It is one half for no weaker reason. The published condition, that the two features have mean
attributions that are not significantly different, says nothing of `p`: even with equal means
every `p` strictly between zero and one occurs. And a significant difference says little: a `Z`
of `z` from `M` models leaves a single model that flags with probability `z² / (M + z²)` only.

Of several audits, the expected number of wrong ones does not depend on how the audits depend on
each other; the probability that at least one is wrong does, and everything between the larger
probability and the sum is possible. `DASH.FlipRate.Audits` has the formula for independent
audits. An audit that flags only when all of `M` models do is rarely wrong and rarely speaks: both
are computed.
-/

namespace DASH

universe u v w

/-! ## One audit, two audits -/

section Flag
variable {Ω : Type u} {F : Type v} {K : Type w} [OrderedField K] (P Q : Law Ω K) (φ : Ω → F → K)
  (j k : F)

/-- The probability that an audit of one model flags the feature `j`: the model has it above its
partner `k`. -/
def probFlag : K := prob P fun a => φ a k < φ a j

variable {P φ j k} in
/-- **The audit of an exchangeable pair without ties is a fair coin.** -/
theorem probFlag_eq_half (h : ExchangeablePair P (fun a => φ a j) fun a => φ a k)
    (none : prob P (fun a => φ a j = φ a k) = 0) : probFlag P φ j k = 1 / 2 := by
  refine h.symm.prob_lt_eq_half ?_
  rw [← none]
  exact prob_congr P fun a => ⟨Eq.symm, Eq.symm⟩

/-- Two audits differ when one flags and the other does not. -/
def AuditsDiffer (a b : Ω) : Prop :=
  (φ a k < φ a j ∧ ¬φ b k < φ b j) ∨ (¬φ a k < φ a j ∧ φ b k < φ b j)

instance (a b : Ω) : Decidable (AuditsDiffer φ j k a b) := inferInstanceAs (Decidable (_ ∨ _))

/-- The probability that two independent audits differ, one of a model drawn from the law `P`, the
other of a model drawn from `Q`. -/
def probAuditsDiffer : K := prob (P.prod Q) fun c => AuditsDiffer φ j k c.1 c.2

/-- **Two independent audits** that flag with probabilities `p` and `q` differ with probability
`p (1 - q) + (1 - p) q`. -/
theorem probAuditsDiffer_eq :
    probAuditsDiffer P Q φ j k
      = probFlag P φ j k * (1 - probFlag Q φ j k)
        + (1 - probFlag P φ j k) * probFlag Q φ j k := by
  refine (prob_or (P.prod Q) (A := fun c => φ c.1 k < φ c.1 j ∧ ¬φ c.2 k < φ c.2 j)
    (B := fun c => ¬φ c.1 k < φ c.1 j ∧ φ c.2 k < φ c.2 j) fun c h => h.2.1 h.1.1).trans ?_
  unfold probFlag
  rw [prob_prod_both P Q (fun a => φ a k < φ a j) fun a => ¬φ a k < φ a j,
    prob_prod_both P Q (fun a => ¬φ a k < φ a j) fun a => φ a k < φ a j, prob_not, prob_not]

/-- Two independent audits of the same kind differ with probability `2 p (1 - p)`. -/
theorem probAuditsDiffer_self :
    probAuditsDiffer P P φ j k = 2 * probFlag P φ j k * (1 - probFlag P φ j k) := by
  rw [probAuditsDiffer_eq]
  exact ring_eq (by decide +kernel)

/-- **Half the time, for coins only**: two independent audits of the same kind differ with
probability one half exactly when each flags with probability one half, and never more often. -/
theorem probAuditsDiffer_self_half :
    probAuditsDiffer P P φ j k ≤ 1 / 2
      ∧ (probAuditsDiffer P P φ j k = 1 / 2 ↔ probFlag P φ j k = 1 / 2) := by
  have half : (1 : K) / 2 * 2 = 1 := div_mul_cancel 1 two_ne_zero
  rw [probAuditsDiffer_self]
  generalize probFlag P φ j k = p
  refine ⟨(le_div_iff zero_lt_two).mpr (le_of_cert (square_nonneg (2 * p - 1))
    (ring_eq (by decide +kernel))), fun h => ?_, fun h => ?_⟩
  · have zero : (2 * p - 1) ^ 2 = 0 := by
      rw [show (2 * p - 1) ^ 2 = 1 - 2 * p * (1 - p) * 2 from ring_eq (by decide +kernel), h, half]
      exact ring_eq (by decide +kernel)
    refine eq_div_of_mul_eq two_ne_zero ?_
    rw [mul_comm]
    exact eq_of_sub_eq_zero (eq_zero_of_square_eq_zero zero)
  · rw [h, show ∀ x : K, 2 * x * (1 - x) = x * 2 * (1 - x) from
      fun x => ring_eq (by decide +kernel), half, one_mul]
    refine eq_of_sub_eq_zero ?_
    rw [show ∀ x : K, 1 - x - x = 1 - x * 2 from fun x => ring_eq (by decide +kernel), half]
    exact ring_eq (by decide +kernel)

variable {P φ j k} in
/-- **No auditor agrees with a coin**: against an audit of an exchangeable pair without ties, an
independent audit by whatever law of models differs with probability one half. -/
theorem probAuditsDiffer_of_coin (h : ExchangeablePair P (fun a => φ a j) fun a => φ a k)
    (none : prob P (fun a => φ a j = φ a k) = 0) : probAuditsDiffer P Q φ j k = 1 / 2 := by
  have half : (1 : K) / 2 * 2 = 1 := div_mul_cancel 1 two_ne_zero
  rw [probAuditsDiffer_eq, probFlag_eq_half h none]
  generalize probFlag Q φ j k = q
  refine eq_div_of_mul_eq two_ne_zero ?_
  rw [show ∀ x : K, (x * (1 - q) + (1 - x) * q) * 2 = x * 2 * (1 - q) + 2 * q - x * 2 * q from
    fun x => ring_eq (by decide +kernel), half]
  exact ring_eq (by decide +kernel)

end Flag

/-! ## What the gap of the means says of one audit -/

section Gap
variable {K : Type w} [OrderedField K]

/-- The law of an audit that flags, `true`, with probability `p`. -/
def flagLaw (p : K) (h0 : 0 ≤ p) (h1 : p ≤ 1) : Law Bool K where
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

/-- A gap that is `x` where the audit flags and `y` elsewhere. -/
def gapOf (x y : K) : Bool → K
  | true => x
  | false => y

private theorem expect_flagLaw {p : K} (h0 : 0 ≤ p) (h1 : p ≤ 1) (Z : Bool → K) :
    expect (flagLaw p h0 h1) Z = p * Z true + ((1 - p) * Z false + 0) := rfl

/-- The mean and the variance of a gap with two values. -/
theorem moments_gapOf {p : K} (h0 : 0 ≤ p) (h1 : p ≤ 1) (x y : K) :
    expect (flagLaw p h0 h1) (gapOf x y) = p * x + (1 - p) * y
      ∧ variance (flagLaw p h0 h1) (gapOf x y) = p * (1 - p) * (x - y) ^ 2 := by
  have mean : expect (flagLaw p h0 h1) (gapOf x y) = p * x + (1 - p) * y := by
    rw [expect_flagLaw, add_zero]
    rfl
  refine ⟨mean, ?_⟩
  unfold variance
  rw [mean]
  show p * (x - (p * x + (1 - p) * y)) ^ 2 + ((1 - p) * (y - (p * x + (1 - p) * y)) ^ 2 + 0) = _
  exact ring_eq (by decide +kernel)

/-- A gap that is positive where the audit flags, and only there, is positive with probability
`p`. -/
theorem prob_gapOf_pos {p : K} (h0 : 0 ≤ p) (h1 : p ≤ 1) {x y : K} (hx : 0 < x) (hy : y ≤ 0) :
    prob (flagLaw p h0 h1) (fun b => 0 < gapOf x y b) = p := by
  unfold prob
  rw [expect_flagLaw, ite_eq_left (show 0 < gapOf x y true from hx),
    ite_eq_right (show ¬0 < gapOf x y false from not_lt.mpr hy)]
  exact ring_eq (by decide +kernel)

/-- **A gap that is not significant says nothing of the audit.** For every `p` strictly between
zero and one there is a law of models under which the gap has mean zero, so that the `Z` of its
mean is zero for every number of models, never ties, and is positive, so that the audit flags, with
probability `p`: the published condition does not make the audit a fair coin. -/
theorem insignificant_any_flag {p : K} (h0 : 0 < p) (h1 : p < 1) :
    let P := flagLaw p (le_of_lt h0) (le_of_lt h1)
    let D := gapOf (1 - p) (-p)
    expect P D = 0 ∧ variance P D = p * (1 - p)
      ∧ (∀ (M : Nat) (z : K), ofNat M * expect P D ^ 2 ≤ z ^ 2 * variance P D)
      ∧ (∀ b, D b ≠ 0) ∧ prob P (fun b => 0 < D b) = p := by
  intro P D
  have moments := moments_gapOf (le_of_lt h0) (le_of_lt h1) (1 - p) (-p)
  have mean : expect P D = 0 := moments.1.trans (ring_eq (by decide +kernel))
  have spread : variance P D = p * (1 - p) := moments.2.trans (ring_eq (by decide +kernel))
  have pos : 0 < 1 - p := sub_pos.mpr h1
  have neg : -p < 0 := lt_of_cert h0 (ring_eq (by decide +kernel))
  refine ⟨mean, spread, fun M z => ?_, fun b => ?_, prob_gapOf_pos _ _ pos (le_of_lt neg)⟩
  · rw [mean, spread]
    exact le_of_cert (mul_nonneg (square_nonneg z) (mul_nonneg (le_of_lt h0) (le_of_lt pos)))
      (ring_eq (by decide +kernel))
  · cases b with
    | true => exact ne_of_gt pos
    | false => exact ne_of_lt neg

/-- Gaps of one sign or the other and of equal size: the audit flags with any probability `p` from
zero to one, the mean gap is `2p - 1` and the variance `4 p (1 - p)`. -/
theorem signed_gap {p : K} (h0 : 0 ≤ p) (h1 : p ≤ 1) :
    let P := flagLaw p h0 h1
    let D := gapOf (1 : K) (-1)
    expect P D = 2 * p - 1 ∧ variance P D = 4 * p * (1 - p)
      ∧ prob P (fun b => 0 < D b) = p :=
  have moments := moments_gapOf h0 h1 1 (-1)
  ⟨moments.1.trans (ring_eq (by decide +kernel)), moments.2.trans (ring_eq (by decide +kernel)),
    prob_gapOf_pos h0 h1 zero_lt_one (neg_nonneg.mp (by rw [neg_neg]; exact le_of_lt zero_lt_one))⟩

/-- **What a significant gap says of one model.** If the mean gap `Δ > 0` reaches `Z = z` with `M`
models, `M Δ² ≥ z² σ²`, a single model has the gap positive with probability at least
`z² / (M + z²)`. -/
theorem significant_flag_ge {Ω : Type u} (P : Law Ω K) (D : Ω → K) {M : Nat} (hM : 0 < M) {z : K}
    (hΔ : 0 < expect P D) (hz : z ^ 2 * variance P D ≤ ofNat M * expect P D ^ 2) :
    z ^ 2 / (ofNat M + z ^ 2) ≤ prob P fun a => 0 < D a := by
  have turned : variance P (fun a => -1 * D a) = variance P D := by
    rw [variance_mul_left]
    exact ring_eq (by decide +kernel)
  have bound := cantelli P (fun a => -1 * D a) hΔ
  have square : 0 < expect P D ^ 2 := square_pos (ne_of_gt hΔ)
  have total : 0 < variance P D + expect P D ^ 2 :=
    add_pos_of_nonneg_of_pos (variance_nonneg P D) square
  have scale : 0 < ofNat M + z ^ 2 := by
    rw [add_comm]
    exact add_pos_of_nonneg_of_pos (square_nonneg z) (ofNat_pos hM)
  rw [turned, le_div_iff total] at bound
  have rest : prob P (fun a => 0 < D a) = 1 - prob P fun a => D a ≤ 0 := by
    rw [← prob_not]
    exact prob_congr P fun a => not_le.symm
  have event : prob P (fun a => D a ≤ 0)
      ≤ prob P fun a => expect P D ≤ -1 * D a - expect P fun a => -1 * D a :=
    prob_mono P fun a ha => by
      rw [expect_mul_left]
      exact le_of_cert (neg_nonneg.mpr ha) (ring_eq (by decide +kernel))
  have wrong : prob P (fun a => D a ≤ 0) * (variance P D + expect P D ^ 2) ≤ variance P D :=
    le_trans (mul_le_mul_of_nonneg_right event (le_of_lt total)) bound
  rw [rest]
  generalize prob P (fun a => D a ≤ 0) = q at wrong
  refine (div_le_iff scale).mpr ?_
  refine le_of_mul_le_mul_left (c := variance P D + expect P D ^ 2) ?_ total
  have gain := mul_nonneg (sub_nonneg.mpr wrong) (le_of_lt scale)
  exact le_of_cert (add_nonneg gain (sub_nonneg.mpr hz)) (ring_eq (by decide +kernel))

/-- **And it need not say more.** For every number `M` of models and every `z > 0` there is a law
with a gap that has mean one, reaches exactly `Z = z` with `M` models, and is positive in a single
model with probability `z² / (M + z²)` only. -/
theorem significant_flag_attained {M : Nat} (hM : 0 < M) {z : K} (hz : 0 < z) :
    ∃ (P : Law Bool K) (D : Bool → K), expect P D = 1
      ∧ z ^ 2 * variance P D = ofNat M * expect P D ^ 2
      ∧ prob P (fun b => 0 < D b) = z ^ 2 / (ofNat M + z ^ 2) := by
  have square : 0 < z ^ 2 := square_pos (ne_of_gt hz)
  have models : (0 : K) < ofNat M := ofNat_pos hM
  have scale : 0 < ofNat M + z ^ 2 := add_pos_of_nonneg_of_pos (le_of_lt models) square
  have whole : z ^ 2 / (ofNat M + z ^ 2) * (ofNat M + z ^ 2) = z ^ 2 :=
    div_mul_cancel _ (ne_of_gt scale)
  have pos : 0 < z ^ 2 / (ofNat M + z ^ 2) := div_pos square scale
  have le_one : z ^ 2 / (ofNat M + z ^ 2) ≤ 1 := (div_le_iff scale).mpr
    (le_of_cert (le_of_lt models) (ring_eq (by decide +kernel)))
  generalize z ^ 2 / (ofNat M + z ^ 2) = q at whole pos le_one
  have unit : q * q⁻¹ = 1 := mul_inv_cancel (ne_of_gt pos)
  have moments := moments_gapOf (le_of_lt pos) le_one q⁻¹ 0
  have mean : expect (flagLaw q (le_of_lt pos) le_one) (gapOf q⁻¹ 0) = 1 :=
    moments.1.trans (by rw [unit]; exact ring_eq (by decide +kernel))
  refine ⟨flagLaw q (le_of_lt pos) le_one, gapOf q⁻¹ 0, mean, ?_,
    prob_gapOf_pos _ _ (inv_pos pos) (le_refl 0)⟩
  rw [mean, moments.2]
  refine mul_left_cancel (ne_of_gt pos) ?_
  rw [show q * (z ^ 2 * (q * (1 - q) * (q⁻¹ - 0) ^ 2)) = z ^ 2 * (1 - q) * (q * q⁻¹) ^ 2 from
    ring_eq (by decide +kernel), unit]
  refine eq_of_sub_eq_zero ?_
  rw [show z ^ 2 * (1 - q) * 1 ^ 2 - q * (ofNat M * 1 ^ 2) = z ^ 2 - q * (ofNat M + z ^ 2) from
    ring_eq (by decide +kernel), whole]
  exact ring_eq (by decide +kernel)

end Gap

/-! ## Several audits of one model -/

section Several
variable {K : Type w} [OrderedField K]

/-- **The expected number of wrong audits is the sum of the probabilities of being wrong**,
however the audits depend on each other. -/
theorem expect_wrong_audits {Ω : Type u} (P : Law Ω K) {n : Nat} (A : Fin n → Ω → Prop)
    [∀ i, DecidablePred (A i)] :
    expect P (fun a => ofNat (count fun i => A i a)) = sum fun i => prob P (A i) := by
  rw [expect_congr P fun a => ofNat_count fun i => A i a, expect_sum]
  rfl

/-- The joint law of two audits that are wrong, `true`, with probabilities `p` and `r`, and at
least one of them with probability `q`. -/
def twoAudits (p r q : K) (hp : p ≤ q) (hr : r ≤ q) (sum_le : q ≤ p + r) (one_le : q ≤ 1) :
    Law (Bool × Bool) K where
  atoms := [(p + r - q, (true, true)), (q - r, (true, false)), (q - p, (false, true)),
    (1 - q, (false, false))]
  nonneg a ha := by
    rcases List.mem_cons.mp ha with e | ha
    · rw [e]; exact sub_nonneg.mpr sum_le
    rcases List.mem_cons.mp ha with e | ha
    · rw [e]; exact sub_nonneg.mpr hr
    rcases List.mem_cons.mp ha with e | ha
    · rw [e]; exact sub_nonneg.mpr hp
    rcases List.mem_cons.mp ha with e | ha
    · rw [e]; exact sub_nonneg.mpr one_le
    · exact absurd ha List.not_mem_nil
  total := by
    show (p + r - q) * 1 + ((q - r) * 1 + ((q - p) * 1 + ((1 - q) * 1 + 0))) = 1
    exact ring_eq (by decide +kernel)

/-- **Everything between is possible.** Two audits that are wrong with probabilities `p` and `r`
can be wrong somewhere with any probability from the larger of the two to their sum, as far as it
is at most one: without knowledge of the dependence nothing better can be said than the two
bounds. -/
theorem prob_twoAudits {p r q : K} (hp : p ≤ q) (hr : r ≤ q) (sum_le : q ≤ p + r)
    (one_le : q ≤ 1) :
    prob (twoAudits p r q hp hr sum_le one_le) (fun a => a.1 = true) = p
      ∧ prob (twoAudits p r q hp hr sum_le one_le) (fun a => a.2 = true) = r
      ∧ prob (twoAudits p r q hp hr sum_le one_le) (fun a => a.1 = true ∨ a.2 = true) = q := by
  refine ⟨?_, ?_, ?_⟩
  · show (p + r - q) * 1 + ((q - r) * 1 + ((q - p) * 0 + ((1 - q) * 0 + 0))) = p
    exact ring_eq (by decide +kernel)
  · show (p + r - q) * 1 + ((q - r) * 0 + ((q - p) * 1 + ((1 - q) * 0 + 0))) = r
    exact ring_eq (by decide +kernel)
  · show (p + r - q) * 1 + ((q - r) * 1 + ((q - p) * 1 + ((1 - q) * 0 + 0))) = q
    exact ring_eq (by decide +kernel)

end Several

/-! ## Asking several models -/

section Unanimity
variable {Ω : Type u} {F : Type v} {K : Type w} [OrderedField K] (P : Law Ω K) (φ : Ω → F → K)
  (j k : F) (M : Nat)

/-- **An audit that flags only when all of `M` independent models do** flags with the `M`-th power
of the probability with which one model does. -/
theorem prob_unanimous_flag :
    prob (P.copies M) (fun c => ∀ i, φ (c i) k < φ (c i) j) = probFlag P φ j k ^ M := by
  rw [prob_copies_all P fun _ a => φ a k < φ a j, finiteProduct_const]
  rfl

/-- **The price in coverage**: `M ≥ 1` independent models are unanimous about a pair, in either
direction, with probability `p^M + q^M`, where `p` and `q` are the probabilities of the two
sides; otherwise the audit is silent. -/
theorem prob_unanimous (hM : 0 < M) :
    prob (P.copies M) (fun c => (∀ i, φ (c i) k < φ (c i) j) ∨ ∀ i, φ (c i) j < φ (c i) k)
      = probFlag P φ j k ^ M + probFlag P φ k j ^ M := by
  rw [prob_or (P.copies M) (A := fun c => ∀ i, φ (c i) k < φ (c i) j)
      (B := fun c => ∀ i, φ (c i) j < φ (c i) k)
      fun c h => lt_asymm (h.1 ⟨0, hM⟩) (h.2 ⟨0, hM⟩), prob_unanimous_flag, prob_unanimous_flag]

variable {P φ j k} in
/-- **On an exchangeable pair without ties** the models are unanimous, and whatever the audit then
says is arbitrary, with probability `2 / 2^M`: few models decide what ought to stay open, and
almost always the audit is silent, as it should be. -/
theorem prob_unanimous_of_exchangeable (hM : 0 < M)
    (h : ExchangeablePair P (fun a => φ a j) fun a => φ a k)
    (none : prob P (fun a => φ a j = φ a k) = 0) :
    prob (P.copies M) (fun c => (∀ i, φ (c i) k < φ (c i) j) ∨ ∀ i, φ (c i) j < φ (c i) k)
      = 2 * (1 / 2) ^ M := by
  have none' : prob P (fun a => φ a k = φ a j) = 0 := by
    rw [← none]
    exact prob_congr P fun a => ⟨Eq.symm, Eq.symm⟩
  rw [prob_unanimous P φ j k M hM, probFlag_eq_half h none, probFlag_eq_half h.symm none']
  generalize ((1 : K) / 2) ^ M = x
  exact ring_eq (by decide +kernel)

/-- Two independent audits by unanimity contradict each other, one for `j` and one for `k`, with
probability `2 (p q)^M`, in the form `2 p^M q^M`. -/
theorem prob_unanimous_contradict (hM : 0 < M) :
    prob ((P.copies M).prod (P.copies M)) (fun c =>
        ((∀ i, φ (c.1 i) k < φ (c.1 i) j) ∧ ∀ i, φ (c.2 i) j < φ (c.2 i) k)
        ∨ ((∀ i, φ (c.1 i) j < φ (c.1 i) k) ∧ ∀ i, φ (c.2 i) k < φ (c.2 i) j))
      = 2 * (probFlag P φ j k ^ M * probFlag P φ k j ^ M) := by
  rw [prob_prod_opposite (P.copies M) (A := fun c => ∀ i, φ (c i) k < φ (c i) j)
    (B := fun c => ∀ i, φ (c i) j < φ (c i) k)
    fun c h => lt_asymm (h.1 ⟨0, hM⟩) (h.2 ⟨0, hM⟩), prob_unanimous_flag, prob_unanimous_flag]

end Unanimity

end DASH
