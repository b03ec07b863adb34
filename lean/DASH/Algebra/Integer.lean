import DASH.Algebra.Normalize

/-!
# The integers

An integer is a difference of two natural numbers: a pair `(a, b)` stands for `a - b`, and two
pairs stand for the same integer when `a + b' = a' + b`. The integers are a commutative ring with
a decidable order that agrees with addition and multiplication.
-/

namespace DASH

universe u v w

/-- A function of two arguments, each from a quotient. -/
def liftTwo {α : Type u} {β : Type v} {γ : Type w} {r : α → α → Prop} {s : β → β → Prop}
    (f : α → β → γ) (h : ∀ a a' b, r a a' → f a b = f a' b)
    (k : ∀ a b b', s b b' → f a b = f a b') (x : Quot r) (y : Quot s) : γ :=
  Quot.lift (fun a => Quot.lift (f a) (k a) y)
    (fun a a' ha => Quot.ind (β := fun y => Quot.lift (f a) (k a) y = Quot.lift (f a') (k a') y)
      (fun b => h a a' b ha) y) x

/-- Two differences of natural numbers are the same integer. -/
def SameDifference (p q : Nat × Nat) : Prop := p.1 + q.2 = q.1 + p.2

/-- The integers: differences of natural numbers. -/
def Integer : Type := Quot SameDifference

namespace Integer

/-- The difference of two natural numbers. -/
def mk (a b : Nat) : Integer := Quot.mk _ (a, b)

/-- Differences that agree crosswise are the same integer. -/
theorem sound {a b c d : Nat} (h : a + d = c + b) : mk a b = mk c d := Quot.sound h

/-- What holds of all differences holds of all integers. -/
theorem ind {p : Integer → Prop} (h : ∀ a b, p (mk a b)) (x : Integer) : p x :=
  Quot.ind (fun ab => h ab.1 ab.2) x

private theorem cross {a b c d : Nat} (h : a + d = c + b) (e f : Nat) :
    a + e + (d + f) = c + e + (b + f) := by
  have left : a + e + (d + f) = (a + d) + (e + f) := semiring_eq (by decide +kernel)
  have right : c + e + (b + f) = (c + b) + (e + f) := semiring_eq (by decide +kernel)
  rw [left, right, h]

instance : Add Integer := ⟨liftTwo (fun p q => mk (p.1 + q.1) (p.2 + q.2))
  (fun p p' q h => sound (cross (a := p.1) (b := p.2) h q.1 q.2))
  (fun p q q' h => by
    refine sound ?_
    have key := cross (a := q.1) (b := q.2) h p.1 p.2
    rw [Nat.add_comm p.1 q.1, Nat.add_comm p.2 q'.2, Nat.add_comm p.1 q'.1, Nat.add_comm p.2 q.2]
    exact key)⟩

private theorem mul_cross {a b c d : Nat} (h : a + d = c + b) (e f : Nat) :
    a * e + b * f + (c * f + d * e) = c * e + d * f + (a * f + b * e) := by
  have left : a * e + b * f + (c * f + d * e) = (a + d) * e + (c + b) * f :=
    semiring_eq (by decide +kernel)
  have right : c * e + d * f + (a * f + b * e) = (c + b) * e + (a + d) * f :=
    semiring_eq (by decide +kernel)
  rw [left, right, h]

instance : Mul Integer := ⟨liftTwo
  (fun p q => mk (p.1 * q.1 + p.2 * q.2) (p.1 * q.2 + p.2 * q.1))
  (fun p p' q h => sound (mul_cross (a := p.1) (b := p.2) h q.1 q.2))
  (fun p q q' h => by
    refine sound ?_
    have key := mul_cross (a := q.1) (b := q.2) h p.1 p.2
    have left : p.1 * q.1 + p.2 * q.2 + (p.1 * q'.2 + p.2 * q'.1)
        = q.1 * p.1 + q.2 * p.2 + (q'.1 * p.2 + q'.2 * p.1) := semiring_eq (by decide +kernel)
    have right : p.1 * q'.1 + p.2 * q'.2 + (p.1 * q.2 + p.2 * q.1)
        = q'.1 * p.1 + q'.2 * p.2 + (q.1 * p.2 + q.2 * p.1) := semiring_eq (by decide +kernel)
    rw [left, right]
    exact key)⟩

instance : Neg Integer := ⟨Quot.lift (fun p => mk p.2 p.1) fun p q h => sound (by
  have key : p.1 + q.2 = q.1 + p.2 := h
  rw [Nat.add_comm p.2 q.1, Nat.add_comm q.2 p.1]
  exact key.symm)⟩

instance : CommRing Integer where
  zero := mk 0 0
  one := mk 1 0
  sub x y := x + -y
  add_assoc := ind fun _ _ => ind fun _ _ => ind fun _ _ =>
    sound (semiring_eq (by decide +kernel))
  add_comm := ind fun _ _ => ind fun _ _ => sound (semiring_eq (by decide +kernel))
  zero_add := ind fun a b => sound (by rw [Nat.zero_add, Nat.zero_add])
  mul_assoc := ind fun _ _ => ind fun _ _ => ind fun _ _ =>
    sound (semiring_eq (by decide +kernel))
  mul_comm := ind fun _ _ => ind fun _ _ => sound (semiring_eq (by decide +kernel))
  one_mul := ind fun a b => sound (by
    rw [Nat.one_mul, Nat.one_mul, Nat.zero_mul, Nat.zero_mul, Nat.add_zero, Nat.add_zero])
  mul_add := ind fun _ _ => ind fun _ _ => ind fun _ _ =>
    sound (semiring_eq (by decide +kernel))
  zero_mul := ind fun a b => sound (by
    rw [Nat.zero_mul, Nat.zero_mul])
  neg_add := ind fun a b => sound (by
    show b + a + 0 = 0 + (a + b)
    rw [Nat.add_zero, Nat.zero_add, Nat.add_comm])
  sub_eq _ _ := rfl

private theorem ble_congr {a b c d : Nat} (h : a ≤ b ↔ c ≤ d) : Nat.ble a b = Nat.ble c d := by
  cases hab : Nat.ble a b with
  | true => exact (Nat.ble_eq_true_of_le (h.mp (Nat.le_of_ble_eq_true hab))).symm
  | false =>
    cases hcd : Nat.ble c d with
    | true =>
      rw [Nat.ble_eq_true_of_le (h.mpr (Nat.le_of_ble_eq_true hcd))] at hab
      exact hab.symm
    | false => rfl

private theorem le_cross {a b c d : Nat} (h : a + d = c + b) (e f : Nat) :
    a + f ≤ e + b ↔ c + f ≤ e + d := by
  have up : ∀ {x y : Nat} (z : Nat), x ≤ y ↔ x + z ≤ y + z := fun z =>
    ⟨fun h => Nat.add_le_add_right h z, Nat.le_of_add_le_add_right⟩
  rw [up d, up (x := c + f) b]
  have left : a + f + d = c + f + b := by
    rw [Nat.add_right_comm, h, Nat.add_right_comm]
  rw [left, Nat.add_right_comm e b d]

/-- Whether an integer is at most another, as a computation. -/
def ble : Integer → Integer → Bool :=
  liftTwo (fun p q => Nat.ble (p.1 + q.2) (q.1 + p.2))
    (fun p p' q h => ble_congr (le_cross (a := p.1) (b := p.2) h q.1 q.2))
    (fun p q q' h => ble_congr (by
      have key := le_cross (a := q.2) (b := q.1) (c := q'.2) (d := q'.1) (by
        have e : q.1 + q'.2 = q'.1 + q.2 := h
        rw [Nat.add_comm q.2, Nat.add_comm q'.2]
        exact e.symm) p.2 p.1
      rw [Nat.add_comm p.1, Nat.add_comm q.1, Nat.add_comm p.1 q'.2, Nat.add_comm q'.1]
      exact key))

instance : LE Integer := ⟨fun x y => ble x y = true⟩

instance (x y : Integer) : Decidable (x ≤ y) := inferInstanceAs (Decidable (ble x y = true))

/-- The order of differences, in natural numbers. -/
theorem mk_le {a b c d : Nat} : mk a b ≤ mk c d ↔ a + d ≤ c + b :=
  ⟨Nat.le_of_ble_eq_true, Nat.ble_eq_true_of_le⟩

/-- The order of the integers is reflexive. -/
theorem le_refl : ∀ x : Integer, x ≤ x := ind fun _ _ => mk_le.mpr (Nat.le_refl _)

/-- The order of the integers is total. -/
theorem le_total : ∀ x y : Integer, x ≤ y ∨ y ≤ x := ind fun a b => ind fun c d =>
  (Nat.le_total (a + d) (c + b)).elim (fun h => Or.inl (mk_le.mpr h)) fun h => Or.inr (mk_le.mpr h)

/-- The order of the integers is antisymmetric. -/
theorem le_antisymm : ∀ x y : Integer, x ≤ y → y ≤ x → x = y := ind fun _ _ => ind fun _ _ h k =>
  sound (Nat.le_antisymm (mk_le.mp h) (mk_le.mp k))

/-- The order of the integers is transitive. -/
theorem le_trans : ∀ x y z : Integer, x ≤ y → y ≤ z → x ≤ z :=
  ind fun a b => ind fun c d => ind fun e f h k => mk_le.mpr (by
    have key := Nat.add_le_add (mk_le.mp h) (mk_le.mp k)
    have left : a + d + (c + f) = (a + f) + (c + d) := semiring_eq (by decide +kernel)
    have right : c + b + (e + d) = (e + b) + (c + d) := semiring_eq (by decide +kernel)
    rw [left, right] at key
    exact Nat.le_of_add_le_add_right key)

/-- Adding an integer keeps the order. -/
theorem add_le_add_left : ∀ z x y : Integer, x ≤ y → z + x ≤ z + y :=
  ind fun e f => ind fun a b => ind fun c d h => mk_le.mpr (by
    have key := Nat.add_le_add_right (mk_le.mp h) (e + f)
    have left : e + a + (f + d) = a + d + (e + f) := semiring_eq (by decide +kernel)
    have right : e + c + (f + b) = c + b + (e + f) := semiring_eq (by decide +kernel)
    rw [left, right]
    exact key)

private theorem rearrange {a b c d : Nat} (h : b ≤ a) (k : d ≤ c) :
    a * d + b * c ≤ a * c + b * d := by
  have ea : a = (a - b) + b := (Nat.sub_add_cancel h).symm
  have ec : c = (c - d) + d := (Nat.sub_add_cancel k).symm
  have expand : ∀ s t : Nat, (s + b) * (t + d) + b * d
      = (s + b) * d + b * (t + d) + s * t := fun s t => semiring_eq (by decide +kernel)
  rw [ea, ec, expand]
  exact Nat.le_add_right _ _

/-- Products of non-negative integers are non-negative. -/
theorem mul_nonneg : ∀ x y : Integer, 0 ≤ x → 0 ≤ y → 0 ≤ x * y :=
  ind fun a b => ind fun c d h k => mk_le.mpr (by
    have hb : b ≤ a := by
      have key := (mk_le (a := 0) (b := 0)).mp h
      rw [Nat.zero_add, Nat.add_zero] at key
      exact key
    have hd : d ≤ c := by
      have key := (mk_le (a := 0) (b := 0)).mp k
      rw [Nat.zero_add, Nat.add_zero] at key
      exact key
    rw [Nat.zero_add, Nat.add_zero]
    exact rearrange hb hd)

/-- Products of positive integers are positive. -/
theorem mul_positive : ∀ x y : Integer, ¬x ≤ 0 → ¬y ≤ 0 → ¬x * y ≤ 0 :=
  ind fun a b => ind fun c d h k l => by
    have hb : b < a := Nat.lt_of_not_le fun g => h (mk_le.mpr (by
      rw [Nat.add_zero, Nat.zero_add]; exact g))
    have hd : d < c := Nat.lt_of_not_le fun g => k (mk_le.mpr (by
      rw [Nat.add_zero, Nat.zero_add]; exact g))
    have key := (mk_le (c := 0) (d := 0)).mp l
    rw [Nat.add_zero, Nat.zero_add] at key
    have ea : a = (a - (b + 1)) + (b + 1) := (Nat.sub_add_cancel hb).symm
    have ec : c = (c - (d + 1)) + (d + 1) := (Nat.sub_add_cancel hd).symm
    have expand : ∀ s t : Nat, (s + (b + 1)) * (t + (d + 1)) + b * d
        = (s + (b + 1)) * d + b * (t + (d + 1)) + (s * t + s + t + 1) := fun s t => by
      have one : ∀ u : Nat, (s + (b + u)) * (t + (d + u)) + b * d
          = (s + (b + u)) * d + b * (t + (d + u)) + (s * t + s * u + t * u + u * u) :=
        fun u => semiring_eq (by decide +kernel)
      have key := one 1
      rw [Nat.mul_one, Nat.mul_one, Nat.mul_one] at key
      exact key
    rw [ea, ec, expand] at key
    exact Nat.not_le.mpr (Nat.lt_of_lt_of_le (Nat.lt_add_one _)
      (Nat.add_le_add_left (Nat.le_add_left 1 _) _)) key

end Integer

end DASH
