import DASH.Algebra.Normalize

/-!
# Linearly ordered fields

Attributions, weights, losses and correlations take their values in a linearly ordered field
with a decidable order. The rational numbers are one (`DASH.Algebra.Rational`), so nothing that
is proved here is vacuous; the real numbers, with classical logic, are another.
-/

namespace DASH

universe u

/-- A linearly ordered field with a decidable order. Division by zero gives zero. -/
class OrderedField (K : Type u) extends CommRing K, Inv K, Div K, LE K, LT K where
  le_refl : ∀ a : K, a ≤ a
  le_trans : ∀ {a b c : K}, a ≤ b → b ≤ c → a ≤ c
  le_antisymm : ∀ {a b : K}, a ≤ b → b ≤ a → a = b
  le_total : ∀ a b : K, a ≤ b ∨ b ≤ a
  lt_iff_not_le : ∀ {a b : K}, a < b ↔ ¬b ≤ a
  add_le_add_left : ∀ {a b : K}, a ≤ b → ∀ c : K, c + a ≤ c + b
  mul_nonneg : ∀ {a b : K}, (0 : K) ≤ a → (0 : K) ≤ b → (0 : K) ≤ a * b
  zero_ne_one : (0 : K) ≠ 1
  mul_inv_cancel : ∀ {a : K}, a ≠ 0 → a * a⁻¹ = 1
  inv_zero : (0 : K)⁻¹ = 0
  div_eq : ∀ a b : K, a / b = a * b⁻¹
  decideLe : ∀ a b : K, Decidable (a ≤ b)

section Order
variable {K : Type u} [OrderedField K]

instance (a b : K) : Decidable (a ≤ b) := OrderedField.decideLe a b

instance (a b : K) : Decidable (a < b) :=
  decidable_of_decidable_of_iff OrderedField.lt_iff_not_le.symm

/-- The order is reflexive. -/
theorem le_refl (a : K) : a ≤ a := OrderedField.le_refl a
/-- Equal numbers are in order. -/
theorem le_of_eq {a b : K} (h : a = b) : a ≤ b := h ▸ le_refl a
/-- The order is transitive. -/
theorem le_trans {a b c : K} (h : a ≤ b) (k : b ≤ c) : a ≤ c := OrderedField.le_trans h k
/-- The order is antisymmetric. -/
theorem le_antisymm {a b : K} (h : a ≤ b) (k : b ≤ a) : a = b := OrderedField.le_antisymm h k
/-- Any two numbers are comparable. -/
theorem le_total (a b : K) : a ≤ b ∨ b ≤ a := OrderedField.le_total a b
/-- Not being at most is being strictly greater. -/
theorem not_le {a b : K} : ¬a ≤ b ↔ b < a := OrderedField.lt_iff_not_le.symm
/-- A strict inequality excludes the reverse inequality. -/
theorem not_le_of_lt {a b : K} (h : a < b) : ¬b ≤ a := OrderedField.lt_iff_not_le.mp h
/-- A strict inequality holds where the reverse inequality fails. -/
theorem lt_of_not_le {a b : K} (h : ¬b ≤ a) : a < b := OrderedField.lt_iff_not_le.mpr h
/-- The strict order implies the order. -/
theorem le_of_lt {a b : K} (h : a < b) : a ≤ b :=
  (le_total a b).elim id fun k => absurd k (not_le_of_lt h)
/-- Not being strictly less is being at least. -/
theorem not_lt {a b : K} : ¬a < b ↔ b ≤ a :=
  ⟨fun h => Decidable.byContradiction fun k => h (lt_of_not_le k),
   fun h k => not_le_of_lt k h⟩
/-- The reverse inequality where a strict inequality fails. -/
theorem le_of_not_lt {a b : K} (h : ¬a < b) : b ≤ a := not_lt.mp h
/-- No number is less than itself. -/
theorem lt_irrefl (a : K) : ¬a < a := fun h => not_le_of_lt h (le_refl a)
/-- A weak and a strict inequality chain to a strict one. -/
theorem lt_of_le_of_lt {a b c : K} (h : a ≤ b) (k : b < c) : a < c :=
  lt_of_not_le fun l => not_le_of_lt k (le_trans l h)
/-- A strict and a weak inequality chain to a strict one. -/
theorem lt_of_lt_of_le {a b c : K} (h : a < b) (k : b ≤ c) : a < c :=
  lt_of_not_le fun l => not_le_of_lt h (le_trans k l)
/-- The strict order is transitive. -/
theorem lt_trans {a b c : K} (h : a < b) (k : b < c) : a < c := lt_of_lt_of_le h (le_of_lt k)
/-- The strict order is asymmetric. -/
theorem lt_asymm {a b : K} (h : a < b) : ¬b < a := fun k => lt_irrefl a (lt_trans h k)
/-- Of two numbers in order, the first is smaller or they are equal. -/
theorem lt_or_eq_of_le {a b : K} (h : a ≤ b) : a < b ∨ a = b :=
  if k : b ≤ a then Or.inr (le_antisymm h k) else Or.inl (lt_of_not_le k)
/-- Numbers in order that differ are in strict order. -/
theorem lt_of_le_of_ne {a b : K} (h : a ≤ b) (k : a ≠ b) : a < b :=
  (lt_or_eq_of_le h).resolve_right k
/-- Of two numbers, one is smaller or they are equal. -/
theorem lt_trichotomy (a b : K) : a < b ∨ a = b ∨ b < a :=
  if h : a ≤ b then (lt_or_eq_of_le h).elim Or.inl fun e => Or.inr (Or.inl e)
  else Or.inr (Or.inr (lt_of_not_le h))
/-- A strict inequality excludes equality. -/
theorem ne_of_lt {a b : K} (h : a < b) : a ≠ b := fun e => lt_irrefl b (e ▸ h)
/-- A strict inequality excludes equality, in the other direction. -/
theorem ne_of_gt {a b : K} (h : b < a) : a ≠ b := (ne_of_lt h).symm

instance : DecidableEq K := fun a b =>
  if h : a ≤ b then
    if k : b ≤ a then isTrue (le_antisymm h k) else isFalse fun e => k (e ▸ le_refl a)
  else isFalse fun e => h (e ▸ le_refl a)

instance : Trans (α := K) (β := K) (γ := K) LE.le LE.le LE.le := ⟨le_trans⟩
instance : Trans (α := K) (β := K) (γ := K) LT.lt LT.lt LT.lt := ⟨lt_trans⟩
instance : Trans (α := K) (β := K) (γ := K) LE.le LT.lt LT.lt := ⟨lt_of_le_of_lt⟩
instance : Trans (α := K) (β := K) (γ := K) LT.lt LE.le LT.lt := ⟨lt_of_lt_of_le⟩

end Order

section Sum
variable {K : Type u} [OrderedField K] {a b c d : K}

/-- Adding on the left keeps the order. -/
theorem add_le_add_left (h : a ≤ b) (c : K) : c + a ≤ c + b := OrderedField.add_le_add_left h c
/-- Adding on the right keeps the order. -/
theorem add_le_add_right (h : a ≤ b) (c : K) : a + c ≤ b + c := by
  rw [add_comm a, add_comm b]
  exact add_le_add_left h c
/-- Inequalities add up. -/
theorem add_le_add (h : a ≤ b) (k : c ≤ d) : a + c ≤ b + d :=
  le_trans (add_le_add_right h c) (add_le_add_left k b)
/-- A common summand on the left cancels from an inequality. -/
theorem le_of_add_le_add_left (h : c + a ≤ c + b) : a ≤ b := by
  have key := add_le_add_left h (-c)
  rw [← add_assoc, ← add_assoc, neg_add_self, zero_add, zero_add] at key
  exact key
/-- Adding on the left keeps the strict order. -/
theorem add_lt_add_left (h : a < b) (c : K) : c + a < c + b :=
  lt_of_not_le fun k => not_le_of_lt h (le_of_add_le_add_left k)
/-- Adding on the right keeps the strict order. -/
theorem add_lt_add_right (h : a < b) (c : K) : a + c < b + c := by
  rw [add_comm a, add_comm b]
  exact add_lt_add_left h c
/-- A weak and a strict inequality add up to a strict one. -/
theorem add_lt_add_of_le_of_lt (h : a ≤ b) (k : c < d) : a + c < b + d :=
  lt_of_le_of_lt (add_le_add_right h c) (add_lt_add_left k b)
/-- A strict and a weak inequality add up to a strict one. -/
theorem add_lt_add_of_lt_of_le (h : a < b) (k : c ≤ d) : a + c < b + d :=
  lt_of_lt_of_le (add_lt_add_right h c) (add_le_add_left k b)
/-- Strict inequalities add up. -/
theorem add_lt_add (h : a < b) (k : c < d) : a + c < b + d :=
  add_lt_add_of_le_of_lt (le_of_lt h) k
/-- Sums of non-negative numbers are non-negative. -/
theorem add_nonneg (h : 0 ≤ a) (k : 0 ≤ b) : 0 ≤ a + b := by
  have key := add_le_add h k
  rw [add_zero] at key
  exact key
/-- A non-negative and a positive number add up to a positive one. -/
theorem add_pos_of_nonneg_of_pos (h : 0 ≤ a) (k : 0 < b) : 0 < a + b := by
  have key := add_lt_add_of_le_of_lt h k
  rw [add_zero] at key
  exact key

/-- A difference is non-negative exactly when the numbers are in order. -/
theorem sub_nonneg : 0 ≤ a - b ↔ b ≤ a := by
  have fwd := fun h : 0 ≤ a - b => add_le_add_left h b
  have bwd := fun h : b ≤ a => add_le_add_left h (-b)
  rw [add_zero, show b + (a - b) = a from ring_eq (by decide +kernel)] at fwd
  rw [neg_add_self, show -b + a = a - b from ring_eq (by decide +kernel)] at bwd
  exact ⟨fwd, bwd⟩
/-- A difference is positive exactly when the numbers are in strict order. -/
theorem sub_pos : 0 < a - b ↔ b < a := by
  have fwd := fun h : 0 < a - b => add_lt_add_left h b
  have bwd := fun h : b < a => add_lt_add_left h (-b)
  rw [add_zero, show b + (a - b) = a from ring_eq (by decide +kernel)] at fwd
  rw [neg_add_self, show -b + a = a - b from ring_eq (by decide +kernel)] at bwd
  exact ⟨fwd, bwd⟩
/-- An inequality by certificate: the difference of the sides is a number known to be
non-negative. -/
theorem le_of_cert {s : K} (h : 0 ≤ s) (e : b - a = s) : a ≤ b := sub_nonneg.mp (e ▸ h)
/-- A strict inequality by certificate: the difference of the sides is a number known to be
positive. -/
theorem lt_of_cert {s : K} (h : 0 < s) (e : b - a = s) : a < b := sub_pos.mp (e ▸ h)
/-- Numbers with difference zero are equal. -/
theorem eq_of_sub_eq_zero (h : a - b = 0) : a = b := by
  have key := congrArg (fun x => x + b) h
  rw [show a - b + b = a from ring_eq (by decide +kernel), zero_add] at key
  exact key
/-- Negation reverses the order. -/
theorem neg_le_neg (h : a ≤ b) : -b ≤ -a :=
  le_of_cert (sub_nonneg.mpr h) (ring_eq (by decide +kernel))
/-- Negation reverses the strict order. -/
theorem neg_lt_neg (h : a < b) : -b < -a :=
  lt_of_cert (sub_pos.mpr h) (ring_eq (by decide +kernel))
/-- The negative of a number is non-negative exactly when the number is at most zero. -/
theorem neg_nonneg : 0 ≤ -a ↔ a ≤ 0 := by
  have key := sub_nonneg (a := 0) (b := a)
  rw [show (0 : K) - a = -a from ring_eq (by decide +kernel)] at key
  exact key
/-- The negative of a number is positive exactly when the number is negative. -/
theorem neg_pos : 0 < -a ↔ a < 0 := by
  have key := sub_pos (a := 0) (b := a)
  rw [show (0 : K) - a = -a from ring_eq (by decide +kernel)] at key
  exact key
/-- The double negative of a number is the number. -/
theorem neg_neg (a : K) : - -a = a := ring_eq (by decide +kernel)
/-- Subtracting keeps the order. -/
theorem sub_le_sub_right (h : a ≤ b) (c : K) : a - c ≤ b - c :=
  le_of_cert (sub_nonneg.mpr h) (ring_eq (by decide +kernel))
/-- Subtracting from a number reverses the order. -/
theorem sub_le_sub_left (h : a ≤ b) (c : K) : c - b ≤ c - a :=
  le_of_cert (sub_nonneg.mpr h) (ring_eq (by decide +kernel))

end Sum

section Product
variable {K : Type u} [OrderedField K] {a b c d : K}

/-- Products of non-negative numbers are non-negative. -/
theorem mul_nonneg (h : 0 ≤ a) (k : 0 ≤ b) : 0 ≤ a * b := OrderedField.mul_nonneg h k
/-- Zero is not one. -/
theorem zero_ne_one : (0 : K) ≠ 1 := OrderedField.zero_ne_one
/-- A number other than zero times its inverse is one. -/
theorem mul_inv_cancel (h : a ≠ 0) : a * a⁻¹ = 1 := OrderedField.mul_inv_cancel h
/-- The inverse of a number other than zero times the number is one. -/
theorem inv_mul_cancel (h : a ≠ 0) : a⁻¹ * a = 1 := (mul_comm _ _).trans (mul_inv_cancel h)
/-- The inverse of zero is zero, by convention. -/
theorem inv_zero : (0 : K)⁻¹ = 0 := OrderedField.inv_zero
/-- Division is multiplication by the inverse. -/
theorem div_eq_mul_inv (a b : K) : a / b = a * b⁻¹ := OrderedField.div_eq a b

/-- A factor other than zero cancels. -/
theorem mul_left_cancel (h : c ≠ 0) (e : c * a = c * b) : a = b := by
  have key := congrArg (fun x => c⁻¹ * x) e
  simp only [← mul_assoc, inv_mul_cancel h, one_mul] at key
  exact key
/-- A factor other than zero cancels on the right. -/
theorem mul_right_cancel (h : c ≠ 0) (e : a * c = b * c) : a = b :=
  mul_left_cancel h ((mul_comm c a).trans (e.trans (mul_comm b c)))
/-- A product is zero only if a factor is. -/
theorem mul_eq_zero (h : a * b = 0) : a = 0 ∨ b = 0 :=
  if k : a = 0 then Or.inl k else Or.inr (mul_left_cancel k (h.trans (mul_zero a).symm))
/-- Products of numbers other than zero are other than zero. -/
theorem mul_ne_zero (h : a ≠ 0) (k : b ≠ 0) : a * b ≠ 0 := fun e => (mul_eq_zero e).elim h k
/-- Products of positive numbers are positive. -/
theorem mul_pos (h : 0 < a) (k : 0 < b) : 0 < a * b :=
  lt_of_le_of_ne (mul_nonneg (le_of_lt h) (le_of_lt k))
    (mul_ne_zero (ne_of_gt h) (ne_of_gt k)).symm
/-- A non-negative factor keeps the order. -/
theorem mul_le_mul_of_nonneg_left (h : a ≤ b) (k : 0 ≤ c) : c * a ≤ c * b :=
  le_of_cert (mul_nonneg k (sub_nonneg.mpr h)) (ring_eq (by decide +kernel))
/-- A non-negative factor on the right keeps the order. -/
theorem mul_le_mul_of_nonneg_right (h : a ≤ b) (k : 0 ≤ c) : a * c ≤ b * c :=
  le_of_cert (mul_nonneg k (sub_nonneg.mpr h)) (ring_eq (by decide +kernel))
/-- A positive factor keeps the strict order. -/
theorem mul_lt_mul_of_pos_left (h : a < b) (k : 0 < c) : c * a < c * b :=
  lt_of_cert (mul_pos k (sub_pos.mpr h)) (ring_eq (by decide +kernel))
/-- A positive factor on the right keeps the strict order. -/
theorem mul_lt_mul_of_pos_right (h : a < b) (k : 0 < c) : a * c < b * c :=
  lt_of_cert (mul_pos k (sub_pos.mpr h)) (ring_eq (by decide +kernel))
/-- A positive factor cancels from an inequality. -/
theorem le_of_mul_le_mul_left (h : c * a ≤ c * b) (k : 0 < c) : a ≤ b :=
  le_of_not_lt fun l => not_le_of_lt (mul_lt_mul_of_pos_left l k) h
/-- A positive factor cancels from a strict inequality. -/
theorem lt_of_mul_lt_mul_left (h : c * a < c * b) (k : 0 ≤ c) : a < b :=
  lt_of_not_le fun l => not_le_of_lt h (mul_le_mul_of_nonneg_left l k)
/-- Squares are non-negative. -/
theorem square_nonneg (a : K) : 0 ≤ a ^ 2 := by
  rcases le_total 0 a with h | h
  · exact le_of_cert (mul_nonneg h h) (ring_eq (by decide +kernel))
  · have k := neg_nonneg.mpr h
    exact le_of_cert (mul_nonneg k k) (ring_eq (by decide +kernel))
/-- A product of a number with itself is non-negative. -/
theorem mul_self_nonneg (a : K) : 0 ≤ a * a :=
  le_of_cert (square_nonneg a) (ring_eq (by decide +kernel))
/-- Squares of numbers other than zero are positive. -/
theorem square_pos (h : a ≠ 0) : 0 < a ^ 2 := by
  rw [show a ^ 2 = a * a from ring_eq (by decide +kernel)]
  exact lt_of_le_of_ne (mul_self_nonneg a) (mul_ne_zero h h).symm
/-- Only zero has square zero. -/
theorem eq_zero_of_square_eq_zero (h : a ^ 2 = 0) : a = 0 :=
  Decidable.byContradiction fun k => ne_of_gt (square_pos k) h
/-- Zero is less than one. -/
theorem zero_lt_one : (0 : K) < 1 := by
  have key := square_pos (K := K) (a := 1) zero_ne_one.symm
  rw [show (1 : K) ^ 2 = 1 from ring_eq (by decide +kernel)] at key
  exact key
/-- Adding one makes a number greater. -/
theorem lt_add_one (a : K) : a < a + 1 := lt_of_cert zero_lt_one (ring_eq (by decide +kernel))

/-- The inverse of a number other than zero is other than zero. -/
theorem inv_ne_zero (h : a ≠ 0) : a⁻¹ ≠ 0 := fun e => by
  have key := mul_inv_cancel h
  rw [e, mul_zero] at key
  exact zero_ne_one key
/-- The inverse of a positive number is positive. -/
theorem inv_pos (h : 0 < a) : 0 < a⁻¹ := by
  refine lt_of_mul_lt_mul_left (c := a) ?_ (le_of_lt h)
  rw [mul_zero, mul_inv_cancel (ne_of_gt h)]
  exact zero_lt_one
/-- The inverse of a non-negative number is non-negative. -/
theorem inv_nonneg (h : 0 ≤ a) : 0 ≤ a⁻¹ := by
  rcases lt_or_eq_of_le h with k | k
  · exact le_of_lt (inv_pos k)
  · rw [← k, inv_zero]
    exact le_refl 0
/-- The only number that gives one with `a` is the inverse of `a`. -/
theorem eq_inv_of_mul_eq_one (h : a * b = 1) : b = a⁻¹ := by
  have k : a ≠ 0 := fun e => by
    rw [e, zero_mul] at h
    exact zero_ne_one h
  exact mul_left_cancel k (h.trans (mul_inv_cancel k).symm)
/-- The inverse of a product is the product of the inverses. -/
theorem mul_inv (a b : K) : (a * b)⁻¹ = a⁻¹ * b⁻¹ := by
  by_cases h : a = 0
  · rw [h, zero_mul, inv_zero, zero_mul]
  by_cases k : b = 0
  · rw [k, mul_zero, inv_zero, mul_zero]
  refine (eq_inv_of_mul_eq_one ?_).symm
  rw [mul_mul_mul_comm, mul_inv_cancel h, mul_inv_cancel k, one_mul]
/-- The inverse of the inverse is the number. -/
theorem inv_inv (a : K) : a⁻¹⁻¹ = a := by
  by_cases h : a = 0
  · rw [h, inv_zero, inv_zero]
  · exact (eq_inv_of_mul_eq_one (inv_mul_cancel h)).symm
/-- The inverse of one is one. -/
theorem inv_one : (1 : K)⁻¹ = 1 := (eq_inv_of_mul_eq_one (one_mul 1)).symm

/-- Dividing and multiplying by a number other than zero cancel. -/
theorem div_mul_cancel (a : K) (h : b ≠ 0) : a / b * b = a := by
  rw [div_eq_mul_inv, mul_assoc, inv_mul_cancel h, mul_one]
/-- Multiplying and dividing by a number other than zero cancel. -/
theorem mul_div_cancel (a : K) (h : b ≠ 0) : a * b / b = a := by
  rw [div_eq_mul_inv, mul_assoc, mul_inv_cancel h, mul_one]
/-- A number other than zero divided by itself is one. -/
theorem div_self (h : a ≠ 0) : a / a = 1 := by rw [div_eq_mul_inv, mul_inv_cancel h]
/-- Zero divided by a number is zero. -/
theorem zero_div (a : K) : 0 / a = 0 := by rw [div_eq_mul_inv, zero_mul]
/-- Fractions with the same denominator add up. -/
theorem div_add_div (a b c : K) : a / c + b / c = (a + b) / c := by
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, add_mul]
/-- Fractions with the same denominator subtract. -/
theorem div_sub_div (a b c : K) : a / c - b / c = (a - b) / c := by
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv]
  exact ring_eq (by decide +kernel)
/-- Two numbers are equal when they are after multiplication by a denominator. -/
theorem eq_div_of_mul_eq (h : c ≠ 0) (e : a * c = b) : a = b / c := by
  rw [← e, mul_div_cancel a h]
/-- A quotient of a non-negative and a positive number is non-negative. -/
theorem div_nonneg (h : 0 ≤ a) (k : 0 ≤ b) : 0 ≤ a / b := by
  rw [div_eq_mul_inv]
  exact mul_nonneg h (inv_nonneg k)
/-- A quotient of positive numbers is positive. -/
theorem div_pos (h : 0 < a) (k : 0 < b) : 0 < a / b := by
  rw [div_eq_mul_inv]
  exact mul_pos h (inv_pos k)
/-- Dividing by a positive number keeps the order. -/
theorem div_le_div_right (h : a ≤ b) (k : 0 ≤ c) : a / c ≤ b / c := by
  rw [div_eq_mul_inv, div_eq_mul_inv]
  exact mul_le_mul_of_nonneg_right h (inv_nonneg k)
/-- Dividing by a positive number keeps the strict order. -/
theorem div_lt_div_right (h : a < b) (k : 0 < c) : a / c < b / c := by
  rw [div_eq_mul_inv, div_eq_mul_inv]
  exact mul_lt_mul_of_pos_right h (inv_pos k)
/-- A number is at most a quotient exactly when its product with the denominator is at most the
numerator. -/
theorem le_div_iff (h : 0 < c) : a ≤ b / c ↔ a * c ≤ b := by
  constructor
  · intro k
    have key := mul_le_mul_of_nonneg_right k (le_of_lt h)
    rw [div_mul_cancel b (ne_of_gt h)] at key
    exact key
  · intro k
    have key := div_le_div_right k (le_of_lt h)
    rw [mul_div_cancel a (ne_of_gt h)] at key
    exact key
/-- A quotient is at most a number exactly when the numerator is at most the product with the
denominator. -/
theorem div_le_iff (h : 0 < c) : a / c ≤ b ↔ a ≤ b * c := by
  constructor
  · intro k
    have key := mul_le_mul_of_nonneg_right k (le_of_lt h)
    rw [div_mul_cancel a (ne_of_gt h)] at key
    exact key
  · intro k
    have key := div_le_div_right k (le_of_lt h)
    rw [mul_div_cancel b (ne_of_gt h)] at key
    exact key
/-- Inversion reverses the order of positive numbers. -/
theorem inv_le_inv (h : 0 < a) (k : a ≤ b) : b⁻¹ ≤ a⁻¹ := by
  have hb := lt_of_lt_of_le h k
  refine le_of_mul_le_mul_left (c := a * b) ?_ (mul_pos h hb)
  rw [mul_assoc, mul_inv_cancel (ne_of_gt hb), mul_comm a b, mul_assoc,
    mul_inv_cancel (ne_of_gt h), mul_one, mul_one]
  exact k

end Product

section Numerals
variable {K : Type u} [OrderedField K]

/-- Natural numbers are non-negative in every ordered field. -/
theorem ofNat_nonneg (n : Nat) : (0 : K) ≤ ofNat n := by
  induction n with
  | zero => exact le_refl 0
  | succ n ih =>
    rw [ofNat_succ]
    exact add_nonneg ih (le_of_lt zero_lt_one)
/-- Positive natural numbers are positive in every ordered field. -/
theorem ofNat_pos {n : Nat} (h : 0 < n) : (0 : K) < ofNat n := by
  cases n with
  | zero => exact absurd h (Nat.lt_irrefl 0)
  | succ n =>
    rw [ofNat_succ]
    exact add_pos_of_nonneg_of_pos (ofNat_nonneg n) zero_lt_one
/-- The embedding of the natural numbers keeps the order. -/
theorem ofNat_le {m n : Nat} (h : m ≤ n) : (ofNat m : K) ≤ ofNat n := by
  have key := add_le_add_left (ofNat_nonneg (K := K) (n - m)) (ofNat m)
  rw [add_zero, ← ofNat_add, Nat.add_comm, Nat.sub_add_cancel h] at key
  exact key
/-- The embedding of the natural numbers keeps the strict order. -/
theorem ofNat_lt {m n : Nat} (h : m < n) : (ofNat m : K) < ofNat n := by
  have key := ofNat_le (K := K) (Nat.succ_le_of_lt h)
  rw [show Nat.succ m = m + 1 from rfl, ofNat_succ] at key
  exact lt_of_lt_of_le (lt_add_one _) key
/-- The embedding of the natural numbers is injective. -/
theorem ofNat_injective {m n : Nat} (h : (ofNat m : K) = ofNat n) : m = n := by
  rcases Nat.lt_or_ge m n with k | k
  · exact absurd h (ne_of_lt (ofNat_lt k))
  · rcases Nat.eq_or_lt_of_le k with e | l
    · exact e.symm
    · exact absurd h (ne_of_gt (ofNat_lt l))
/-- The embedding of the natural numbers reflects the order. -/
theorem le_of_ofNat_le {m n : Nat} (h : (ofNat m : K) ≤ ofNat n) : m ≤ n := by
  rcases Nat.lt_or_ge n m with k | k
  · exact absurd h (not_le_of_lt (ofNat_lt k))
  · exact k
/-- A positive natural number is not zero in an ordered field. -/
theorem ofNat_ne_zero {n : Nat} (h : 0 < n) : (ofNat n : K) ≠ 0 := ne_of_gt (ofNat_pos h)
/-- Two is positive. -/
theorem zero_lt_two : (0 : K) < 2 := ofNat_pos (by decide)
/-- Two is not zero. -/
theorem two_ne_zero : (2 : K) ≠ 0 := ne_of_gt zero_lt_two
/-- Two halves make a whole. -/
theorem half_add_half (a : K) : a / 2 + a / 2 = a := by
  rw [div_add_div, show a + a = a * 2 from ring_eq (by decide +kernel), mul_div_cancel a two_ne_zero]
/-- Half of a positive number is positive. -/
theorem half_pos {a : K} (h : 0 < a) : 0 < a / 2 := div_pos h zero_lt_two
/-- Half of a positive number is less than the number. -/
theorem half_lt_self {a : K} (h : 0 < a) : a / 2 < a := by
  refine lt_of_cert (half_pos h) ?_
  have key := half_add_half a
  rw [← congrArg (fun x => x - a / 2) key]
  exact ring_eq (by decide +kernel)
/-- Between any two numbers there is a third. -/
theorem exists_between {a b : K} (h : a < b) : ∃ c, a < c ∧ c < b := by
  refine ⟨a + (b - a) / 2, ?_, ?_⟩
  · exact lt_of_cert (half_pos (sub_pos.mpr h)) (ring_eq (by decide +kernel))
  · have key := add_lt_add_left (half_lt_self (sub_pos.mpr h)) a
    rw [show a + (b - a) = b from ring_eq (by decide +kernel)] at key
    exact key

end Numerals

section Absolute
variable {K : Type u} [OrderedField K]

/-- The absolute value. -/
def abs (a : K) : K := if 0 ≤ a then a else -a

/-- The absolute value of a non-negative number is the number. -/
theorem abs_of_nonneg {a : K} (h : 0 ≤ a) : abs a = a := ite_eq_left h
/-- The absolute value of a number at most zero is its negative. -/
theorem abs_of_nonpos {a : K} (h : a ≤ 0) : abs a = -a := by
  unfold abs
  split
  · rename_i k
    rw [le_antisymm h k]
    exact ring_eq (by decide +kernel)
  · rfl
/-- Absolute values are non-negative. -/
theorem abs_nonneg (a : K) : 0 ≤ abs a := by
  rcases le_total 0 a with h | h
  · rw [abs_of_nonneg h]; exact h
  · rw [abs_of_nonpos h]; exact neg_nonneg.mpr h
/-- A number is at most its absolute value. -/
theorem le_abs_self (a : K) : a ≤ abs a := by
  rcases le_total 0 a with h | h
  · rw [abs_of_nonneg h]; exact le_refl a
  · exact le_trans h (abs_nonneg a)
/-- A number and its negative have the same absolute value. -/
theorem abs_neg (a : K) : abs (-a) = abs a := by
  rcases le_total 0 a with h | h
  · rw [abs_of_nonneg h, abs_of_nonpos (by rw [← neg_nonneg, neg_neg]; exact h), neg_neg]
  · rw [abs_of_nonpos h, abs_of_nonneg (neg_nonneg.mpr h)]
/-- The negative of a number is at most its absolute value. -/
theorem neg_le_abs (a : K) : -a ≤ abs a := by
  rw [← abs_neg]
  exact le_abs_self (-a)
/-- What bounds a number and its negative bounds the absolute value. -/
theorem abs_le {a b : K} (h : a ≤ b) (k : -a ≤ b) : abs a ≤ b := by
  unfold abs
  split
  · exact h
  · exact k
/-- The triangle inequality. -/
theorem abs_add_le (a b : K) : abs (a + b) ≤ abs a + abs b := by
  refine abs_le (add_le_add (le_abs_self a) (le_abs_self b)) ?_
  rw [show -(a + b) = -a + -b from ring_eq (by decide +kernel)]
  exact add_le_add (neg_le_abs a) (neg_le_abs b)
/-- Distances are symmetric. -/
theorem abs_sub_comm (a b : K) : abs (a - b) = abs (b - a) := by
  rw [← abs_neg, show -(a - b) = b - a from ring_eq (by decide +kernel)]
/-- The triangle inequality for distances. -/
theorem abs_sub_le (a b c : K) : abs (a - c) ≤ abs (a - b) + abs (b - c) := by
  rw [show a - c = (a - b) + (b - c) from ring_eq (by decide +kernel)]
  exact abs_add_le _ _
/-- Only zero has absolute value zero. -/
theorem eq_zero_of_abs_eq_zero {a : K} (h : abs a = 0) : a = 0 :=
  le_antisymm (h ▸ le_abs_self a)
    (by rw [← neg_neg a]; exact neg_nonneg.mpr (h ▸ neg_le_abs a))
/-- The square of the absolute value is the square. -/
theorem abs_square (a : K) : abs a ^ 2 = a ^ 2 := by
  rcases le_total 0 a with h | h
  · rw [abs_of_nonneg h]
  · rw [abs_of_nonpos h]
    exact ring_eq (by decide +kernel)

instance : Max K := ⟨fun a b => if a ≤ b then b else a⟩
instance : Min K := ⟨fun a b => if a ≤ b then a else b⟩

/-- The first of two numbers is at most their maximum. -/
theorem le_max_left (a b : K) : a ≤ max a b := by
  show a ≤ if a ≤ b then b else a
  split
  · assumption
  · exact le_refl a
/-- The second of two numbers is at most their maximum. -/
theorem le_max_right (a b : K) : b ≤ max a b := by
  show b ≤ if a ≤ b then b else a
  split
  · exact le_refl b
  · exact le_of_lt (lt_of_not_le (by assumption))
/-- What bounds two numbers bounds their maximum. -/
theorem max_le {a b c : K} (h : a ≤ c) (k : b ≤ c) : max a b ≤ c := by
  show (if a ≤ b then b else a) ≤ c
  split
  · exact k
  · exact h
/-- The minimum is at most the first of two numbers. -/
theorem min_le_left (a b : K) : min a b ≤ a := by
  show (if a ≤ b then a else b) ≤ a
  split
  · exact le_refl a
  · exact le_of_lt (lt_of_not_le (by assumption))
/-- The minimum is at most the second of two numbers. -/
theorem min_le_right (a b : K) : min a b ≤ b := by
  show (if a ≤ b then a else b) ≤ b
  split
  · assumption
  · exact le_refl b
/-- What is at most two numbers is at most their minimum. -/
theorem le_min {a b c : K} (h : c ≤ a) (k : c ≤ b) : c ≤ min a b := by
  show c ≤ if a ≤ b then a else b
  split
  · exact h
  · exact k

end Absolute

end DASH
