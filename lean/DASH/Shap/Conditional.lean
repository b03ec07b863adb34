import DASH.Attribution.Basic
import DASH.Probability.Moments
import DASH.Shap.Value

/-!
# Conditional attributions of two correlated features

A linear model with effects `b` and `c` on two standardised features with correlation `ρ`. The
worth of a set of features is the variance that the best linear prediction from them explains, and
the conditional (observational) attribution of a feature is its Shapley value in this game.

What is proved: the gap between the two conditional attributions is `(1 - ρ²) (b² - c²)`. So

* conditional attributions order the two features as marginal ones do, by the size of the effect,
  in every model, and have the same Rashomon pairs: they neither escape nor add any;
* with equal true effects there are models as near to the truth as one likes, in both orders;
* with unequal effects all models of a class agree when the class is small enough, and the
  threshold is sharp: effects `2η` apart for models within `η` of the truth; a squared difference
  of `2L / (1 - ρ)` for models with excess loss at most `L`;
* for every fixed difference of effects, correlation near enough to one destroys the agreement.
-/

namespace DASH

universe u v

section Pair

/-- Two random features of mean zero and variance one, with a given covariance, which then is
their correlation. -/
structure StandardPair (Ω : Type u) (K : Type v) [OrderedField K] (ρ : K) where
  /-- The law of the rows. -/
  law : Law Ω K
  /-- The first feature. -/
  left : Ω → K
  /-- The second feature. -/
  right : Ω → K
  mean_left : expect law left = 0
  mean_right : expect law right = 0
  variance_left : variance law left = 1
  variance_right : variance law right = 1
  correlation : covariance law left right = ρ

variable {Ω : Type u} {K : Type v} [OrderedField K] {ρ : K}

/-- The prediction of the linear model with effects `b` and `c`. -/
def StandardPair.model (D : StandardPair Ω K ρ) (b c : K) (a : Ω) : K :=
  b * D.left a + c * D.right a

/-- The variance of a linear model of two standardised features with correlation `ρ`. -/
def linearVariance (ρ b c : K) : K := b ^ 2 + c ^ 2 + 2 * ρ * b * c

/-- The covariance of two linear models. -/
theorem StandardPair.covariance_model (D : StandardPair Ω K ρ) (b c d e : K) :
    covariance D.law (D.model b c) (D.model d e) = b * d + c * e + ρ * (b * e + c * d) := by
  have inner : ∀ Z : Ω → K, covariance D.law (D.model d e) Z
      = d * covariance D.law D.left Z + e * covariance D.law D.right Z := fun Z => by
    unfold StandardPair.model
    rw [covariance_add_left, covariance_mul_left, covariance_mul_left]
  have outer : covariance D.law (D.model b c) (D.model d e)
      = b * covariance D.law D.left (D.model d e) + c * covariance D.law D.right (D.model d e) := by
    unfold StandardPair.model
    rw [covariance_add_left, covariance_mul_left, covariance_mul_left]
  rw [outer, covariance_comm D.law D.left, covariance_comm D.law D.right, inner, inner,
    ← variance_eq_covariance, ← variance_eq_covariance, covariance_comm D.law D.right D.left,
    D.variance_left, D.variance_right, D.correlation]
  exact ring_eq (by decide +kernel)

/-- The variance of a linear model. -/
theorem StandardPair.variance_model (D : StandardPair Ω K ρ) (b c : K) :
    variance D.law (D.model b c) = linearVariance ρ b c := by
  rw [variance_eq_covariance, D.covariance_model]
  unfold linearVariance
  exact ring_eq (by decide +kernel)

/-- The correlation of two standardised features is at most one in square. -/
theorem StandardPair.correlation_square_le (D : StandardPair Ω K ρ) : ρ ^ 2 ≤ 1 := by
  have key := covariance_square_le D.law D.left D.right
  rw [D.correlation, D.variance_left, D.variance_right, mul_one] at key
  exact key

/-- What a line through one feature leaves unexplained of a linear model: the variance of the
model, less `(b + ρ c)²`, plus the square by which the slope misses `b + ρ c`. -/
theorem StandardPair.variance_residual (D : StandardPair Ω K ρ) (b c s : K) :
    variance D.law (D.model (b - s) c)
      = linearVariance ρ b c - (b + ρ * c) ^ 2 + (s - (b + ρ * c)) ^ 2 := by
  rw [D.variance_model]
  unfold linearVariance
  exact ring_eq (by decide +kernel)

/-- **The best prediction from the first feature alone** has slope `b + ρ c`: the effect of the
feature and the share of the other's effect that correlation lends it. No other slope leaves as
little unexplained. -/
theorem StandardPair.best_slope (D : StandardPair Ω K ρ) (b c s : K) :
    variance D.law (D.model (b - (b + ρ * c)) c) ≤ variance D.law (D.model (b - s) c)
      ∧ (variance D.law (D.model (b - s) c) ≤ variance D.law (D.model (b - (b + ρ * c)) c)
        → s = b + ρ * c) := by
  rw [D.variance_residual, D.variance_residual]
  constructor
  · exact le_of_cert (square_nonneg (s - (b + ρ * c))) (ring_eq (by decide +kernel))
  · intro h
    have small : (s - (b + ρ * c)) ^ 2 ≤ 0 :=
      le_of_cert (sub_nonneg.mpr h) (ring_eq (by decide +kernel))
    exact eq_of_sub_eq_zero
      (eq_zero_of_square_eq_zero (le_antisymm small (square_nonneg _)))

end Pair

/-! ## Two signs with any correlation -/

section Signs
variable {K : Type v} [OrderedField K]

/-- One or minus one. -/
def sign (K : Type v) [OrderedField K] : Bool → K
  | true => 1
  | false => -1

/-- The law of two signs, each as often one as minus one, that agree with probability
`(1 + ρ) / 2`. -/
def signLaw (ρ : K) (lower : -1 ≤ ρ) (upper : ρ ≤ 1) : Law (Bool × Bool) K where
  atoms := [((1 + ρ) * 4⁻¹, (true, true)), ((1 - ρ) * 4⁻¹, (true, false)),
    ((1 - ρ) * 4⁻¹, (false, true)), ((1 + ρ) * 4⁻¹, (false, false))]
  nonneg a ha := by
    have quarter : (0 : K) ≤ 4⁻¹ := inv_nonneg (ofNat_nonneg 4)
    have agree : 0 ≤ (1 + ρ) * 4⁻¹ :=
      mul_nonneg (le_of_cert (sub_nonneg.mpr lower) (ring_eq (by decide +kernel))) quarter
    have differ : 0 ≤ (1 - ρ) * 4⁻¹ := mul_nonneg (sub_nonneg.mpr upper) quarter
    rcases List.mem_cons.mp ha with e | h
    · rw [e]; exact agree
    rcases List.mem_cons.mp h with e | h
    · rw [e]; exact differ
    rcases List.mem_cons.mp h with e | h
    · rw [e]; exact differ
    rcases List.mem_cons.mp h with e | h
    · rw [e]; exact agree
    exact absurd h List.not_mem_nil
  total := by
    have unit : (4 : K) * 4⁻¹ = 1 := mul_inv_cancel (ofNat_ne_zero (by decide))
    show (1 + ρ) * 4⁻¹ * 1 + ((1 - ρ) * 4⁻¹ * 1 + ((1 - ρ) * 4⁻¹ * 1 + ((1 + ρ) * 4⁻¹ * 1 + 0)))
      = (1 : K)
    rw [show (1 + ρ) * 4⁻¹ * 1 + ((1 - ρ) * 4⁻¹ * 1 + ((1 - ρ) * 4⁻¹ * 1
      + ((1 + ρ) * 4⁻¹ * 1 + 0))) = 4 * 4⁻¹ from ring_eq (by decide +kernel), unit]

private theorem expect_signLaw {ρ : K} (lower : -1 ≤ ρ) (upper : ρ ≤ 1) (Z : Bool × Bool → K) :
    expect (signLaw ρ lower upper) Z = (1 + ρ) * 4⁻¹ * Z (true, true)
      + ((1 - ρ) * 4⁻¹ * Z (true, false) + ((1 - ρ) * 4⁻¹ * Z (false, true)
        + ((1 + ρ) * 4⁻¹ * Z (false, false) + 0))) := rfl

/-- **There is a standardised pair for every correlation from minus one to one**: two signs. -/
def signPair (ρ : K) (lower : -1 ≤ ρ) (upper : ρ ≤ 1) : StandardPair (Bool × Bool) K ρ :=
  have unit : (4 : K) * 4⁻¹ = 1 := mul_inv_cancel (ofNat_ne_zero (by decide))
  have zero_left : expect (signLaw ρ lower upper) (fun a => sign K a.1) = 0 := by
    rw [expect_signLaw]
    unfold sign
    exact ring_eq (by decide +kernel)
  have zero_right : expect (signLaw ρ lower upper) (fun a => sign K a.2) = 0 := by
    rw [expect_signLaw]
    unfold sign
    exact ring_eq (by decide +kernel)
  { law := signLaw ρ lower upper
    left := fun a => sign K a.1
    right := fun a => sign K a.2
    mean_left := zero_left
    mean_right := zero_right
    variance_left := by
      rw [variance_eq, zero_left, expect_signLaw]
      unfold sign
      rw [show (1 + ρ) * 4⁻¹ * 1 ^ 2 + ((1 - ρ) * 4⁻¹ * 1 ^ 2 + ((1 - ρ) * 4⁻¹ * (-1) ^ 2
        + ((1 + ρ) * 4⁻¹ * (-1) ^ 2 + 0))) - 0 ^ 2 = 4 * 4⁻¹ from ring_eq (by decide +kernel), unit]
    variance_right := by
      rw [variance_eq, zero_right, expect_signLaw]
      unfold sign
      rw [show (1 + ρ) * 4⁻¹ * 1 ^ 2 + ((1 - ρ) * 4⁻¹ * (-1) ^ 2 + ((1 - ρ) * 4⁻¹ * 1 ^ 2
        + ((1 + ρ) * 4⁻¹ * (-1) ^ 2 + 0))) - 0 ^ 2 = 4 * 4⁻¹ from ring_eq (by decide +kernel), unit]
    correlation := by
      rw [covariance_eq, zero_left, zero_right, expect_signLaw]
      unfold sign
      rw [show (1 + ρ) * 4⁻¹ * (1 * 1) + ((1 - ρ) * 4⁻¹ * (1 * -1) + ((1 - ρ) * 4⁻¹ * (-1 * 1)
        + ((1 + ρ) * 4⁻¹ * (-1 * -1) + 0))) - 0 * 0 = 4 * 4⁻¹ * ρ from ring_eq (by decide +kernel),
        unit, one_mul] }

/-- For two signs the best line is the conditional expectation: over the rows where the first sign
is `s`, the model averages to `(b + ρ c) s`. -/
theorem signPair_conditional (ρ : K) (lower : -1 ≤ ρ) (upper : ρ ≤ 1) (b c : K) (s : Bool) :
    expect (signPair ρ lower upper).law
        (fun a => if a.1 = s then (signPair ρ lower upper).model b c a else 0)
      = (b + ρ * c) * sign K s * prob (signPair ρ lower upper).law fun a => a.1 = s := by
  unfold prob
  show expect (signLaw ρ lower upper) (fun a => if a.1 = s then b * sign K a.1 + c * sign K a.2
    else 0) = _ * expect (signLaw ρ lower upper) _
  rw [expect_signLaw, expect_signLaw]
  cases s with
  | true =>
    show (1 + ρ) * 4⁻¹ * (b * 1 + c * 1) + ((1 - ρ) * 4⁻¹ * (b * 1 + c * -1)
      + ((1 - ρ) * 4⁻¹ * 0 + ((1 + ρ) * 4⁻¹ * 0 + 0))) = (b + ρ * c) * 1
      * ((1 + ρ) * 4⁻¹ * 1 + ((1 - ρ) * 4⁻¹ * 1 + ((1 - ρ) * 4⁻¹ * 0 + ((1 + ρ) * 4⁻¹ * 0 + 0))))
    exact ring_eq (by decide +kernel)
  | false =>
    show (1 + ρ) * 4⁻¹ * 0 + ((1 - ρ) * 4⁻¹ * 0 + ((1 - ρ) * 4⁻¹ * (b * -1 + c * 1)
      + ((1 + ρ) * 4⁻¹ * (b * -1 + c * -1) + 0))) = (b + ρ * c) * -1
      * ((1 + ρ) * 4⁻¹ * 0 + ((1 - ρ) * 4⁻¹ * 0 + ((1 - ρ) * 4⁻¹ * 1 + ((1 + ρ) * 4⁻¹ * 1 + 0))))
    exact ring_eq (by decide +kernel)

end Signs

/-! ## The conditional Shapley values -/

section Shares
variable {K : Type v} [OrderedField K] {ρ : K}

/-- The variance explained by each set of the two features, for the model with effects `m`: the
whole variance by both, the square of the best slope by one, nothing by none. -/
def conditionalGame (ρ : K) (m : K × K) (S : Fin 2 → Bool) : K :=
  match S first, S (next first) with
  | true, true => linearVariance ρ m.1 m.2
  | true, false => (m.1 + ρ * m.2) ^ 2
  | false, true => (m.2 + ρ * m.1) ^ 2
  | false, false => 0

/-- The conditional attribution of a feature: its Shapley value in the game of explained
variance. -/
def conditionalShap (ρ : K) (m : K × K) : Fin 2 → K := shapleyValue (conditionalGame ρ m)

/-- The marginal attribution of a feature of a linear model, by which only its own effect counts:
the square of the effect. -/
def marginalShap (m : K × K) : Fin 2 → K
  | ⟨0, _⟩ => m.1 ^ 2
  | ⟨_ + 1, _⟩ => m.2 ^ 2

/-- The two conditional attributions share out the variance of the model. -/
theorem conditionalShap_efficient (ρ b c : K) :
    conditionalShap ρ (b, c) first + conditionalShap ρ (b, c) (next first)
      = linearVariance ρ b c := by
  have key := shapleyValue_efficient (conditionalGame ρ (b, c))
  show shapleyValue _ first + shapleyValue _ (next first) = _
  rw [show sum (shapleyValue (conditionalGame ρ (b, c)))
    = shapleyValue (conditionalGame ρ (b, c)) first
      + (shapleyValue (conditionalGame ρ (b, c)) (next first) + 0) from rfl, add_zero] at key
  rw [key]
  show linearVariance ρ b c - 0 = _
  exact ring_eq (by decide +kernel)

/-- The conditional attribution of the first feature, in closed form. -/
theorem conditionalShap_first (ρ b c : K) :
    conditionalShap ρ (b, c) first = b ^ 2 + ρ * b * c + ρ ^ 2 * (c ^ 2 - b ^ 2) / 2 := by
  unfold conditionalShap
  rw [shapleyValue_two_first]
  show ((b + ρ * c) ^ 2 - 0 + (linearVariance ρ b c - (c + ρ * b) ^ 2)) / 2 = _
  refine mul_right_cancel two_ne_zero ?_
  rw [add_mul, div_mul_cancel _ two_ne_zero, div_mul_cancel _ two_ne_zero]
  unfold linearVariance
  exact ring_eq (by decide +kernel)

/-- **The gap of the conditional attributions is `(1 - ρ²) (b² - c²)`.** -/
theorem conditionalShap_sub (ρ b c : K) :
    conditionalShap ρ (b, c) first - conditionalShap ρ (b, c) (next first)
      = (1 - ρ ^ 2) * (b ^ 2 - c ^ 2) := by
  unfold conditionalShap
  rw [shapleyValue_two_sub]
  show (b + ρ * c) ^ 2 - (c + ρ * b) ^ 2 = _
  exact ring_eq (by decide +kernel)

/-- With correlation one or minus one every model ties the two features. -/
theorem conditionalShap_collinear (h : ρ ^ 2 = 1) (b c : K) :
    conditionalShap ρ (b, c) first = conditionalShap ρ (b, c) (next first) := by
  refine eq_of_sub_eq_zero ?_
  rw [conditionalShap_sub, h]
  exact ring_eq (by decide +kernel)

/-- **Conditional attributions order the features by the size of their effects**, whatever the
correlation short of one. -/
theorem conditionalShap_lt_iff (h : ρ ^ 2 < 1) (m : K × K) :
    (conditionalShap ρ m (next first) < conditionalShap ρ m first ↔ m.2 ^ 2 < m.1 ^ 2)
      ∧ (conditionalShap ρ m first < conditionalShap ρ m (next first) ↔ m.1 ^ 2 < m.2 ^ 2) := by
  have pos : 0 < 1 - ρ ^ 2 := sub_pos.mpr h
  have gap : conditionalShap ρ m first - conditionalShap ρ m (next first) = _ :=
    conditionalShap_sub ρ m.1 m.2
  have fwd : ∀ x : K, 0 < (1 - ρ ^ 2) * x → 0 < x := fun x hx =>
    lt_of_mul_lt_mul_left (c := 1 - ρ ^ 2) (by rw [mul_zero]; exact hx) (le_of_lt pos)
  refine ⟨⟨fun k => ?_, fun k => ?_⟩, ⟨fun k => ?_, fun k => ?_⟩⟩
  · exact sub_pos.mp (fwd _ (gap ▸ sub_pos.mpr k))
  · exact sub_pos.mp (gap ▸ mul_pos pos (sub_pos.mpr k))
  · refine sub_pos.mp (fwd _ ?_)
    rw [show (1 - ρ ^ 2) * (m.2 ^ 2 - m.1 ^ 2) = -((1 - ρ ^ 2) * (m.1 ^ 2 - m.2 ^ 2)) from
      ring_eq (by decide +kernel), ← gap]
    exact lt_of_cert (sub_pos.mpr k) (ring_eq (by decide +kernel))
  · refine lt_of_cert (mul_pos pos (sub_pos.mpr k)) ?_
    rw [show conditionalShap ρ m (next first) - conditionalShap ρ m first
      = -(conditionalShap ρ m first - conditionalShap ρ m (next first)) from
      ring_eq (by decide +kernel), gap]
    exact ring_eq (by decide +kernel)

/-- **Conditional attributions neither escape nor add a Rashomon pair.** For linear models of two
features with a correlation short of one, whatever the set of models, the two features are a
Rashomon pair by conditional attributions exactly when they are one by marginal attributions. -/
theorem conditional_rashomon_iff_marginal (h : ρ ^ 2 < 1) (S : K × K → Prop) :
    Rashomon (conditionalShap ρ) S first (next first)
      ↔ Rashomon marginalShap S first (next first) :=
  ⟨fun r => ⟨r.1.elim fun m hm => ⟨m, hm.1, (conditionalShap_lt_iff h m).1.mp hm.2⟩,
      r.2.elim fun m hm => ⟨m, hm.1, (conditionalShap_lt_iff h m).2.mp hm.2⟩⟩,
   fun r => ⟨r.1.elim fun m hm => ⟨m, hm.1, (conditionalShap_lt_iff h m).1.mpr hm.2⟩,
      r.2.elim fun m hm => ⟨m, hm.1, (conditionalShap_lt_iff h m).2.mpr hm.2⟩⟩⟩

end Shares

/-! ## Row by row -/

section Rows
variable {Ω : Type u} {K : Type v} [OrderedField K] {ρ : K}

/-- The conditional expectation of the prediction given a set of the features, in one row, where
conditional expectations are lines. -/
def rowGame (ρ : K) (m x : K × K) (S : Fin 2 → Bool) : K :=
  match S first, S (next first) with
  | true, true => m.1 * x.1 + m.2 * x.2
  | true, false => (m.1 + ρ * m.2) * x.1
  | false, true => (m.2 + ρ * m.1) * x.2
  | false, false => 0

/-- The conditional Shapley values of one row, in closed form. -/
theorem shapleyValue_rowGame (ρ : K) (m x : K × K) :
    shapleyValue (rowGame ρ m x) first
        = (2 * m.1 + ρ * m.2) * 2⁻¹ * x.1 + -(ρ * m.1) * 2⁻¹ * x.2
      ∧ shapleyValue (rowGame ρ m x) (next first)
        = -(ρ * m.2) * 2⁻¹ * x.1 + (2 * m.2 + ρ * m.1) * 2⁻¹ * x.2 := by
  rw [shapleyValue_two_first, shapleyValue_two_second, div_eq_mul_inv, div_eq_mul_inv]
  constructor
  · show ((m.1 + ρ * m.2) * x.1 - 0 + (m.1 * x.1 + m.2 * x.2 - (m.2 + ρ * m.1) * x.2)) * 2⁻¹ = _
    exact ring_eq (by decide +kernel)
  · show ((m.2 + ρ * m.1) * x.2 - 0 + (m.1 * x.1 + m.2 * x.2 - (m.1 + ρ * m.2) * x.1)) * 2⁻¹ = _
    exact ring_eq (by decide +kernel)

private theorem row_as_model (D : StandardPair Ω K ρ) (m : K × K) :
    (fun a => shapleyValue (rowGame ρ m (D.left a, D.right a)) first)
        = D.model ((2 * m.1 + ρ * m.2) * 2⁻¹) (-(ρ * m.1) * 2⁻¹)
      ∧ (fun a => shapleyValue (rowGame ρ m (D.left a, D.right a)) (next first))
        = D.model (-(ρ * m.2) * 2⁻¹) ((2 * m.2 + ρ * m.1) * 2⁻¹) :=
  ⟨funext fun _ => (shapleyValue_rowGame ρ m _).1, funext fun _ => (shapleyValue_rowGame ρ m _).2⟩

/-- **The global conditional attribution is the covariance of the local one with the model.** -/
theorem covariance_row_model (D : StandardPair Ω K ρ) (m : K × K) :
    covariance D.law (fun a => shapleyValue (rowGame ρ m (D.left a, D.right a)) first)
        (D.model m.1 m.2)
      = conditionalShap ρ m first := by
  have unit : (2 : K) * 2⁻¹ = 1 := mul_inv_cancel two_ne_zero
  rw [(row_as_model D m).1, D.covariance_model, show conditionalShap ρ m first = _ from
    conditionalShap_first ρ m.1 m.2, div_eq_mul_inv]
  rw [show (2 * m.1 + ρ * m.2) * 2⁻¹ * m.1 + -(ρ * m.1) * 2⁻¹ * m.2
      + ρ * ((2 * m.1 + ρ * m.2) * 2⁻¹ * m.2 + -(ρ * m.1) * 2⁻¹ * m.1)
      = (m.1 ^ 2 + ρ * m.1 * m.2) * (2 * 2⁻¹) + ρ ^ 2 * (m.2 ^ 2 - m.1 ^ 2) * 2⁻¹ from
    ring_eq (by decide +kernel), unit, mul_one]

/-- **By mean square, the conditional attributions of the rows have the same gap**,
`(1 - ρ²) (b² - c²)`: the order of the features does not depend on which of the two global
summaries is used. -/
theorem variance_row_sub (D : StandardPair Ω K ρ) (m : K × K) :
    variance D.law (fun a => shapleyValue (rowGame ρ m (D.left a, D.right a)) first)
        - variance D.law (fun a => shapleyValue (rowGame ρ m (D.left a, D.right a)) (next first))
      = conditionalShap ρ m first - conditionalShap ρ m (next first) := by
  have unit : (2 : K) * 2⁻¹ = 1 := mul_inv_cancel two_ne_zero
  rw [(row_as_model D m).1, (row_as_model D m).2, D.variance_model, D.variance_model,
    show conditionalShap ρ m first - conditionalShap ρ m (next first) = _ from
      conditionalShap_sub ρ m.1 m.2]
  have one : linearVariance ρ ((2 * m.1 + ρ * m.2) * 2⁻¹) (-(ρ * m.1) * 2⁻¹)
      = 2⁻¹ ^ 2 * ((2 * m.1 + ρ * m.2) ^ 2 + (ρ * m.1) ^ 2
        - 2 * ρ * (2 * m.1 + ρ * m.2) * (ρ * m.1)) := by
    unfold linearVariance
    exact ring_eq (by decide +kernel)
  have other : linearVariance ρ (-(ρ * m.2) * 2⁻¹) ((2 * m.2 + ρ * m.1) * 2⁻¹)
      = 2⁻¹ ^ 2 * ((2 * m.2 + ρ * m.1) ^ 2 + (ρ * m.2) ^ 2
        - 2 * ρ * (2 * m.2 + ρ * m.1) * (ρ * m.2)) := by
    unfold linearVariance
    exact ring_eq (by decide +kernel)
  have gap : ∀ b c : K, (2 * b + ρ * c) ^ 2 + (ρ * b) ^ 2 - 2 * ρ * (2 * b + ρ * c) * (ρ * b)
      - ((2 * c + ρ * b) ^ 2 + (ρ * c) ^ 2 - 2 * ρ * (2 * c + ρ * b) * (ρ * c))
      = 2 ^ 2 * ((1 - ρ ^ 2) * (b ^ 2 - c ^ 2)) := fun b c => ring_eq (by decide +kernel)
  rw [one, other, show ∀ x y z : K, x * y - x * z = x * (y - z) from
    fun x y z => ring_eq (by decide +kernel), gap,
    show ∀ x : K, (2⁻¹ : K) ^ 2 * (2 ^ 2 * x) = (2 * 2⁻¹) ^ 2 * x from
      fun x => ring_eq (by decide +kernel), unit]
  exact ring_eq (by decide +kernel)

/-- The marginal game of one row of a linear model: every known feature contributes its effect
times its value, and the others are averaged out. -/
def marginalRowGame (m x : K × K) (S : Fin 2 → Bool) : K :=
  (if S first = true then m.1 * x.1 else 0) + if S (next first) = true then m.2 * x.2 else 0

/-- The marginal Shapley values of one row are effect times value. -/
theorem shapleyValue_marginalRowGame (m x : K × K) :
    shapleyValue (marginalRowGame m x) first = m.1 * x.1
      ∧ shapleyValue (marginalRowGame m x) (next first) = m.2 * x.2 := by
  rw [shapleyValue_two_first, shapleyValue_two_second]
  constructor
  · refine (eq_div_of_mul_eq two_ne_zero ?_).symm
    show m.1 * x.1 * 2 = m.1 * x.1 + 0 - (0 + 0) + (m.1 * x.1 + m.2 * x.2 - (0 + m.2 * x.2))
    exact ring_eq (by decide +kernel)
  · refine (eq_div_of_mul_eq two_ne_zero ?_).symm
    show m.2 * x.2 * 2 = 0 + m.2 * x.2 - (0 + 0) + (m.1 * x.1 + m.2 * x.2 - (m.1 * x.1 + 0))
    exact ring_eq (by decide +kernel)

/-- By mean square, the marginal attribution of a standardised feature is the square of its
effect. -/
theorem variance_marginal_row (D : StandardPair Ω K ρ) (m : K × K) :
    variance D.law (fun a => shapleyValue (marginalRowGame m (D.left a, D.right a)) first)
        = marginalShap m first
      ∧ variance D.law
          (fun a => shapleyValue (marginalRowGame m (D.left a, D.right a)) (next first))
        = marginalShap m (next first) := by
  rw [funext fun a => (shapleyValue_marginalRowGame m (D.left a, D.right a)).1,
    funext fun a => (shapleyValue_marginalRowGame m (D.left a, D.right a)).2]
  constructor
  · exact (variance_mul_left D.law m.1 D.left).trans (by rw [D.variance_left, mul_one]; rfl)
  · exact (variance_mul_left D.law m.2 D.right).trans (by rw [D.variance_right, mul_one]; rfl)

end Rows

/-! ## Who escapes: classes of models by their effects -/

section Effects
variable {K : Type v} [OrderedField K] {ρ : K}

/-- Linear models whose effects are both within `η` of `b` and `c`. -/
def Within (η b c : K) (m : K × K) : Prop := abs (m.1 - b) ≤ η ∧ abs (m.2 - c) ≤ η

private theorem abs_lt_parts {b c : K} (h : abs c < b) : 0 < b - c ∧ 0 < b + c :=
  ⟨sub_pos.mpr (lt_of_le_of_lt (le_abs_self c) h),
   lt_of_cert (sub_pos.mpr (lt_of_le_of_lt (neg_le_abs c) h)) (ring_eq (by decide +kernel))⟩

/-- **With the first effect clearly the larger, all models agree.** If `b` exceeds the size of `c`
by more than `2η`, all models with effects within `η` give the first feature the greater
conditional attribution. -/
theorem conditional_agreed (h : ρ ^ 2 < 1) {η b c : K} (gap : 2 * η < b - abs c) :
    Agreed (conditionalShap ρ) (Within η b c) first (next first) := fun m hm => by
  refine (conditionalShap_lt_iff h m).1.mpr ?_
  have room : abs c < b - 2 * η := lt_of_cert (sub_pos.mpr gap) (ring_eq (by decide +kernel))
  have low : b - η ≤ m.1 := le_of_cert (sub_nonneg.mpr (le_trans (neg_le_abs _) hm.1))
    (ring_eq (by decide +kernel))
  have high : m.2 ≤ c + η := le_of_cert (sub_nonneg.mpr (le_trans (le_abs_self _) hm.2))
    (ring_eq (by decide +kernel))
  have deep : c - η ≤ m.2 := le_of_cert (sub_nonneg.mpr (le_trans (neg_le_abs _) hm.2))
    (ring_eq (by decide +kernel))
  have parts := abs_lt_parts room
  have minus : 0 < m.1 - m.2 := lt_of_lt_of_le parts.1
    (le_of_cert (add_nonneg (sub_nonneg.mpr low) (sub_nonneg.mpr high))
      (ring_eq (by decide +kernel)))
  have plus : 0 < m.1 + m.2 := lt_of_lt_of_le parts.2
    (le_of_cert (add_nonneg (sub_nonneg.mpr low) (sub_nonneg.mpr deep))
      (ring_eq (by decide +kernel)))
  exact lt_of_cert (mul_pos minus plus) (ring_eq (by decide +kernel))

/-- **The threshold is sharp.** Some model with effects within `η` of `b > 0` and `c` puts the
second feature above the first exactly when `b` exceeds the size of `c` by less than `2η`. -/
theorem conditional_reversed_iff (h : ρ ^ 2 < 1) {η b c : K} (hb : 0 < b) (hη : 0 ≤ η) :
    (∃ m, Within η b c m ∧ conditionalShap ρ m first < conditionalShap ρ m (next first))
      ↔ b - abs c < 2 * η := by
  have size : abs η ≤ η := le_of_eq (abs_of_nonneg hη)
  have size' : abs (-η) ≤ η := by rw [abs_neg]; exact size
  constructor
  · rintro ⟨m, hm, less⟩
    have key := (conditionalShap_lt_iff h m).2.mp less
    refine lt_of_not_le fun gap => ?_
    have low : b - η ≤ m.1 := le_of_cert (sub_nonneg.mpr (le_trans (neg_le_abs _) hm.1))
      (ring_eq (by decide +kernel))
    have high : m.2 ≤ c + η := le_of_cert (sub_nonneg.mpr (le_trans (le_abs_self _) hm.2))
      (ring_eq (by decide +kernel))
    have deep : c - η ≤ m.2 := le_of_cert (sub_nonneg.mpr (le_trans (neg_le_abs _) hm.2))
      (ring_eq (by decide +kernel))
    have minus : 0 ≤ m.1 - m.2 :=
      le_of_cert (add_nonneg (add_nonneg (sub_nonneg.mpr low) (sub_nonneg.mpr high))
        (add_nonneg (sub_nonneg.mpr gap) (sub_nonneg.mpr (le_abs_self c))))
        (ring_eq (by decide +kernel))
    have plus : 0 ≤ m.1 + m.2 :=
      le_of_cert (add_nonneg (add_nonneg (sub_nonneg.mpr low) (sub_nonneg.mpr deep))
        (add_nonneg (sub_nonneg.mpr gap) (sub_nonneg.mpr (neg_le_abs c))))
        (ring_eq (by decide +kernel))
    exact not_le_of_lt key (le_of_cert (mul_nonneg minus plus) (ring_eq (by decide +kernel)))
  · intro gap
    have margin : 0 < abs c - b + 2 * η :=
      lt_of_cert (sub_pos.mpr gap) (ring_eq (by decide +kernel))
    have total : 0 < b + abs c := lt_of_lt_of_le hb
      (le_of_cert (abs_nonneg c) (ring_eq (by decide +kernel)))
    rcases le_total 0 c with pos | neg
    · refine ⟨(b - η, c + η), ⟨?_, ?_⟩, (conditionalShap_lt_iff h _).2.mpr ?_⟩
      · rw [show b - η - b = -η from ring_eq (by decide +kernel)]
        exact size'
      · rw [show c + η - c = η from ring_eq (by decide +kernel)]
        exact size
      · rw [abs_of_nonneg pos] at margin total
        exact lt_of_cert (mul_pos margin total) (ring_eq (by decide +kernel))
    · refine ⟨(b - η, c - η), ⟨?_, ?_⟩, (conditionalShap_lt_iff h _).2.mpr ?_⟩
      · rw [show b - η - b = -η from ring_eq (by decide +kernel)]
        exact size'
      · rw [show c - η - c = -η from ring_eq (by decide +kernel)]
        exact size'
      · rw [abs_of_nonpos neg] at margin total
        exact lt_of_cert (mul_pos margin total) (ring_eq (by decide +kernel))

end Effects

/-! ## Who escapes: classes of models by their loss -/

section Loss
variable {K : Type v} [OrderedField K] {ρ : K}

/-- Linear models whose predictions differ from those of the model with effects `b` and `c` by at
most `L` in mean square: the excess loss is the variance of the difference. -/
def NearlyOptimal (ρ L b c : K) (m : K × K) : Prop := linearVariance ρ (m.1 - b) (m.2 - c) ≤ L

/-- What being nearly optimal means: the prediction differs from the best one with variance at
most `L`. -/
theorem nearlyOptimal_iff {Ω : Type u} (D : StandardPair Ω K ρ) (L b c : K) (m : K × K) :
    NearlyOptimal ρ L b c m
      ↔ variance D.law (fun a => D.model m.1 m.2 a - D.model b c a) ≤ L := by
  have same : (fun a => D.model m.1 m.2 a - D.model b c a) = D.model (m.1 - b) (m.2 - c) :=
    funext fun a => by
      unfold StandardPair.model
      exact ring_eq (by decide +kernel)
  rw [same, D.variance_model]
  exact Iff.rfl

/-- **Equal effects do not escape.** Where the true effects are equal, moving `ε` from one effect
to the other, in either direction, costs the same loss `2 (1 - ρ) ε²`, and the two models make the
features a Rashomon pair by conditional attributions, whatever the correlation short of one. -/
theorem conditional_rashomon_of_equal (h : ρ ^ 2 < 1) {β ε : K} (hβ : 0 < β) (hε : 0 < ε) :
    Rashomon (conditionalShap ρ) (NearlyOptimal ρ (2 * (1 - ρ) * ε ^ 2) β β) first
      (next first) := by
  have step : 0 < β * ε := mul_pos hβ hε
  have four : 0 < 4 * (β * ε) := mul_pos (ofNat_pos (by decide)) step
  refine ⟨⟨(β + ε, β - ε), ?_, (conditionalShap_lt_iff h _).1.mpr ?_⟩,
    ⟨(β - ε, β + ε), ?_, (conditionalShap_lt_iff h _).2.mpr ?_⟩⟩
  · refine le_of_eq ?_
    unfold linearVariance
    exact ring_eq (by decide +kernel)
  · exact lt_of_cert four (ring_eq (by decide +kernel))
  · refine le_of_eq ?_
    unfold linearVariance
    exact ring_eq (by decide +kernel)
  · exact lt_of_cert four (ring_eq (by decide +kernel))

/-- Twice the excess loss, in the sum and the difference of the effects. -/
private theorem twice_loss (ρ x y : K) :
    2 * linearVariance ρ x y = (1 + ρ) * (x + y) ^ 2 + (1 - ρ) * (x - y) ^ 2 := by
  unfold linearVariance
  exact ring_eq (by decide +kernel)

private theorem nonneg_of_small_move {q L d e : K} (hq : 0 < q) (hd : 0 ≤ d)
    (cost : q * (e - d) ^ 2 ≤ L) (room : L ≤ q * d ^ 2) : 0 ≤ e :=
  le_of_not_lt fun neg => by
    have more : d ^ 2 < (e - d) ^ 2 := by
      have left : 0 < -e := neg_pos.mpr neg
      have right : 0 < -e + 2 * d :=
        lt_of_lt_of_le left (le_of_cert (add_nonneg hd hd) (ring_eq (by decide +kernel)))
      exact lt_of_cert (mul_pos left right) (ring_eq (by decide +kernel))
    exact not_le_of_lt (mul_lt_mul_of_pos_left more hq) (le_trans cost room)

private theorem pos_of_small_move {q L d e : K} (hq : 0 < q) (hd : 0 ≤ d)
    (cost : q * (e - d) ^ 2 ≤ L) (room : L < q * d ^ 2) : 0 < e :=
  lt_of_not_le fun neg => by
    have more : d ^ 2 ≤ (e - d) ^ 2 := by
      have left : 0 ≤ -e := neg_nonneg.mpr neg
      have right : 0 ≤ -e + 2 * d := add_nonneg left (mul_nonneg (le_of_lt zero_lt_two) hd)
      exact le_of_cert (mul_nonneg left right) (ring_eq (by decide +kernel))
    exact not_le_of_lt (lt_of_le_of_lt cost room) (mul_le_mul_of_nonneg_left more (le_of_lt hq))

private theorem loss_parts (lower : -1 < ρ) (upper : ρ < 1) {L b c : K} {m : K × K}
    (hm : NearlyOptimal ρ L b c m) :
    (1 - ρ) * (m.1 - m.2 - (b - c)) ^ 2 ≤ 2 * L
      ∧ (1 + ρ) * (m.1 + m.2 - (b + c)) ^ 2 ≤ 2 * L := by
  have hq : 0 ≤ 1 - ρ := le_of_lt (sub_pos.mpr upper)
  have hp : 0 ≤ 1 + ρ :=
    le_of_lt (lt_of_cert (sub_pos.mpr lower) (ring_eq (by decide +kernel)))
  have cost : 2 * linearVariance ρ (m.1 - b) (m.2 - c) ≤ 2 * L :=
    mul_le_mul_of_nonneg_left hm (le_of_lt zero_lt_two)
  rw [twice_loss] at cost
  constructor
  · exact le_trans (le_of_cert (mul_nonneg hp (square_nonneg (m.1 - b + (m.2 - c))))
      (ring_eq (by decide +kernel))) cost
  · exact le_trans (le_of_cert (mul_nonneg hq (square_nonneg (m.1 - b - (m.2 - c))))
      (ring_eq (by decide +kernel))) cost

private theorem square_lt_one (lower : -1 < ρ) (upper : ρ < 1) : ρ ^ 2 < 1 := by
  have hp : 0 < 1 + ρ := lt_of_cert (sub_pos.mpr lower) (ring_eq (by decide +kernel))
  exact lt_of_cert (mul_pos (sub_pos.mpr upper) hp) (ring_eq (by decide +kernel))

/-- **Unequal effects escape while the loss is small.** If the true effects have a positive
difference and a positive sum, and `2L` is below both `(1 - ρ)` times the square of the difference
and `(1 + ρ)` times the square of the sum, all models with excess loss at most `L` agree. -/
theorem conditional_agreed_of_loss (lower : -1 < ρ) (upper : ρ < 1) {L b c : K}
    (difference : 0 ≤ b - c) (total : 0 ≤ b + c) (small : 2 * L < (1 - ρ) * (b - c) ^ 2)
    (small' : 2 * L < (1 + ρ) * (b + c) ^ 2) :
    Agreed (conditionalShap ρ) (NearlyOptimal ρ L b c) first (next first) := fun m hm => by
  have hp : 0 < 1 + ρ := lt_of_cert (sub_pos.mpr lower) (ring_eq (by decide +kernel))
  have cost := loss_parts lower upper hm
  refine (conditionalShap_lt_iff (square_lt_one lower upper) m).1.mpr ?_
  have minus := pos_of_small_move (sub_pos.mpr upper) difference cost.1 small
  have plus := pos_of_small_move hp total cost.2 small'
  exact lt_of_cert (mul_pos minus plus) (ring_eq (by decide +kernel))

private theorem exists_above {q d L : K} (hq : 0 ≤ q) (hd : 0 ≤ d) (h : q * d ^ 2 < L) :
    ∃ e, d < e ∧ q * e ^ 2 ≤ L := by
  have scale : 0 < q * (2 * d + 1) + 1 := add_pos_of_nonneg_of_pos
    (mul_nonneg hq (add_nonneg (mul_nonneg (le_of_lt zero_lt_two) hd) (le_of_lt zero_lt_one)))
    zero_lt_one
  have room : 0 < (L - q * d ^ 2) / (q * (2 * d + 1) + 1) := div_pos (sub_pos.mpr h) scale
  generalize ht : min 1 ((L - q * d ^ 2) / (q * (2 * d + 1) + 1)) = t
  have one : t ≤ 1 := ht ▸ min_le_left _ _
  have pos : 0 < t := by
    rw [← ht]
    show 0 < if 1 ≤ (L - q * d ^ 2) / (q * (2 * d + 1) + 1) then 1 else _
    split
    · exact zero_lt_one
    · exact room
  have fits : t * (q * (2 * d + 1) + 1) ≤ L - q * d ^ 2 :=
    (le_div_iff scale).mp (ht ▸ min_le_right _ _)
  refine ⟨d + t, lt_of_cert pos (ring_eq (by decide +kernel)), ?_⟩
  refine le_of_cert (add_nonneg (add_nonneg (sub_nonneg.mpr fits) (le_of_lt pos))
    (mul_nonneg hq (mul_nonneg (le_of_lt pos) (sub_nonneg.mpr one)))) ?_
  exact ring_eq (by decide +kernel)

/-- **The threshold of the loss is sharp.** With correlation from zero up to but not including one
and true effects `b ≥ c ≥ 0`, `b > 0`, some model with excess loss at most `L` puts the second
feature above the first exactly when `2L` exceeds `(1 - ρ) (b - c)²`: nearly optimal models
reverse the pair unless the effects differ by at least `√(2L / (1 - ρ))`. -/
theorem conditional_reversed_iff_loss (lower : 0 ≤ ρ) (upper : ρ < 1) {L b c : K} (hb : 0 < b)
    (hc : 0 ≤ c) (hbc : c ≤ b) :
    (∃ m, NearlyOptimal ρ L b c m ∧ conditionalShap ρ m first < conditionalShap ρ m (next first))
      ↔ (1 - ρ) * (b - c) ^ 2 < 2 * L := by
  have hq : 0 < 1 - ρ := sub_pos.mpr upper
  have low : -1 < ρ := lt_of_lt_of_le
    (lt_of_cert (zero_lt_one (K := K)) (ring_eq (by decide +kernel))) lower
  have hp : 0 < 1 + ρ := lt_of_cert (sub_pos.mpr low) (ring_eq (by decide +kernel))
  have hs := square_lt_one low upper
  have total : 0 < b + c := lt_of_lt_of_le hb (le_of_cert hc (ring_eq (by decide +kernel)))
  constructor
  · rintro ⟨m, hm, less⟩
    have key := (conditionalShap_lt_iff hs m).2.mp less
    refine lt_of_not_le fun room => ?_
    have cost := loss_parts low upper hm
    have room' : 2 * L ≤ (1 + ρ) * (b + c) ^ 2 := le_trans room (le_of_cert
      (add_nonneg (mul_nonneg (le_of_lt zero_lt_two) (mul_nonneg lower (add_nonneg
        (square_nonneg b) (square_nonneg c)))) (mul_nonneg (ofNat_nonneg 4)
          (mul_nonneg (le_of_lt hb) hc))) (by
        show (1 + ρ) * (b + c) ^ 2 - (1 - ρ) * (b - c) ^ 2
          = 2 * (ρ * (b ^ 2 + c ^ 2)) + 4 * (b * c)
        exact ring_eq (by decide +kernel)))
    have minus := nonneg_of_small_move hq (sub_nonneg.mpr hbc) cost.1 room
    have plus := nonneg_of_small_move hp (le_of_lt total) cost.2 room'
    exact not_le_of_lt key (le_of_cert (mul_nonneg minus plus) (ring_eq (by decide +kernel)))
  · intro h
    obtain ⟨e, more, fits⟩ := exists_above (le_of_lt hq) (sub_nonneg.mpr hbc) h
    have half : (2 : K) * 2⁻¹ = 1 := mul_inv_cancel two_ne_zero
    refine ⟨(b - e * 2⁻¹, c + e * 2⁻¹), ?_, (conditionalShap_lt_iff hs _).2.mpr ?_⟩
    · refine le_of_mul_le_mul_left (c := (2 : K)) ?_ zero_lt_two
      rw [twice_loss, show (1 + ρ) * (b - e * 2⁻¹ - b + (c + e * 2⁻¹ - c)) ^ 2
        + (1 - ρ) * (b - e * 2⁻¹ - b - (c + e * 2⁻¹ - c)) ^ 2
        = (1 - ρ) * (e * (2 * 2⁻¹)) ^ 2 from ring_eq (by decide +kernel), half, mul_one]
      exact fits
    · refine lt_of_cert (mul_pos (sub_pos.mpr more) total) ?_
      show (c + e * 2⁻¹) ^ 2 - (b - e * 2⁻¹) ^ 2 = _
      rw [show (c + e * 2⁻¹) ^ 2 - (b - e * 2⁻¹) ^ 2 = (e * (2 * 2⁻¹) - (b - c)) * (b + c) from
        ring_eq (by decide +kernel), half, mul_one]

/-- **Collinearity takes every escape away.** For all true effects `b ≥ c ≥ 0`, `b > 0`, however far
apart, and every positive loss, models with a correlation near enough to one put the second
feature above the first. -/
theorem conditional_reversed_near_collinear {L b c : K} (hL : 0 < L) (hb : 0 < b) (hc : 0 ≤ c)
    (hbc : c ≤ b) :
    ∃ r, r < 1 ∧ ∀ ρ, 0 ≤ ρ → r < ρ → ρ < 1 → ∃ m, NearlyOptimal ρ L b c m
      ∧ conditionalShap ρ m first < conditionalShap ρ m (next first) := by
  have scale : 0 < (b - c) ^ 2 + 1 := add_pos_of_nonneg_of_pos (square_nonneg _) zero_lt_one
  refine ⟨1 - L / ((b - c) ^ 2 + 1), ?_, fun ρ lower near upper => ?_⟩
  · exact lt_of_cert (div_pos hL scale) (ring_eq (by decide +kernel))
  · refine (conditional_reversed_iff_loss lower upper hb hc hbc).mpr ?_
    have short : 1 - ρ ≤ L / ((b - c) ^ 2 + 1) :=
      le_of_lt (lt_of_cert (sub_pos.mpr near) (ring_eq (by decide +kernel)))
    have key := (le_div_iff scale).mp short
    have hq : 0 < 1 - ρ := sub_pos.mpr upper
    exact lt_of_cert (add_pos_of_nonneg_of_pos (add_nonneg (sub_nonneg.mpr key) (le_of_lt hq)) hL)
      (ring_eq (by decide +kernel))

/-- **The lead of the first feature by conditional attributions vanishes near collinearity**: for all
effects and every positive bound, with a correlation near enough to one the first attribution
exceeds the second by less than the bound. Exchanging `b` and `c` gives the same for the second. -/
theorem conditional_gap_vanishes (b c : K) {δ : K} (hδ : 0 < δ) :
    ∃ r, r < 1 ∧ ∀ ρ, 0 ≤ ρ → r < ρ → ρ < 1 →
      conditionalShap ρ (b, c) first - conditionalShap ρ (b, c) (next first) < δ := by
  have scale : 0 < 2 * b ^ 2 + 1 := add_pos_of_nonneg_of_pos
    (mul_nonneg (le_of_lt zero_lt_two) (square_nonneg b)) zero_lt_one
  refine ⟨1 - δ / (2 * b ^ 2 + 1), ?_, fun ρ lower near upper => ?_⟩
  · exact lt_of_cert (div_pos hδ scale) (ring_eq (by decide +kernel))
  · rw [conditionalShap_sub]
    have hq : 0 < 1 - ρ := sub_pos.mpr upper
    have short : 1 - ρ < δ / (2 * b ^ 2 + 1) :=
      lt_of_cert (sub_pos.mpr near) (ring_eq (by decide +kernel))
    have key := mul_lt_mul_of_pos_right short scale
    rw [div_mul_cancel _ (ne_of_gt scale)] at key
    have hp : 0 ≤ 1 + ρ := add_nonneg (le_of_lt zero_lt_one) lower
    have rest : 0 ≤ (1 - ρ) + (1 - ρ) ^ 2 * b ^ 2 + (1 - ρ) * (1 + ρ) * c ^ 2 :=
      add_nonneg (add_nonneg (le_of_lt hq) (mul_nonneg (square_nonneg _) (square_nonneg b)))
        (mul_nonneg (mul_nonneg (le_of_lt hq) hp) (square_nonneg c))
    exact lt_of_cert (add_pos_of_nonneg_of_pos rest (sub_pos.mpr key)) (ring_eq (by decide +kernel))

end Loss

end DASH
