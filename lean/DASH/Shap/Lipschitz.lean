import DASH.Consensus.Mean

/-!
# Robust orders

How far attributions may move before an order is lost. A pair keeps its order while its gap is
more than twice the movement, and no smaller gap is safe. Attributions that are Lipschitz in the
parameters of the model move by at most the constant times the distance of the models; means over
rows and over models keep the constant. Replacing rows of the evaluation set moves a mean by at
most the share of the rows that were replaced times the range. At the end stands the bound by the
triangle inequality on what a stable explanation must get wrong.
-/

namespace DASH

universe u v w

section Gap
variable {F : Type u} {K : Type v} [OrderedField K] {φ ψ : F → K} {ε : K} {j k : F}

/-- **A gap of more than twice the movement keeps its order.** -/
theorem order_kept (hj : abs (φ j - ψ j) ≤ ε) (hk : abs (φ k - ψ k) ≤ ε)
    (gap : 2 * ε < φ j - φ k) : ψ k < ψ j :=
  lt_of_cert (add_pos_of_nonneg_of_pos
    (add_nonneg (sub_nonneg.mpr (le_trans (le_abs_self _) hj))
      (sub_nonneg.mpr (le_trans (neg_le_abs _) hk))) (sub_pos.mpr gap))
    (ring_eq (by decide +kernel))

/-- **A flip uses up both gaps**: where two attributions that differ by at most `ε` order a pair
differently, the two gaps add up to at most `2ε`. -/
theorem gaps_le_of_flip (hj : abs (φ j - ψ j) ≤ ε) (hk : abs (φ k - ψ k) ≤ ε) :
    (φ j - φ k) + (ψ k - ψ j) ≤ 2 * ε :=
  le_of_cert (add_nonneg (sub_nonneg.mpr (le_trans (le_abs_self _) hj))
    (sub_nonneg.mpr (le_trans (neg_le_abs _) hk))) (ring_eq (by decide +kernel))

/-- **Twice the movement is the exact threshold.** Attributions within `ε` that reverse a pair
exist exactly when its gap is less than `2ε`. -/
theorem exists_flip_iff [DecidableEq F] (hε : 0 ≤ ε) (hjk : j ≠ k) :
    (∃ ψ : F → K, (∀ a, abs (φ a - ψ a) ≤ ε) ∧ ψ j < ψ k) ↔ φ j - φ k < 2 * ε := by
  constructor
  · rintro ⟨ψ, near, less⟩
    exact lt_of_cert (add_pos_of_nonneg_of_pos (sub_nonneg.mpr (gaps_le_of_flip (near j) (near k)))
      (sub_pos.mpr less)) (ring_eq (by decide +kernel))
  · intro gap
    refine ⟨fun a => if a = j then φ j - ε else if a = k then φ k + ε else φ a, fun a => ?_, ?_⟩
    · show abs (φ a - if a = j then φ j - ε else if a = k then φ k + ε else φ a) ≤ ε
      by_cases ej : a = j
      · rw [ite_eq_left ej, ej, show φ j - (φ j - ε) = ε from ring_eq (by decide +kernel)]
        exact le_of_eq (abs_of_nonneg hε)
      by_cases ek : a = k
      · rw [ite_eq_right ej, ite_eq_left ek, ek,
          show φ k - (φ k + ε) = -ε from ring_eq (by decide +kernel), abs_neg]
        exact le_of_eq (abs_of_nonneg hε)
      · rw [ite_eq_right ej, ite_eq_right ek, show φ a - φ a = 0 from ring_eq (by decide +kernel),
          abs_of_nonneg (le_refl 0)]
        exact hε
    · show (if j = j then φ j - ε else if j = k then φ k + ε else φ j)
        < if k = j then φ j - ε else if k = k then φ k + ε else φ k
      rw [ite_eq_left rfl, ite_eq_right hjk.symm, ite_eq_left rfl]
      exact lt_of_cert (sub_pos.mpr gap) (ring_eq (by decide +kernel))

/-- Sizes differ by at most the distance: what holds of signed attributions holds of their
absolute values. -/
theorem abs_abs_sub_le (a b : K) : abs (abs a - abs b) ≤ abs (a - b) := by
  have one : ∀ x y : K, abs x - abs y ≤ abs (x - y) := fun x y => by
    have key := abs_add_le (x - y) y
    rw [show x - y + y = x from ring_eq (by decide +kernel)] at key
    exact le_of_cert (sub_nonneg.mpr key) (ring_eq (by decide +kernel))
  refine abs_le (one a b) ?_
  rw [show -(abs a - abs b) = abs b - abs a from ring_eq (by decide +kernel), abs_sub_comm]
  exact one b a

/-- **If every two features are more than twice the movement apart, the whole ranking is kept.** -/
theorem ranking_kept (near : ∀ a, abs (φ a - ψ a) ≤ ε)
    (apart : ∀ a b, a ≠ b → 2 * ε < abs (φ a - φ b)) (a b : F) :
    ByScore φ a b ↔ ByScore ψ a b := by
  have fwd : ∀ a b, φ b < φ a → ψ b < ψ a := fun a b l => by
    have gap := apart a b (fun e => lt_irrefl (φ b) (e ▸ l))
    rw [abs_of_nonneg (le_of_lt (sub_pos.mpr l))] at gap
    exact order_kept (near a) (near b) gap
  refine ⟨fwd a b, fun h => ?_⟩
  rcases lt_trichotomy (φ a) (φ b) with l | same | g
  · exact absurd (fwd b a l) (lt_asymm h)
  · have zero : abs (φ a - φ b) = 0 := by
      rw [same, show φ b - φ b = 0 from ring_eq (by decide +kernel), abs_of_nonneg (le_refl 0)]
    have gap := apart a b fun e => lt_irrefl (ψ b) (e ▸ h)
    rw [zero] at gap
    have nonneg : 0 ≤ 2 * ε :=
      mul_nonneg (le_of_lt zero_lt_two) (le_trans (abs_nonneg _) (near a))
    exact absurd gap (not_lt.mpr nonneg)
  · exact g

/-- **At most the close pairs flip**: the number of pairs that change their order is at most the
number of pairs with a gap of at most `2ε`. -/
theorem flips_le_close {n : Nat} {φ ψ : Fin n → K} (near : ∀ a, abs (φ a - ψ a) ≤ ε) :
    (sum fun j => count fun k => φ k < φ j ∧ ψ j < ψ k)
      ≤ sum fun j => count fun k => φ k < φ j ∧ φ j - φ k ≤ 2 * ε :=
  sum_le_sum_nat fun j => count_le_count fun k h => ⟨h.1, le_of_not_lt fun gap =>
    lt_asymm h.2 (order_kept (near j) (near k) gap)⟩

end Gap

/-! ## Lipschitz attributions -/

section Lipschitz
variable {Θ : Type u} {F : Type v} {K : Type w} [OrderedField K] {dist : Θ → Θ → K} {L : K}

/-- Attributions are Lipschitz in the model when they move by at most `L` times the distance of
the models. -/
def LipschitzIn (dist : Θ → Θ → K) (L : K) (φ : Θ → F → K) : Prop :=
  ∀ f g j, abs (φ f j - φ g j) ≤ L * dist f g

/-- **The safe distance.** A model within the gap divided by `2L` has the same order. -/
theorem LipschitzIn.order_kept {φ : Θ → F → K} (h : LipschitzIn dist L φ) (hL : 0 < L) {f g : Θ}
    {j k : F} (near : dist f g < (φ f j - φ f k) / (2 * L)) : φ g k < φ g j := by
  have scale : 0 < 2 * L := mul_pos zero_lt_two hL
  have key := mul_lt_mul_of_pos_right near scale
  rw [div_mul_cancel _ (ne_of_gt scale)] at key
  exact DASH.order_kept (h f g j) (h f g k)
    (lt_of_cert (sub_pos.mpr key) (ring_eq (by decide +kernel)))

/-- **Models that disagree are far apart**: the two gaps of a pair that two models order
differently add up to at most `2L` times the distance of the models. -/
theorem LipschitzIn.gaps_le {φ : Θ → F → K} (h : LipschitzIn dist L φ) (f g : Θ) (j k : F) :
    (φ f j - φ f k) + (φ g k - φ g j) ≤ 2 * (L * dist f g) :=
  gaps_le_of_flip (h f g j) (h f g k)

/-- The sizes of Lipschitz attributions are Lipschitz with the same constant. -/
theorem LipschitzIn.abs {φ : Θ → F → K} (h : LipschitzIn dist L φ) :
    LipschitzIn dist L fun f j => abs (φ f j) := fun f g j =>
  le_trans (abs_abs_sub_le _ _) (h f g j)

/-- The size of a mean is at most the mean of the sizes. -/
theorem abs_mean_le {n : Nat} (f : Fin n → K) : abs (mean f) ≤ mean fun i => abs (f i) := by
  refine abs_le (mean_le_mean fun i => le_abs_self (f i)) ?_
  have turned : -mean f = mean fun i => -1 * f i := by
    rw [mean_mul_left]
    exact ring_eq (by decide +kernel)
  rw [turned]
  refine mean_le_mean fun i => ?_
  rw [show -1 * f i = -f i from ring_eq (by decide +kernel)]
  exact neg_le_abs (f i)

/-- **Global attributions keep the constant of the local ones**: a mean over rows of Lipschitz
attributions is Lipschitz with the same constant. -/
theorem LipschitzIn.mean_rows {n : Nat} (hn : 0 < n) {φ : Fin n → Θ → F → K}
    (h : ∀ x, LipschitzIn dist L (φ x)) :
    LipschitzIn dist L fun f j => mean fun x => φ x f j := fun f g j => by
  rw [← mean_sub]
  exact le_trans (abs_mean_le _) (mean_le hn fun x => h x f g j)

/-- **The consensus keeps the constant**: two ensembles whose models are paired have consensus
attributions that differ by at most `L` times the mean distance of the pairs. -/
theorem LipschitzIn.consensus {M : Nat} {φ : Θ → F → K} (h : LipschitzIn dist L φ)
    (f g : Fin M → Θ) (j : F) :
    DASH.abs ((mean fun i => φ (f i) j) - mean fun i => φ (g i) j)
      ≤ L * mean fun i => dist (f i) (g i) := by
  rw [← mean_sub, ← mean_mul_left]
  exact le_trans (abs_mean_le _) (mean_le_mean fun i => h (f i) (g i) j)

/-- The effects of linear models are Lipschitz attributions: with the sum of the distances of the
effects as distance of two models, the sizes of the effects have the constant one. -/
theorem effects_lipschitz {n : Nat} :
    LipschitzIn (fun b c : Fin n → K => sum fun i => DASH.abs (b i - c i)) 1
      fun b j => DASH.abs (b j) := fun b c j => by
  rw [one_mul]
  exact le_trans (abs_abs_sub_le _ _) (le_sum (fun i => abs_nonneg (b i - c i)) j)

end Lipschitz

/-! ## Other rows -/

section Rows
variable {K : Type w} [OrderedField K] {n : Nat}

/-- **Replacing rows.** If two lists of `n` numbers differ in some places, by at most `c` in each,
their means differ by at most the share of these places times `c`. -/
theorem mean_change_rows {a b : Fin n → K} {c : K} (h : ∀ x, abs (a x - b x) ≤ c) :
    abs (mean a - mean b) ≤ ofNat (count fun x => a x ≠ b x) / ofNat n * c := by
  have each : ∀ x, abs (a x - b x) ≤ (if a x ≠ b x then 1 else 0) * c := fun x => by
    by_cases e : a x = b x
    · rw [ite_eq_right fun ne : a x ≠ b x => ne e, zero_mul, e,
        show b x - b x = 0 from ring_eq (by decide +kernel)]
      exact le_of_eq (abs_of_nonneg (le_refl 0))
    · rw [ite_eq_left e, one_mul]
      exact h x
  rw [← mean_sub]
  refine le_trans (abs_mean_le _) (le_trans (mean_le_mean each) (le_of_eq ?_))
  unfold mean
  rw [sum_mul_right, ← ofNat_count, div_eq_mul_inv, div_eq_mul_inv]
  exact ring_eq (by decide +kernel)

/-- **The order of two features survives the replacement of rows** while their gap exceeds twice
the range of the local attributions times the share of the rows that were replaced. -/
theorem order_kept_rows {F : Type u} {A B : F → Fin n → K} {c : K} {j k : F}
    (replaced : Fin n → Prop) [DecidablePred replaced]
    (same : ∀ a x, ¬replaced x → A a x = B a x) (range : ∀ a x, abs (A a x - B a x) ≤ c)
    (gap : 2 * (ofNat (count replaced) / ofNat n * c) < mean (A j) - mean (A k)) :
    mean (B k) < mean (B j) := by
  have moved : ∀ a, abs (mean (A a) - mean (B a)) ≤ ofNat (count replaced) / ofNat n * c :=
    fun a => by
      refine le_trans (mean_change_rows (range a)) ?_
      cases n with
      | zero =>
        refine le_of_eq (congrArg (fun x => x * c) ?_)
        rfl
      | succ n =>
        refine mul_le_mul_of_nonneg_right (div_le_div_right (ofNat_le ?_) (ofNat_nonneg _))
          (le_trans (abs_nonneg _) (range a first))
        exact count_le_count fun x ne => Decidable.byContradiction fun r => ne (same a x r)
  exact order_kept (φ := fun a => mean (A a)) (ψ := fun a => mean (B a)) (moved j) (moved k) gap

end Rows

/-! ## What a stable explanation must get wrong -/

section Triangle
variable {E : Type u} {K : Type w} [OrderedField K]

/-- **The triangle bound.** Where two models have explanations at least `Δ` apart and the method
answers with explanations at most `δ` apart, its two errors add up to at least `Δ - δ`, in any
metric. -/
theorem errors_ge {d : E → E → K} (symmetric : ∀ x y, d x y = d y x)
    (triangle : ∀ x y z, d x z ≤ d x y + d y z) {e e' s s' : E} {Δ δ : K} (apart : Δ ≤ d e e')
    (close : d s s' ≤ δ) : Δ - δ ≤ d s e + d s' e' := by
  have key := le_trans (triangle e s e') (add_le_add_left (triangle s s' e') (d e s))
  rw [symmetric e s] at key
  exact le_of_cert (add_nonneg (add_nonneg (sub_nonneg.mpr key) (sub_nonneg.mpr apart))
    (sub_nonneg.mpr close)) (ring_eq (by decide +kernel))

/-- **One of the two errors is at least `(Δ - δ) / 2`.** -/
theorem max_error_ge {d : E → E → K} (symmetric : ∀ x y, d x y = d y x)
    (triangle : ∀ x y z, d x z ≤ d x y + d y z) {e e' s s' : E} {Δ δ : K} (apart : Δ ≤ d e e')
    (close : d s s' ≤ δ) : (Δ - δ) / 2 ≤ max (d s e) (d s' e') := by
  refine (div_le_iff zero_lt_two).mpr (le_trans (errors_ge symmetric triangle apart close) ?_)
  refine le_trans (add_le_add (le_max_left (d s e) (d s' e')) (le_max_right (d s e) _))
    (le_of_eq ?_)
  exact ring_eq (by decide +kernel)

/-- **The bound is attained** on the line: with the explanations 0 and `Δ`, the answers
`(Δ - δ) / 2` and `(Δ + δ) / 2` are `δ` apart and both errors are `(Δ - δ) / 2`. -/
theorem max_error_attained {Δ δ : K} (hδ : 0 ≤ δ) (h : δ ≤ Δ) :
    abs ((Δ - δ) / 2 - (Δ + δ) / 2) = δ ∧ abs ((Δ - δ) / 2 - 0) = (Δ - δ) / 2
      ∧ abs ((Δ + δ) / 2 - Δ) = (Δ - δ) / 2 := by
  have half : (2 : K) * 2⁻¹ = 1 := mul_inv_cancel two_ne_zero
  have error : 0 ≤ (Δ - δ) / 2 := div_nonneg (sub_nonneg.mpr h) (le_of_lt zero_lt_two)
  refine ⟨?_, ?_, ?_⟩
  · rw [div_sub_div, div_eq_mul_inv, show (Δ - δ - (Δ + δ)) * 2⁻¹ = -(δ * (2 * 2⁻¹)) from
      ring_eq (by decide +kernel), half, mul_one, abs_neg, abs_of_nonneg hδ]
  · rw [show (Δ - δ) / 2 - 0 = (Δ - δ) / 2 from ring_eq (by decide +kernel), abs_of_nonneg error]
  · have same : (Δ + δ) / 2 - Δ = -((Δ - δ) / 2) := by
      refine eq_of_sub_eq_zero ?_
      rw [div_eq_mul_inv, div_eq_mul_inv, show (Δ + δ) * 2⁻¹ - Δ - -((Δ - δ) * 2⁻¹)
        = Δ * (2 * 2⁻¹ - 1) from ring_eq (by decide +kernel), half]
      exact ring_eq (by decide +kernel)
    rw [same, abs_neg, abs_of_nonneg error]

/-- The published example: explanations 3/10 apart and a tolerance of 1/20 leave an error of
1/8. -/
theorem triangle_bound_example : ((3 : K) / 10 - 1 / (2 * 10)) / 2 = 1 / 8 := by
  have ten : (10 : K) * 10⁻¹ = 1 := mul_inv_cancel (ofNat_ne_zero (by decide))
  have eight : (8 : K) ≠ 0 := ofNat_ne_zero (by decide)
  refine eq_div_of_mul_eq eight ?_
  have two : (2 : K) * 2⁻¹ = 1 := mul_inv_cancel two_ne_zero
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, mul_inv,
    show (3 * (10 : K)⁻¹ - 1 * (2⁻¹ * 10⁻¹)) * 2⁻¹ * 8
      = (12 - 2 * (2 * 2⁻¹)) * (2 * 2⁻¹) * 10⁻¹ from ring_eq (by decide +kernel), two]
  exact Eq.trans (b := 10 * (10 : K)⁻¹) (ring_eq (by decide +kernel)) ten

end Triangle

end DASH
