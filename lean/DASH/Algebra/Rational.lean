import DASH.Algebra.Field
import DASH.Algebra.Integer

/-!
# The rational numbers

A rational number is a fraction of integers with a positive denominator; two fractions are the
same rational when they agree crosswise. The rational numbers are a linearly ordered field with
an order that can be computed: the witness that `OrderedField` is not empty.
-/

namespace DASH

namespace Integer

/-- An integer is positive when it is not at most zero. -/
def Positive (x : Integer) : Prop := ¬x ≤ 0

instance (x : Integer) : Decidable (Positive x) := inferInstanceAs (Decidable ¬_)

/-- Differences of integers in order are non-negative, and conversely. -/
theorem sub_nonneg_iff (x y : Integer) : 0 ≤ y - x ↔ x ≤ y := by
  constructor
  · intro h
    have key := add_le_add_left x 0 (y - x) h
    rw [add_zero, show x + (y - x) = y from ring_eq (by decide +kernel)] at key
    exact key
  · intro h
    have key := add_le_add_left (-x) x y h
    rw [neg_add_self, show -x + y = y - x from ring_eq (by decide +kernel)] at key
    exact key

/-- Of an integer that is not at most another the difference is positive. -/
theorem positive_sub {x y : Integer} (h : ¬x ≤ y) : Positive (x - y) := fun k => h (by
  have key := add_le_add_left y (x - y) 0 k
  rw [add_zero, show y + (x - y) = x from ring_eq (by decide +kernel)] at key
  exact key)

/-- Products of positive integers are positive. -/
theorem Positive.mul {x y : Integer} (hx : Positive x) (hy : Positive y) : Positive (x * y) :=
  mul_positive x y hx hy

/-- Positive integers are non-negative. -/
theorem Positive.le {x : Integer} (h : Positive x) : 0 ≤ x := (le_total 0 x).resolve_right h

/-- A positive factor keeps and reflects the order. -/
theorem mul_le_mul_iff {x y z : Integer} (hz : Positive z) : x * z ≤ y * z ↔ x ≤ y := by
  constructor
  · intro h
    refine Decidable.byContradiction fun k => ?_
    refine (positive_sub k).mul hz ?_
    rw [show (x - y) * z = x * z - y * z from ring_eq (by decide +kernel)]
    have key := add_le_add_left (-(y * z)) (x * z) (y * z) h
    rw [neg_add_self, show -(y * z) + x * z = x * z - y * z from ring_eq (by decide +kernel)] at key
    exact key
  · intro h
    rw [← sub_nonneg_iff, show y * z - x * z = (y - x) * z from ring_eq (by decide +kernel)]
    exact mul_nonneg _ _ ((sub_nonneg_iff x y).mpr h) hz.le

/-- A positive factor cancels. -/
theorem mul_cancel {x y z : Integer} (hz : Positive z) (h : x * z = y * z) : x = y :=
  le_antisymm x y ((mul_le_mul_iff hz).mp (h ▸ le_refl _)) ((mul_le_mul_iff hz).mp (h ▸ le_refl _))

/-- One is positive. -/
theorem positive_one : Positive 1 := by decide

/-- An integer is zero when neither it nor its negative is positive. -/
theorem eq_zero {x : Integer} (h : ¬Positive x) (k : ¬Positive (-x)) : x = 0 := by
  have below : x ≤ 0 := Decidable.byContradiction h
  have key := add_le_add_left x (-x) 0 (Decidable.byContradiction k)
  rw [add_neg_self, add_zero] at key
  exact le_antisymm x 0 below key

/-- A natural number is the difference of itself and zero. -/
theorem ofNat_eq_mk (n : Nat) : (ofNat n : Integer) = mk n 0 := by
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [ofNat_succ, ih]
    rfl

/-- The embedding of the natural numbers in the integers keeps and reflects the order. -/
theorem ofNat_le_iff {m n : Nat} : (ofNat m : Integer) ≤ ofNat n ↔ m ≤ n := by
  rw [ofNat_eq_mk, ofNat_eq_mk]
  exact mk_le

/-- A successor is a positive integer. -/
theorem positive_ofNat (n : Nat) : Positive (ofNat (n + 1)) := fun h =>
  Nat.not_succ_le_zero n (ofNat_le_iff.mp h)

/-- A positive integer is the successor of a natural number. -/
theorem positive_eq_ofNat : ∀ x : Integer, Positive x → ∃ n : Nat, x = ofNat (n + 1) :=
  ind fun a b h => by
    have less : b < a := Nat.lt_of_not_le fun k => h (mk_le.mpr (by
      rw [Nat.add_zero, Nat.zero_add]
      exact k))
    refine ⟨a - (b + 1), ?_⟩
    rw [ofNat_eq_mk]
    refine sound ?_
    rw [Nat.add_zero, Nat.add_right_comm]
    exact (Nat.sub_add_cancel less).symm

end Integer

open Integer

/-- A fraction of integers with a positive denominator. -/
structure Fraction where
  /-- The numerator. -/
  num : Integer
  /-- The denominator. -/
  den : Integer
  /-- The denominator is positive. -/
  pos : Positive den

/-- Two fractions are the same rational number. -/
def SameRatio (p q : Fraction) : Prop := p.num * q.den = q.num * p.den

/-- The rational numbers: fractions of integers. -/
def Rational : Type := Quot SameRatio

namespace Rational

/-- The rational number of a fraction. -/
def of (p : Fraction) : Rational := Quot.mk _ p

/-- Fractions that agree crosswise are the same rational number. -/
theorem sound {p q : Fraction} (h : p.num * q.den = q.num * p.den) : of p = of q := Quot.sound h

/-- What holds of all fractions holds of all rational numbers. -/
theorem ind {P : Rational → Prop} (h : ∀ p, P (of p)) (x : Rational) : P x := Quot.ind h x

instance : Add Rational := ⟨liftTwo
  (fun p q => of ⟨p.num * q.den + q.num * p.den, p.den * q.den, p.pos.mul q.pos⟩)
  (fun p p' q h => sound (by
    have e : p.num * p'.den = p'.num * p.den := h
    show (p.num * q.den + q.num * p.den) * (p'.den * q.den)
      = (p'.num * q.den + q.num * p'.den) * (p.den * q.den)
    have left : (p.num * q.den + q.num * p.den) * (p'.den * q.den)
        = (p.num * p'.den) * q.den * q.den + q.num * p.den * p'.den * q.den :=
      ring_eq (by decide +kernel)
    rw [left, e]
    exact ring_eq (by decide +kernel)))
  (fun p q q' h => sound (by
    have e : q.num * q'.den = q'.num * q.den := h
    show (p.num * q.den + q.num * p.den) * (p.den * q'.den)
      = (p.num * q'.den + q'.num * p.den) * (p.den * q.den)
    have left : (p.num * q.den + q.num * p.den) * (p.den * q'.den)
        = (q.num * q'.den) * p.den * p.den + p.num * q.den * p.den * q'.den :=
      ring_eq (by decide +kernel)
    rw [left, e]
    exact ring_eq (by decide +kernel)))⟩

instance : Mul Rational := ⟨liftTwo
  (fun p q => of ⟨p.num * q.num, p.den * q.den, p.pos.mul q.pos⟩)
  (fun p p' q h => sound (by
    have e : p.num * p'.den = p'.num * p.den := h
    show p.num * q.num * (p'.den * q.den) = p'.num * q.num * (p.den * q.den)
    rw [show p.num * q.num * (p'.den * q.den) = (p.num * p'.den) * q.num * q.den from
      ring_eq (by decide +kernel), e]
    exact ring_eq (by decide +kernel)))
  (fun p q q' h => sound (by
    have e : q.num * q'.den = q'.num * q.den := h
    show p.num * q.num * (p.den * q'.den) = p.num * q'.num * (p.den * q.den)
    rw [show p.num * q.num * (p.den * q'.den) = (q.num * q'.den) * p.num * p.den from
      ring_eq (by decide +kernel), e]
    exact ring_eq (by decide +kernel)))⟩

instance : Neg Rational := ⟨Quot.lift (fun p => of ⟨-p.num, p.den, p.pos⟩) fun p q h => sound (by
  have e : p.num * q.den = q.num * p.den := h
  show -p.num * q.den = -q.num * p.den
  rw [show -p.num * q.den = -(p.num * q.den) from ring_eq (by decide +kernel), e]
  exact ring_eq (by decide +kernel))⟩

instance : CommRing Rational where
  zero := of ⟨0, 1, positive_one⟩
  one := of ⟨1, 1, positive_one⟩
  sub x y := x + -y
  add_assoc := ind fun p => ind fun q => ind fun r => sound (by
    show ((p.num * q.den + q.num * p.den) * r.den + r.num * (p.den * q.den))
        * (p.den * (q.den * r.den))
      = (p.num * (q.den * r.den) + (q.num * r.den + r.num * q.den) * p.den)
        * (p.den * q.den * r.den)
    exact ring_eq (by decide +kernel))
  add_comm := ind fun p => ind fun q => sound (by
    show (p.num * q.den + q.num * p.den) * (q.den * p.den)
      = (q.num * p.den + p.num * q.den) * (p.den * q.den)
    exact ring_eq (by decide +kernel))
  zero_add := ind fun p => sound (by
    show ((0 : Integer) * p.den + p.num * 1) * p.den = p.num * (1 * p.den)
    exact ring_eq (by decide +kernel))
  mul_assoc := ind fun p => ind fun q => ind fun r => sound (by
    show p.num * q.num * r.num * (p.den * (q.den * r.den))
      = p.num * (q.num * r.num) * (p.den * q.den * r.den)
    exact ring_eq (by decide +kernel))
  mul_comm := ind fun p => ind fun q => sound (by
    show p.num * q.num * (q.den * p.den) = q.num * p.num * (p.den * q.den)
    exact ring_eq (by decide +kernel))
  one_mul := ind fun p => sound (by
    show (1 : Integer) * p.num * p.den = p.num * (1 * p.den)
    exact ring_eq (by decide +kernel))
  mul_add := ind fun p => ind fun q => ind fun r => sound (by
    show p.num * (q.num * r.den + r.num * q.den) * (p.den * q.den * (p.den * r.den))
      = (p.num * q.num * (p.den * r.den) + p.num * r.num * (p.den * q.den))
        * (p.den * (q.den * r.den))
    exact ring_eq (by decide +kernel))
  zero_mul := ind fun p => sound (by
    show (0 : Integer) * p.num * 1 = 0 * (1 * p.den)
    exact ring_eq (by decide +kernel))
  neg_add := ind fun p => sound (by
    show (-p.num * p.den + p.num * p.den) * 1 = (0 : Integer) * (p.den * p.den)
    exact ring_eq (by decide +kernel))
  sub_eq _ _ := rfl

/-- The inverse of a fraction: denominator over numerator, with the sign at the top; zero for
zero. -/
def invert (p : Fraction) : Fraction :=
  if h : Positive p.num then ⟨p.den, p.num, h⟩
  else if k : Positive (-p.num) then ⟨-p.den, -p.num, k⟩
  else ⟨0, 1, positive_one⟩

/-- Of two equal fractions, the second has a positive numerator if the first has. -/
private theorem positive_congr {p q : Fraction} (h : SameRatio p q) :
    Positive p.num → Positive q.num := fun k l => by
  have e : p.num * q.den = q.num * p.den := h
  have product := k.mul q.pos
  rw [e] at product
  refine product ?_
  have key := (mul_le_mul_iff (x := q.num) (y := 0) p.pos).mpr l
  rw [zero_mul] at key
  exact key

/-- The negatives of equal fractions are equal. -/
private theorem neg_congr {p q : Fraction} (h : SameRatio p q) :
    SameRatio ⟨-p.num, p.den, p.pos⟩ ⟨-q.num, q.den, q.pos⟩ := by
  have e : p.num * q.den = q.num * p.den := h
  show -p.num * q.den = -q.num * p.den
  rw [show -p.num * q.den = -(p.num * q.den) from ring_eq (by decide +kernel), e]
  exact ring_eq (by decide +kernel)

instance : Inv Rational := ⟨Quot.lift (fun p => of (invert p)) fun p q h => by
  have e : p.num * q.den = q.num * p.den := h
  have e' : SameRatio q p := e.symm
  unfold invert
  by_cases hp : Positive p.num
  · rw [dite_eq_left hp, dite_eq_left (positive_congr h hp)]
    exact sound (by
      show p.den * q.num = q.den * p.num
      rw [mul_comm p.den, mul_comm q.den]
      exact e.symm)
  · rw [dite_eq_right hp, dite_eq_right fun k => hp (positive_congr e' k)]
    by_cases hn : Positive (-p.num)
    · rw [dite_eq_left hn, dite_eq_left (positive_congr (neg_congr h) hn)]
      exact sound (by
        show -p.den * -q.num = -q.den * -p.num
        rw [show -p.den * -q.num = q.num * p.den from ring_eq (by decide +kernel), ← e]
        exact ring_eq (by decide +kernel))
    · rw [dite_eq_right hn, dite_eq_right fun k => hn (positive_congr (neg_congr e') k)]⟩

/-- Comparisons of integers that agree as statements agree as computations. -/
private theorem ble_congr {a b c d : Integer} (h : a ≤ b ↔ c ≤ d) :
    Integer.ble a b = Integer.ble c d := by
  cases hab : Integer.ble a b with
  | true => exact (h.mp hab).symm
  | false =>
    cases hcd : Integer.ble c d with
    | true =>
      have key : Integer.ble a b = true := h.mpr hcd
      rw [hab] at key
      exact key
    | false => rfl

/-- Equal fractions compare in the same way with any fraction, from either side. -/
private theorem le_cross {p p' : Fraction} (h : SameRatio p p') (q : Fraction) :
    (p.num * q.den ≤ q.num * p.den ↔ p'.num * q.den ≤ q.num * p'.den) ∧
      (q.num * p.den ≤ p.num * q.den ↔ q.num * p'.den ≤ p'.num * q.den) := by
  have e : p.num * p'.den = p'.num * p.den := h
  have one : p.num * q.den * p'.den = p'.num * q.den * p.den := by
    rw [show p.num * q.den * p'.den = p.num * p'.den * q.den from ring_eq (by decide +kernel), e]
    exact ring_eq (by decide +kernel)
  have two : q.num * p.den * p'.den = q.num * p'.den * p.den := ring_eq (by decide +kernel)
  constructor
  · rw [← mul_le_mul_iff (x := p.num * q.den) p'.pos, one, two, mul_le_mul_iff p.pos]
  · rw [← mul_le_mul_iff (x := q.num * p.den) p'.pos, one, two, mul_le_mul_iff p.pos]

/-- Whether a rational number is at most another, as a computation. -/
def ble : Rational → Rational → Bool :=
  liftTwo (fun p q => Integer.ble (p.num * q.den) (q.num * p.den))
    (fun _ _ q h => ble_congr (le_cross h q).1)
    (fun p _ _ h => ble_congr (le_cross h p).2)

instance : LE Rational := ⟨fun x y => ble x y = true⟩
instance : LT Rational := ⟨fun x y => ¬ble y x = true⟩

instance (x y : Rational) : Decidable (x ≤ y) := inferInstanceAs (Decidable (ble x y = true))

/-- The order of fractions, in integers. -/
theorem of_le {p q : Fraction} : of p ≤ of q ↔ p.num * q.den ≤ q.num * p.den := Iff.rfl

/-- A fraction with numerator zero is zero. -/
private theorem of_eq_zero {p : Fraction} (h : p.num = 0) : of p = 0 := sound (by
  show p.num * 1 = (0 : Integer) * p.den
  rw [h, zero_mul, zero_mul])

instance : OrderedField Rational where
  div x y := x * y⁻¹
  le_refl := ind fun _ => of_le.mpr (Integer.le_refl _)
  le_trans {x y z} := by
    revert x y z
    exact fun {x y z} => ind (P := fun x => x ≤ y → y ≤ z → x ≤ z) (fun p =>
      ind (P := fun y => of p ≤ y → y ≤ z → of p ≤ z) (fun q =>
        ind (P := fun z => of p ≤ of q → of q ≤ z → of p ≤ z) (fun r h k => of_le.mpr (by
          have first := (mul_le_mul_iff r.pos).mpr (of_le.mp h)
          have second := (mul_le_mul_iff p.pos).mpr (of_le.mp k)
          rw [show q.num * r.den * p.den = q.num * p.den * r.den from
            ring_eq (by decide +kernel)] at second
          have both := Integer.le_trans _ _ _ first second
          rw [show p.num * q.den * r.den = p.num * r.den * q.den from ring_eq (by decide +kernel),
            show r.num * q.den * p.den = r.num * p.den * q.den from
              ring_eq (by decide +kernel)] at both
          exact (mul_le_mul_iff q.pos).mp both)) z) y) x
  le_antisymm {x y} := by
    revert x y
    exact fun {x y} => ind (P := fun x => x ≤ y → y ≤ x → x = y) (fun p =>
      ind (P := fun y => of p ≤ y → y ≤ of p → of p = y) (fun q h k =>
        sound (Integer.le_antisymm _ _ (of_le.mp h) (of_le.mp k))) y) x
  le_total := ind fun _ => ind fun _ => Integer.le_total _ _
  lt_iff_not_le := Iff.rfl
  add_le_add_left {x y} h z := by
    revert h
    exact ind (P := fun x => x ≤ y → z + x ≤ z + y) (fun p =>
      ind (P := fun y => of p ≤ y → z + of p ≤ z + y) (fun q =>
        ind (P := fun z => of p ≤ of q → z + of p ≤ z + of q) (fun r h => of_le.mpr (by
          show (r.num * p.den + p.num * r.den) * (r.den * q.den)
            ≤ (r.num * q.den + q.num * r.den) * (r.den * p.den)
          have scaled := (mul_le_mul_iff (r.pos.mul r.pos)).mpr (of_le.mp h)
          have key := Integer.add_le_add_left (r.num * p.den * r.den * q.den) _ _ scaled
          rw [show (r.num * p.den + p.num * r.den) * (r.den * q.den)
              = r.num * p.den * r.den * q.den + p.num * q.den * (r.den * r.den) from
              ring_eq (by decide +kernel),
            show (r.num * q.den + q.num * r.den) * (r.den * p.den)
              = r.num * p.den * r.den * q.den + q.num * p.den * (r.den * r.den) from
              ring_eq (by decide +kernel)]
          exact key)) z) y) x
  mul_nonneg {x y} := by
    revert x y
    exact fun {x y} => ind (P := fun x => 0 ≤ x → 0 ≤ y → 0 ≤ x * y) (fun p =>
      ind (P := fun y => 0 ≤ of p → 0 ≤ y → 0 ≤ of p * y) (fun q h k => by
        have hp : 0 * p.den ≤ p.num * 1 := h
        have hq : 0 * q.den ≤ q.num * 1 := k
        rw [zero_mul, mul_one] at hp hq
        show 0 * (p.den * q.den) ≤ p.num * q.num * 1
        rw [zero_mul, mul_one]
        exact Integer.mul_nonneg _ _ hp hq) y) x
  zero_ne_one := fun e => by
    have key : (1 : Rational) ≤ 0 := e ▸ (by decide +kernel)
    exact absurd key (by decide +kernel)
  mul_inv_cancel {x} := by
    revert x
    exact fun {x} => ind (P := fun x => x ≠ 0 → x * x⁻¹ = 1) (fun p h => by
      show of p * of (invert p) = 1
      unfold invert
      by_cases hp : Positive p.num
      · rw [dite_eq_left hp]
        exact sound (by
          show p.num * p.den * 1 = 1 * (p.den * p.num)
          exact ring_eq (by decide +kernel))
      · rw [dite_eq_right hp]
        by_cases hn : Positive (-p.num)
        · rw [dite_eq_left hn]
          exact sound (by
            show p.num * -p.den * 1 = 1 * (p.den * -p.num)
            exact ring_eq (by decide +kernel))
        · refine absurd (of_eq_zero ?_) h
          exact eq_zero hp hn) x
  inv_zero := sound rfl
  div_eq _ _ := rfl
  decideLe x y := inferInstanceAs (Decidable (ble x y = true))

/-! ## Numerators and denominators -/

/-- An integer as a rational number, with denominator one. -/
def ofInteger (m : Integer) : Rational := of ⟨m, 1, positive_one⟩

/-- The embedding of the integers respects addition. -/
theorem ofInteger_add (m n : Integer) : ofInteger (m + n) = ofInteger m + ofInteger n := sound (by
  show (m + n) * (1 * 1) = (m * 1 + n * 1) * 1
  exact ring_eq (by decide +kernel))

/-- The embedding of the integers respects multiplication. -/
theorem ofInteger_mul (m n : Integer) : ofInteger (m * n) = ofInteger m * ofInteger n := sound (by
  show m * n * (1 * 1) = m * n * 1
  exact ring_eq (by decide +kernel))

/-- The embedding of the integers keeps and reflects the order. -/
theorem ofInteger_le {m n : Integer} : ofInteger m ≤ ofInteger n ↔ m ≤ n :=
  of_le.trans (mul_le_mul_iff positive_one)

/-- Different integers are different rational numbers. -/
theorem ofInteger_injective {m n : Integer} (h : ofInteger m = ofInteger n) : m = n :=
  Integer.le_antisymm m n (ofInteger_le.mp (DASH.le_of_eq h))
    (ofInteger_le.mp (DASH.le_of_eq h.symm))

/-- A natural number is the same rational number by way of the integers. -/
theorem ofInteger_ofNat (n : Nat) : ofInteger (ofNat n) = (ofNat n : Rational) := by
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [ofNat_succ, ofNat_succ, ofInteger_add, ih]
    rfl

/-- The rational number of a fraction is its numerator divided by its denominator. -/
theorem of_eq_div (p : Fraction) : of p = ofInteger p.num / ofInteger p.den := by
  refine eq_div_of_mul_eq (fun h => ?_) (sound ?_)
  · have zero : p.den = 0 := ofInteger_injective h
    exact p.pos (zero ▸ Integer.le_refl p.den)
  · show p.num * p.den * 1 = p.num * (p.den * 1)
    exact ring_eq (by decide +kernel)

/-- Two fractions with positive natural denominators are in order exactly when they are after
cross-multiplication, so the order is the usual one. -/
theorem div_le_div_iff (m n : Integer) (k l : Nat) :
    ofInteger m / ofNat (k + 1) ≤ (ofInteger n / ofNat (l + 1) : Rational)
      ↔ m * ofNat (l + 1) ≤ n * ofNat (k + 1) := by
  have value : ∀ (m : Integer) (k : Nat),
      ofInteger m / ofNat (k + 1) = of ⟨m, ofNat (k + 1), positive_ofNat k⟩ := fun m k => by
    rw [of_eq_div, ofInteger_ofNat]
  rw [value, value, of_le]

/-! ## The rational numbers compute -/

example : (1 : Rational) / 2 + 1 / 3 = 5 / 6 := by decide +kernel
example : ¬(1 : Rational) / 2 ≤ 1 / 3 := by decide +kernel
example : (-1 : Rational) / 2 < 0 ∧ (-2 : Rational)⁻¹ = -1 / 2 := by decide +kernel
example : abs ((1 : Rational) / 3 - 1 / 2) = 1 / 6 := by decide +kernel

/-- Sums, differences, products and quotients of rational numbers compute. -/
theorem computes :
    (1 : Rational) / 2 + 1 / 3 = 5 / 6 ∧ (7 : Rational) / 3 - 2 * (1 / 3) = 5 / 3 := by
  decide +kernel

/-- The order of rational numbers computes. -/
theorem order_computes : (1 : Rational) / 3 < 1 / 2 ∧ ¬(3 : Rational) / 7 ≤ 2 / 5 := by
  decide +kernel

end Rational

/-- Every rational number is a fraction: an integer divided by a positive natural number. -/
theorem rational_exists_fraction (x : Rational) :
    ∃ (m : Integer) (n : Nat), x = Rational.ofInteger m / ofNat (n + 1) :=
  Rational.ind
    (P := fun x => ∃ (m : Integer) (n : Nat), x = Rational.ofInteger m / ofNat (n + 1)) (fun p => by
    obtain ⟨n, h⟩ := positive_eq_ofNat p.den p.pos
    refine ⟨p.num, n, ?_⟩
    rw [Rational.of_eq_div, h, Rational.ofInteger_ofNat]) x

end DASH
