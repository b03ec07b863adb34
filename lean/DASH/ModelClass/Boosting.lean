import DASH.ModelClass.Linear
import DASH.Probability.Law

/-!
# Boosting: the feature that comes first

Greedy boosting on two features of unit length with the correlation `ρ`, from the columns. What
the first feature leaves of the second is `1 - ρ²`; three ways to turn that into a ratio of
attributions give three answers, which the published work does not tell apart.

* For a target without a preferred direction, and a first feature that does not depend on the
  target, the expected fall of the squared error of the first step is `1 / (1 - ρ²)` times that of
  the second. This is the published ratio, and the published counts, `T / (2 - ρ²)` and
  `(1 - ρ²) T / (2 - ρ²)`, are a division of `T` in this ratio. They add up to `T` for two features
  only.
* For a target that has the same covariance with both features, the coefficient of the first step
  is `1 / (1 - ρ)` times that of the second: more than the published ratio. With a learning rate
  `η` it is `1 / (1 - η ρ)`, which is at most `1 / (1 - η)` for all correlations.
* When boosting goes on, it takes turns, so that the counts are equal, and the lead of the first
  feature shrinks by the factor `ρ²` in each round.

So the ratio is unbounded in `ρ` for each number of rounds at full steps, and it tends to one in
the number of rounds for each `ρ < 1`.
-/

namespace DASH

universe u v

/-! ## The published ratio and counts -/

section Published
variable {K : Type u} [OrderedField K] {ρ τ : K}

/-- The published ratio of the attribution of the first feature to that of a feature of
correlation `ρ` with it. -/
def firstMoverRatio (ρ : K) : K := 1 / (1 - ρ ^ 2)

/-- The published number of splits of the first feature in `T` rounds. -/
def firstMoverCount (ρ T : K) : K := T / (2 - ρ ^ 2)

/-- The published number of splits of each other feature in `T` rounds. -/
def mateCount (ρ T : K) : K := (1 - ρ ^ 2) * T / (2 - ρ ^ 2)

private theorem two_sub_pos (h : ρ ^ 2 ≤ 1) : 0 < 2 - ρ ^ 2 :=
  lt_of_cert (add_pos_of_nonneg_of_pos (sub_nonneg.mpr h) zero_lt_one) (ring_eq (by decide +kernel))

/-- **Where the published counts come from**: they are the one division of `T` rounds between two
features in which the second gets the share `1 - ρ²` of what the first gets. -/
theorem firstMoverCount_unique (h : ρ ^ 2 ≤ 1) {a b T : K} :
    (b = (1 - ρ ^ 2) * a ∧ a + b = T) ↔ (a = firstMoverCount ρ T ∧ b = mateCount ρ T) := by
  have ne : 2 - ρ ^ 2 ≠ 0 := ne_of_gt (two_sub_pos h)
  unfold firstMoverCount mateCount
  constructor
  · rintro ⟨e, total⟩
    have first : a = T / (2 - ρ ^ 2) := eq_div_of_mul_eq ne (by
      rw [← total, e]; exact ring_eq (by decide +kernel))
    refine ⟨first, ?_⟩
    rw [e, first, div_eq_mul_inv, div_eq_mul_inv, mul_assoc]
  · rintro ⟨ea, eb⟩
    have unit : (2 - ρ ^ 2) * (2 - ρ ^ 2)⁻¹ = 1 := mul_inv_cancel ne
    rw [ea, eb, div_eq_mul_inv, div_eq_mul_inv]
    refine ⟨mul_assoc _ _ _, ?_⟩
    rw [show T * (2 - ρ ^ 2)⁻¹ + (1 - ρ ^ 2) * T * (2 - ρ ^ 2)⁻¹
      = T * ((2 - ρ ^ 2) * (2 - ρ ^ 2)⁻¹) from ring_eq (by decide +kernel), unit, mul_one]

/-- **The gap of the published counts** is `ρ² T / (2 - ρ²)`. -/
theorem firstMoverCount_gap (ρ T : K) :
    firstMoverCount ρ T - mateCount ρ T = ρ ^ 2 * T / (2 - ρ ^ 2) := by
  unfold firstMoverCount mateCount
  rw [div_sub_div]
  exact congrArg (fun a => a / (2 - ρ ^ 2)) (ring_eq (by decide +kernel))

/-- **The gap is at least `ρ² T / 2`.** -/
theorem firstMoverCount_gap_ge (h : ρ ^ 2 ≤ 1) {T : K} (hT : 0 ≤ T) :
    ρ ^ 2 * T / 2 ≤ firstMoverCount ρ T - mateCount ρ T := by
  rw [firstMoverCount_gap, div_eq_mul_inv, div_eq_mul_inv]
  refine mul_le_mul_of_nonneg_left (inv_le_inv (two_sub_pos h) ?_)
    (mul_nonneg (square_nonneg ρ) hT)
  exact le_of_cert (square_nonneg ρ) (ring_eq (by decide +kernel))

/-- The total of the published counts in a group of `m` features, less `T`. -/
theorem published_excess (h : ρ ^ 2 ≤ 1) (T m : K) :
    firstMoverCount ρ T + (m - 1) * mateCount ρ T - T
      = (m - 2) * (1 - ρ ^ 2) * T / (2 - ρ ^ 2) := by
  have unit : (2 - ρ ^ 2) * (2 - ρ ^ 2)⁻¹ = 1 := mul_inv_cancel (ne_of_gt (two_sub_pos h))
  unfold firstMoverCount mateCount
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv]
  generalize (2 - ρ ^ 2)⁻¹ = r at unit ⊢
  refine Eq.trans ?_ ((ring_eq (by decide +kernel) : T * r + (m - 1) * ((1 - ρ ^ 2) * T * r)
    - (2 - ρ ^ 2) * r * T = (m - 2) * (1 - ρ ^ 2) * T * r))
  rw [unit, one_mul]

/-- **The published counts are not the counts of `T` rounds.** In a group of `m` features they add
up to `T` exactly when the group has two features or the correlation is perfect. -/
theorem published_total_iff (h : ρ ^ 2 ≤ 1) {T : K} (hT : T ≠ 0) (m : Nat) :
    firstMoverCount ρ T + (ofNat m - 1) * mateCount ρ T = T ↔ m = 2 ∨ ρ ^ 2 = 1 := by
  have excess := published_excess h T (ofNat m)
  constructor
  · intro e
    rw [e, div_eq_mul_inv] at excess
    have zero := excess.symm.trans (ring_eq (by decide +kernel) : T - T = 0)
    rcases mul_eq_zero zero with z | z
    · rcases mul_eq_zero z with z | z
      · rcases mul_eq_zero z with z | z
        · exact Or.inl (ofNat_injective (K := K) (eq_of_sub_eq_zero z))
        · exact Or.inr (eq_of_sub_eq_zero z).symm
      · exact absurd z hT
    · exact absurd z (inv_ne_zero (ne_of_gt (two_sub_pos h)))
  · intro e
    refine eq_of_sub_eq_zero (excess.trans ?_)
    rcases e with e | e
    · rw [e, show (ofNat 2 : K) - 2 = 0 from
        (ring_eq (by decide +kernel) : (2 : K) - 2 = 0), zero_mul, zero_mul, zero_div]
    · rw [e, show (1 : K) - 1 = 0 from ring_eq (by decide +kernel), mul_zero, zero_mul, zero_div]

/-- **In a larger group they exceed the rounds.** With more than two features and a correlation
that is not perfect, the published counts add up to more than `T`. -/
theorem lt_published_total (h : ρ ^ 2 < 1) {T : K} (hT : 0 < T) {m : Nat} (hm : 2 < m) :
    T < firstMoverCount ρ T + (ofNat m - 1) * mateCount ρ T :=
  lt_of_cert (div_pos (mul_pos (mul_pos (sub_pos.mpr (ofNat_lt hm)) (sub_pos.mpr h)) hT)
    (two_sub_pos (le_of_lt h))) (published_excess (le_of_lt h) T (ofNat m))

/-- The published ratio is the ratio of the published counts. -/
theorem firstMoverRatio_eq_counts (h : ρ ^ 2 ≤ 1) {T : K} (hT : T ≠ 0) :
    firstMoverCount ρ T / mateCount ρ T = firstMoverRatio ρ := by
  have ne : 2 - ρ ^ 2 ≠ 0 := ne_of_gt (two_sub_pos h)
  unfold firstMoverCount mateCount firstMoverRatio
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, mul_inv, mul_inv, inv_inv,
    one_mul, show T * (2 - ρ ^ 2)⁻¹ * ((1 - ρ ^ 2)⁻¹ * T⁻¹ * (2 - ρ ^ 2))
      = T * T⁻¹ * ((2 - ρ ^ 2) * (2 - ρ ^ 2)⁻¹) * (1 - ρ ^ 2)⁻¹ from
      ring_eq (by decide +kernel), mul_inv_cancel hT, mul_inv_cancel ne, one_mul, one_mul]

/-- The published ratio at the correlation `p / q` is `q² / (q² - p²)`: 4/3 at 1/2, 100/19 at
9/10. -/
theorem firstMoverRatio_div {q : K} (hq : q ≠ 0) (p : K) :
    firstMoverRatio (p / q) = q ^ 2 / (q ^ 2 - p ^ 2) := by
  have unit : q * q⁻¹ = 1 := mul_inv_cancel hq
  have same : q ^ 2 - p ^ 2 = (1 - (p / q) ^ 2) * q ^ 2 := by
    rw [div_eq_mul_inv]
    generalize q⁻¹ = r at unit ⊢
    rw [show (1 - (p * r) ^ 2) * q ^ 2 = q ^ 2 - p ^ 2 * (q * r) ^ 2 from
      ring_eq (by decide +kernel), unit]
    exact ring_eq (by decide +kernel)
  unfold firstMoverRatio
  rw [same]
  generalize 1 - (p / q) ^ 2 = d
  rw [div_eq_mul_inv, div_eq_mul_inv, mul_inv, mul_left_comm,
    mul_inv_cancel (ne_of_gt (square_pos hq)), mul_one, one_mul]

/-- The published ratio is at least one. -/
theorem one_le_firstMoverRatio (h : ρ ^ 2 < 1) : 1 ≤ firstMoverRatio ρ := by
  unfold firstMoverRatio
  rw [le_div_iff (sub_pos.mpr h)]
  exact le_of_cert (square_nonneg ρ) (ring_eq (by decide +kernel))

/-- **The published ratio grows with the correlation**, strictly. -/
theorem firstMoverRatio_lt (h : 0 ≤ ρ) (hlt : ρ < τ) (hτ : τ < 1) :
    firstMoverRatio ρ < firstMoverRatio τ := by
  have posτ : 0 < τ := lt_of_le_of_lt h hlt
  have restτ : 0 < 1 - τ ^ 2 := lt_of_lt_of_le
    (mul_pos (sub_pos.mpr hτ) (add_pos_of_nonneg_of_pos (le_of_lt posτ) zero_lt_one))
    (le_of_eq (ring_eq (by decide +kernel)))
  have step : 1 - τ ^ 2 < 1 - ρ ^ 2 :=
    lt_of_cert (mul_pos (sub_pos.mpr hlt) (add_pos_of_nonneg_of_pos h posτ))
      (ring_eq (by decide +kernel))
  have restρ : 0 < 1 - ρ ^ 2 := lt_trans restτ step
  unfold firstMoverRatio
  refine lt_of_not_le fun le => not_le_of_lt step ?_
  rw [div_le_iff restτ, div_eq_mul_inv, one_mul, mul_comm, ← div_eq_mul_inv, le_div_iff restρ,
    one_mul] at le
  exact le

private theorem abs_add_one_pos (B : K) : 0 < abs B + 1 :=
  add_pos_of_nonneg_of_pos (abs_nonneg B) zero_lt_one

/-- Where the share that is left is at most `1 / (|B| + 1)`, the published ratio exceeds `B`. -/
theorem lt_firstMoverRatio {B : K} (h : ρ ^ 2 < 1) (hB : (1 - ρ ^ 2) * (abs B + 1) ≤ 1) :
    B < firstMoverRatio ρ := by
  refine lt_of_le_of_lt (le_abs_self B) (lt_of_lt_of_le (lt_add_one _) ?_)
  unfold firstMoverRatio
  rw [le_div_iff (sub_pos.mpr h), mul_comm]
  exact hB

/-- The correlation that takes the published ratio above a bound, explicitly. -/
def correlationAbove (B : K) : K := 1 - 1 / (2 * (abs B + 1))

/-- **The published ratio is unbounded**: at the correlation `1 - 1 / (2 (|B| + 1))`, which is at
least `0` and below `1`, it exceeds `B`. -/
theorem firstMoverRatio_unbounded (B : K) :
    0 ≤ correlationAbove B ∧ correlationAbove B < 1 ∧ B < firstMoverRatio (correlationAbove B) := by
  have pos : 0 < abs B + 1 := abs_add_one_pos B
  have two : 0 < 2 * (abs B + 1) := mul_pos zero_lt_two pos
  have tpos : 0 < 1 / (2 * (abs B + 1)) := div_pos zero_lt_one two
  have tB : 1 / (2 * (abs B + 1)) * (2 * (abs B + 1)) = 1 := div_mul_cancel 1 (ne_of_gt two)
  have tle : 1 / (2 * (abs B + 1)) ≤ 1 := by
    rw [div_le_iff two, one_mul]
    exact le_of_cert (add_nonneg (add_nonneg (abs_nonneg B) (abs_nonneg B))
      (le_of_lt zero_lt_one)) (ring_eq (by decide +kernel))
  unfold correlationAbove
  generalize 1 / (2 * (abs B + 1)) = t at *
  have square : (1 - t) ^ 2 < 1 :=
    lt_of_cert (mul_pos tpos (add_pos_of_nonneg_of_pos (sub_nonneg.mpr tle) zero_lt_one))
      (ring_eq (by decide +kernel))
  refine ⟨sub_nonneg.mpr tle, lt_of_cert tpos (ring_eq (by decide +kernel)),
    lt_firstMoverRatio square ?_⟩
  refine le_trans ?_ (le_of_eq tB)
  exact le_of_cert (mul_nonneg (square_nonneg t) (le_of_lt pos)) (ring_eq (by decide +kernel))

end Published

/-! ## A target without a preferred direction -/

section Isotropic
variable {Ω : Type v} {K : Type u} [OrderedField K] {n : Nat}

/-- A random target without a preferred direction: different entries are uncorrelated about zero
and all have the same second moment. -/
def Isotropic (P : Law Ω K) (Y : Ω → Fin n → K) (c : K) : Prop :=
  ∀ i j, expect P (fun a => Y a i * Y a j) = if i = j then c else 0

variable {P : Law Ω K} {Y : Ω → Fin n → K} {c : K} {x z : Fin n → K} {ρ : K}

/-- For a target without a preferred direction, the expected product of the dot products with two
columns is proportional to the dot product of the columns. -/
theorem Isotropic.expect_dot_mul_dot (h : Isotropic P Y c) (p q : Fin n → K) :
    expect P (fun a => dot p (Y a) * dot q (Y a)) = c * dot p q := by
  unfold dot
  rw [expect_congr P fun a => sum_mul_sum (fun i => p i * Y a i) fun i => q i * Y a i,
    expect_sum P fun i a => sum fun j => p i * Y a i * (q j * Y a j), ← sum_mul_left]
  refine sum_congr fun i => ?_
  rw [expect_sum P fun j a => p i * Y a i * (q j * Y a j),
    sum_congr (g := fun j => if j = i then p i * q j * c else 0) fun j => ?_,
    sum_select i fun j => p i * q j * c, mul_comm]
  rw [expect_congr P (Y := fun a => p i * q j * (Y a i * Y a j))
    fun a => ring_eq (by decide +kernel), expect_mul_left, h i j]
  by_cases e : j = i
  · rw [ite_eq_left e, ite_eq_left e.symm]
  · rw [ite_eq_right e, ite_eq_right fun s => e s.symm, mul_zero]

/-- The expected gain of the first step. -/
theorem Isotropic.expect_gain_first (h : Isotropic P Y c) (g : Correlated x z ρ) :
    expect P (fun a => gain x (Y a)) = c := by
  rw [expect_congr P (Y := fun a => dot x (Y a) * dot x (Y a)) fun a => by
    rw [gain_eq g.left]; exact ring_eq (by decide +kernel), h.expect_dot_mul_dot, g.left, mul_one]

/-- **The expected gain of the second step** is the share `1 - ρ²` of that of the first. -/
theorem Isotropic.expect_gain_second (h : Isotropic P Y c) (g : Correlated x z ρ) :
    expect P (fun a => gain z (residual x (Y a))) = c * (1 - ρ ^ 2) := by
  rw [expect_congr P (Y := fun a => dot (residual x z) (Y a) * dot (residual x z) (Y a))
    fun a => ?_, h.expect_dot_mul_dot, g.residual_share]
  rw [gain_eq g.right, dot_residual, dot_comm (residual x z), dot_residual, dot_comm (Y a) z,
    dot_comm (Y a) x, dot_comm z x]
  exact ring_eq (by decide +kernel)

/-- **The published ratio, derived.** For a target without a preferred direction, the expected
fall of the squared error of the first step is `1 / (1 - ρ²)` times that of the second. -/
theorem Isotropic.gain_ratio (h : Isotropic P Y c) (g : Correlated x z ρ) (hc : c ≠ 0) :
    expect P (fun a => gain x (Y a)) / expect P (fun a => gain z (residual x (Y a)))
      = firstMoverRatio ρ := by
  rw [h.expect_gain_first g, h.expect_gain_second g]
  unfold firstMoverRatio
  rw [div_eq_mul_inv, div_eq_mul_inv, mul_inv, ← mul_assoc, mul_inv_cancel hc]

/-- The target that is one in a row drawn at random and zero elsewhere has no preferred
direction. -/
theorem uniform_isotropic {n : Nat} (hn : 0 < n) :
    Isotropic (K := K) (Law.uniform n hn) (fun a i => if i = a then 1 else 0)
      (1 / ofNat n) := fun i j => by
  rw [expect_uniform]
  have inner : sum (fun a : Fin n => (if i = a then (1 : K) else 0) * if j = a then 1 else 0)
      = if i = j then 1 else 0 := by
    rw [sum_congr (g := fun a => if a = i then (if j = a then (1 : K) else 0) else 0) fun a => ?_,
      sum_select i fun a => if j = a then (1 : K) else 0]
    · by_cases e : i = j
      · rw [ite_eq_left e, ite_eq_left e.symm]
      · rw [ite_eq_right e, ite_eq_right fun s => e s.symm]
    · by_cases e : a = i
      · rw [ite_eq_left e, ite_eq_left e.symm, one_mul]
      · rw [ite_eq_right e, ite_eq_right fun s => e s.symm, zero_mul]
  rw [inner]
  by_cases e : i = j
  · rw [ite_eq_left e, ite_eq_left e]
  · rw [ite_eq_right e, ite_eq_right e, zero_div]

/-- **The published ratio is attained beyond every bound by actual columns.** For every bound there
are two columns of unit length, of a correlation from `0` up to but not at `1`, such that over a
target without a preferred direction the expected gain of the first step exceeds the bound times
that of the second. -/
theorem exists_columns_gain_ratio (B : K) : ∃ (x z : Fin 2 → K) (ρ : K), Correlated x z ρ ∧
    0 ≤ ρ ∧ ρ < 1 ∧ ∀ (Ω : Type v) (P : Law Ω K) (Y : Ω → Fin 2 → K) (c : K), c ≠ 0 →
      Isotropic P Y c →
      B < expect P (fun a => gain x (Y a)) / expect P (fun a => gain z (residual x (Y a))) := by
  have two : 0 < 2 * (abs B + 1) := mul_pos zero_lt_two (abs_add_one_pos B)
  obtain ⟨x, z, ρ, g, h0, h1, near⟩ := exists_correlated_near_one (div_pos zero_lt_one two)
  have square : ρ ^ 2 < 1 := lt_of_cert (mul_pos (sub_pos.mpr h1)
    (add_pos_of_nonneg_of_pos h0 zero_lt_one)) (ring_eq (by decide +kernel))
  refine ⟨x, z, ρ, g, h0, h1, fun Ω P Y c hc h => ?_⟩
  rw [h.gain_ratio g hc]
  refine lt_firstMoverRatio square ?_
  have key := mul_le_mul_of_nonneg_right (le_of_lt near) (le_of_lt two)
  rw [div_mul_cancel 1 (ne_of_gt two)] at key
  refine le_trans (le_of_cert (mul_nonneg (square_nonneg (1 - ρ))
    (le_of_lt (abs_add_one_pos B))) ?_) key
  exact ring_eq (by decide +kernel)

end Isotropic

/-! ## A target with the same covariance with both features -/

section Even
variable {K : Type u} [OrderedField K] {n : Nat}

/-- What a model with the given coefficients leaves of the target. -/
def unfitted (x z y : Fin n → K) (w : K × K) : Fin n → K := blend 1 y (-1) (blend w.1 x w.2 z)

/-- A step of boosting with the first feature at the learning rate `η`: its least squares
coefficient on what is left, times the rate, is added. -/
def fitFirst (x z y : Fin n → K) (η : K) (w : K × K) : K × K :=
  (w.1 + η * dot x (unfitted x z y w), w.2)

/-- A step of boosting with the second feature at the learning rate `η`. -/
def fitSecond (x z y : Fin n → K) (η : K) (w : K × K) : K × K :=
  (w.1, w.2 + η * dot z (unfitted x z y w))

/-- The coefficients after a number of rounds, each a step with the first and one with the
second feature, from nothing. -/
def boost (x z y : Fin n → K) (η : K) : Nat → K × K
  | 0 => (0, 0)
  | k + 1 => fitSecond x z y η (fitFirst x z y η (boost x z y η k))

variable {x z y : Fin n → K} {ρ η : K}

/-- The dot product of the first feature with what a model leaves. -/
theorem Correlated.dot_unfitted_first (h : Correlated x z ρ) (y : Fin n → K) (w : K × K) :
    dot x (unfitted x z y w) = dot x y - (w.1 + ρ * w.2) := by
  unfold unfitted
  rw [dot_blend, dot_blend, h.left, h.cross]
  exact ring_eq (by decide +kernel)

/-- The dot product of the second feature with what a model leaves. -/
theorem Correlated.dot_unfitted_second (h : Correlated x z ρ) (y : Fin n → K) (w : K × K) :
    dot z (unfitted x z y w) = dot z y - (ρ * w.1 + w.2) := by
  unfold unfitted
  rw [dot_blend, dot_blend, h.right, dot_comm z x, h.cross]
  exact ring_eq (by decide +kernel)

/-- A full step with the first feature. -/
theorem Correlated.fitFirst_eq (h : Correlated x z ρ) (y : Fin n → K) (w : K × K) :
    fitFirst x z y 1 w = (dot x y - ρ * w.2, w.2) := by
  unfold fitFirst
  rw [h.dot_unfitted_first, show w.1 + 1 * (dot x y - (w.1 + ρ * w.2)) = dot x y - ρ * w.2 from
    ring_eq (by decide +kernel)]

/-- A full step with the second feature. -/
theorem Correlated.fitSecond_eq (h : Correlated x z ρ) (y : Fin n → K) (w : K × K) :
    fitSecond x z y 1 w = (w.1, dot z y - ρ * w.1) := by
  unfold fitSecond
  rw [h.dot_unfitted_second, show w.2 + 1 * (dot z y - (ρ * w.1 + w.2)) = dot z y - ρ * w.1 from
    ring_eq (by decide +kernel)]

/-- **Boosting takes turns.** After a full step with a feature that feature has nothing to gain,
so that no greedy step takes it again before the other: the two features are taken equally often,
whatever their correlation, and a ratio of counts other than one is not a property of boosting
with linear steps. -/
theorem Correlated.takes_turns (h : Correlated x z ρ) (y : Fin n → K) (w : K × K) :
    gain x (unfitted x z y (fitFirst x z y 1 w)) = 0 ∧
      gain z (unfitted x z y (fitSecond x z y 1 w)) = 0 := by
  rw [gain_eq h.left, gain_eq h.right, h.dot_unfitted_first, h.dot_unfitted_second, h.fitFirst_eq,
    h.fitSecond_eq]
  exact ⟨ring_eq (by decide +kernel), ring_eq (by decide +kernel)⟩

/-- Which feature comes first is a matter of the start only: both orders begin with the same
gain. -/
theorem Correlated.gain_even (h : Correlated x z ρ) (even : EvenTarget x z y) :
    gain x y = gain z y := by
  rw [gain_eq h.left, gain_eq h.right, show dot x y = dot z y from even]

/-- The first round at the learning rate `η`. -/
theorem Correlated.boost_one (h : Correlated x z ρ) (even : EvenTarget x z y) :
    boost x z y η 1 = (η * dot x y, η * dot x y * (1 - η * ρ)) := by
  show fitSecond x z y η (fitFirst x z y η (0, 0)) = _
  unfold fitSecond fitFirst
  rw [h.dot_unfitted_first, h.dot_unfitted_second, show dot z y = dot x y from even.symm,
    show (0 : K) + η * (dot x y - (0 + ρ * 0)) = η * dot x y from ring_eq (by decide +kernel),
    show (0 : K) + η * (dot x y - (ρ * (η * dot x y) + 0)) = η * dot x y * (1 - η * ρ) from
      ring_eq (by decide +kernel)]

/-- **The ratio after one round** at the learning rate `η` is `1 / (1 - η ρ)`: at full steps
`1 / (1 - ρ)`. -/
theorem Correlated.boost_one_ratio (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hη : η ≠ 0) (hs : dot x y ≠ 0) :
    (boost x z y η 1).1 / (boost x z y η 1).2 = 1 / (1 - η * ρ) := by
  rw [h.boost_one even]
  show η * dot x y / (η * dot x y * (1 - η * ρ)) = _
  rw [div_eq_mul_inv, div_eq_mul_inv, mul_inv, ← mul_assoc, mul_inv_cancel (mul_ne_zero hη hs)]

/-- **The published ratio understates the first round**: for every correlation from `0` up to but
not at `1` it is at most the ratio after one round of full steps. -/
theorem Correlated.firstMoverRatio_le (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hs : dot x y ≠ 0) (h0 : 0 ≤ ρ) (h1 : ρ < 1) :
    firstMoverRatio ρ ≤ (boost x z y 1 1).1 / (boost x z y 1 1).2 := by
  rw [h.boost_one_ratio even zero_ne_one.symm hs]
  unfold firstMoverRatio
  rw [one_mul, div_eq_mul_inv, div_eq_mul_inv, one_mul, one_mul]
  exact inv_le_inv (sub_pos.mpr h1) (le_of_cert (mul_nonneg h0 (sub_nonneg.mpr (le_of_lt h1)))
    (ring_eq (by decide +kernel)))

/-- **With a learning rate below one the first round is bounded**, whatever the correlation: the
ratio is at most `1 / (1 - η)`. -/
theorem Correlated.boost_one_ratio_le (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hη : 0 < η) (hη1 : η < 1) (hs : dot x y ≠ 0) (hρ : ρ ≤ 1) :
    (boost x z y η 1).1 / (boost x z y η 1).2 ≤ 1 / (1 - η) := by
  rw [h.boost_one_ratio even (ne_of_gt hη) hs, div_eq_mul_inv, div_eq_mul_inv, one_mul, one_mul]
  exact inv_le_inv (sub_pos.mpr hη1) (le_of_cert (mul_nonneg (le_of_lt hη) (sub_nonneg.mpr hρ))
    (ring_eq (by decide +kernel)))

/-- After a first step at a positive rate, the second feature has more to gain than the first, so
that the greedy second step takes it. -/
theorem Correlated.second_step (h : Correlated x z ρ) (even : EvenTarget x z y) (hη : 0 < η)
    (hη1 : η ≤ 1) (hs : dot x y ≠ 0) (hρ : ρ < 1) :
    gain x (unfitted x z y (fitFirst x z y η (0, 0)))
      < gain z (unfitted x z y (fitFirst x z y η (0, 0))) := by
  rw [gain_eq h.left, gain_eq h.right, h.dot_unfitted_first, h.dot_unfitted_second,
    show dot z y = dot x y from even.symm]
  unfold fitFirst
  rw [h.dot_unfitted_first]
  have more : 0 < η * (1 - ρ) := mul_pos hη (sub_pos.mpr hρ)
  have some : 0 ≤ 1 - η := sub_nonneg.mpr hη1
  exact lt_of_cert (mul_pos (square_pos hs) (mul_pos more (add_pos_of_nonneg_of_pos
    (add_nonneg some some) more))) (ring_eq (by decide +kernel))

/-! ## Many rounds -/

/-- The next round at full steps. -/
theorem Correlated.boost_succ (h : Correlated x z ρ) (even : EvenTarget x z y) (k : Nat) :
    boost x z y 1 (k + 1) = (dot x y - ρ * (boost x z y 1 k).2,
      dot x y - ρ * (dot x y - ρ * (boost x z y 1 k).2)) := by
  show fitSecond x z y 1 (fitFirst x z y 1 (boost x z y 1 k)) = _
  rw [h.fitFirst_eq, h.fitSecond_eq, show dot z y = dot x y from even.symm]

/-- The coefficient of the second feature after `k` rounds. -/
theorem Correlated.boost_second (h : Correlated x z ρ) (even : EvenTarget x z y) (k : Nat) :
    (1 + ρ) * (boost x z y 1 k).2 = dot x y * (1 - ρ ^ (2 * k)) := by
  induction k with
  | zero =>
    show (1 + ρ) * 0 = dot x y * (1 - 1)
    exact ring_eq (by decide +kernel)
  | succ k ih =>
    rw [h.boost_succ even, show ρ ^ (2 * (k + 1)) = ρ ^ (2 * k) * ρ * ρ from rfl]
    show (1 + ρ) * (dot x y - ρ * (dot x y - ρ * (boost x z y 1 k).2)) = _
    generalize ρ ^ (2 * k) = r at *
    rw [show (1 + ρ) * (dot x y - ρ * (dot x y - ρ * (boost x z y 1 k).2))
      = dot x y * (1 - ρ * ρ) + ρ * ρ * ((1 + ρ) * (boost x z y 1 k).2) from
      ring_eq (by decide +kernel), ih]
    exact ring_eq (by decide +kernel)

/-- The coefficient of the first feature after `k + 1` rounds. -/
theorem Correlated.boost_first (h : Correlated x z ρ) (even : EvenTarget x z y) (k : Nat) :
    (1 + ρ) * (boost x z y 1 (k + 1)).1 = dot x y * (1 + ρ ^ (2 * k + 1)) := by
  have ih := h.boost_second even k
  rw [h.boost_succ even, show ρ ^ (2 * k + 1) = ρ ^ (2 * k) * ρ from rfl]
  show (1 + ρ) * (dot x y - ρ * (boost x z y 1 k).2) = _
  generalize ρ ^ (2 * k) = r at *
  rw [show (1 + ρ) * (dot x y - ρ * (boost x z y 1 k).2)
    = dot x y * (1 + ρ) - ρ * ((1 + ρ) * (boost x z y 1 k).2) from ring_eq (by decide +kernel), ih]
  exact ring_eq (by decide +kernel)

/-- **The lead of the first feature shrinks**: after `k + 1` rounds at full steps its coefficient
is ahead by the covariance with the target times `ρ` to the power `2k + 1`. -/
theorem Correlated.boost_lead (h : Correlated x z ρ) (even : EvenTarget x z y) (k : Nat) :
    (boost x z y 1 (k + 1)).1 - (boost x z y 1 (k + 1)).2 = dot x y * ρ ^ (2 * k + 1) := by
  induction k with
  | zero =>
    rw [h.boost_succ even]
    show dot x y - ρ * 0 - (dot x y - ρ * (dot x y - ρ * 0)) = dot x y * (1 * ρ)
    exact ring_eq (by decide +kernel)
  | succ k ih =>
    rw [h.boost_succ even (k + 1), show ρ ^ (2 * (k + 1) + 1) = ρ ^ (2 * k + 1) * ρ * ρ from rfl]
    show dot x y - ρ * (boost x z y 1 (k + 1)).2
      - (dot x y - ρ * (dot x y - ρ * (boost x z y 1 (k + 1)).2)) = _
    have first : (boost x z y 1 (k + 1)).2 = dot x y - ρ * (boost x z y 1 (k + 1)).1 := by
      rw [h.boost_succ even]
    generalize ρ ^ (2 * k + 1) = r at *
    rw [show dot x y * (r * ρ * ρ) = ρ * ρ * (dot x y * r) from ring_eq (by decide +kernel), ← ih,
      show dot x y - ρ * (boost x z y 1 (k + 1)).2
        - (dot x y - ρ * (dot x y - ρ * (boost x z y 1 (k + 1)).2))
        = ρ * (dot x y - ρ * (boost x z y 1 (k + 1)).2 - (boost x z y 1 (k + 1)).2) from
        ring_eq (by decide +kernel)]
    generalize (boost x z y 1 (k + 1)).1 = a at *
    rw [first]
    exact ring_eq (by decide +kernel)

/-- A power of a non-negative number `ρ` times one more than `k (1 - ρ)`, with the exponent `k`, is
at most one. -/
theorem power_mul_le_one (h : 0 ≤ ρ) (k : Nat) :
    ρ ^ k * (1 + ofNat k * (1 - ρ)) ≤ 1 ∧ 0 ≤ ρ ^ k := by
  induction k with
  | zero =>
    show 1 * (1 + 0 * (1 - ρ)) ≤ 1 ∧ (0 : K) ≤ 1
    exact ⟨le_of_eq (ring_eq (by decide +kernel)), le_of_lt zero_lt_one⟩
  | succ k ih =>
    rw [show ρ ^ (k + 1) = ρ ^ k * ρ from rfl, ofNat_succ]
    refine ⟨le_trans ?_ ih.1, mul_nonneg ih.2 h⟩
    have pos := ih.2
    have many := ofNat_nonneg (K := K) k
    generalize ρ ^ k = r at *
    generalize (ofNat k : K) = m at *
    exact le_of_cert (mul_nonneg pos (mul_nonneg (square_nonneg (1 - ρ))
      (add_nonneg many (le_of_lt zero_lt_one)))) (ring_eq (by decide +kernel))

/-- A power of a number from `0` to `1` is at least one less the exponent times the distance
to `1`. -/
theorem one_sub_le_power (h : 0 ≤ ρ) (h1 : ρ ≤ 1) (k : Nat) :
    1 - ofNat k * (1 - ρ) ≤ ρ ^ k ∧ ρ ^ k ≤ 1 := by
  induction k with
  | zero =>
    show 1 - 0 * (1 - ρ) ≤ (1 : K) ∧ (1 : K) ≤ 1
    exact ⟨le_of_eq (ring_eq (by decide +kernel)), le_refl 1⟩
  | succ k ih =>
    rw [show ρ ^ (k + 1) = ρ ^ k * ρ from rfl, ofNat_succ]
    have nonneg := (power_mul_le_one h k).2
    have rest := sub_nonneg.mpr h1
    obtain ⟨low, high⟩ := ih
    generalize ρ ^ k = r at *
    generalize (ofNat k : K) = m at *
    exact ⟨le_of_cert (add_nonneg (sub_nonneg.mpr low) (mul_nonneg (sub_nonneg.mpr high) rest))
        (ring_eq (by decide +kernel)),
      le_trans (le_of_cert (mul_nonneg nonneg rest) (ring_eq (by decide +kernel))) high⟩

/-- **The lead tends to zero in the number of rounds**, at every correlation from `0` up to but
not at `1`, with an explicit rate. -/
theorem Correlated.boost_lead_le (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hs : 0 ≤ dot x y) (h0 : 0 ≤ ρ) (h1 : ρ < 1) (k : Nat) :
    (boost x z y 1 (k + 1)).1 - (boost x z y 1 (k + 1)).2
      ≤ dot x y / (1 + ofNat (2 * k + 1) * (1 - ρ)) := by
  have pos : 0 < 1 + ofNat (2 * k + 1) * (1 - ρ) := lt_of_lt_of_le zero_lt_one
    (le_of_cert (mul_nonneg (ofNat_nonneg (2 * k + 1)) (sub_nonneg.mpr (le_of_lt h1)))
      (ring_eq (by decide +kernel)))
  rw [h.boost_lead even, le_div_iff pos, mul_assoc]
  refine le_trans (mul_le_mul_of_nonneg_left (power_mul_le_one h0 _).1 hs) ?_
  rw [mul_one]
  exact le_refl _

/-- **The ratio after any number of rounds**, exactly: after `k + 1` rounds at full steps it is one
plus `ρ` to the power `2k + 1`, divided by one minus `ρ` to the power `2k + 2`; here without the
division. -/
theorem Correlated.boost_ratio_eq (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hρ : 1 + ρ ≠ 0) (k : Nat) :
    (1 - ρ ^ (2 * (k + 1))) * (boost x z y 1 (k + 1)).1
      = (1 + ρ ^ (2 * k + 1)) * (boost x z y 1 (k + 1)).2 := by
  have second := h.boost_second even (k + 1)
  have first := h.boost_first even k
  generalize ρ ^ (2 * (k + 1)) = r at *
  generalize ρ ^ (2 * k + 1) = q at *
  refine mul_left_cancel hρ ?_
  rw [mul_left_comm, first, mul_left_comm (1 + ρ) (1 + q), second]
  exact ring_eq (by decide +kernel)

/-- **The ratio tends to one in the number of rounds**, at every correlation from `0` up to but not
at `1`: the lead is at most the coefficient of the second feature divided by
`(1 - ρ) (1 + (2k + 1) (1 - ρ))`. -/
theorem Correlated.boost_ratio_le (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hs : 0 ≤ dot x y) (h0 : 0 ≤ ρ) (h1 : ρ ≤ 1) (k : Nat) :
    ((boost x z y 1 (k + 1)).1 - (boost x z y 1 (k + 1)).2)
      * ((1 - ρ) * (1 + ofNat (2 * k + 1) * (1 - ρ))) ≤ (boost x z y 1 (k + 1)).2 := by
  have pos : 0 < 1 + ρ :=
    lt_of_cert (add_pos_of_nonneg_of_pos h0 zero_lt_one) (ring_eq (by decide +kernel))
  have second := h.boost_second even (k + 1)
  have high := (one_sub_le_power h0 h1 (2 * k)).2
  rw [show ρ ^ (2 * (k + 1)) = ρ ^ (2 * k) * ρ * ρ from rfl] at second
  have least : dot x y * (1 - ρ) ≤ (boost x z y 1 (k + 1)).2 := by
    refine le_of_mul_le_mul_left (c := 1 + ρ) ?_ pos
    rw [second]
    generalize ρ ^ (2 * k) = r at *
    exact le_of_cert (mul_nonneg (mul_nonneg hs (mul_nonneg h0 h0)) (sub_nonneg.mpr high))
      (ring_eq (by decide +kernel))
  refine le_trans ?_ least
  rw [h.boost_lead even]
  have small := (power_mul_le_one h0 (2 * k + 1)).1
  generalize ρ ^ (2 * k + 1) = q at *
  generalize (ofNat (2 * k + 1) : K) = m at *
  exact le_of_cert (mul_nonneg (mul_nonneg hs (sub_nonneg.mpr h1)) (sub_nonneg.mpr small))
    (ring_eq (by decide +kernel))

/-- **The ratio is unbounded for each number of rounds**: close enough to a perfect correlation
the coefficient of the first feature exceeds `B` times that of the second. -/
theorem Correlated.boost_ratio (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hs : 0 < dot x y) (h0 : 0 ≤ ρ) (h1 : ρ < 1) {B : K} (hB : 0 ≤ B) (k : Nat)
    (near : B * (ofNat (2 * (k + 1)) * (1 - ρ)) < 1) :
    0 ≤ (boost x z y 1 (k + 1)).2 ∧
      B * (boost x z y 1 (k + 1)).2 < (boost x z y 1 (k + 1)).1 := by
  have pos : 0 < 1 + ρ :=
    lt_of_cert (add_pos_of_nonneg_of_pos h0 zero_lt_one) (ring_eq (by decide +kernel))
  have second := h.boost_second even (k + 1)
  have first := h.boost_first even k
  have low := one_sub_le_power h0 (le_of_lt h1) (2 * (k + 1))
  have nonneg := (power_mul_le_one h0 (2 * k + 1)).2
  constructor
  · refine le_of_mul_le_mul_left (c := 1 + ρ) ?_ pos
    rw [second, mul_zero]
    exact mul_nonneg (le_of_lt hs) (sub_nonneg.mpr low.2)
  · refine lt_of_mul_lt_mul_left (c := 1 + ρ) ?_ (le_of_lt pos)
    rw [first, mul_left_comm, second, mul_left_comm]
    refine mul_lt_mul_of_pos_left ?_ hs
    generalize ρ ^ (2 * (k + 1)) = r at *
    generalize ρ ^ (2 * k + 1) = q at *
    refine lt_of_le_of_lt (mul_le_mul_of_nonneg_left ?_ hB) (lt_of_lt_of_le near ?_)
    · exact le_of_cert (sub_nonneg.mpr low.1) (ring_eq (by decide +kernel))
    · exact le_of_cert nonneg (ring_eq (by decide +kernel))

/-- **Every bound is exceeded by actual columns**, for each number of rounds: the target is the
sum of the two features. -/
theorem exists_columns_boost_ratio (B : K) (k : Nat) : ∃ (x z : Fin 2 → K) (ρ : K),
    Correlated x z ρ ∧ 0 ≤ ρ ∧ ρ < 1 ∧ 0 ≤ (boost x z (blend 1 x 1 z) 1 (k + 1)).2 ∧
      B * (boost x z (blend 1 x 1 z) 1 (k + 1)).2 < (boost x z (blend 1 x 1 z) 1 (k + 1)).1 := by
  have many : (0 : K) < ofNat (2 * (k + 1)) := ofNat_pos (Nat.succ_pos _)
  have pos : 0 < (abs B + 1) * ofNat (2 * (k + 1)) := mul_pos (abs_add_one_pos B) many
  obtain ⟨x, z, ρ, g, h0, h1, near⟩ := exists_correlated_near_one (div_pos zero_lt_one pos)
  have even := g.even_sum
  have hs : 0 < dot x (blend 1 x 1 z) := by
    rw [even.2]
    exact lt_of_cert (add_pos_of_nonneg_of_pos h0 zero_lt_one) (ring_eq (by decide +kernel))
  have key := mul_lt_mul_of_pos_left near pos
  rw [mul_comm _ (1 / _), div_mul_cancel 1 (ne_of_gt pos), mul_assoc] at key
  have ratio := g.boost_ratio even.1 hs h0 h1 (B := abs B + 1) (le_of_lt (abs_add_one_pos B)) k key
  refine ⟨x, z, ρ, g, h0, h1, ratio.1, lt_of_le_of_lt ?_ ratio.2⟩
  exact mul_le_mul_of_nonneg_right (le_trans (le_abs_self B) (le_of_lt (lt_add_one _))) ratio.1

/-- Starting with the other feature gives the same coefficients with the roles exchanged. -/
theorem Correlated.boost_exchange (h : Correlated x z ρ) (even : EvenTarget x z y) (k : Nat) :
    boost z x y 1 k = boost x z y 1 k := by
  induction k with
  | zero => rfl
  | succ k ih =>
    rw [h.boost_succ even, h.symm.boost_succ (Eq.symm even), ih,
      show dot z y = dot x y from even.symm]

/-- **Which feature comes first makes a Rashomon pair of equal loss.** For a target of the same
positive covariance with both features, of a correlation strictly between `0` and `1`, the model
that starts with one feature and the model that starts with the other have the same squared error
after every number of rounds and order the features in opposite ways. -/
theorem Correlated.boost_rashomon (h : Correlated x z ρ) (even : EvenTarget x z y)
    (hs : 0 < dot x y) (h0 : 0 < ρ) (h1 : ρ < 1) (k : Nat) :
    squaredError x z y (exchangeCoefficients (boost z x y 1 (k + 1)))
        = squaredError x z y (boost x z y 1 (k + 1)) ∧
      Rashomon coefficientSize (fun w => w = boost x z y 1 (k + 1) ∨
        w = exchangeCoefficients (boost z x y 1 (k + 1))) true false := by
  have ahead : (boost x z y 1 (k + 1)).2 < (boost x z y 1 (k + 1)).1 := by
    refine sub_pos.mp ?_
    rw [h.boost_lead even]
    refine mul_pos hs ?_
    have power_pos : ∀ m : Nat, 0 < ρ ^ m := fun m => by
      induction m with
      | zero => exact zero_lt_one
      | succ m ih => exact mul_pos ih h0
    exact power_pos _
  have nonneg : 0 ≤ (boost x z y 1 (k + 1)).2 :=
    (h.boost_ratio even hs (le_of_lt h0) h1 (B := 0) (le_refl 0) k (by
      rw [zero_mul]; exact zero_lt_one)).1
  have larger : abs (boost x z y 1 (k + 1)).2 < abs (boost x z y 1 (k + 1)).1 := by
    rw [abs_of_nonneg nonneg, abs_of_nonneg (le_trans nonneg (le_of_lt ahead))]
    exact ahead
  rw [h.boost_exchange even]
  exact ⟨h.squaredError_exchange even _, ⟨_, Or.inl rfl, larger⟩, _, Or.inr rfl, larger⟩

end Even

end DASH
