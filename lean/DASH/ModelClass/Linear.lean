import DASH.Impossibility.Theorem

/-!
# Linear models of two correlated features

The explicit setting of the modules on boosting and on the lasso: two feature columns and a target
column, vectors with one entry for each row, with the dot product. All that the two procedures see
of the features is their Gram matrix: ones on the diagonal, the correlation `ρ` off it. Least
squares with one feature, what it leaves over, and the squared error of a pair of coefficients are
derived from the vectors; nothing about counts or shares is postulated.

Features and target are meant to be centred, so that dot products are covariances; no theorem here
needs it.
-/

namespace DASH

universe u

section Vectors
variable {K : Type u} [OrderedField K] {n : Nat}

/-- The dot product of two columns. -/
def dot (x y : Fin n → K) : K := sum fun i => x i * y i

/-- A column times a number plus another column times a number. -/
def blend (a : K) (x : Fin n → K) (b : K) (y : Fin n → K) : Fin n → K := fun i => a * x i + b * y i

/-- The dot product is symmetric. -/
theorem dot_comm (x y : Fin n → K) : dot x y = dot y x := sum_congr fun i => mul_comm (x i) (y i)

/-- The dot product is linear in its second argument. -/
theorem dot_blend (x y z : Fin n → K) (a b : K) :
    dot x (blend a y b z) = a * dot x y + b * dot x z := by
  unfold dot
  rw [← sum_mul_left, ← sum_mul_left, ← sum_add]
  refine sum_congr fun i => ?_
  show x i * (a * y i + b * z i) = _
  exact ring_eq (by decide +kernel)

/-- The dot product is linear in its first argument. -/
theorem blend_dot (x y z : Fin n → K) (a b : K) :
    dot (blend a y b z) x = a * dot y x + b * dot z x := by
  rw [dot_comm, dot_blend, dot_comm x y, dot_comm x z]

/-- The dot product of a column with itself is non-negative. -/
theorem dot_self_nonneg (x : Fin n → K) : 0 ≤ dot x x := sum_nonneg fun i => mul_self_nonneg (x i)

/-- Only the zero column has dot product zero with itself. -/
theorem eq_zero_of_dot_self {x : Fin n → K} (h : dot x x = 0) (i : Fin n) : x i = 0 :=
  (mul_eq_zero (eq_zero_of_sum_eq_zero (fun i => mul_self_nonneg (x i)) h i)).elim id id

/-- What least squares with the feature `x` of unit length leaves of the target: the target less
its dot product with the feature times the feature. -/
def residual (x y : Fin n → K) : Fin n → K := blend 1 y (-dot x y) x

/-- The dot product with what is left over. -/
theorem dot_residual (v x y : Fin n → K) : dot v (residual x y) = dot v y - dot x y * dot v x := by
  unfold residual
  rw [dot_blend]
  exact ring_eq (by decide +kernel)

/-- **Least squares.** With a feature of unit length, the squared error of any coefficient is that
of the dot product and the square of the distance to it: the dot product is the only best
coefficient. -/
theorem least_squares {x : Fin n → K} (hx : dot x x = 1) (y : Fin n → K) (c : K) :
    dot (blend 1 y (-c) x) (blend 1 y (-c) x)
      = dot (residual x y) (residual x y) + (c - dot x y) ^ 2 := by
  unfold residual
  rw [dot_blend, blend_dot, blend_dot, dot_blend, blend_dot, blend_dot, hx, dot_comm y x]
  exact ring_eq (by decide +kernel)

/-- A feature of unit length is orthogonal to what its least squares fit leaves. -/
theorem dot_residual_self {x : Fin n → K} (hx : dot x x = 1) (y : Fin n → K) :
    dot x (residual x y) = 0 := by
  rw [dot_residual, hx]
  exact ring_eq (by decide +kernel)

/-- What is left over of a column has the squared length of the column less the square of the
dot product. -/
theorem residual_dot_residual {x : Fin n → K} (hx : dot x x = 1) (y : Fin n → K) :
    dot (residual x y) (residual x y) = dot y y - dot x y ^ 2 := by
  rw [dot_residual, dot_comm _ y, dot_residual, dot_comm (residual x y) x, dot_residual_self hx,
    dot_comm y x]
  exact ring_eq (by decide +kernel)

/-- The fall of the squared error when the target is fitted with one feature. -/
def gain (x y : Fin n → K) : K := dot y y - dot (residual x y) (residual x y)

/-- The fall of the squared error is the square of the dot product of feature and target. -/
theorem gain_eq {x : Fin n → K} (hx : dot x x = 1) (y : Fin n → K) : gain x y = dot x y ^ 2 := by
  unfold gain
  rw [residual_dot_residual hx]
  exact ring_eq (by decide +kernel)

/-- Two features of unit length with the correlation `ρ`: the Gram matrix is `[[1, ρ], [ρ, 1]]`. -/
structure Correlated (x z : Fin n → K) (ρ : K) : Prop where
  left : dot x x = 1
  right : dot z z = 1
  cross : dot x z = ρ

variable {x z : Fin n → K} {ρ : K}

/-- The two features may be named in either order. -/
theorem Correlated.symm (h : Correlated x z ρ) : Correlated z x ρ :=
  ⟨h.right, h.left, (dot_comm z x).trans h.cross⟩

/-- **The share that is left.** Of a feature of unit length, a feature of correlation `ρ` with it
leaves the share `1 - ρ²`. -/
theorem Correlated.residual_share (h : Correlated x z ρ) :
    dot (residual x z) (residual x z) = 1 - ρ ^ 2 := by
  rw [residual_dot_residual h.left, h.right, h.cross]

/-- The square of a correlation is at most one. -/
theorem Correlated.square_le_one (h : Correlated x z ρ) : ρ ^ 2 ≤ 1 :=
  le_of_cert (dot_self_nonneg (residual x z)) h.residual_share.symm

/-- Features of correlation one are the same column. -/
theorem Correlated.eq_of_one (h : Correlated x z 1) (i : Fin n) : z i = x i := by
  have none : dot (residual x z) (residual x z) = 0 :=
    h.residual_share.trans (ring_eq (by decide +kernel))
  have key := eq_zero_of_dot_self none i
  unfold residual blend at key
  rw [h.cross] at key
  exact eq_of_sub_eq_zero (key.symm.trans (ring_eq (by decide +kernel))).symm

end Vectors

/-! ## Pairs of coefficients -/

section Pairs
variable {K : Type u} [OrderedField K] {n : Nat}

/-- The attribution of a feature in a linear model of two features: the size of its coefficient.
The features are named `true` and `false`. -/
def coefficientSize (w : K × K) : Bool → K
  | true => abs w.1
  | false => abs w.2

/-- The model with the two coefficients exchanged. -/
def exchangeCoefficients (w : K × K) : K × K := (w.2, w.1)

/-- The squared error of a linear model of two features. -/
def squaredError (x z y : Fin n → K) (w : K × K) : K :=
  dot (blend 1 y (-1) (blend w.1 x w.2 z)) (blend 1 y (-1) (blend w.1 x w.2 z))

variable {x z y : Fin n → K} {ρ : K}

/-- The squared error in terms of the Gram matrix. -/
theorem Correlated.squaredError_eq (h : Correlated x z ρ) (y : Fin n → K) (w : K × K) :
    squaredError x z y w = dot y y - 2 * (w.1 * dot x y + w.2 * dot z y)
      + (w.1 ^ 2 + 2 * ρ * (w.1 * w.2) + w.2 ^ 2) := by
  unfold squaredError
  rw [dot_blend, blend_dot, blend_dot, dot_blend, blend_dot, blend_dot, blend_dot, blend_dot,
    dot_comm y x, dot_comm y z, dot_comm z x, h.left, h.right, h.cross]
  exact ring_eq (by decide +kernel)

/-- The target has the same covariance with both features. -/
def EvenTarget (x z y : Fin n → K) : Prop := dot x y = dot z y

/-- **The exchange keeps the loss.** For a target that has the same covariance with both features,
exchanging the coefficients does not change the squared error. -/
theorem Correlated.squaredError_exchange (h : Correlated x z ρ) (even : EvenTarget x z y)
    (w : K × K) : squaredError x z y (exchangeCoefficients w) = squaredError x z y w := by
  rw [h.squaredError_eq, h.squaredError_eq, show dot z y = dot x y from even.symm]
  show dot y y - 2 * (w.2 * dot x y + w.1 * dot x y) + (w.2 ^ 2 + 2 * ρ * (w.2 * w.1) + w.1 ^ 2) = _
  exact ring_eq (by decide +kernel)

/-- **A Rashomon pair of equal loss.** For a target that has the same covariance with both
features, every Rashomon set of the squared error that has a model with coefficients of different
size has the two features as a Rashomon pair. -/
theorem Correlated.rashomon (h : Correlated x z ρ) (even : EvenTarget x z y) {bound : K}
    {w : K × K} (hw : squaredError x z y w ≤ bound) (hsize : abs w.2 < abs w.1) :
    Rashomon coefficientSize (RashomonSet (squaredError x z y) bound) true false :=
  rashomon_of_loss_preserving_swap (squaredError x z y) bound exchangeCoefficients
    (h.squaredError_exchange even) (fun _ => rfl) (fun _ => rfl) hw hsize

end Pairs

/-! ## Explicit columns of any correlation close to one -/

section Witness
variable {K : Type u} [OrderedField K]

/-- The column of the two entries `a` and `b`. -/
def column (a b : K) : Fin 2 → K
  | ⟨0, _⟩ => a
  | ⟨_ + 1, _⟩ => b

/-- The dot product of columns of two entries. -/
theorem dot_column (a b c d : K) : dot (column a b) (column c d) = a * c + b * d := by
  show a * c + (b * d + 0) = _
  rw [add_zero]

/-- The correlation of the explicit pair of columns with the parameter `t`. -/
def circleCorrelation (t : K) : K := (1 - t ^ 2) / (1 + t ^ 2)

private theorem circle_pos (t : K) : 0 < 1 + t ^ 2 :=
  lt_of_cert (add_pos_of_nonneg_of_pos (square_nonneg t) zero_lt_one) (ring_eq (by decide +kernel))

/-- The share that is left at the correlation of the parameter `t` is the square of
`2t / (1 + t²)`. -/
theorem one_sub_square_circleCorrelation (t : K) :
    1 - circleCorrelation t ^ 2 = (2 * t / (1 + t ^ 2)) ^ 2 := by
  have unit : (1 + t ^ 2) * (1 + t ^ 2)⁻¹ = 1 := mul_inv_cancel (ne_of_gt (circle_pos t))
  unfold circleCorrelation
  rw [div_eq_mul_inv, div_eq_mul_inv]
  generalize (1 + t ^ 2)⁻¹ = r at unit ⊢
  rw [show (2 * t * r) ^ 2 = ((1 + t ^ 2) * r) ^ 2 - ((1 - t ^ 2) * r) ^ 2 from
    ring_eq (by decide +kernel), unit]
  exact ring_eq (by decide +kernel)

/-- **The Gram matrix occurs.** For every `t` there are two columns of unit length with the
correlation `(1 - t²) / (1 + t²)`, in every ordered field: no square roots are needed. -/
theorem circle_correlated (t : K) :
    Correlated (column 1 0) (column (circleCorrelation t) (2 * t / (1 + t ^ 2)))
      (circleCorrelation t) where
  left := by rw [dot_column]; exact ring_eq (by decide +kernel)
  right := by
    rw [dot_column]
    refine eq_of_sub_eq_zero ?_
    have key := one_sub_square_circleCorrelation t
    generalize 2 * t / (1 + t ^ 2) = s at key ⊢
    generalize circleCorrelation t = c at key ⊢
    rw [show c * c + s * s - 1 = s ^ 2 - (1 - c ^ 2) from ring_eq (by decide +kernel), key]
    exact ring_eq (by decide +kernel)
  cross := by rw [dot_column]; exact ring_eq (by decide +kernel)

/-- A column of unit length and itself have the correlation one. -/
theorem twin_correlated : Correlated (column (1 : K) 0) (column 1 0) 1 := by
  have unit : dot (column (1 : K) 0) (column 1 0) = 1 := by
    rw [dot_column]
    exact ring_eq (by decide +kernel)
  exact ⟨unit, unit, unit⟩

/-- Two columns of unit length whose correlation is as close to one as wanted, from below. -/
theorem exists_correlated_near_one {ε : K} (h : 0 < ε) :
    ∃ (x z : Fin 2 → K) (ρ : K), Correlated x z ρ ∧ 0 ≤ ρ ∧ ρ < 1 ∧ 1 - ρ < ε := by
  obtain ⟨t, tpos, tlt⟩ := exists_between (a := 0) (b := min (1 / 2) ε)
    (lt_of_not_le fun le => by
      by_cases k : (1 / 2 : K) ≤ ε
      · exact not_le_of_lt (half_pos zero_lt_one) (le_trans (le_min (le_refl _) k) le)
      · exact not_le_of_lt h (le_trans (le_min (le_of_lt (lt_of_not_le k)) (le_refl _)) le))
  have thalf : 2 * t < 1 := by
    have key := mul_lt_mul_of_pos_left (lt_of_lt_of_le tlt (min_le_left _ _)) (zero_lt_two (K := K))
    rw [mul_comm 2 (1 / 2 : K), div_mul_cancel 1 two_ne_zero] at key
    exact key
  have square : 2 * t ^ 2 < t :=
    lt_of_cert (mul_pos tpos (sub_pos.mpr thalf)) (ring_eq (by decide +kernel))
  have mul : (1 - circleCorrelation t) * (1 + t ^ 2) = 2 * t ^ 2 := by
    have key := div_mul_cancel (1 - t ^ 2) (ne_of_gt (circle_pos t))
    refine Eq.trans ?_ (congrArg (fun a => 1 + t ^ 2 - a) key |>.trans
      (ring_eq (by decide +kernel)))
    show (1 - (1 - t ^ 2) / (1 + t ^ 2)) * (1 + t ^ 2) = 1 + t ^ 2 - (1 - t ^ 2) / (1 + t ^ 2)
      * (1 + t ^ 2)
    generalize (1 - t ^ 2) / (1 + t ^ 2) = r
    exact ring_eq (by decide +kernel)
  have below : 0 < 1 - circleCorrelation t := by
    refine lt_of_not_le fun le => ?_
    have key := mul_le_mul_of_nonneg_right le (le_of_lt (circle_pos t))
    rw [mul, zero_mul] at key
    exact not_le_of_lt (mul_pos zero_lt_two (square_pos (ne_of_gt tpos))) key
  have near : 1 - circleCorrelation t < t := by
    refine lt_of_le_of_lt ?_ square
    rw [← mul]
    exact le_of_cert (mul_nonneg (le_of_lt below) (square_nonneg t)) (ring_eq (by decide +kernel))
  refine ⟨_, _, _, circle_correlated t, ?_, sub_pos.mp below,
    lt_trans near (lt_of_lt_of_le tlt (min_le_right _ _))⟩
  have small : 0 < 1 - t := lt_of_cert (add_pos_of_nonneg_of_pos (le_of_lt tpos)
    (sub_pos.mpr thalf)) (ring_eq (by decide +kernel))
  exact le_of_cert (le_of_lt (add_pos_of_nonneg_of_pos (le_of_lt small) (sub_pos.mpr near)))
    (ring_eq (by decide +kernel))

end Witness

/-- The sum of two features of unit length has the same covariance `1 + ρ` with both of them. -/
theorem Correlated.even_sum {K : Type u} [OrderedField K] {n : Nat} {x z : Fin n → K} {ρ : K}
    (h : Correlated x z ρ) :
    EvenTarget x z (blend 1 x 1 z) ∧ dot x (blend 1 x 1 z) = 1 + ρ := by
  unfold EvenTarget
  rw [dot_blend, dot_blend, h.left, h.right, h.cross, dot_comm z x, h.cross]
  exact ⟨ring_eq (by decide +kernel), ring_eq (by decide +kernel)⟩

end DASH
