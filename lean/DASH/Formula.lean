import DASH.Algebra.Rational
import DASH.Ensemble.LowerBound
import DASH.FlipRate.Audits
import DASH.FlipRate.Spearman
import DASH.Impossibility.Binary
import DASH.ModelClass.Boosting
import DASH.Shap.Efficiency

/-!
# The formulas of the Python code

Each formula that the Python package evaluates, as a function on an ordered field, with the theorem
that says what it is the value of. On the rational numbers the functions compute, and the tests
of the package compare the two, value by value. `attributionRatio` is derived for `α = 1` only, and
`efficiencyAmplification` is `amplification` by definition.
-/

namespace DASH.Formula

universe u v

section Definitions
variable {K : Type v} [OrderedField K]

/-- `attribution_ratio`: `1 / (1 - α ρ²)`. -/
def attributionRatio (α ρ : K) : K := 1 / (1 - α * ρ ^ 2)

/-- `split_gap`: `ρ² T / (2 - ρ²)`. -/
def splitGap (ρ T : K) : K := ρ ^ 2 * T / (2 - ρ ^ 2)

/-- The lower bound of `split_gap`: `ρ² T / 2`. -/
def splitGapBound (ρ T : K) : K := ρ ^ 2 * T / 2

/-- `first_mover`, order: `1 / m`. -/
def firstMoverOrder (K : Type v) [OrderedField K] (m : Nat) : K := 1 / ofNat m

/-- `first_mover`, tie: `(m - 2) / m`. -/
def firstMoverTie (K : Type v) [OrderedField K] (m : Nat) : K := (ofNat m - 2) / ofNat m

/-- `first_mover`, disagreement: `2 / m²`. -/
def firstMoverDisagreement (K : Type v) [OrderedField K] (m : Nat) : K := 2 / ofNat m ^ 2

/-- `disagreement_from_flip`: `2 p (1 - p)`. -/
def disagreement (p : K) : K := 2 * (p * (1 - p))

/-- `finite_disagreement`: `2 a b / (M (M - 1))` with `M = a + b + t` models. -/
def finiteDisagreement (K : Type v) [OrderedField K] (a b t : Nat) : K :=
  ofNat (2 * (a * b)) / (ofNat (a + b + t) * (ofNat (a + b + t) - 1))

/-- `combination_variance`: the sum of the squared weights times the variance. -/
def combinationVariance {n : Nat} (w : Fin n → K) (variance : K) : K :=
  (sum fun i => w i ^ 2) * variance

/-- `mean_estimator_variance_floor`: the variance divided by the number of models. -/
def varianceFloor (variance : K) (M : Nat) : K := variance / ofNat M

/-- `flip_bound`: `σ² / (σ² + M Δ²)`. -/
def flip (gap sigma : K) (M : Nat) : K := flipBound (sigma ^ 2) gap M

/-- `size_constant` for every law: `1 / δ - 1`. -/
def sizeConstant (δ : K) : K := 1 / δ - 1

/-- `efficiency_amplification`: `m / (m - 1)`. -/
def efficiencyAmplification (K : Type v) [OrderedField K] (m : Nat) : K := amplification K m

/-- `efficiency_covariance`: minus the variance divided by `m - 1`. -/
def efficiencyCovariance (m : Nat) (variance : K) : K := -(variance / (ofNat m - 1))

/-- `difference_variance`: `2 σ² m / (m - 1)`. -/
def differenceVariance (m : Nat) (variance : K) : K :=
  2 * variance * (ofNat m / (ofNat m - 1))

/-- `minority_alarm_power`: the binomial probability of at least `r` on either side of `n`. -/
def minorityAlarm (p : K) (n r : Nat) : K :=
  binomialSum p n fun k => if r ≤ k ∧ k + r ≤ n then 1 else 0

/-- `at_least_one_wrong`: `1 - (1 - p)^n`. -/
def atLeastOneWrong (p : K) (n : Nat) : K := 1 - (1 - p) ^ n

/-- `triangle_bound`: half of the separation less the tolerance, and never below zero. -/
def triangleBound (separation tolerance : K) : K := max (separation - tolerance) 0 / 2

/-- `spearman_first_mover_bound`: `1 - 3 m² / (P³ - P)`. -/
def spearmanBound (K : Type v) [OrderedField K] (P m : Nat) : K :=
  1 - 3 * ofNat m ^ 2 / (ofNat P ^ 3 - ofNat P)

end Definitions

/-! ## What each is the value of -/

section Boosting
variable {K : Type v} [OrderedField K]

/-- With `α = 1` the ratio is that of the expected gains of two correlated features. -/
theorem attributionRatio_one (ρ : K) : attributionRatio 1 ρ = firstMoverRatio ρ := by
  unfold attributionRatio firstMoverRatio
  rw [one_mul]

/-- The split gap is the gap of the published counts. -/
theorem splitGap_spec (ρ T : K) : firstMoverCount ρ T - mateCount ρ T = splitGap ρ T :=
  firstMoverCount_gap ρ T

/-- `ρ² T / 2` is at most the split gap. -/
theorem splitGapBound_le {ρ : K} (h : ρ ^ 2 ≤ 1) {T : K} (hT : 0 ≤ T) :
    splitGapBound ρ T ≤ splitGap ρ T := by
  rw [← splitGap_spec]
  exact firstMoverCount_gap_ge h hT

end Boosting

section FirstMover
variable {K : Type v} [OrderedField K] {m : Nat} {hm : 0 < m} {base gain : K} {j k : Fin m}

/-- The order probability of a random first-mover model. -/
theorem firstMoverOrder_spec (hg : 0 < gain) (hjk : j ≠ k) :
    prob (K := K) (Law.uniform m hm) (fun i => firstMover base gain i k < firstMover base gain i j)
      = firstMoverOrder K m := firstMover_prob_above hm hg hjk

/-- The tie probability of a random first-mover model. -/
theorem firstMoverTie_spec (hg : 0 < gain) (hjk : j ≠ k) :
    prob (K := K) (Law.uniform m hm) (fun i => firstMover base gain i j = firstMover base gain i k)
      = firstMoverTie K m := firstMover_prob_tied hm hg hjk

/-- The probability that two random first-mover models disagree. -/
theorem firstMoverDisagreement_spec (hg : 0 < gain) (hjk : j ≠ k) :
    probDisagree (K := K) (Law.uniform m hm) (fun i => firstMover base gain i j)
      (fun i => firstMover base gain i k) = firstMoverDisagreement K m :=
  firstMover_probDisagree hm hg hjk

end FirstMover

section Flips
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- Two independent models disagree with the probability of the formula, when no model ties. -/
theorem disagreement_spec {X Y : Ω → K} (none : prob P (fun a => X a = Y a) = 0) :
    probDisagree P X Y = disagreement (minorityFraction P X Y) := probDisagree_of_no_ties P none

/-- Of all ordered pairs of different models, the share that disagrees. -/
theorem finiteDisagreement_spec {F : Type u} {M : Nat} (φ : Fin M → F → K) (j k : F) :
    (ofNat (disagreements φ j k) : K) / (ofNat M * (ofNat M - 1))
      = finiteDisagreement K (countAbove φ j k) (countAbove φ k j) (countTied φ j k) := by
  unfold finiteDisagreement
  rw [countAbove_add_countAbove_add_countTied, disagreements_eq]

/-- The probability that both orders are seen at least `r` times in `n` models. -/
theorem minorityAlarm_spec (A : Ω → Prop) [DecidablePred A] (n r : Nat) :
    prob (P.copies n) (fun c => r ≤ successes A c ∧ successes A c + r ≤ n)
      = minorityAlarm (prob P A) n r := prob_minority P A n r

/-- The probability that at least one of `n` independent audits is wrong. -/
theorem atLeastOneWrong_spec (A : Ω → Prop) [DecidablePred A] (n : Nat) :
    prob (P.copies n) (fun c => ∃ i, A (c i)) = atLeastOneWrong (prob P A) n := prob_audits P A n

end Flips

section Ensembles
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {M : Nat}

/-- The variance of a weighted sum of independent models. -/
theorem combinationVariance_spec (w : Fin M → K) (X : Ω → K) :
    variance (P.copies M) (fun c => weighted w fun i => X (c i))
      = combinationVariance w (variance P X) := variance_weighted_copies P w X

/-- The variance of the mean of independent models. -/
theorem varianceFloor_spec (hM : 0 < M) (X : Ω → K) :
    variance (P.copies M) (meanOfCopies X) = varianceFloor (variance P X) M :=
  variance_meanOfCopies P hM X

/-- The floor is at most the variance of every combination whose weights add up to one. -/
theorem varianceFloor_le (hM : 0 < M) (w : Fin M → K) (hw : sum w = 1) {s : K} (hs : 0 ≤ s) :
    varianceFloor s M ≤ combinationVariance w s := by
  unfold varianceFloor combinationVariance
  rw [div_eq_mul_inv, mul_comm]
  exact mul_le_mul_of_nonneg_right (sum_square_weights hM w hw) hs

/-- The consensus of `M` models orders a pair wrongly with at most the probability of the
formula, whatever the law: `σ` is any number whose square is the variance. -/
theorem flip_spec (hM : 0 < M) (D : Ω → K) (hD : 0 < expect P D) {sigma : K}
    (hs : sigma ^ 2 = variance P D) :
    prob (P.copies M) (fun c => meanOfCopies D c ≤ 0) ≤ flip (expect P D) sigma M := by
  unfold flip
  rw [hs]
  exact consensus_flip_le P D hM hD

/-- With the size constant times `σ² / Δ²` models the flip bound is at most `δ`. -/
theorem sizeConstant_spec {sigma gap δ : K} (hg : gap ≠ 0) (hM : 0 < M) (hδ : 0 < δ)
    (h : sizeConstant δ * sigma ^ 2 / gap ^ 2 ≤ ofNat M) : flip gap sigma M ≤ δ :=
  flipBound_le (square_nonneg sigma) hg hM hδ h

end Ensembles

section Efficiency
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {m : Nat} {X : Fin m → Ω → K}

/-- The covariance of two of `m` attributions with a fixed sum. -/
theorem efficiencyCovariance_spec (hm : 2 ≤ m) {C c : K} (h : ∀ a, (sum fun i => X i a) = C)
    {i : Fin m} (hc : ∀ j, j ≠ i → covariance P (X j) (X i) = c) :
    c = efficiencyCovariance m (variance P (X i)) := covariance_of_fixed_sum P hm h hc

/-- The variance of the difference of two of `m` attributions with a fixed sum. -/
theorem differenceVariance_spec {C c : K} (h : ∀ a, (sum fun i => X i a) = C)
    (hc : ∀ i j, j ≠ i → covariance P (X j) (X i) = c) {i j : Fin m} (hij : i ≠ j) :
    variance P (fun a => X i a - X j a) = differenceVariance m (variance P (X i)) :=
  variance_sub_of_fixed_sum P h hc hij

end Efficiency

section Distances
variable {H : Type u} {K : Type v} [OrderedField K] {d : H → H → K}

/-- One of the errors at two models is at least the triangle bound. -/
theorem triangleBound_spec (hsym : ∀ a b, d a b = d b a) (htri : ∀ a b c, d a c ≤ d a b + d b c)
    {e e' x x' : H} {δ Δ : K} (he : d e e' ≤ δ) (hx : Δ ≤ d x x') :
    triangleBound Δ δ ≤ d e x ∨ triangleBound Δ δ ≤ d e' x' := by
  by_cases h : Δ - δ ≤ 0
  · have twice : 0 ≤ 2 * d e x :=
      le_of_cert (add_nonneg (sub_nonneg.mpr (htri e x e)) (sub_nonneg.mpr (htri e e e)))
        (by rw [hsym x e]; exact ring_eq (by decide +kernel))
    have hpos : 0 ≤ d e x :=
      le_of_mul_le_mul_left (c := 2) (by rw [mul_zero]; exact twice) zero_lt_two
    refine Or.inl (le_trans (le_of_eq ?_) hpos)
    show (if Δ - δ ≤ 0 then 0 else Δ - δ) / 2 = 0
    rw [ite_eq_left h, zero_div]
  · have value : triangleBound Δ δ = (Δ - δ) / 2 := by
      show (if Δ - δ ≤ 0 then 0 else Δ - δ) / 2 = _
      rw [ite_eq_right h]
    rw [value]
    exact ExplanationSystem.error_half hsym htri he hx

/-- The rank agreement of two first movers is the published bound, by the formula without ties. -/
theorem spearmanBound_spec {P m : Nat} (others : Fin P → K) (group : Fin P → Prop)
    [DecidablePred group] {j k : Fin P} (hj : group j) (hk : group k) (hjk : j ≠ k) :
    rankAgreement P (sum fun a =>
        (firstMoverRank m others group j a - firstMoverRank m others group k a) ^ 2)
      = spearmanBound K P m := rankAgreement_firstMover others group hj hk hjk

end Distances

/-- A first value by the kernel: with gap 3, noise 2 and 25 models the flip bound is `4 / 229`. -/
theorem flip_value : flip (3 : Rational) 2 25 = 4 / 229 := by decide +kernel

end DASH.Formula
