/-!
# Commutative semirings and rings

The two classes on which the algebra of the library stands. The natural numbers are a
commutative semiring; the integers and the fields are commutative rings. Numerals and powers
are defined once, for every commutative semiring.
-/

namespace DASH

universe u

/-- A commutative semiring: addition and multiplication, each commutative and associative with
a neutral element, multiplication distributing over addition, and zero annihilating. -/
class CommSemiring (K : Type u) extends Add K, Mul K where
  /-- The neutral element of addition. -/
  zero : K
  /-- The neutral element of multiplication. -/
  one : K
  add_assoc : ∀ a b c : K, a + b + c = a + (b + c)
  add_comm : ∀ a b : K, a + b = b + a
  zero_add : ∀ a : K, zero + a = a
  mul_assoc : ∀ a b c : K, a * b * c = a * (b * c)
  mul_comm : ∀ a b : K, a * b = b * a
  one_mul : ∀ a : K, one * a = a
  mul_add : ∀ a b c : K, a * (b + c) = a * b + a * c
  zero_mul : ∀ a : K, zero * a = zero

/-- The natural numbers in a commutative semiring: `n` ones added up. -/
def ofNat {K : Type u} [CommSemiring K] : Nat → K
  | 0 => CommSemiring.zero
  | 1 => CommSemiring.one
  | n + 2 => ofNat (n + 1) + CommSemiring.one

instance (priority := low) instOfNat {K : Type u} [CommSemiring K] (n : Nat) : OfNat K n :=
  ⟨ofNat n⟩

/-- Powers with a natural exponent. -/
def power {K : Type u} [CommSemiring K] (a : K) : Nat → K
  | 0 => 1
  | n + 1 => power a n * a

instance (priority := low) instNatPow {K : Type u} [CommSemiring K] : NatPow K :=
  ⟨power⟩

/-- A commutative ring: a commutative semiring with negation and subtraction. -/
class CommRing (K : Type u) extends CommSemiring K, Neg K, Sub K where
  neg_add : ∀ a : K, -a + a = zero
  sub_eq : ∀ a b : K, a - b = a + -b

section Semiring
variable {K : Type u} [CommSemiring K]

/-- Addition is associative. -/
theorem add_assoc (a b c : K) : a + b + c = a + (b + c) := CommSemiring.add_assoc a b c
/-- Addition is commutative. -/
theorem add_comm (a b : K) : a + b = b + a := CommSemiring.add_comm a b
/-- Zero is neutral on the left of a sum. -/
theorem zero_add (a : K) : 0 + a = a := CommSemiring.zero_add a
/-- Zero is neutral on the right of a sum. -/
theorem add_zero (a : K) : a + 0 = a := (add_comm a 0).trans (zero_add a)
/-- Multiplication is associative. -/
theorem mul_assoc (a b c : K) : a * b * c = a * (b * c) := CommSemiring.mul_assoc a b c
/-- Multiplication is commutative. -/
theorem mul_comm (a b : K) : a * b = b * a := CommSemiring.mul_comm a b
/-- One is neutral on the left of a product. -/
theorem one_mul (a : K) : 1 * a = a := CommSemiring.one_mul a
/-- One is neutral on the right of a product. -/
theorem mul_one (a : K) : a * 1 = a := (mul_comm a 1).trans (one_mul a)
/-- Multiplication distributes over a sum on its right. -/
theorem mul_add (a b c : K) : a * (b + c) = a * b + a * c := CommSemiring.mul_add a b c
/-- Multiplication distributes over a sum on its left. -/
theorem add_mul (a b c : K) : (a + b) * c = a * c + b * c := by
  rw [mul_comm, mul_add, mul_comm c a, mul_comm c b]
/-- Zero annihilates from the left. -/
theorem zero_mul (a : K) : 0 * a = 0 := CommSemiring.zero_mul a
/-- Zero annihilates from the right. -/
theorem mul_zero (a : K) : a * 0 = 0 := (mul_comm a 0).trans (zero_mul a)
/-- The middle terms of a sum of two sums change places. -/
theorem add_add_add_comm (a b c d : K) : a + b + (c + d) = a + c + (b + d) := by
  rw [add_assoc, ← add_assoc b, add_comm b c, add_assoc c, ← add_assoc]
/-- The middle factors of a product of two products change places. -/
theorem mul_mul_mul_comm (a b c d : K) : a * b * (c * d) = a * c * (b * d) := by
  rw [mul_assoc, ← mul_assoc b, mul_comm b c, mul_assoc c, ← mul_assoc]
/-- A summand moves past another. -/
theorem add_left_comm (a b c : K) : a + (b + c) = b + (a + c) := by
  rw [← add_assoc, add_comm a b, add_assoc]
/-- The last two summands change places. -/
theorem add_right_comm (a b c : K) : a + b + c = a + c + b := by
  rw [add_assoc, add_comm b, ← add_assoc]
/-- A factor moves past another. -/
theorem mul_left_comm (a b c : K) : a * (b * c) = b * (a * c) := by
  rw [← mul_assoc, mul_comm a b, mul_assoc]

/-- The embedding of the natural numbers sends a successor to the image plus one. -/
theorem ofNat_succ (n : Nat) : (ofNat (n + 1) : K) = ofNat n + 1 := by
  cases n with
  | zero => exact (zero_add (1 : K)).symm
  | succ n => rfl

/-- The embedding of the natural numbers respects addition. -/
theorem ofNat_add (m n : Nat) : (ofNat (m + n) : K) = ofNat m + ofNat n := by
  induction n with
  | zero => exact (add_zero (ofNat m : K)).symm
  | succ n ih => rw [← Nat.add_assoc, ofNat_succ, ih, ofNat_succ, add_assoc]

/-- The embedding of the natural numbers respects multiplication. -/
theorem ofNat_mul (m n : Nat) : (ofNat (m * n) : K) = ofNat m * ofNat n := by
  induction n with
  | zero => exact (mul_zero (ofNat m : K)).symm
  | succ n ih =>
    rw [show m * (n + 1) = m * n + m from rfl, ofNat_add, ih, ofNat_succ, mul_add, mul_one]

/-- The power with a successor as exponent. -/
theorem power_succ (a : K) (n : Nat) : power a (n + 1) = power a n * a := rfl

end Semiring

section Ring
variable {K : Type u} [CommRing K]

/-- A number and its negative add up to zero. -/
theorem neg_add_self (a : K) : -a + a = 0 := CommRing.neg_add a
/-- A number and its negative add up to zero. -/
theorem add_neg_self (a : K) : a + -a = 0 := (add_comm a (-a)).trans (neg_add_self a)
/-- Subtraction is addition of the negative. -/
theorem sub_eq_add_neg (a b : K) : a - b = a + -b := CommRing.sub_eq a b

/-- Equal summands on the left cancel. -/
theorem add_left_cancel {a b c : K} (h : a + b = a + c) : b = c := by
  have key := congrArg (fun x => -a + x) h
  simp only [← add_assoc, neg_add_self, zero_add] at key
  exact key

/-- Equal summands on the right cancel. -/
theorem add_right_cancel {a b c : K} (h : a + c = b + c) : a = b :=
  add_left_cancel (a := c) ((add_comm c a).trans (h.trans (add_comm b c)))

/-- A number that gives zero with `a` is the negative of `a`. -/
theorem eq_neg_of_add_eq_zero {a b : K} (h : a + b = 0) : b = -a :=
  add_left_cancel (h.trans (add_neg_self a).symm)

end Ring

instance : CommSemiring Nat where
  zero := 0
  one := 1
  add_assoc := Nat.add_assoc
  add_comm := Nat.add_comm
  zero_add := Nat.zero_add
  mul_assoc := Nat.mul_assoc
  mul_comm := Nat.mul_comm
  one_mul := Nat.one_mul
  mul_add := Nat.left_distrib
  zero_mul := Nat.zero_mul

end DASH
