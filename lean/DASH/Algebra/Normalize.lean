import DASH.Algebra.Ring

/-!
# A normaliser for commutative semirings and rings

An identity between two polynomial expressions is proved by computing a normal form of both
sides: a sorted list of monomials with natural coefficients. The expressions are read off by
instance resolution, so no metaprogramming is needed, and the kernel computes the normal forms:

    example (a b : K) : (a + b) * (a - b) = a ^ 2 - b ^ 2 := ring_eq (by decide +kernel)

`semiring_eq` is the same without negation, for the natural numbers among others. What is
neither a sum, product, difference, negative, power with a literal exponent, nor a numeral up
to twenty is an atom: inverses, casts, applications of functions.
-/

namespace DASH

universe u

/-- Polynomial expressions over numbered atoms, without negation. -/
inductive SemiringExpr where
  | atom (i : Nat)
  | num (n : Nat)
  | add (a b : SemiringExpr)
  | mul (a b : SemiringExpr)
  | pow (a : SemiringExpr) (n : Nat)

namespace SemiringExpr

/-- The value of an expression when the atoms have the values `ρ`. -/
def eval {K : Type u} [CommSemiring K] (ρ : Nat → K) : SemiringExpr → K
  | atom i => ρ i
  | num n => ofNat n
  | add a b => eval ρ a + eval ρ b
  | mul a b => eval ρ a * eval ρ b
  | pow a n => power (eval ρ a) n

/-- Whether two monomials, as sorted lists of atoms, are the same list. -/
def sameMonomial : List Nat → List Nat → Bool
  | [], [] => true
  | i :: m, j :: k => Nat.beq i j && sameMonomial m k
  | _, _ => false

/-- The order in which the monomials of a normal form stand. -/
def before : List Nat → List Nat → Bool
  | [], _ :: _ => true
  | i :: m, j :: k => cond (Nat.beq i j) (before m k) (Nat.ble i j)
  | _, _ => false

/-- Puts an atom into a sorted monomial. -/
def insertAtom (i : Nat) : List Nat → List Nat
  | [] => [i]
  | j :: m => cond (Nat.ble i j) (i :: j :: m) (j :: insertAtom i m)

/-- The product of two monomials. -/
def mulMonomial : List Nat → List Nat → List Nat
  | [], k => k
  | i :: m, k => insertAtom i (mulMonomial m k)

/-- Adds `c` times a monomial to a normal form. -/
def addTerm (m : List Nat) (c : Nat) : List (List Nat × Nat) → List (List Nat × Nat)
  | [] => [(m, c)]
  | (k, d) :: p =>
    cond (sameMonomial m k) ((k, c + d) :: p)
      (cond (before m k) ((m, c) :: (k, d) :: p) ((k, d) :: addTerm m c p))

/-- The sum of two normal forms. -/
def addForm : List (List Nat × Nat) → List (List Nat × Nat) → List (List Nat × Nat)
  | [], q => q
  | (m, c) :: p, q => addTerm m c (addForm p q)

/-- The product of one term and a normal form. -/
def mulTerm (m : List Nat) (c : Nat) : List (List Nat × Nat) → List (List Nat × Nat)
  | [] => []
  | (k, d) :: p => addTerm (mulMonomial m k) (c * d) (mulTerm m c p)

/-- The product of two normal forms. -/
def mulForm : List (List Nat × Nat) → List (List Nat × Nat) → List (List Nat × Nat)
  | [], _ => []
  | (m, c) :: p, q => addForm (mulTerm m c q) (mulForm p q)

/-- A power of a normal form. -/
def powForm (p : List (List Nat × Nat)) : Nat → List (List Nat × Nat)
  | 0 => [([], 1)]
  | n + 1 => mulForm (powForm p n) p

/-- The normal form of an expression. -/
def form : SemiringExpr → List (List Nat × Nat)
  | atom i => [([i], 1)]
  | num n => cond (Nat.beq n 0) [] [([], n)]
  | add a b => addForm (form a) (form b)
  | mul a b => mulForm (form a) (form b)
  | pow a n => powForm (form a) n

/-- Whether two normal forms are the same. -/
def sameForm : List (List Nat × Nat) → List (List Nat × Nat) → Bool
  | [], [] => true
  | (m, c) :: p, (k, d) :: q => sameMonomial m k && (Nat.beq c d && sameForm p q)
  | _, _ => false

section Sound
variable {K : Type u} [CommSemiring K] (ρ : Nat → K)

/-- The value of a monomial. -/
def evalMonomial : List Nat → K
  | [] => 1
  | i :: m => ρ i * evalMonomial m

/-- The value of a normal form. -/
def evalForm : List (List Nat × Nat) → K
  | [] => 0
  | (m, c) :: p => ofNat c * evalMonomial ρ m + evalForm p

theorem eq_of_sameMonomial : ∀ {m k : List Nat}, sameMonomial m k = true → m = k
  | [], [], _ => rfl
  | [], _ :: _, h => nomatch h
  | _ :: _, [], h => nomatch h
  | i :: m, j :: k, h => by
    have both : Nat.beq i j = true ∧ sameMonomial m k = true := by
      rw [← Bool.and_eq_true]; exact h
    rw [Nat.eq_of_beq_eq_true both.1, eq_of_sameMonomial both.2]

theorem eq_of_sameForm : ∀ {p q : List (List Nat × Nat)}, sameForm p q = true → p = q
  | [], [], _ => rfl
  | [], _ :: _, h => nomatch h
  | _ :: _, [], h => nomatch h
  | (m, c) :: p, (k, d) :: q, h => by
    have first : sameMonomial m k = true ∧ (Nat.beq c d && sameForm p q) = true := by
      rw [← Bool.and_eq_true]; exact h
    have second : Nat.beq c d = true ∧ sameForm p q = true := by
      rw [← Bool.and_eq_true]; exact first.2
    rw [eq_of_sameMonomial first.1, Nat.eq_of_beq_eq_true second.1, eq_of_sameForm second.2]

theorem evalMonomial_insertAtom (i : Nat) :
    ∀ m : List Nat, evalMonomial ρ (insertAtom i m) = ρ i * evalMonomial ρ m
  | [] => rfl
  | j :: m => by
    unfold insertAtom
    cases Nat.ble i j with
    | true => rfl
    | false =>
      show ρ j * evalMonomial ρ (insertAtom i m) = ρ i * (ρ j * evalMonomial ρ m)
      rw [evalMonomial_insertAtom i m, mul_left_comm]

theorem evalMonomial_mulMonomial :
    ∀ m k : List Nat, evalMonomial ρ (mulMonomial m k) = evalMonomial ρ m * evalMonomial ρ k
  | [], k => (one_mul _).symm
  | i :: m, k => by
    show evalMonomial ρ (insertAtom i (mulMonomial m k)) = ρ i * evalMonomial ρ m * _
    rw [evalMonomial_insertAtom, evalMonomial_mulMonomial m k, mul_assoc]

theorem evalForm_addTerm (m : List Nat) (c : Nat) : ∀ p : List (List Nat × Nat),
    evalForm ρ (addTerm m c p) = ofNat c * evalMonomial ρ m + evalForm ρ p
  | [] => rfl
  | (k, d) :: p => by
    unfold addTerm
    cases same : sameMonomial m k with
    | true =>
      show ofNat (c + d) * evalMonomial ρ k + evalForm ρ p
        = ofNat c * evalMonomial ρ m + (ofNat d * evalMonomial ρ k + evalForm ρ p)
      rw [eq_of_sameMonomial same, ofNat_add, add_mul, add_assoc]
    | false =>
      cases before m k with
      | true => rfl
      | false =>
        show ofNat d * evalMonomial ρ k + evalForm ρ (addTerm m c p) = _
        rw [evalForm_addTerm m c p, add_left_comm]
        rfl

theorem evalForm_addForm : ∀ p q : List (List Nat × Nat),
    evalForm ρ (addForm p q) = evalForm ρ p + evalForm ρ q
  | [], q => (zero_add _).symm
  | (m, c) :: p, q => by
    show evalForm ρ (addTerm m c (addForm p q)) = ofNat c * evalMonomial ρ m + evalForm ρ p + _
    rw [evalForm_addTerm, evalForm_addForm p q, add_assoc]

theorem evalForm_mulTerm (m : List Nat) (c : Nat) : ∀ p : List (List Nat × Nat),
    evalForm ρ (mulTerm m c p) = ofNat c * evalMonomial ρ m * evalForm ρ p
  | [] => (mul_zero _).symm
  | (k, d) :: p => by
    show evalForm ρ (addTerm (mulMonomial m k) (c * d) (mulTerm m c p))
      = ofNat c * evalMonomial ρ m * (ofNat d * evalMonomial ρ k + evalForm ρ p)
    rw [evalForm_addTerm, evalForm_mulTerm m c p, evalMonomial_mulMonomial, ofNat_mul, mul_add,
      mul_mul_mul_comm]

theorem evalForm_mulForm : ∀ p q : List (List Nat × Nat),
    evalForm ρ (mulForm p q) = evalForm ρ p * evalForm ρ q
  | [], q => (zero_mul _).symm
  | (m, c) :: p, q => by
    show evalForm ρ (addForm (mulTerm m c q) (mulForm p q))
      = (ofNat c * evalMonomial ρ m + evalForm ρ p) * evalForm ρ q
    rw [evalForm_addForm, evalForm_mulTerm, evalForm_mulForm p q, add_mul]

theorem evalForm_powForm (p : List (List Nat × Nat)) : ∀ n : Nat,
    evalForm ρ (powForm p n) = power (evalForm ρ p) n
  | 0 => by
    show ofNat 1 * 1 + 0 = (1 : K)
    rw [mul_one, add_zero]
    rfl
  | n + 1 => by
    show evalForm ρ (mulForm (powForm p n) p) = power (evalForm ρ p) n * evalForm ρ p
    rw [evalForm_mulForm, evalForm_powForm p n]

/-- The normal form of an expression has the value of the expression. -/
theorem evalForm_form : ∀ e : SemiringExpr, evalForm ρ (form e) = eval ρ e
  | atom i => by
    show ofNat 1 * (ρ i * 1) + 0 = ρ i
    rw [mul_one, add_zero]
    exact one_mul (ρ i)
  | num n => by
    cases n with
    | zero => rfl
    | succ n =>
      show ofNat (n + 1) * 1 + 0 = (ofNat (n + 1) : K)
      rw [mul_one, add_zero]
  | add a b => by
    show evalForm ρ (addForm (form a) (form b)) = eval ρ a + eval ρ b
    rw [evalForm_addForm, evalForm_form a, evalForm_form b]
  | mul a b => by
    show evalForm ρ (mulForm (form a) (form b)) = eval ρ a * eval ρ b
    rw [evalForm_mulForm, evalForm_form a, evalForm_form b]
  | pow a n => by
    show evalForm ρ (powForm (form a) n) = power (eval ρ a) n
    rw [evalForm_powForm, evalForm_form a]

/-- Two expressions with the same normal form have the same value. -/
theorem eval_eq {a b : SemiringExpr} (h : sameForm (form a) (form b) = true) :
    eval ρ a = eval ρ b := by
  rw [← evalForm_form, ← evalForm_form, eq_of_sameForm h]

end Sound

end SemiringExpr

/-! ## Expressions with negation -/

/-- Polynomial expressions over numbered atoms. -/
inductive RingExpr where
  | atom (i : Nat)
  | num (n : Nat)
  | add (a b : RingExpr)
  | mul (a b : RingExpr)
  | pow (a : RingExpr) (n : Nat)
  | neg (a : RingExpr)
  | sub (a b : RingExpr)

namespace RingExpr

/-- The value of an expression when the atoms have the values `ρ`. -/
def eval {K : Type u} [CommRing K] (ρ : Nat → K) : RingExpr → K
  | atom i => ρ i
  | num n => ofNat n
  | add a b => eval ρ a + eval ρ b
  | mul a b => eval ρ a * eval ρ b
  | pow a n => power (eval ρ a) n
  | neg a => -eval ρ a
  | sub a b => eval ρ a - eval ρ b

/-- The product of two differences, as a difference. -/
def mulParts (a b : SemiringExpr × SemiringExpr) : SemiringExpr × SemiringExpr :=
  (.add (.mul a.1 b.1) (.mul a.2 b.2), .add (.mul a.1 b.2) (.mul a.2 b.1))

/-- A power of a difference, as a difference. -/
def powParts (a : SemiringExpr × SemiringExpr) : Nat → SemiringExpr × SemiringExpr
  | 0 => (.num 1, .num 0)
  | n + 1 => mulParts (powParts a n) a

/-- An expression as the difference of two expressions without negation. -/
def parts : RingExpr → SemiringExpr × SemiringExpr
  | atom i => (.atom i, .num 0)
  | num n => (.num n, .num 0)
  | add a b => (.add (parts a).1 (parts b).1, .add (parts a).2 (parts b).2)
  | mul a b => mulParts (parts a) (parts b)
  | pow a n => powParts (parts a) n
  | neg a => ((parts a).2, (parts a).1)
  | sub a b => (.add (parts a).1 (parts b).2, .add (parts a).2 (parts b).1)

/-- Whether two expressions are equal in every commutative ring. -/
def check (a b : RingExpr) : Bool :=
  SemiringExpr.sameForm
    (SemiringExpr.addForm (parts a).1.form (parts b).2.form)
    (SemiringExpr.addForm (parts b).1.form (parts a).2.form)

section Sound
variable {K : Type u} [CommRing K] (ρ : Nat → K)

/-- The value of a difference of two expressions. -/
theorem mulParts_sound (a b : SemiringExpr × SemiringExpr) {x y : K}
    (ha : x + a.2.eval ρ = a.1.eval ρ) (hb : y + b.2.eval ρ = b.1.eval ρ) :
    x * y + (mulParts a b).2.eval ρ = (mulParts a b).1.eval ρ := by
  show x * y + (a.1.eval ρ * b.2.eval ρ + a.2.eval ρ * b.1.eval ρ)
    = a.1.eval ρ * b.1.eval ρ + a.2.eval ρ * b.2.eval ρ
  rw [← ha, ← hb]
  generalize a.2.eval ρ = p
  generalize b.2.eval ρ = q
  rw [add_mul, mul_add p y q, add_mul, mul_add x y q, mul_add p y q]
  rw [← add_assoc, ← add_assoc, ← add_assoc, ← add_assoc, add_right_comm (x * y + x * q)]

theorem powParts_sound (a : SemiringExpr × SemiringExpr) {x : K}
    (ha : x + a.2.eval ρ = a.1.eval ρ) :
    ∀ n : Nat, power x n + (powParts a n).2.eval ρ = (powParts a n).1.eval ρ
  | 0 => add_zero 1
  | n + 1 => mulParts_sound ρ (powParts a n) a (powParts_sound a ha n) ha

/-- An expression plus its negative part is its positive part. -/
theorem parts_sound : ∀ e : RingExpr, eval ρ e + (parts e).2.eval ρ = (parts e).1.eval ρ
  | atom i => add_zero (ρ i)
  | num n => add_zero (ofNat n)
  | add a b => by
    show eval ρ a + eval ρ b + ((parts a).2.eval ρ + (parts b).2.eval ρ) =
      (parts a).1.eval ρ + (parts b).1.eval ρ
    rw [add_add_add_comm, parts_sound a, parts_sound b]
  | mul a b => mulParts_sound ρ (parts a) (parts b) (parts_sound a) (parts_sound b)
  | pow a n => powParts_sound ρ (parts a) (parts_sound a) n
  | neg a => by
    show -eval ρ a + (parts a).1.eval ρ = (parts a).2.eval ρ
    rw [← parts_sound a, ← add_assoc, neg_add_self, zero_add]
  | sub a b => by
    show eval ρ a - eval ρ b + ((parts a).2.eval ρ + (parts b).1.eval ρ) =
      (parts a).1.eval ρ + (parts b).2.eval ρ
    rw [← parts_sound a, ← parts_sound b, sub_eq_add_neg, add_add_add_comm,
      ← add_assoc (-eval ρ b), neg_add_self, zero_add]

/-- Expressions that the check accepts have the same value. -/
theorem eval_eq {a b : RingExpr} (h : check a b = true) : eval ρ a = eval ρ b := by
  have same : (parts a).1.eval ρ + (parts b).2.eval ρ
      = (parts b).1.eval ρ + (parts a).2.eval ρ := by
    have forms := congrArg (SemiringExpr.evalForm ρ) (SemiringExpr.eq_of_sameForm h)
    rw [SemiringExpr.evalForm_addForm, SemiringExpr.evalForm_addForm] at forms
    simp only [SemiringExpr.evalForm_form] at forms
    exact forms
  rw [← parts_sound ρ a, ← parts_sound ρ b, add_assoc, add_assoc,
    add_comm ((parts b).2.eval ρ)] at same
  exact add_right_cancel same

end Sound

end RingExpr

/-! ## Reading expressions by instance resolution -/

/-- The value of the atom with a number, zero beyond the end of the list. -/
def atomValue {K : Type u} [CommSemiring K] : List K → Nat → K
  | [], _ => 0
  | a :: _, 0 => a
  | _ :: l, i + 1 => atomValue l i

/-- One list of atoms begins with another. -/
def Begins {K : Type u} : List K → List K → Prop
  | [], _ => True
  | _ :: _, [] => False
  | a :: l, b :: m => a = b ∧ Begins l m

theorem Begins.refl {K : Type u} : ∀ l : List K, Begins l l
  | [] => trivial
  | _ :: l => ⟨rfl, Begins.refl l⟩

theorem Begins.trans {K : Type u} : ∀ {l m n : List K}, Begins l m → Begins m n → Begins l n
  | [], _, _, _, _ => trivial
  | _ :: _, [], _, h, _ => h.elim
  | _ :: _, _ :: _, [], _, h => h.elim
  | _ :: _, _ :: _, _ :: _, ⟨h, t⟩, ⟨h', t'⟩ => ⟨h.trans h', t.trans t'⟩

/-- `x` is the atom with number `i` of every list that begins with `l'`, which begins with `l`. -/
class FindAtom {K : Type u} [CommSemiring K] (l : List K) (x : K) (l' : outParam (List K))
    (i : outParam Nat) : Prop where
  begins : Begins l l'
  found : ∀ m, Begins l' m → atomValue m i = x

instance (priority := high) FindAtom.here {K : Type u} [CommSemiring K] {l : List K} {x : K} :
    FindAtom (x :: l) x (x :: l) 0 where
  begins := Begins.refl _
  found
    | _ :: _, ⟨same, _⟩ => same.symm

instance FindAtom.there {K : Type u} [CommSemiring K] {l l' : List K} {x y : K} {i : Nat}
    [h : FindAtom l x l' i] : FindAtom (y :: l) x (y :: l') (i + 1) where
  begins := ⟨rfl, h.begins⟩
  found
    | _ :: m, ⟨_, rest⟩ => h.found m rest

instance FindAtom.new {K : Type u} [CommSemiring K] {x : K} : FindAtom [] x [x] 0 where
  begins := trivial
  found
    | _ :: _, ⟨same, _⟩ => same.symm

/-- `x` is the value of the expression `e` without negation, with atoms from a list that
begins with `l` and ends up as `l'`. -/
class ReifySemiring {K : Type u} [CommSemiring K] (l : List K) (x : K) (l' : outParam (List K))
    (e : outParam SemiringExpr) : Prop where
  begins : Begins l l'
  value : ∀ m, Begins l' m → e.eval (atomValue m) = x

/-- `x` is the value of the expression `e`, with atoms from a list that begins with `l` and
ends up as `l'`. -/
class ReifyRing {K : Type u} [CommRing K] (l : List K) (x : K) (l' : outParam (List K))
    (e : outParam RingExpr) : Prop where
  begins : Begins l l'
  value : ∀ m, Begins l' m → e.eval (atomValue m) = x

section Instances
variable {K : Type u}

instance (priority := low) ReifySemiring.atom [CommSemiring K] {l l' : List K} {x : K} {i : Nat}
    [h : FindAtom l x l' i] : ReifySemiring l x l' (.atom i) :=
  ⟨h.begins, h.found⟩

instance ReifySemiring.add [CommSemiring K] {l l' l'' : List K} {x y : K} {a b : SemiringExpr}
    [h : ReifySemiring l x l' a] [k : ReifySemiring l' y l'' b] :
    ReifySemiring l (x + y) l'' (.add a b) where
  begins := h.begins.trans k.begins
  value m hm := by
    show a.eval (atomValue m) + b.eval (atomValue m) = x + y
    rw [h.value m (k.begins.trans hm), k.value m hm]

instance ReifySemiring.mul [CommSemiring K] {l l' l'' : List K} {x y : K} {a b : SemiringExpr}
    [h : ReifySemiring l x l' a] [k : ReifySemiring l' y l'' b] :
    ReifySemiring l (x * y) l'' (.mul a b) where
  begins := h.begins.trans k.begins
  value m hm := by
    show a.eval (atomValue m) * b.eval (atomValue m) = x * y
    rw [h.value m (k.begins.trans hm), k.value m hm]

instance (priority := low) ReifyRing.atom [CommRing K] {l l' : List K} {x : K} {i : Nat}
    [h : FindAtom l x l' i] : ReifyRing l x l' (.atom i) :=
  ⟨h.begins, h.found⟩

instance ReifyRing.add [CommRing K] {l l' l'' : List K} {x y : K} {a b : RingExpr}
    [h : ReifyRing l x l' a] [k : ReifyRing l' y l'' b] :
    ReifyRing l (x + y) l'' (.add a b) where
  begins := h.begins.trans k.begins
  value m hm := by
    show a.eval (atomValue m) + b.eval (atomValue m) = x + y
    rw [h.value m (k.begins.trans hm), k.value m hm]

instance ReifyRing.mul [CommRing K] {l l' l'' : List K} {x y : K} {a b : RingExpr}
    [h : ReifyRing l x l' a] [k : ReifyRing l' y l'' b] :
    ReifyRing l (x * y) l'' (.mul a b) where
  begins := h.begins.trans k.begins
  value m hm := by
    show a.eval (atomValue m) * b.eval (atomValue m) = x * y
    rw [h.value m (k.begins.trans hm), k.value m hm]

instance ReifyRing.sub [CommRing K] {l l' l'' : List K} {x y : K} {a b : RingExpr}
    [h : ReifyRing l x l' a] [k : ReifyRing l' y l'' b] :
    ReifyRing l (x - y) l'' (.sub a b) where
  begins := h.begins.trans k.begins
  value m hm := by
    show a.eval (atomValue m) - b.eval (atomValue m) = x - y
    rw [h.value m (k.begins.trans hm), k.value m hm]

instance ReifyRing.neg [CommRing K] {l l' : List K} {x : K} {a : RingExpr}
    [h : ReifyRing l x l' a] : ReifyRing l (-x) l' (.neg a) where
  begins := h.begins
  value m hm := by
    show -a.eval (atomValue m) = -x
    rw [h.value m hm]

instance ReifyRing.pow [CommRing K] {l l' : List K} {x : K} {a : RingExpr} {n : Nat}
    [h : ReifyRing l x l' a] : ReifyRing l (x ^ n) l' (.pow a n) where
  begins := h.begins
  value m hm := by
    show power (a.eval (atomValue m)) n = power x n
    rw [h.value m hm]

/-- A numeral is its own expression. -/
theorem ReifyRing.numeral [CommRing K] (l : List K) (n : Nat) :
    ReifyRing l (ofNat n : K) l (.num n) :=
  ⟨Begins.refl l, fun _ _ => rfl⟩

instance [CommRing K] {l : List K} : ReifyRing l (0 : K) l (.num 0) := ReifyRing.numeral l 0
instance [CommRing K] {l : List K} : ReifyRing l (1 : K) l (.num 1) := ReifyRing.numeral l 1
instance [CommRing K] {l : List K} : ReifyRing l (2 : K) l (.num 2) := ReifyRing.numeral l 2
instance [CommRing K] {l : List K} : ReifyRing l (3 : K) l (.num 3) := ReifyRing.numeral l 3
instance [CommRing K] {l : List K} : ReifyRing l (4 : K) l (.num 4) := ReifyRing.numeral l 4
instance [CommRing K] {l : List K} : ReifyRing l (5 : K) l (.num 5) := ReifyRing.numeral l 5
instance [CommRing K] {l : List K} : ReifyRing l (6 : K) l (.num 6) := ReifyRing.numeral l 6
instance [CommRing K] {l : List K} : ReifyRing l (7 : K) l (.num 7) := ReifyRing.numeral l 7
instance [CommRing K] {l : List K} : ReifyRing l (8 : K) l (.num 8) := ReifyRing.numeral l 8
instance [CommRing K] {l : List K} : ReifyRing l (9 : K) l (.num 9) := ReifyRing.numeral l 9
instance [CommRing K] {l : List K} : ReifyRing l (10 : K) l (.num 10) := ReifyRing.numeral l 10
instance [CommRing K] {l : List K} : ReifyRing l (11 : K) l (.num 11) := ReifyRing.numeral l 11
instance [CommRing K] {l : List K} : ReifyRing l (12 : K) l (.num 12) := ReifyRing.numeral l 12
instance [CommRing K] {l : List K} : ReifyRing l (13 : K) l (.num 13) := ReifyRing.numeral l 13
instance [CommRing K] {l : List K} : ReifyRing l (14 : K) l (.num 14) := ReifyRing.numeral l 14
instance [CommRing K] {l : List K} : ReifyRing l (15 : K) l (.num 15) := ReifyRing.numeral l 15
instance [CommRing K] {l : List K} : ReifyRing l (16 : K) l (.num 16) := ReifyRing.numeral l 16
instance [CommRing K] {l : List K} : ReifyRing l (17 : K) l (.num 17) := ReifyRing.numeral l 17
instance [CommRing K] {l : List K} : ReifyRing l (18 : K) l (.num 18) := ReifyRing.numeral l 18
instance [CommRing K] {l : List K} : ReifyRing l (19 : K) l (.num 19) := ReifyRing.numeral l 19
instance [CommRing K] {l : List K} : ReifyRing l (20 : K) l (.num 20) := ReifyRing.numeral l 20

end Instances

/-- An identity of commutative semirings, by computing both normal forms:
`semiring_eq (by decide +kernel)`. -/
theorem semiring_eq {K : Type u} [CommSemiring K] {x y : K} {l l' : List K} {a b : SemiringExpr}
    [ha : ReifySemiring [] x l a] [hb : ReifySemiring l y l' b]
    (h : SemiringExpr.sameForm a.form b.form = true) : x = y := by
  rw [← ha.value l' hb.begins, ← hb.value l' (Begins.refl l'), SemiringExpr.eval_eq _ h]

/-- An identity of commutative rings, by computing both normal forms:
`ring_eq (by decide +kernel)`. -/
theorem ring_eq {K : Type u} [CommRing K] {x y : K} {l l' : List K} {a b : RingExpr}
    [ha : ReifyRing [] x l a] [hb : ReifyRing l y l' b] (h : RingExpr.check a b = true) :
    x = y := by
  rw [← ha.value l' hb.begins, ← hb.value l' (Begins.refl l'), RingExpr.eval_eq _ h]

/-- The use of the normaliser, for example: the binomial formula. -/
example {K : Type u} [CommRing K] (a b : K) : (a + b) * (a - b) = a ^ 2 - b ^ 2 :=
  ring_eq (by decide +kernel)

example (a b c : Nat) : (a + b) * c = c * b + a * c := semiring_eq (by decide +kernel)

end DASH
