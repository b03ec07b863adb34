import DASH.ModelClass.Linear

/-!
# The lasso: which of two collinear features

Least squares with a penalty on the sum of the absolute values of two coefficients, from the
columns. Where the two features are the same column, the best models are a whole segment, with
everything on either feature at its ends: no finite ratio bounds the attributions of the best
models, and the two features are a Rashomon pair of the best models themselves. Where the
correlation is less than one, the published claim that the lasso keeps one feature of a group is
false: with a target of the same covariance with both, the one best model splits evenly, at every
correlation. A corner is best exactly when the covariances with the target differ by enough.

The first section needs no squares: any loss that depends on the sum of two coefficients only.
-/

namespace DASH

universe u v

section Minimisers
variable {Θ : Type v} {K : Type u} [OrderedField K]

/-- A model is best when no model has a smaller loss. -/
def Best (loss : Θ → K) (f : Θ) : Prop := ∀ g, loss f ≤ loss g

/-- The best models are the models of the Rashomon set at the loss of any of them. -/
theorem best_iff_rashomonSet {loss : Θ → K} {f g : Θ} (hf : Best loss f) :
    Best loss g ↔ RashomonSet loss (loss f) g :=
  ⟨fun h => h f, fun h e => le_trans h (hf e)⟩

end Minimisers

/-! ## Any loss of the sum of two coefficients -/

section Sum
variable {K : Type u} [OrderedField K]

/-- A loss of the sum of two coefficients with a penalty `c` on the sum of their absolute
values. -/
def penalised (g : K → K) (c : K) (w : K × K) : K := g (w.1 + w.2) + c * (abs w.1 + abs w.2)

/-- The best coefficient of one feature alone, and that there is no other. -/
def OnlyBest (g : K → K) (c s : K) : Prop :=
  ∀ t, g s + c * abs s ≤ g t + c * abs t ∧ (g t + c * abs t ≤ g s + c * abs s → t = s)

variable {g : K → K} {c s : K}

private theorem abs_pair {a b : K} (e : abs a + abs b = a + b) : 0 ≤ a ∧ 0 ≤ b := by
  have side : ∀ {a b : K}, abs a + abs b = a + b → 0 ≤ a := fun {a b} e => by
    refine Decidable.byContradiction fun neg => ?_
    have lt := lt_of_not_le neg
    have more : a + b < abs a + abs b :=
      add_lt_add_of_lt_of_le (lt_of_lt_of_le lt (abs_nonneg a)) (le_abs_self b)
    exact ne_of_gt more e
  exact ⟨side e, side (by rw [add_comm (abs b), add_comm b]; exact e)⟩

/-- **The best models on collinear features, exactly.** With a positive penalty, and a best total
that is not negative, a pair of coefficients is best if and only if it adds up to the best total
and neither coefficient is negative. -/
theorem penalised_best_iff (hc : 0 < c) (h : OnlyBest g c s) (hs : 0 ≤ s) (w : K × K) :
    Best (penalised g c) w ↔ w.1 + w.2 = s ∧ 0 ≤ w.1 ∧ 0 ≤ w.2 := by
  have value : ∀ v : K × K, 0 ≤ v.1 → 0 ≤ v.2 →
      penalised g c v = g (v.1 + v.2) + c * abs (v.1 + v.2) := fun v h1 h2 => by
    unfold penalised
    rw [abs_of_nonneg h1, abs_of_nonneg h2, abs_of_nonneg (add_nonneg h1 h2)]
  have atLeast : ∀ v : K × K, g (v.1 + v.2) + c * abs (v.1 + v.2) ≤ penalised g c v := fun v =>
    add_le_add_left (mul_le_mul_of_nonneg_left (abs_add_le v.1 v.2) (le_of_lt hc)) _
  constructor
  · intro best
    have corner := best (s, 0)
    rw [value (s, 0) hs (le_refl 0), add_zero] at corner
    have total : w.1 + w.2 = s := (h (w.1 + w.2)).2 (le_trans (atLeast w) corner)
    refine ⟨total, abs_pair ?_⟩
    rw [total]
    refine le_antisymm ?_ (total ▸ add_le_add (le_abs_self w.1) (le_abs_self w.2))
    unfold penalised at corner
    rw [total, abs_of_nonneg hs] at corner
    exact le_of_mul_le_mul_left (le_of_add_le_add_left corner) hc
  · rintro ⟨total, h1, h2⟩ v
    rw [value w h1 h2, total]
    exact le_trans (h (v.1 + v.2)).1 (atLeast v)

/-- **Not unique.** The best model is the only one exactly when its best total is zero. -/
theorem penalised_unique_iff (hc : 0 < c) (h : OnlyBest g c s) (hs : 0 ≤ s) :
    (∀ v w, Best (penalised g c) v → Best (penalised g c) w → v = w) ↔ s = 0 := by
  constructor
  · intro unique
    exact congrArg Prod.fst (unique (s, 0) (0, s)
      ((penalised_best_iff hc h hs _).mpr ⟨add_zero s, hs, le_refl 0⟩)
      ((penalised_best_iff hc h hs _).mpr ⟨zero_add s, le_refl 0, hs⟩))
  · intro zero
    have only : ∀ w : K × K, Best (penalised g c) w → w = (0, 0) := fun w best => by
      obtain ⟨total, h1, h2⟩ := (penalised_best_iff hc h hs w).mp best
      rw [zero] at total
      have one : w.1 ≤ 0 := le_of_cert h2 (by
        rw [show (0 : K) - w.1 = w.1 + w.2 - w.1 from by rw [total]]
        exact ring_eq (by decide +kernel))
      have two : w.2 ≤ 0 := le_of_cert h1 (by
        rw [show (0 : K) - w.2 = w.1 + w.2 - w.2 from by rw [total]]
        exact ring_eq (by decide +kernel))
      show (w.1, w.2) = (0, 0)
      rw [le_antisymm one h1, le_antisymm two h2]
    intro v w hv hw
    rw [only v hv, only w hw]

/-- **A corner gives one feature everything**: the best total on either feature and nothing on the
other is best. -/
theorem penalised_corners (hc : 0 < c) (h : OnlyBest g c s) (hs : 0 ≤ s) :
    Best (penalised g c) (s, 0) ∧ Best (penalised g c) (0, s) :=
  ⟨(penalised_best_iff hc h hs _).mpr ⟨add_zero s, hs, le_refl 0⟩,
   (penalised_best_iff hc h hs _).mpr ⟨zero_add s, le_refl 0, hs⟩⟩

/-- The even split is among the best models: it is their midpoint. -/
theorem penalised_even (hc : 0 < c) (h : OnlyBest g c s) (hs : 0 ≤ s) :
    Best (penalised g c) (s / 2, s / 2) :=
  (penalised_best_iff hc h hs _).mpr ⟨half_add_half s, div_nonneg hs (le_of_lt zero_lt_two),
    div_nonneg hs (le_of_lt zero_lt_two)⟩

/-- **Every ratio occurs.** For each ratio that is not negative there is a best model of which the
first coefficient is that many times the second, and the second is positive. -/
theorem penalised_every_ratio (hc : 0 < c) (h : OnlyBest g c s) (hs : 0 < s) {r : K}
    (hr : 0 ≤ r) : ∃ w, Best (penalised g c) w ∧ 0 < w.2 ∧ w.1 = r * w.2 := by
  have pos : 0 < r + 1 := add_pos_of_nonneg_of_pos hr zero_lt_one
  have part : 0 < s / (r + 1) := div_pos hs pos
  refine ⟨(r * (s / (r + 1)), s / (r + 1)), (penalised_best_iff hc h (le_of_lt hs) _).mpr
    ⟨?_, mul_nonneg hr (le_of_lt part), le_of_lt part⟩, part, rfl⟩
  show r * (s / (r + 1)) + s / (r + 1) = s
  refine Eq.trans ?_ (div_mul_cancel s (ne_of_gt pos))
  generalize s / (r + 1) = q
  exact ring_eq (by decide +kernel)

/-- **No finite ratio.** For every bound there are best models of which the attribution of the
first feature exceeds the bound times that of the second, with both of them used as well as with
the second not used at all. -/
theorem penalised_no_finite_ratio (hc : 0 < c) (h : OnlyBest g c s) (hs : 0 < s) (B : K) :
    (∃ w, Best (penalised g c) w ∧ 0 < coefficientSize w false ∧
      B * coefficientSize w false < coefficientSize w true) ∧
    ∃ w, Best (penalised g c) w ∧ coefficientSize w false = 0 ∧ 0 < coefficientSize w true := by
  have nonneg : 0 ≤ abs B + 1 := add_nonneg (abs_nonneg B) (le_of_lt zero_lt_one)
  obtain ⟨w, best, pos, ratio⟩ := penalised_every_ratio hc h hs nonneg
  have size : abs w.2 = w.2 := abs_of_nonneg (le_of_lt pos)
  have exceeds : B * w.2 < abs w.1 := by
    rw [ratio, abs_of_nonneg (mul_nonneg nonneg (le_of_lt pos)), mul_comm B, mul_comm _ w.2]
    exact mul_lt_mul_of_pos_left (lt_of_le_of_lt (le_abs_self B) (lt_add_one _)) pos
  refine ⟨⟨w, best, ?_, ?_⟩, (s, 0), (penalised_corners hc h (le_of_lt hs)).1,
    abs_of_nonneg (le_refl 0), ?_⟩
  · show 0 < abs w.2
    rw [size]
    exact pos
  · show B * abs w.2 < abs w.1
    rw [size]
    exact exceeds
  · show 0 < abs s
    rw [abs_of_nonneg (le_of_lt hs)]
    exact hs

/-- **The two features are a Rashomon pair of the best models**: the corners have the same, least
loss and order the features in opposite ways. -/
theorem penalised_rashomon (hc : 0 < c) (h : OnlyBest g c s) (hs : 0 < s) :
    Rashomon coefficientSize (Best (penalised g c)) true false :=
  rashomon_of_swap (f := (s, 0)) exchangeCoefficients
    (fun w best => by
      obtain ⟨total, h1, h2⟩ := (penalised_best_iff hc h (le_of_lt hs) w).mp best
      exact (penalised_best_iff hc h (le_of_lt hs) _).mpr ⟨(add_comm _ _).trans total, h2, h1⟩)
    (fun _ => rfl) (fun _ => rfl) (penalised_corners hc h (le_of_lt hs)).1 (by
      show abs 0 < abs s
      rw [abs_of_nonneg (le_refl 0), abs_of_nonneg (le_of_lt hs)]
      exact hs)

/-- No ranking is faithful to all best models. -/
theorem penalised_impossible (hc : 0 < c) (h : OnlyBest g c s) (hs : 0 < s)
    (R : Bool → Bool → Prop) :
    ¬∀ w, Best (penalised g c) w → Faithful coefficientSize w R :=
  impossibility (strictValues K) (penalised_rashomon hc h hs)

/-- **The hypothesis occurs.** Half of the squared distance to `1` with a penalty `c` from `0` up
to `1` has the best total `1 - c` and no other. -/
theorem onlyBest_square (hc : 0 ≤ c) (h1 : c ≤ 1) :
    OnlyBest (fun s => (1 - s) ^ 2 / 2) c (1 - c) := fun t => by
  have half : ∀ a : K, a ^ 2 / 2 + a ^ 2 / 2 = a ^ 2 := fun a => half_add_half _
  have best : abs (1 - c) = 1 - c := abs_of_nonneg (sub_nonneg.mpr h1)
  have two : 2 * ((1 - t) ^ 2 / 2 + c * abs t) - 2 * ((1 - (1 - c)) ^ 2 / 2 + c * abs (1 - c))
      = (t - (1 - c)) ^ 2 + 2 * (c * (abs t - t)) := by
    have e1 := half (1 - t)
    have e2 := half (1 - (1 - c))
    rw [best]
    generalize (1 - t) ^ 2 / 2 = p at *
    generalize (1 - (1 - c)) ^ 2 / 2 = q at *
    rw [show 2 * (p + c * abs t) - 2 * (q + c * (1 - c))
      = p + p - (q + q) + 2 * (c * abs t) - 2 * (c * (1 - c)) from ring_eq (by decide +kernel),
      e1, e2]
    exact ring_eq (by decide +kernel)
  have penalty : 0 ≤ 2 * (c * (abs t - t)) :=
    mul_nonneg (le_of_lt zero_lt_two) (mul_nonneg hc (sub_nonneg.mpr (le_abs_self t)))
  refine ⟨?_, fun le => ?_⟩
  · refine le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two
    exact le_of_cert (add_nonneg (square_nonneg _) penalty) two
  · have none : (t - (1 - c)) ^ 2 = 0 := by
      refine le_antisymm ?_ (square_nonneg _)
      refine le_trans ?_ (le_trans (le_of_eq two.symm) ?_)
      · exact le_of_cert penalty (ring_eq (by decide +kernel))
      · exact le_of_cert (mul_nonneg (le_of_lt zero_lt_two) (sub_nonneg.mpr le))
          (ring_eq (by decide +kernel))
    exact eq_of_sub_eq_zero (eq_zero_of_square_eq_zero none)

end Sum

/-! ## Two features of any correlation -/

section Correlation
variable {K : Type u} [OrderedField K] {n : Nat}

/-- The lasso on two features: the squared error and a penalty `2 c` on the sum of the absolute
values of the coefficients. -/
def lassoLoss (x z y : Fin n → K) (c : K) (w : K × K) : K :=
  squaredError x z y w + 2 * (c * (abs w.1 + abs w.2))

variable {x z y : Fin n → K} {ρ c : K}

private theorem even_quadratic (a b ρ t : K) :
    2 * (a ^ 2 + 2 * ρ * (a * b) + b ^ 2 - 2 * ((a + b) * ((1 + ρ) * t)) + 2 * ((1 + ρ) * t * t))
      = (1 + ρ) * (a + b - 2 * t) ^ 2 + (1 - ρ) * (a - b) ^ 2 :=
  ring_eq (by decide +kernel)

private theorem even_linear (q u v c g r t : K) :
    q - 2 * (u * (c + g)) + r + 2 * (c * v) - (q - 4 * (t * (c + g)) + 2 * (g * t) + 4 * (c * t))
      = r - 2 * (u * g) + 2 * (g * t) + 2 * (c * (v - u)) :=
  ring_eq (by decide +kernel)

private theorem even_identity (q a b p r ρ c t : K) :
    2 * (q - 2 * ((a + b) * (c + (1 + ρ) * t)) + (a ^ 2 + 2 * ρ * (a * b) + b ^ 2)
        + 2 * (c * (p + r))
        - (q - 4 * (t * (c + (1 + ρ) * t)) + 2 * ((1 + ρ) * t * t) + 4 * (c * t)))
      = (1 + ρ) * (a + b - 2 * t) ^ 2 + (1 - ρ) * (a - b) ^ 2 + 4 * (c * (p - a + (r - b))) := by
  rw [even_linear, mul_add, even_quadratic, show p - a + (r - b) = p + r - (a + b) from
    ring_eq (by decide +kernel)]
  generalize p + r - (a + b) = k
  refine congr (congrArg HAdd.hAdd rfl) ?_
  exact ring_eq (by decide +kernel)

private theorem corner_quadratic (a b ρ t : K) :
    a ^ 2 + 2 * ρ * (a * b) + b ^ 2 - 2 * (a * t) + t ^ 2 - 2 * (ρ * t * b)
      = (a - t) ^ 2 + 2 * ρ * ((a - t) * b) + b ^ 2 :=
  ring_eq (by decide +kernel)

private theorem corner_cancel (q x k v t : K) : q - x + k + v - (q - t) = k + (v - x) + t :=
  ring_eq (by decide +kernel)

private theorem corner_linear (a e p r c t : K) :
    2 * (c * (p + r)) - 2 * (a * (c + t) + e) = 2 * (c * (p - a)) + 2 * (c * r - e) - 2 * (a * t) :=
  ring_eq (by decide +kernel)

private theorem corner_order (k v w f g t : K) :
    k + (v + w - f) + t = k - f + t - g + v + (w + g) :=
  ring_eq (by decide +kernel)

private theorem corner_identity (q a b p r d ρ c t : K) :
    q - 2 * (a * (c + t) + b * d) + (a ^ 2 + 2 * ρ * (a * b) + b ^ 2) + 2 * (c * (p + r))
        - (q - t ^ 2)
      = (a - t) ^ 2 + 2 * ρ * ((a - t) * b) + b ^ 2 + 2 * (c * (p - a))
        + 2 * (c * r - (d - ρ * t) * b) := by
  rw [corner_cancel, corner_linear, corner_order (g := 2 * (ρ * t * b)), corner_quadratic]
  generalize c * r = m
  refine congr (congrArg HAdd.hAdd rfl) ?_
  exact ring_eq (by decide +kernel)

/-- What the loss of a model exceeds that of the even split by, at a target of the same covariance
with both features. -/
theorem Correlated.lassoLoss_sub (h : Correlated x z ρ) (even : EvenTarget x z y) {t : K}
    (ht : 0 ≤ t) (e : (1 + ρ) * t = dot x y - c) (w : K × K) :
    2 * (lassoLoss x z y c w - lassoLoss x z y c (t, t))
      = (1 + ρ) * (w.1 + w.2 - 2 * t) ^ 2 + (1 - ρ) * (w.1 - w.2) ^ 2
        + 4 * (c * (abs w.1 - w.1 + (abs w.2 - w.2))) := by
  unfold lassoLoss
  rw [h.squaredError_eq, h.squaredError_eq, show dot z y = dot x y from even.symm,
    show dot x y = c + (1 + ρ) * t from by rw [e]; exact ring_eq (by decide +kernel)]
  refine Eq.trans (congrArg (fun v => 2 * v) ?_) (even_identity (dot y y) w.1 w.2 (abs w.1)
    (abs w.2) ρ c t)
  refine congr (congrArg HSub.hSub ?_) ?_
  · rw [← add_mul w.1]
  · show dot y y - 2 * (t * (c + (1 + ρ) * t) + t * (c + (1 + ρ) * t))
      + (t ^ 2 + 2 * ρ * (t * t) + t ^ 2) + 2 * (c * (abs t + abs t)) = _
    rw [abs_of_nonneg ht]
    exact ring_eq (by decide +kernel)

private theorem penalty_nonneg (hc : 0 ≤ c) (w : K × K) :
    0 ≤ 4 * (c * (abs w.1 - w.1 + (abs w.2 - w.2))) :=
  mul_nonneg (show (0 : K) ≤ ofNat 4 from ofNat_nonneg 4) (mul_nonneg hc (add_nonneg
    (sub_nonneg.mpr (le_abs_self w.1)) (sub_nonneg.mpr (le_abs_self w.2))))

private theorem zero_of_sum {a b d : K} (ha : 0 ≤ a) (hb : 0 ≤ b) (hd : 0 ≤ d)
    (le : a + b + d ≤ 0) : a = 0 ∧ b = 0 ∧ d = 0 :=
  ⟨le_antisymm (le_of_cert (add_nonneg (add_nonneg hb hd) (sub_nonneg.mpr le))
      (ring_eq (by decide +kernel))) ha,
   le_antisymm (le_of_cert (add_nonneg (add_nonneg ha hd) (sub_nonneg.mpr le))
      (ring_eq (by decide +kernel))) hb,
   le_antisymm (le_of_cert (add_nonneg (add_nonneg ha hb) (sub_nonneg.mpr le))
      (ring_eq (by decide +kernel))) hd⟩

/-- **The lasso splits evenly.** With a target of the same covariance with both features, greater
than the penalty, and a correlation strictly between `-1` and `1`, the even split is the one best
model. The claim that the lasso keeps one feature of a correlated group is false at every such
correlation. -/
theorem Correlated.lasso_splits (h : Correlated x z ρ) (even : EvenTarget x z y) (hc : 0 ≤ c)
    (hs : c < dot x y) (h0 : -1 < ρ) (h1 : ρ < 1) (w : K × K) :
    Best (lassoLoss x z y c) w ↔
      w = ((dot x y - c) / (1 + ρ), (dot x y - c) / (1 + ρ)) := by
  have pos : 0 < 1 + ρ := lt_of_cert (sub_pos.mpr h0) (ring_eq (by decide +kernel))
  have ht : 0 ≤ (dot x y - c) / (1 + ρ) := div_nonneg (le_of_lt (sub_pos.mpr hs)) (le_of_lt pos)
  have e : (1 + ρ) * ((dot x y - c) / (1 + ρ)) = dot x y - c := by
    rw [mul_comm, div_mul_cancel _ (ne_of_gt pos)]
  generalize (dot x y - c) / (1 + ρ) = t at *
  have excess := h.lassoLoss_sub even ht e
  have first : ∀ v : K × K, 0 ≤ (1 + ρ) * (v.1 + v.2 - 2 * t) ^ 2 := fun v =>
    mul_nonneg (le_of_lt pos) (square_nonneg _)
  have second : ∀ v : K × K, 0 ≤ (1 - ρ) * (v.1 - v.2) ^ 2 := fun v =>
    mul_nonneg (sub_nonneg.mpr (le_of_lt h1)) (square_nonneg _)
  have least : Best (lassoLoss x z y c) (t, t) := fun v => by
    refine sub_nonneg.mp (le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two)
    rw [excess, mul_zero]
    exact add_nonneg (add_nonneg (first v) (second v)) (penalty_nonneg hc v)
  constructor
  · intro best
    have le : (1 + ρ) * (w.1 + w.2 - 2 * t) ^ 2 + (1 - ρ) * (w.1 - w.2) ^ 2
        + 4 * (c * (abs w.1 - w.1 + (abs w.2 - w.2))) ≤ 0 := by
      rw [← excess]
      exact le_of_cert (mul_nonneg (le_of_lt zero_lt_two) (sub_nonneg.mpr (best (t, t))))
        (ring_eq (by decide +kernel))
    obtain ⟨a, b, _⟩ := zero_of_sum (first w) (second w) (penalty_nonneg hc w) le
    have total := eq_zero_of_square_eq_zero ((mul_eq_zero a).resolve_left (ne_of_gt pos))
    have equal := eq_of_sub_eq_zero (eq_zero_of_square_eq_zero
      ((mul_eq_zero b).resolve_left (ne_of_gt (sub_pos.mpr h1))))
    have one : w.1 = t := by
      refine mul_left_cancel (c := 2) two_ne_zero ?_
      refine eq_of_sub_eq_zero (Eq.trans ?_ total)
      rw [← equal]
      exact ring_eq (by decide +kernel)
    show (w.1, w.2) = (t, t)
    rw [← equal, one]
  · intro same
    rw [same]
    exact least

/-- So at every correlation below one the lasso gives both features the same attribution, other
than zero, where the published claim has an infinite ratio. -/
theorem Correlated.lasso_even_attribution (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hc : 0 ≤ c) (hs : c < dot x y) (h0 : -1 < ρ) (h1 : ρ < 1) {w : K × K}
    (best : Best (lassoLoss x z y c) w) :
    coefficientSize w true = coefficientSize w false ∧ 0 < coefficientSize w false := by
  rw [(h.lasso_splits even hc hs h0 h1 w).mp best]
  refine ⟨rfl, ?_⟩
  have pos : 0 < (dot x y - c) / (1 + ρ) := div_pos (sub_pos.mpr hs)
    (lt_of_cert (sub_pos.mpr h0) (ring_eq (by decide +kernel)))
  show 0 < abs ((dot x y - c) / (1 + ρ))
  rw [abs_of_nonneg (le_of_lt pos)]
  exact pos

/-- **Perfectly correlated features: a whole segment.** A pair of coefficients is best if and only
if it adds up to the covariance with the target less the penalty and neither is negative. -/
theorem Correlated.lasso_collinear (h : Correlated x z 1) (hc : 0 < c) (hs : c ≤ dot x y)
    (w : K × K) :
    Best (lassoLoss x z y c) w ↔ w.1 + w.2 = dot x y - c ∧ 0 ≤ w.1 ∧ 0 ≤ w.2 := by
  have even : EvenTarget x z y := sum_congr fun i => by rw [h.eq_of_one i]
  have ht : 0 ≤ (dot x y - c) / 2 := div_nonneg (sub_nonneg.mpr hs) (le_of_lt zero_lt_two)
  have twice : 2 * ((dot x y - c) / 2) = dot x y - c := by
    rw [mul_comm, div_mul_cancel _ two_ne_zero]
  have e : (1 + 1) * ((dot x y - c) / 2) = dot x y - c := twice
  generalize (dot x y - c) / 2 = t at *
  have excess := h.lassoLoss_sub even ht e
  have first : ∀ v : K × K, 0 ≤ (1 + 1) * (v.1 + v.2 - 2 * t) ^ 2 := fun v =>
    mul_nonneg (le_of_lt zero_lt_two) (square_nonneg _)
  have second : ∀ v : K × K, (1 - 1) * (v.1 - v.2) ^ 2 = 0 := fun v => ring_eq (by decide +kernel)
  have nonneg : ∀ v : K × K, 0 ≤ (1 + 1) * (v.1 + v.2 - 2 * t) ^ 2 + (1 - 1) * (v.1 - v.2) ^ 2
      + 4 * (c * (abs v.1 - v.1 + (abs v.2 - v.2))) := fun v =>
    add_nonneg (add_nonneg (first v) (le_of_eq (second v).symm)) (penalty_nonneg (le_of_lt hc) v)
  rw [← twice]
  constructor
  · intro best
    have le : (1 + 1) * (w.1 + w.2 - 2 * t) ^ 2 + (1 - 1) * (w.1 - w.2) ^ 2
        + 4 * (c * (abs w.1 - w.1 + (abs w.2 - w.2))) ≤ 0 := by
      rw [← excess]
      exact le_of_cert (mul_nonneg (le_of_lt zero_lt_two) (sub_nonneg.mpr (best (t, t))))
        (ring_eq (by decide +kernel))
    obtain ⟨a, _, d⟩ := zero_of_sum (first w) (le_of_eq (second w).symm)
      (penalty_nonneg (le_of_lt hc) w) le
    refine ⟨eq_of_sub_eq_zero (eq_zero_of_square_eq_zero
      ((mul_eq_zero a).resolve_left two_ne_zero)), abs_pair ?_⟩
    have zero := (mul_eq_zero ((mul_eq_zero d).resolve_left (show (ofNat 4 : K) ≠ 0 from
      ofNat_ne_zero (by decide)))).resolve_left (ne_of_gt hc)
    exact eq_of_sub_eq_zero (Eq.trans (ring_eq (by decide +kernel)) zero)
  · rintro ⟨total, h1, h2⟩ v
    have zero : lassoLoss x z y c w - lassoLoss x z y c (t, t) = 0 := by
      refine mul_left_cancel (c := 2) two_ne_zero ?_
      rw [excess, total, abs_of_nonneg h1, abs_of_nonneg h2]
      exact ring_eq (by decide +kernel)
    rw [eq_of_sub_eq_zero zero]
    refine sub_nonneg.mp (le_of_mul_le_mul_left (c := 2) ?_ zero_lt_two)
    rw [excess, mul_zero]
    exact nonneg v

/-- **Perfectly correlated features are a Rashomon pair of the best models**, as soon as the
covariance with the target exceeds the penalty. -/
theorem Correlated.lasso_collinear_rashomon (h : Correlated x z 1) (hc : 0 < c)
    (hs : c < dot x y) : Rashomon coefficientSize (Best (lassoLoss x z y c)) true false :=
  rashomon_of_swap (f := (dot x y - c, 0)) exchangeCoefficients
    (fun w best => by
      obtain ⟨total, h1, h2⟩ := (h.lasso_collinear hc (le_of_lt hs) w).mp best
      exact (h.lasso_collinear hc (le_of_lt hs) _).mpr ⟨(add_comm _ _).trans total, h2, h1⟩)
    (fun _ => rfl) (fun _ => rfl)
    ((h.lasso_collinear hc (le_of_lt hs) _).mpr
      ⟨add_zero _, le_of_lt (sub_pos.mpr hs), le_refl 0⟩) (by
      show abs 0 < abs (dot x y - c)
      rw [abs_of_nonneg (le_refl 0), abs_of_nonneg (le_of_lt (sub_pos.mpr hs))]
      exact sub_pos.mpr hs)

/-! ## When a corner is best -/

/-- What the loss of a model exceeds that of the corner by. -/
theorem Correlated.lassoLoss_sub_corner (h : Correlated x z ρ) {t : K} (ht : 0 ≤ t)
    (e : t = dot x y - c) (w : K × K) :
    lassoLoss x z y c w - lassoLoss x z y c (t, 0)
      = (w.1 - t) ^ 2 + 2 * ρ * ((w.1 - t) * w.2) + w.2 ^ 2 + 2 * (c * (abs w.1 - w.1))
        + 2 * (c * abs w.2 - (dot z y - ρ * t) * w.2) := by
  unfold lassoLoss
  rw [h.squaredError_eq, h.squaredError_eq,
    show dot x y = c + t from by rw [e]; exact ring_eq (by decide +kernel)]
  refine Eq.trans (congr (congrArg HSub.hSub rfl) ?_) (corner_identity (dot y y) w.1 w.2 (abs w.1)
    (abs w.2) (dot z y) ρ c t)
  show dot y y - 2 * (t * (c + t) + 0 * dot z y) + (t ^ 2 + 2 * ρ * (t * 0) + 0 ^ 2)
    + 2 * (c * (abs t + abs 0)) = _
  rw [abs_of_nonneg ht, abs_of_nonneg (le_refl 0)]
  exact ring_eq (by decide +kernel)

/-- **When the lasso keeps one feature.** Everything on the first feature is best exactly when what
it leaves has a covariance with the second feature of at most the penalty. -/
theorem Correlated.lasso_corner_iff (h : Correlated x z ρ) (hs : c ≤ dot x y) (hc : 0 ≤ c) :
    Best (lassoLoss x z y c) (dot x y - c, 0) ↔ abs (dot z y - ρ * (dot x y - c)) ≤ c := by
  have excess := h.lassoLoss_sub_corner (sub_nonneg.mpr hs) rfl
  have ht := sub_nonneg.mpr hs
  have square := h.square_le_one
  generalize dot x y - c = t at *
  generalize dot z y - ρ * t = d at *
  constructor
  · intro best
    have along : ∀ b : K, 0 ≤ b ^ 2 + 2 * (c * abs b - d * b) := fun b => by
      have key := sub_nonneg.mpr (best (t, b))
      rw [excess] at key
      refine le_trans key (le_of_eq ?_)
      show (t - t) ^ 2 + 2 * ρ * ((t - t) * b) + b ^ 2 + 2 * (c * (abs t - t))
        + 2 * (c * abs b - d * b) = _
      rw [abs_of_nonneg ht]
      generalize c * abs b = p
      exact ring_eq (by decide +kernel)
    refine abs_le (le_of_not_lt fun more => ?_) (le_of_not_lt fun more => ?_)
    · have key := along (d - c)
      rw [abs_of_nonneg (le_of_lt (sub_pos.mpr more))] at key
      exact not_le_of_lt (square_pos (ne_of_gt (sub_pos.mpr more)))
        (le_of_cert key (ring_eq (by decide +kernel)))
    · have pos : 0 < -d - c := sub_pos.mpr more
      have key := along (-(-d - c))
      rw [abs_neg, abs_of_nonneg (le_of_lt pos)] at key
      exact not_le_of_lt (square_pos (ne_of_gt pos))
        (le_of_cert key (ring_eq (by decide +kernel)))
  · intro le w
    refine sub_nonneg.mp ?_
    rw [excess]
    have quadratic : 0 ≤ (w.1 - t) ^ 2 + 2 * ρ * ((w.1 - t) * w.2) + w.2 ^ 2 :=
      le_trans (add_nonneg (square_nonneg (w.1 - t + ρ * w.2))
        (mul_nonneg (sub_nonneg.mpr square) (square_nonneg w.2)))
        (le_of_eq (ring_eq (by decide +kernel)))
    refine add_nonneg (add_nonneg quadratic (mul_nonneg (le_of_lt zero_lt_two)
      (mul_nonneg hc (sub_nonneg.mpr (le_abs_self w.1))))) (mul_nonneg (le_of_lt zero_lt_two)
      (sub_nonneg.mpr ?_))
    rcases le_total 0 w.2 with side | side
    · rw [abs_of_nonneg side]
      exact mul_le_mul_of_nonneg_right (le_trans (le_abs_self d) le) side
    · rw [abs_of_nonpos side]
      exact le_of_cert (mul_nonneg (sub_nonneg.mpr (le_trans (neg_le_abs d) le))
        (neg_nonneg.mpr side)) (ring_eq (by decide +kernel))

/-- **Keeping one feature needs a difference, not a correlation.** If everything on the first
feature is best, then its covariance with the target exceeds that of the second by at least
`1 - ρ` times the coefficient. -/
theorem Correlated.lasso_corner_gap (h : Correlated x z ρ) (hs : c ≤ dot x y) (hc : 0 ≤ c)
    (best : Best (lassoLoss x z y c) (dot x y - c, 0)) :
    (1 - ρ) * (dot x y - c) ≤ dot x y - dot z y :=
  le_of_cert (sub_nonneg.mpr (le_trans (le_abs_self _) ((h.lasso_corner_iff hs hc).mp best)))
    (ring_eq (by decide +kernel))

/-- **Both behaviours occur at every correlation from `0` up to but not at `1`.** On the same two
columns, with the penalty one half: the target that is the sum of the two has the even split for
its one best model, and the target that is the first feature alone has a corner. -/
theorem Correlated.lasso_both (h : Correlated x z ρ) (h0 : 0 ≤ ρ) (h1 : ρ < 1) :
    (∀ w, Best (lassoLoss x z (blend 1 x 1 z) (1 / 2)) w → w.1 = w.2 ∧ 0 < w.1) ∧
      Best (lassoLoss x z x (1 / 2)) (1 - 1 / 2, 0) := by
  have half : (0 : K) < 1 / 2 := half_pos zero_lt_one
  have less : (1 : K) / 2 < 1 := half_lt_self zero_lt_one
  constructor
  · intro w best
    have even := h.even_sum
    have more : 1 / 2 < dot x (blend 1 x 1 z) := by
      rw [even.2]
      exact lt_of_lt_of_le less (le_of_cert h0 (ring_eq (by decide +kernel)))
    have low : -1 < ρ := lt_of_lt_of_le (neg_pos.mp (by rw [neg_neg]; exact zero_lt_one)) h0
    rw [(h.lasso_splits even.1 (le_of_lt half) more low h1 w).mp best]
    exact ⟨rfl, div_pos (sub_pos.mpr more)
      (lt_of_cert (sub_pos.mpr low) (ring_eq (by decide +kernel)))⟩
  · have key := h.lasso_corner_iff (y := x) (c := 1 / 2) (by rw [h.left]; exact le_of_lt less)
      (le_of_lt half)
    rw [h.left, dot_comm z x, h.cross] at key
    refine key.mpr ?_
    rw [show ρ - ρ * (1 - 1 / 2) = ρ * (1 / 2) from ring_eq (by decide +kernel),
      abs_of_nonneg (mul_nonneg h0 (le_of_lt half))]
    exact le_of_cert (mul_nonneg (sub_nonneg.mpr (le_of_lt h1)) (le_of_lt half))
      (ring_eq (by decide +kernel))

end Correlation

end DASH
