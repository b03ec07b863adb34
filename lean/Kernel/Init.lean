/-
The stand-in for Lean's own `Init`, for machines that have the compiled Lean 4.35.0 library but
not its compiled standard library.

Every logical declaration below has the name, the type, the implicit arguments, the universe
order and the attributes that it has in Lean 4.35.0; `fidelity.json` beside this file records
each of them as Lean prints it, with the file of `src/Init` where it stands. The proofs are
our own. Declarations that exist here only are in the namespace `StandIn`, which the library
may not mention.

The order is forced: first the logic, in plain applications because no notation exists yet;
then the types of syntax; then the table that binds the compiled notations, tactics and macros
to their names; then the rest, in ordinary notation.
-/
prelude
set_option linter.all false

universe u v w u₁ u₂ v₁ v₂ u_1 u_2

/-! ## Constants of the compiler -/

unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
unsafe axiom lcVoid : Type

/-! ## Logic -/

set_option bootstrap.inductiveCheckResultingUniverse false in
inductive PUnit : Sort u where
  | unit : PUnit

inductive Eq : α → α → Prop where
  | refl (a : α) : Eq a a

@[simp] abbrev Eq.ndrec.{u1, u2} {α : Sort u2} {a : α} {motive : α → Sort u1} (m : motive a)
    {b : α} (h : Eq a b) : motive b :=
  h.rec m

inductive HEq : {α : Sort u} → α → {β : Sort u} → β → Prop where
  | refl (a : α) : HEq a a

inductive Bool : Type where
  | false : Bool
  | true : Bool

export Bool (false true)

@[inline, implicit_reducible] def id {α : Sort u} (a : α) : α := a

@[inline, implicit_reducible] def Function.comp {α : Sort u} {β : Sort v} {δ : Sort w}
    (f : β → δ) (g : α → β) : α → δ :=
  fun x => f (g x)

@[inline] def Function.const {α : Sort u} (β : Sort v) (a : α) : β → α :=
  fun _ => a

set_option checkBinderAnnotations false in
abbrev inferInstance {α : Sort u} [i : α] : α := i

set_option checkBinderAnnotations false in
abbrev «inferInstanceAs» (α : Sort u) [i : α] : α := i

abbrev Unit : Type := PUnit

@[match_pattern] abbrev Unit.unit : Unit := PUnit.unit

unsafe axiom lcProof {α : Prop} : α
unsafe axiom lcCast {α : Sort u} {β : Sort v} (a : α) : β
unsafe axiom lcUnreachable {α : Sort u} : α

inductive True : Prop where
  | intro : True

inductive False : Prop

inductive Empty : Type

set_option bootstrap.inductiveCheckResultingUniverse false in
inductive PEmpty : Sort u where

@[implicit_reducible] def Not (a : Prop) : Prop := a → False

@[macro_inline] def False.elim {C : Sort u} (h : False) : C :=
  h.rec

@[macro_inline] def absurd {a : Prop} {b : Sort v} (h₁ : a) (h₂ : Not a) : b :=
  (h₂ h₁).rec

@[match_pattern] def rfl {α : Sort u} {a : α} : Eq a a := Eq.refl a

@[simp] theorem id_eq (a : α) : Eq (id a) a := rfl

theorem Eq.subst {α : Sort u} {motive : α → Prop} {a b : α} (h₁ : Eq a b) (h₂ : motive a) :
    motive b :=
  Eq.ndrec h₂ h₁

@[symm] theorem Eq.symm {α : Sort u} {a b : α} (h : Eq a b) : Eq b a :=
  h ▸ rfl

@[simp] abbrev Eq.ndrec_symm.{u1, u2} {α : Sort u2} {a : α} {motive : α → Sort u1} (m : motive a)
    {b : α} (h : Eq b a) : motive b :=
  h.symm.ndrec m

theorem Eq.trans {α : Sort u} {a b c : α} (h₁ : Eq a b) (h₂ : Eq b c) : Eq a c :=
  h₂ ▸ h₁

@[macro_inline, implicit_reducible] def cast {α β : Sort u} (h : Eq α β) (a : α) : β :=
  h.rec a

theorem congrArg {α : Sort u} {β : Sort v} {a₁ a₂ : α} (f : α → β) (h : Eq a₁ a₂) :
    Eq (f a₁) (f a₂) :=
  h ▸ rfl

theorem congr {α : Sort u} {β : Sort v} {f₁ f₂ : α → β} {a₁ a₂ : α} (h₁ : Eq f₁ f₂)
    (h₂ : Eq a₁ a₂) : Eq (f₁ a₁) (f₂ a₂) :=
  h₁ ▸ h₂ ▸ rfl

theorem congrFun {α : Sort u} {β : α → Sort v} {f g : (x : α) → β x} (h : Eq f g) (a : α) :
    Eq (f a) (g a) :=
  h ▸ rfl

theorem congrFun' {α : Sort u} {β : Sort v} {f g : α → β} (h : Eq f g) (a : α) :
    Eq (f a) (g a) :=
  h ▸ rfl

init_quot

axiom Quot.sound : ∀ {α : Sort u} {r : α → α → Prop} {a b : α},
  r a b → Eq (Quot.mk r a) (Quot.mk r b)

unsafe axiom Quot.lcInv {α : Sort u} {r : α → α → Prop} (q : Quot r) : α

protected abbrev Quot.liftOn {α : Sort u} {β : Sort v} {r : α → α → Prop}
    (q : Quot r) (f : α → β) (c : (a b : α) → r a b → Eq (f a) (f b)) : β :=
  Quot.lift f c q

theorem funext {α : Sort u} {β : α → Sort v} {f g : (x : α) → β x}
    (h : ∀ x, Eq (f x) (g x)) : Eq f g :=
  let related (f g : (x : α) → β x) := ∀ x, Eq (f x) (g x)
  let apply (q : Quot related) (x : α) : β x :=
    Quot.liftOn q (fun (f : ∀ (x : α), β x) => f x) (fun _ _ same => same x)
  congrArg apply (Quot.sound h)

@[match_pattern] protected def HEq.rfl {α : Sort u} {a : α} : HEq a a :=
  HEq.refl a

theorem eq_of_heq {α : Sort u} {a a' : α} (h : HEq a a') : Eq a a' :=
  have general : (α β : Sort u) → (a : α) → (b : β) → HEq a b → (h : Eq α β) →
      Eq (cast h a) b :=
    fun _ _ _ _ same => same.rec (fun _ => rfl)
  general α α a a' h rfl

@[elab_as_elim]
noncomputable def HEq.homo_ndrec.{u1, u2} {α : Sort u2} {a : α} {motive : α → Sort u1} (m : motive a)
    {b : α} (h : HEq a b) : motive b :=
  (eq_of_heq h).ndrec m

theorem heq_of_eq (h : Eq a a') : HEq a a' :=
  Eq.subst h (HEq.refl a)

structure Prod (α : Type u) (β : Type v) where
  mk ::
  fst : α
  snd : β

attribute [unbox] Prod

structure PProd (α : Sort u) (β : Sort v) where
  fst : α
  snd : β

structure MProd (α β : Type u) where
  fst : α
  snd : β

@[pp_using_anonymous_constructor]
structure And (a b : Prop) : Prop where
  intro ::
  left : a
  right : b

inductive Or (a b : Prop) : Prop where
  | inl (h : a) : Or a b
  | inr (h : b) : Or a b

theorem Or.intro_left (b : Prop) (h : a) : Or a b := Or.inl h

theorem Or.intro_right (a : Prop) (h : b) : Or a b := Or.inr h

theorem Or.elim {c : Prop} (h : Or a b) (left : a → c) (right : b → c) : c :=
  match h with
  | Or.inl h => left h
  | Or.inr h => right h

@[pp_using_anonymous_constructor]
structure Subtype {α : Sort u} (p : α → Prop) where
  val : α
  property : p val

@[reducible] def optParam (α : Sort u) (default : α) : Sort u := α

@[reducible] def outParam (α : Sort u) : Sort u := α

@[reducible] def semiOutParam (α : Sort u) : Sort u := α

@[reducible] def namedPattern {α : Sort u} (x a : α) (h : Eq x a) : α := a

@[extern "lean_sorry", never_extract]
axiom sorryAx (α : Sort u) (synthetic : Bool) : α

theorem Bool.eq_false_of_ne_true : {b : Bool} → Not (Eq b true) → Eq b false
  | true, h => False.elim (h rfl)
  | false, _ => rfl

theorem Bool.eq_true_of_ne_false : {b : Bool} → Not (Eq b false) → Eq b true
  | true, _ => rfl
  | false, h => False.elim (h rfl)

theorem Bool.ne_false_of_eq_true : {b : Bool} → Eq b true → Not (Eq b false)
  | true, _ => fun h => Bool.noConfusion h
  | false, h => Bool.noConfusion h

theorem Bool.ne_true_of_eq_false : {b : Bool} → Eq b false → Not (Eq b true)
  | true, h => Bool.noConfusion h
  | false, _ => fun h => Bool.noConfusion h

class Inhabited (α : Sort u) where
  default : α

export Inhabited (default)

class inductive Nonempty (α : Sort u) : Prop where
  | intro (val : α) : Nonempty α

axiom Classical.choice {α : Sort u} : Nonempty α → α

protected theorem Nonempty.elim {α : Sort u} {p : Prop} (h₁ : Nonempty α) (h₂ : α → p) : p :=
  match h₁ with
  | intro a => h₂ a

instance {α : Sort u} [Inhabited α] : Nonempty α :=
  ⟨default⟩

structure PLift (α : Sort u) : Type u where
  up ::
  down : α

structure ULift.{r, s} (α : Type s) : Type (max s r) where
  up ::
  down : α

structure PULift.{r, s} (α : Sort s) : Sort (max s r 1) where
  up ::
  down : α

@[macro_inline, implicit_reducible] def cond {α : Sort u} (c : Bool) (x y : α) : α :=
  match c with
  | true => x
  | false => y

@[implicit_reducible]
noncomputable def Bool.or (x y : Bool) : Bool :=
  Bool.rec y true x

@[macro_inline] def Bool.Internal.or (x y : Bool) : Bool :=
  match x with
  | true => true
  | false => y

@[implicit_reducible]
noncomputable def Bool.and (x y : Bool) : Bool :=
  Bool.rec false y x

@[macro_inline] def Bool.Internal.and (x y : Bool) : Bool :=
  match x with
  | false => false
  | true => y

@[implicit_reducible]
noncomputable def Bool.not (x : Bool) : Bool :=
  Bool.rec true false x

@[inline] def Bool.Internal.not : Bool → Bool
  | true => false
  | false => true

@[csimp]
theorem Bool.and_eq_internalAnd : Eq Bool.and Bool.Internal.and :=
  funext (fun x => match x with | true | false => rfl)

@[csimp]
theorem Bool.or_eq_internalOr : Eq Bool.or Bool.Internal.or :=
  funext (fun x => match x with | true | false => rfl)

@[csimp]
theorem Bool.not_eq_internalNot : Eq Bool.not Bool.Internal.not :=
  funext (fun x => match x with | true | false => rfl)

export Bool (or and not)

@[inline, implicit_reducible] def Bool.beq (a b : Bool) : Bool :=
  match b with
  | false => not a
  | true => a

abbrev Bool.Reflects : Bool → Prop → Prop
  | false, p => Not p
  | true, p => p

class Decidable (p : Prop) where
  intro ::
  decide : Bool
  reflects_decide (p) : decide.Reflects p

attribute [implicit_reducible] Decidable.decide

@[match_pattern] abbrev Decidable.isFalse (h : Not p) : Decidable p := ⟨false, h⟩

@[match_pattern] abbrev Decidable.isTrue (h : p) : Decidable p := ⟨true, h⟩

@[cases_eliminator, induction_eliminator, elab_as_elim]
abbrev Decidable.falseTrueCases {p : Prop} {motive : Decidable p → Sort u}
    (isFalse : ∀ h, motive (isFalse h)) (isTrue : ∀ h, motive (isTrue h))
    (t : Decidable p) : motive t :=
  t.casesOn fun x => x.casesOn isFalse isTrue

export Decidable (isTrue isFalse decide)

abbrev DecidablePred {α : Sort u} (r : α → Prop) :=
  (a : α) → Decidable (r a)

abbrev DecidableRel {α : Sort u} {β : Sort v} (r : α → β → Prop) :=
  (a : α) → (b : β) → Decidable (r a b)

abbrev DecidableEq (α : Sort u) :=
  (a b : α) → Decidable (Eq a b)

def decEq {α : Sort u} [inst : DecidableEq α] (a b : α) : Decidable (Eq a b) :=
  inst a b

theorem decide_eq_true : [inst : Decidable p] → p → Eq (decide p) true
  | isTrue _, _ => rfl
  | isFalse no, yes => absurd yes no

theorem decide_eq_false : [Decidable p] → Not p → Eq (decide p) false
  | isTrue yes, no => absurd yes no
  | isFalse _, _ => rfl

theorem of_decide_eq_true [inst : Decidable p] : Eq (decide p) true → p := fun h =>
  match (generalizing := false) inst with
  | isTrue yes => yes
  | isFalse no => absurd h (Bool.ne_true_of_eq_false (decide_eq_false no))

theorem of_decide_eq_false [inst : Decidable p] : Eq (decide p) false → Not p := fun h =>
  match (generalizing := false) inst with
  | isTrue yes => absurd h (Bool.ne_false_of_eq_true (decide_eq_true yes))
  | isFalse no => no

theorem of_decide_eq_self_eq_true [inst : DecidableEq α] (a : α) :
    Eq (decide (Eq a a)) true :=
  match (generalizing := false) inst a a with
  | isTrue _ => rfl
  | isFalse no => absurd rfl no

@[macro_inline] instance {p q} [dp : Decidable p] [dq : Decidable q] : Decidable (And p q) where
  decide := and (decide p) (decide q)
  reflects_decide :=
    match dp, dq with
    | isTrue hp, isTrue hq => ⟨hp, hq⟩
    | isTrue _, isFalse hq => fun h => hq h.2
    | isFalse hp, _ => fun h => hp (And.left h)

@[macro_inline] instance [dp : Decidable p] [dq : Decidable q] : Decidable (Or p q) where
  decide := or (decide p) (decide q)
  reflects_decide :=
    match dp, dq with
    | isTrue hp, _ => .inl hp
    | isFalse _, isTrue hq => .inr hq
    | isFalse hp, isFalse hq => fun
      | Or.inl h => hp h
      | Or.inr h => hq h

@[inline]
instance [dp : Decidable p] : Decidable (Not p) where
  decide := not (decide p)
  reflects_decide :=
    match dp with
    | isTrue hp => absurd hp
    | isFalse hp => hp

@[inline, implicit_reducible] def Bool.decEq (a b : Bool) : Decidable (Eq a b) where
  decide := a.beq b
  reflects_decide :=
    match a, b with
    | false, false => rfl
    | false, true => Bool.noConfusion
    | true, false => Bool.noConfusion
    | true, true => rfl

@[macro_inline] instance : DecidableEq Bool :=
  Bool.decEq

class BEq (α : Type u) where
  beq : α → α → Bool

open BEq (beq)

instance (priority := 500) [DecidableEq α] : BEq α where
  beq a b := decide (Eq a b)

@[macro_inline, implicit_reducible]
def dite {α : Sort u} (c : Prop) [h : Decidable c] (t : c → α) (e : Not c → α) : α :=
  h.decide.casesOn e t h.reflects_decide

@[macro_inline, implicit_reducible]
def ite {α : Sort u} (c : Prop) [h : Decidable c] (t e : α) : α :=
  dite c (fun _ => t) (fun _ => e)

/-! ## Natural numbers and the classes of operations -/

set_option genCtorIdx false in
inductive Nat where
  | zero : Nat
  | succ (n : Nat) : Nat

instance : Inhabited Nat where
  default := Nat.zero

class OfNat (α : Type u) (_ : Nat) where
  ofNat : α

@[default_instance 100]
instance instOfNatNat (n : Nat) : OfNat Nat n where
  ofNat := n

class LE (α : Type u) where
  le : α → α → Prop

class LT (α : Type u) where
  lt : α → α → Prop

@[reducible] def GE.ge {α : Type u} [LE α] (a b : α) : Prop := LE.le b a
@[reducible] def GT.gt {α : Type u} [LT α] (a b : α) : Prop := LT.lt b a

abbrev DecidableLT (α : Type u) [LT α] := DecidableRel (LT.lt : α → α → Prop)
abbrev DecidableLE (α : Type u) [LE α] := DecidableRel (LE.le : α → α → Prop)

class Max (α : Type u) where
  max : α → α → α

export Max (max)

@[inline, instance_reducible]
def maxOfLe [LE α] [DecidableRel (@LE.le α _)] : Max α where
  max x y := ite (LE.le x y) y x

class Min (α : Type u) where
  min : α → α → α

export Min (min)

@[inline, instance_reducible]
def minOfLe [LE α] [DecidableRel (@LE.le α _)] : Min α where
  min x y := ite (LE.le x y) x y

class Trans (r : α → β → Sort u) (s : β → γ → Sort v) (t : outParam (α → γ → Sort w)) where
  trans : r a b → s b c → t a c

export Trans (trans)

instance (r : α → γ → Sort u) : Trans Eq r r where
  trans same h := same ▸ h

instance (r : α → β → Sort u) : Trans r Eq r where
  trans h same := same ▸ h

class HAdd (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hAdd : α → β → γ

class HSub (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hSub : α → β → γ

class HMul (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hMul : α → β → γ

class HDiv (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hDiv : α → β → γ

class HMod (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hMod : α → β → γ

class HPow (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hPow : α → β → γ

class HAppend (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hAppend : α → β → γ

class Zero (α : Type u) where
  zero : α

class One (α : Type u) where
  one : α

class Add (α : Type u) where
  add : α → α → α

class Sub (α : Type u) where
  sub : α → α → α

class Mul (α : Type u) where
  mul : α → α → α

class Neg (α : Type u) where
  neg : α → α

class Div (α : Type u) where
  div : α → α → α

class Inv (α : Type u) where
  inv : α → α

class Mod (α : Type u) where
  mod : α → α → α

class Dvd (α : Type _) where
  dvd : α → α → Prop

class Pow (α : Type u) (β : Type v) where
  pow : α → β → α

class NatPow (α : Type u) where
  protected pow : α → Nat → α

class Append (α : Type u) where
  append : α → α → α

@[default_instance]
instance instHAdd [Add α] : HAdd α α α where
  hAdd a b := Add.add a b

@[default_instance]
instance instHSub [Sub α] : HSub α α α where
  hSub a b := Sub.sub a b

@[default_instance]
instance instHMul [Mul α] : HMul α α α where
  hMul a b := Mul.mul a b

@[default_instance]
instance instHDiv [Div α] : HDiv α α α where
  hDiv a b := Div.div a b

@[default_instance]
instance instHMod [Mod α] : HMod α α α where
  hMod a b := Mod.mod a b

@[default_instance]
instance instHPow [Pow α β] : HPow α β α where
  hPow a b := Pow.pow a b

@[default_instance]
instance instPowNat [NatPow α] : Pow α Nat where
  pow a n := NatPow.pow a n

@[default_instance]
instance [Append α] : HAppend α α α where
  hAppend a b := Append.append a b

class Membership (α : outParam (Type u)) (γ : Type v) where
  mem : γ → α → Prop

attribute [implicit_reducible] Membership.mem

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_add", instance_reducible]
protected def Nat.add : (@& Nat) → (@& Nat) → Nat
  | a, Nat.zero => a
  | a, Nat.succ b => Nat.succ (Nat.add a b)

instance instAddNat : Add Nat where
  add := Nat.add

attribute [match_pattern] Nat.add Add.add HAdd.hAdd Neg.neg Mul.mul HMul.hMul Inv.inv

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_mul", instance_reducible]
protected def Nat.mul : (@& Nat) → (@& Nat) → Nat
  | _, 0 => 0
  | a, Nat.succ b => Nat.add (Nat.mul a b) a

instance instMulNat : Mul Nat where
  mul := Nat.mul

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_pow"]
protected def Nat.pow (m : @& Nat) : (@& Nat) → Nat
  | 0 => 1
  | succ n => Nat.mul (Nat.pow m n) m

instance instNatPowNat : NatPow Nat := ⟨Nat.pow⟩

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_dec_eq"]
def Nat.beq : (@& Nat) → (@& Nat) → Bool
  | zero, zero => true
  | zero, succ _ => false
  | succ _, zero => false
  | succ n, succ m => beq n m

theorem Nat.eq_of_beq_eq_true : {n m : Nat} → Eq (beq n m) true → Eq n m
  | zero, zero, _ => rfl
  | zero, succ _, h => Bool.noConfusion h
  | succ _, zero, h => Bool.noConfusion h
  | succ n, succ m, h =>
    have same : Eq n m := eq_of_beq_eq_true (n := n) (m := m) h
    same ▸ rfl

theorem Nat.ne_of_beq_eq_false : {n m : Nat} → Eq (beq n m) false → Not (Eq n m)
  | zero, zero, h, _ => Bool.noConfusion h
  | zero, succ _, _, h => Nat.noConfusion h
  | succ _, zero, _, h => Nat.noConfusion h
  | succ n, succ m, h₁, h₂ =>
    Nat.noConfusion h₂ (fun same => absurd same (ne_of_beq_eq_false (n := n) (m := m) h₁))

private theorem noConfusion_of_Nat.aux : (a : Nat) → (Nat.beq a a).rec False True
  | Nat.zero => True.intro
  | Nat.succ n => noConfusion_of_Nat.aux n

theorem noConfusion_of_Nat {α : Sort u} (f : α → Nat) {a b : α} (h : Eq a b) :
    (Nat.beq (f a) (f b)).rec False True :=
  congrArg f h ▸ noConfusion_of_Nat.aux (f a)

@[reducible, extern "lean_nat_dec_eq"]
protected def Nat.decEq (n m : @& Nat) : Decidable (Eq n m) where
  decide := beq n m
  reflects_decide :=
    match h : beq n m with
    | true => eq_of_beq_eq_true h
    | false => ne_of_beq_eq_false h

@[inline] instance : DecidableEq Nat := Nat.decEq

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_dec_le"]
def Nat.ble : @& Nat → @& Nat → Bool
  | zero, _ => true
  | succ _, zero => false
  | succ n, succ m => ble n m

attribute [gen_constructor_elims] Bool

protected inductive Nat.le (n : Nat) : Nat → Prop
  | refl : Nat.le n n
  | step {m} : Nat.le n m → Nat.le n (succ m)

instance instLENat : LE Nat where
  le := Nat.le

@[implicit_reducible] protected def Nat.lt (n m : Nat) : Prop :=
  Nat.le (succ n) m

instance instLTNat : LT Nat where
  lt := Nat.lt

theorem Nat.not_succ_le_zero (n : Nat) : LE.le (succ n) 0 → False :=
  have : ∀ m, Eq m 0 → LE.le (succ n) m → False := fun _ hm hle =>
    Nat.le.casesOn (motive := fun m _ => Eq m 0 → False) hle
      (fun h => Nat.noConfusion h)
      (fun _ h => Nat.noConfusion h)
      hm
  this 0 rfl

theorem Nat.not_lt_zero (n : Nat) : Not (LT.lt n 0) :=
  not_succ_le_zero n

theorem Nat.zero_le : (n : Nat) → LE.le 0 n
  | zero => Nat.le.refl
  | succ n => Nat.le.step (zero_le n)

theorem Nat.succ_le_succ : LE.le n m → LE.le (succ n) (succ m)
  | Nat.le.refl => Nat.le.refl
  | Nat.le.step h => Nat.le.step (succ_le_succ h)

theorem Nat.zero_lt_succ (n : Nat) : LT.lt 0 (succ n) :=
  succ_le_succ (zero_le n)

theorem Nat.le_succ_of_le (h : LE.le n m) : LE.le n (succ m) :=
  Nat.le.step h

protected theorem Nat.le_trans {n m k : Nat} : LE.le n m → LE.le m k → LE.le n k
  | h, Nat.le.refl => h
  | h₁, Nat.le.step h₂ => Nat.le.step (Nat.le_trans h₁ h₂)

protected theorem Nat.lt_of_lt_of_le {n m k : Nat} : LT.lt n m → LE.le m k → LT.lt n k :=
  Nat.le_trans

protected theorem Nat.lt_trans {n m k : Nat} (h₁ : LT.lt n m) : LT.lt m k → LT.lt n k :=
  Nat.le_trans (le_succ_of_le h₁)

theorem Nat.le_succ (n : Nat) : LE.le n (succ n) :=
  Nat.le.step Nat.le.refl

protected theorem Nat.le_refl (n : Nat) : LE.le n n :=
  Nat.le.refl

theorem Nat.succ_pos (n : Nat) : LT.lt 0 (succ n) :=
  zero_lt_succ n

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_pred", implicit_reducible]
def Nat.pred : (@& Nat) → Nat
  | 0 => 0
  | succ a => a

theorem Nat.pred_le_pred : {n m : Nat} → LE.le n m → LE.le (pred n) (pred m)
  | _, _, Nat.le.refl => Nat.le.refl
  | 0, succ _, Nat.le.step h => h
  | succ _, succ _, Nat.le.step h => Nat.le_trans (le_succ _) h

theorem Nat.le_of_succ_le_succ {n m : Nat} : LE.le (succ n) (succ m) → LE.le n m :=
  pred_le_pred

theorem Nat.le_of_lt_succ {m n : Nat} : LT.lt m (succ n) → LE.le m n :=
  le_of_succ_le_succ

protected theorem Nat.eq_or_lt_of_le : {n m : Nat} → LE.le n m → Or (Eq n m) (LT.lt n m)
  | zero, zero, _ => Or.inl rfl
  | zero, succ _, _ => Or.inr (Nat.succ_le_succ (Nat.zero_le _))
  | succ _, zero, h => absurd h (not_succ_le_zero _)
  | succ n, succ m, h =>
    match Nat.eq_or_lt_of_le (n := n) (m := m) (Nat.le_of_succ_le_succ h) with
    | Or.inl h => Or.inl (h ▸ rfl)
    | Or.inr h => Or.inr (succ_le_succ h)

protected theorem Nat.lt_or_ge (n m : Nat) : Or (LT.lt n m) (GE.ge n m) :=
  match m with
  | zero => Or.inr (zero_le n)
  | succ m =>
    match Nat.lt_or_ge n m with
    | Or.inl h => Or.inl (le_succ_of_le h)
    | Or.inr h =>
      match Nat.eq_or_lt_of_le h with
      | Or.inl same => Or.inl (same ▸ Nat.le_refl _)
      | Or.inr less => Or.inr less

theorem Nat.not_succ_le_self : (n : Nat) → Not (LE.le (succ n) n)
  | 0 => not_succ_le_zero _
  | succ n => fun h => absurd (le_of_succ_le_succ h) (not_succ_le_self n)

protected theorem Nat.lt_irrefl (n : Nat) : Not (LT.lt n n) :=
  Nat.not_succ_le_self n

protected theorem Nat.lt_of_le_of_lt {n m k : Nat} (h₁ : LE.le n m) (h₂ : LT.lt m k) :
    LT.lt n k :=
  Nat.le_trans (Nat.succ_le_succ h₁) h₂

protected theorem Nat.le_antisymm {n m : Nat} (h₁ : LE.le n m) (h₂ : LE.le m n) : Eq n m :=
  match h₁ with
  | Nat.le.refl => rfl
  | Nat.le.step h => absurd (Nat.lt_of_le_of_lt h h₂) (Nat.lt_irrefl n)

protected theorem Nat.lt_of_le_of_ne {n m : Nat} (h₁ : LE.le n m) (h₂ : Not (Eq n m)) :
    LT.lt n m :=
  match Nat.lt_or_ge n m with
  | Or.inl h₃ => h₃
  | Or.inr h₃ => absurd (Nat.le_antisymm h₁ h₃) h₂

theorem Nat.le_of_ble_eq_true (h : Eq (Nat.ble n m) true) : LE.le n m :=
  match n, m with
  | 0, _ => Nat.zero_le _
  | succ _, succ _ => Nat.succ_le_succ (le_of_ble_eq_true h)

theorem Nat.ble_self_eq_true : (n : Nat) → Eq (Nat.ble n n) true
  | 0 => rfl
  | succ n => ble_self_eq_true n

theorem Nat.ble_succ_eq_true : {n m : Nat} → Eq (Nat.ble n m) true → Eq (Nat.ble n (succ m)) true
  | 0, _, _ => rfl
  | succ n, succ _, h => ble_succ_eq_true (n := n) h

theorem Nat.ble_eq_true_of_le (h : LE.le n m) : Eq (Nat.ble n m) true :=
  match h with
  | Nat.le.refl => Nat.ble_self_eq_true n
  | Nat.le.step h => Nat.ble_succ_eq_true (ble_eq_true_of_le h)

theorem Nat.not_le_of_not_ble_eq_true (h : Not (Eq (Nat.ble n m) true)) : Not (LE.le n m) :=
  fun h' => absurd (Nat.ble_eq_true_of_le h') h

theorem Nat.lt_succ_of_le {n m : Nat} : LE.le n m → LT.lt n (succ m) := succ_le_succ

protected theorem Nat.lt_add_one (n : Nat) : LT.lt n (HAdd.hAdd n 1) :=
  Nat.le_refl (succ n)

theorem Nat.lt_succ_self (n : Nat) : LT.lt n (succ n) := Nat.lt_add_one _

protected theorem Nat.lt_of_not_le {a b : Nat} (h : Not (LE.le a b)) : LT.lt b a :=
  Or.casesOn (Nat.lt_or_ge b a) id (fun le => absurd le h)

protected theorem Nat.add_pos_right :
    {b : Nat} → (a : Nat) → (hb : LT.lt 0 b) → LT.lt 0 (HAdd.hAdd a b)
  | zero, _, h => absurd h (Nat.not_lt_zero 0)
  | succ b, a, _ => Nat.zero_lt_succ (Nat.add a b)

protected theorem Nat.mul_pos :
    {n m : Nat} → (hn : LT.lt 0 n) → (hm : LT.lt 0 m) → LT.lt 0 (HMul.hMul n m)
  | _, zero, _, h => absurd h (Nat.not_lt_zero 0)
  | n, succ m, h, _ => Nat.add_pos_right (Nat.mul n m) h

protected theorem Nat.pow_pos {a : Nat} : {n : Nat} → (h : LT.lt 0 a) → LT.lt 0 (HPow.hPow a n)
  | zero, _ => Nat.zero_lt_succ 0
  | succ _, h => Nat.mul_pos (Nat.pow_pos h) h

@[extern "lean_nat_dec_le"]
instance Nat.decLe (n m : @& Nat) : Decidable (LE.le n m) where
  decide := ble n m
  reflects_decide :=
    match h : ble n m with
    | true => Nat.le_of_ble_eq_true h
    | false => Nat.not_le_of_not_ble_eq_true (fun h' => Bool.noConfusion (h' ▸ h :))

@[extern "lean_nat_dec_lt"]
instance Nat.decLt (n m : @& Nat) : Decidable (LT.lt n m) :=
  decLe (succ n) m

instance : Min Nat := minOfLe

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_sub", instance_reducible]
protected def Nat.sub : (@& Nat) → (@& Nat) → Nat
  | a, 0 => a
  | a, succ b => pred (Nat.sub a b)

attribute [gen_constructor_elims] Nat

instance instSubNat : Sub Nat where
  sub := Nat.sub

theorem Nat.succ_sub_succ_eq_sub (n m : Nat) :
    Eq (HSub.hSub (succ n) (succ m)) (HSub.hSub n m) :=
  m.rec rfl (fun _ ih => congrArg pred ih)

theorem Nat.pred_le : ∀ (n : Nat), LE.le (Nat.pred n) n
  | zero => Nat.le.refl
  | succ _ => le_succ _

theorem Nat.sub_le (n m : Nat) : LE.le (HSub.hSub n m) n :=
  m.rec (Nat.le_refl _) (fun _ ih => Nat.le_trans (pred_le _) ih)

theorem Nat.sub_lt : ∀ {n m : Nat}, LT.lt 0 n → LT.lt 0 m → LT.lt (HSub.hSub n m) n
  | zero, _, h, _ => absurd h (Nat.not_lt_zero 0)
  | succ _, zero, _, h => absurd h (Nat.not_lt_zero 0)
  | succ n, succ m, _, _ =>
    Eq.symm (succ_sub_succ_eq_sub n m) ▸ (show LT.lt (HSub.hSub n m) (succ n) from
      Nat.succ_le_succ (Nat.sub_le n m))

theorem Nat.div_rec_lemma {x y : Nat} :
    (And (LT.lt 0 y) (LE.le y x)) → LT.lt (HSub.hSub x y) x :=
  fun both => Nat.sub_lt (Nat.lt_of_lt_of_le both.left both.right) both.left

theorem Nat.div_rec_fuel_lemma {x y fuel : Nat} (hy : LT.lt 0 y) (hle : LE.le y x)
    (hfuel : LT.lt x (HAdd.hAdd fuel 1)) : LT.lt (HSub.hSub x y) fuel :=
  Nat.lt_of_lt_of_le (Nat.div_rec_lemma (And.intro hy hle)) (Nat.le_of_lt_succ hfuel)

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_div", irreducible]
protected def Nat.div (x y : @& Nat) : Nat :=
  dite (LT.lt 0 y) (fun hy =>
    let rec
      go (fuel : Nat) (x : Nat) (hfuel : LT.lt x fuel) : Nat :=
      match fuel with
      | succ fuel =>
        dite (LE.le y x)
          (fun h => HAdd.hAdd (go fuel (HSub.hSub x y) (div_rec_fuel_lemma hy h hfuel)) 1)
          (fun _ => 0)
      termination_by structural fuel
    go (succ x) x (Nat.lt_succ_self _))
    (fun _ => 0)

instance Nat.instDiv : Div Nat := ⟨Nat.div⟩

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_mod"]
protected noncomputable def Nat.modCore (x y : Nat) : Nat :=
  dite (LT.lt 0 y)
    (fun hy =>
      let rec
        go (fuel : Nat) (x : Nat) (hfuel : LT.lt x fuel) : Nat :=
        match fuel with
        | succ fuel =>
          dite (LE.le y x)
            (fun h => go fuel (HSub.hSub x y) (div_rec_fuel_lemma hy h hfuel))
            (fun _ => x)
        termination_by structural fuel
      go (succ x) x (Nat.lt_succ_self _))
    (fun _ => x)

theorem Nat.modCoreGo_lt {fuel y : Nat} (hy : LT.lt 0 y) : (x : Nat) → (hfuel : LT.lt x fuel) →
    LT.lt (Nat.modCore.go y hy fuel x hfuel) y :=
  fuel.rec (fun x h => absurd h (Nat.not_lt_zero x))
    (fun _ less x _ =>
      show LT.lt (dite _ _ _) _ from
        match Nat.decLe y x with
        | isTrue _ => less _ _
        | isFalse h => Nat.lt_of_not_le h)

theorem Nat.modCore_lt {x y : Nat} (hy : LT.lt 0 y) : LT.lt (Nat.modCore x y) y :=
  show LT.lt (dite _ _ _) y from
    match Nat.decLt 0 y with
    | isTrue _ => Nat.modCoreGo_lt hy x (Nat.lt_succ_self x)
    | isFalse h => absurd hy h

attribute [irreducible] Nat.modCore

set_option bootstrap.genMatcherCode false in
@[extern "lean_nat_mod"]
protected def Nat.mod : @& Nat → @& Nat → Nat
  | 0, _ => 0
  | n@(succ _), m => ite (LE.le m n) (Nat.modCore n m) n

instance Nat.instMod : Mod Nat := ⟨Nat.mod⟩

theorem Nat.mod_lt : (x : Nat) →  {y : Nat} → (hy : LT.lt 0 y) → LT.lt (HMod.hMod x y) y
  | zero, _, hy => hy
  | succ n, m, hy =>
    show LT.lt (ite (LE.le m (succ n)) (Nat.modCore (succ n) m) (succ n)) _ from
      match Nat.decLe m (succ n) with
      | isTrue _ => Nat.modCore_lt hy
      | isFalse h => Nat.lt_of_not_le h

@[pp_using_anonymous_constructor]
structure Fin (n : Nat) where
  mk ::
  val : Nat
  isLt : LT.lt val n

attribute [coe] Fin.val

theorem Fin.eq_of_val_eq {n} : ∀ {i j : Fin n}, Eq i.val j.val → Eq i j
  | ⟨_, _⟩, ⟨_, _⟩, rfl => rfl

theorem Fin.val_eq_of_eq {n} {i j : Fin n} (h : Eq i j) : Eq i.val j.val :=
  h ▸ rfl

instance (n : Nat) : DecidableEq (Fin n) := fun i j => {
  decide := decide (Eq i.val j.val)
  reflects_decide :=
    match instDecidableEqNat i.val j.val with
    | isTrue h => Fin.eq_of_val_eq h
    | isFalse h => fun h' => absurd (Fin.val_eq_of_eq h') h
}

instance {n} : LT (Fin n) where
  lt a b := LT.lt a.val b.val

instance {n} : LE (Fin n) where
  le a b := LE.le a.val b.val

instance Fin.decLt {n} (a b : Fin n) : Decidable (LT.lt a b) := Nat.decLt ..
instance Fin.decLe {n} (a b : Fin n) : Decidable (LE.le a b) := Nat.decLe ..


/-! ## Lists, options, existence, equivalence -/

inductive List (α : Type u) where
  | nil : List α
  | cons (head : α) (tail : List α) : List α

instance {α} : Inhabited (List α) where
  default := List.nil

inductive Option (α : Type u) where
  | none : Option α
  | some (val : α) : Option α

attribute [unbox] Option

export Option (none some)

structure Iff (a b : Prop) : Prop where
  intro ::
  mp : a → b
  mpr : b → a

axiom propext {a b : Prop} : Iff a b → Eq a b

inductive Exists {α : Sort u} (p : α → Prop) : Prop where
  | intro (w : α) (h : p w) : Exists p

@[reducible] def Ne {α : Sort u} (a b : α) : Prop :=
  Not (Eq a b)

inductive Sum (α : Type u) (β : Type v) where
  | inl (val : α) : Sum α β
  | inr (val : β) : Sum α β

inductive PSum (α : Sort u) (β : Sort v) where
  | inl (val : α) : PSum α β
  | inr (val : β) : PSum α β

structure Sigma {α : Type u} (β : α → Type v) where
  fst : α
  snd : β fst

structure PSigma {α : Sort u} (β : α → Sort v) where
  fst : α
  snd : β fst

class EmptyCollection (α : Type u) where
  emptyCollection : α

@[inline] def bne {α : Type u} [BEq α] (a b : α) : Bool :=
  Bool.not (BEq.beq a b)

/-! ## Sizes, which every inductive type is given -/

class SizeOf (α : Sort u) where
  sizeOf : α → Nat

export SizeOf (sizeOf)

protected def default.sizeOf (α : Sort u) : α → Nat
  | _ => 0

instance (priority := 100) instSizeOfDefault (α : Sort u) : SizeOf α where
  sizeOf := default.sizeOf α

instance : SizeOf Nat where
  sizeOf n := n

/-! ## Coercions -/

class Coe (α : semiOutParam (Sort u)) (β : Sort v) where
  coe : α → β
attribute [coe_decl] Coe.coe

class CoeTC (α : Sort u) (β : Sort v) where
  coe : α → β
attribute [coe_decl] CoeTC.coe

instance [Coe β γ] [CoeTC α β] : CoeTC α γ where
  coe a := Coe.coe (CoeTC.coe a : β)
instance [Coe α β] : CoeTC α β where
  coe a := Coe.coe a
instance : CoeTC α α where
  coe a := a

class CoeOut (α : Sort u) (β : semiOutParam (Sort v)) where
  coe : α → β
attribute [coe_decl] CoeOut.coe

class CoeOTC (α : Sort u) (β : Sort v) where
  coe : α → β
attribute [coe_decl] CoeOTC.coe

instance [CoeOut α β] [CoeOTC β γ] : CoeOTC α γ where
  coe a := CoeOTC.coe (CoeOut.coe a : β)
instance [CoeTC α β] : CoeOTC α β where
  coe a := CoeTC.coe a
instance : CoeOTC α α where
  coe a := a

class CoeHead (α : Sort u) (β : semiOutParam (Sort v)) where
  coe : α → β
attribute [coe_decl] CoeHead.coe

class CoeHTC (α : Sort u) (β : Sort v) where
  coe : α → β
attribute [coe_decl] CoeHTC.coe

instance [CoeHead α β] [CoeOTC β γ] : CoeHTC α γ where
  coe a := CoeOTC.coe (CoeHead.coe a : β)
instance [CoeOTC α β] : CoeHTC α β where
  coe a := CoeOTC.coe a
instance : CoeHTC α α where
  coe a := a

class CoeTail (α : semiOutParam (Sort u)) (β : Sort v) where
  coe : α → β
attribute [coe_decl] CoeTail.coe

class CoeHTCT (α : Sort u) (β : Sort v) where
  coe : α → β
attribute [coe_decl] CoeHTCT.coe

instance [CoeTail β γ] [CoeHTC α β] : CoeHTCT α γ where
  coe a := CoeTail.coe (CoeHTC.coe a : β)
instance [CoeHTC α β] : CoeHTCT α β where
  coe a := CoeHTC.coe a
instance : CoeHTCT α α where
  coe a := a

class CoeDep (α : Sort u) (_ : α) (β : Sort v) where
  coe : β
attribute [coe_decl] CoeDep.coe

class CoeT (α : Sort u) (_ : α) (β : Sort v) where
  coe : β
attribute [coe_decl] CoeT.coe

instance [CoeHTCT α β] : CoeT α a β where
  coe := CoeHTCT.coe a
instance [CoeDep α a β] : CoeT α a β where
  coe := CoeDep.coe a
instance : CoeT α a α where
  coe := a

class CoeFun (α : Sort u) (γ : outParam (α → Sort v)) where
  coe : (f : α) → γ f
attribute [coe_decl] CoeFun.coe

class CoeSort (α : Sort u) (β : outParam (Sort v)) where
  coe : α → β
attribute [coe_decl] CoeSort.coe

/-! ## The types of syntax -/

@[extern "x"] axiom String : Type

inductive Lean.Name where
  | anonymous : Lean.Name
  | str (pre : Lean.Name) (str : String)
  | num (pre : Lean.Name) (i : Nat)

namespace Lean.Name
@[extern "x"] axiom str._override : Name → String → Name
@[extern "x"] axiom mkStr1 : String → Name
@[extern "x"] axiom mkStr2 : String → String → Name
@[extern "x"] axiom mkStr3 : String → String → String → Name
@[extern "x"] axiom mkStr4 : String → String → String → String → Name
@[extern "x"] axiom mkStr5 : String → String → String → String → String → Name
end Lean.Name

namespace StandIn
/-- Syntax trees: only the native code looks inside. -/
axiom Syntax : Type
/-- The surroundings that a native macro reads, the state that it changes, and its answer. -/
axiom Context : Type
axiom State : Type
axiom Answer : Type
end StandIn

@[reducible] def Lean.Macro : Type :=
  StandIn.Syntax → StandIn.Context → StandIn.State → StandIn.Answer

@[reducible] def Lean.PrettyPrinter.Unexpander : Type :=
  StandIn.Syntax → StandIn.Context → StandIn.State → StandIn.Answer

inductive Lean.ParserDescr where
  | const (name : Name)
  | unary (name : Name) (p : ParserDescr)
  | binary (name : Name) (p₁ p₂ : ParserDescr)
  | node (kind : Name) (prec : Nat) (p : ParserDescr)
  | trailingNode (kind : Name) (prec lhsPrec : Nat) (p : ParserDescr)
  | symbol (val : String)
  | nonReservedSymbol (val : String) (includeIdent : Bool)
  | cat (catName : Name) (rbp : Nat)
  | parser (declName : Name)
  | nodeWithAntiquot (name : String) (kind : Name) (p : ParserDescr)
  | sepBy (p : ParserDescr) (sep : String) (psep : ParserDescr) (allowTrailingSep : Bool)
  | sepBy1 (p : ParserDescr) (sep : String) (psep : ParserDescr) (allowTrailingSep : Bool)
  | unicodeSymbol (val asciiVal : String) (preserveForPP : Bool)

abbrev Lean.TrailingParserDescr := ParserDescr

structure Lean.Parser.Category

declare_syntax_cat rcasesPat
declare_syntax_cat rintroPat
declare_syntax_cat binderPred

-- BEGIN BINDINGS: written by lean/Kernel/bindings.py, not by hand
-- 223 parsers
@[extern "x", prec_parser 1000] axiom Lean.Parser.Syntax.addPrec : Lean.TrailingParserDescr
@[extern "x", prec_parser 1000] axiom Lean.Parser.Syntax.subPrec : Lean.TrailingParserDescr
@[extern "x", prec_parser 1000] axiom precMax : Lean.ParserDescr
@[extern "x", prec_parser 1000] axiom precArg : Lean.ParserDescr
@[extern "x", prec_parser 1000] axiom precLead : Lean.ParserDescr
@[extern "x", prec_parser 1000] axiom «prec(_)» : Lean.ParserDescr
@[extern "x", prec_parser 1000] axiom precMin : Lean.ParserDescr
@[extern "x", prec_parser 1000] axiom precMin1 : Lean.ParserDescr
@[extern "x", prio_parser 1000] axiom Lean.Parser.Syntax.addPrio : Lean.TrailingParserDescr
@[extern "x", prio_parser 1000] axiom Lean.Parser.Syntax.subPrio : Lean.TrailingParserDescr
@[extern "x", prio_parser 1000] axiom prioDefault : Lean.ParserDescr
@[extern "x", prio_parser 1000] axiom prioLow : Lean.ParserDescr
@[extern "x", prio_parser 1000] axiom prioMid : Lean.ParserDescr
@[extern "x", prio_parser 1000] axiom prioHigh : Lean.ParserDescr
@[extern "x", prio_parser 1000] axiom «prio(_)» : Lean.ParserDescr
@[extern "x", stx_parser 1000] axiom «stx_+» : Lean.TrailingParserDescr
@[extern "x", stx_parser 1000] axiom «stx_*» : Lean.TrailingParserDescr
@[extern "x", stx_parser 1000] axiom «stx_?» : Lean.TrailingParserDescr
@[extern "x", stx_parser 1000] axiom «stx_<|>_» : Lean.TrailingParserDescr
@[extern "x", stx_parser 1000] axiom «stx_,*» : Lean.TrailingParserDescr
@[extern "x", stx_parser 1000] axiom «stx_,+» : Lean.TrailingParserDescr
@[extern "x", stx_parser 1000] axiom «stx_,*,?» : Lean.TrailingParserDescr
@[extern "x", stx_parser 1000] axiom «stx_,+,?» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_<->_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_↔_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_⊕_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_⊕'_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_!=_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_≠_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom termMax_prec : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom rawNatLit : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term_∘_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_×_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_×'_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_∣_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_+_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_-_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_*_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_/_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_%_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_^_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_++_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term-_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term_⁻¹» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_>=_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_<=_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_≤_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_<_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_≥_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_>_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_=_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_==_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_≍_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_∧_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_∨_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term¬_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term_&&_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_||_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term!_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term_∈_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_∉_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_::_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom termDepIfThenElse : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom termIfThenElse : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom termIfLet : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom boolIfThenElse : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term_<|_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_|>_» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term_$__» : Lean.TrailingParserDescr
@[extern "x", term_parser 1000] axiom «term{_:_//_}» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom Lean.byElab : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom termWithout_expected_type_ : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom coeNotation : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom coeFunNotation : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom coeSortNotation : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term‹_›» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term[_]» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term%[_|_]» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom Lean.calc : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «term∃_,_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «termExists_,_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «termΣ_,_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom «termΣ'_,_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom Lean.«term∃__,_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom Lean.«term∀__,_» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom Lean.«termSatisfies_binder_pred%__» : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom Lean.termEval_prec_ : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom Lean.termEval_prio_ : Lean.ParserDescr
@[extern "x", term_parser 1000] axiom Lean.«term_Matches_|» : Lean.TrailingParserDescr
@[extern "x", binderPred_parser 1000] axiom Lean.«binderPred>_» : Lean.ParserDescr
@[extern "x", binderPred_parser 1000] axiom Lean.«binderPred≥_» : Lean.ParserDescr
@[extern "x", binderPred_parser 1000] axiom Lean.«binderPred<_» : Lean.ParserDescr
@[extern "x", binderPred_parser 1000] axiom Lean.«binderPred≤_» : Lean.ParserDescr
@[extern "x", binderPred_parser 1000] axiom Lean.«binderPred≠_» : Lean.ParserDescr
@[extern "x", binderPred_parser 1000] axiom Lean.«binderPred∈_» : Lean.ParserDescr
@[extern "x", binderPred_parser 1000] axiom Lean.«binderPred∉_» : Lean.ParserDescr
@[extern "x", rcasesPat_parser 1000] axiom Lean.Parser.Tactic.rcasesPat.one : Lean.ParserDescr
@[extern "x", rcasesPat_parser 1000] axiom Lean.Parser.Tactic.rcasesPat.ignore : Lean.ParserDescr
@[extern "x", rcasesPat_parser 1000] axiom Lean.Parser.Tactic.rcasesPat.clear : Lean.ParserDescr
@[extern "x", rcasesPat_parser 1000] axiom Lean.Parser.Tactic.rcasesPat.explicit : Lean.ParserDescr
@[extern "x", rcasesPat_parser 1000] axiom Lean.Parser.Tactic.rcasesPat.tuple : Lean.ParserDescr
@[extern "x", rcasesPat_parser 1000] axiom Lean.Parser.Tactic.rcasesPat.paren : Lean.ParserDescr
@[extern "x", rintroPat_parser 1000] axiom Lean.Parser.Tactic.rintroPat.one : Lean.ParserDescr
@[extern "x", rintroPat_parser 1000] axiom Lean.Parser.Tactic.rintroPat.binder : Lean.ParserDescr
@[extern "x", attr_parser 1000] axiom Lean.Parser.Attr.simp : Lean.ParserDescr
@[extern "x", attr_parser 1000] axiom Lean.Attr.coe : Lean.ParserDescr
@[extern "x", attr_parser 1000] axiom Lean.Parser.Attr.ext : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.intro : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.intros : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rename : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.revert : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.clear : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.subst : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.substVars : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.assumption : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.contradiction : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.falseOrByContra : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.apply : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.exact : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.refine : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«refine'» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticExfalso : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.constructor : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.left : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.right : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.allGoals : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.anyGoals : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.focus : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.skip : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.done : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.traceState : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.failIfSuccess : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.paren : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.withReducible : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.withReducibleAndInstances : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.withImplicit : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.withUnfoldingAll : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.first : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rotateLeft : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rotateRight : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticTry_ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«tactic_<;>_» : Lean.TrailingParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.fail : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.eqRefl : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticRfl : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.applyRfl : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«tacticRfl'» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticSorry : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticAdmit : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticInfer_instance : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.change : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.show : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rewriteSeq : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rwSeq : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rwa : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rwaAt : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rwaAtLegacyLocation : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.injection : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.injections : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.simp : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.dsimp : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.simpa : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.simpaUsingBang : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.delta : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.unfold : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticRefine_lift_ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticHave__ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticSuffices_ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticLet__ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.letrec : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«tacticRefine_lift'_» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«tacticHave'» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«tacticLet'__» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.generalize : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.funInduction : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.funCases : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticRepeat_ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«repeat'» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«repeat1'» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticTrivial : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.classical : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.split : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticUnhygienic_ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«tacticExists_,,» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.congr : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacIfThenElse : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacDepIfThenElse : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticNofun : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«tacticNomatch_,,» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.replace : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.specialize : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticAnd_intros : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.substEqs : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.decide : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.nativeDecide : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.symm : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.symmSaturate : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.case : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«case'» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.cases : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.induction : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.renameI : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.«tacticNext_=>_» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rcases : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.obtain : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.rintro : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticIterate____ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticHaveI__ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Parser.Tactic.tacticLetI__ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.cdot : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.calcTactic : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom tacticFunext___ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.solveTactic : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Elab.Tactic.Ext.ext : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Elab.Tactic.Ext.applyExtTheorem : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom Lean.Elab.Tactic.Ext.tacticExt1___ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom «tacticBy_cases_:_» : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom tacticSimp_wf : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom tacticClean_wf : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom tacticDecreasing_trivial : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom tacticDecreasing_trivial_pre_omega : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom tacticDecreasing_with_ : Lean.ParserDescr
@[extern "x", tactic_parser 1000] axiom tacticDecreasing_tactic : Lean.ParserDescr
-- 160 macros
@[extern "x"] axiom «_aux_Init_Core___macroRules_term_<->__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Core___macroRules_term_↔__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Core___macroRules_term_⊕__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Core___macroRules_term_⊕'__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Core___macroRules_term_!=__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Core___macroRules_term_!=__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Core___macroRules_term_≠__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Core___macroRules_term_≠__2» : Lean.Macro
@[extern "x"] axiom _aux_Init_Core___macroRules_Lean_Parser_Tactic_tacticRfl_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_precMax_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_precArg_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_precLead_1 : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_prec(_)_1» : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_precMin_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_precMin1_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_termMax_prec_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_prioDefault_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_prioLow_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_prioMid_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_prioHigh_1 : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_prio(_)_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_stx_+_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_stx_*_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_stx_?_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_stx_<|>__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_stx_,*_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_stx_,+_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_stx_,*,?_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_stx_,+,?_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_∘__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_×__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_×'__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_∣__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_+__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_-__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_*__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_/__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_%__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_^__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_++__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term-__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_⁻¹_1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_+__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_-__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_*__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_/__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_%__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_^__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_++__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term-__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_>=__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_<=__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_>=__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_<=__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_≤__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_<__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_≥__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_>__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_=__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_==__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_≍__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_≤__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_<__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_>__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_≥__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_=__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_==__2» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_∧__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_∨__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term¬__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_&&__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_||__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term!__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_∈__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_∉__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_::__1» : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_termDepIfThenElse_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_termIfThenElse_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_termIfLet_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_boolIfThenElse_1 : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_<|__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_|>__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term_$___1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_Notation___macroRules_term{_:_//_}_1» : Lean.Macro
@[extern "x"] axiom _aux_Init_Notation___macroRules_termWithout_expected_type__1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExfalso_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNext_=>__1» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTry__1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tactic_<;>__1» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_2 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_3 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl'_1» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticSorry_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticAdmit_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticInfer_instance_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_rwSeq_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_rwaAtLegacyLocation_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift__1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave___1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticSuffices__1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLet___1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_letrec_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift'__1» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave'_1» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLet'___1» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticUnhygienic__1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExists_,,_1» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNofun_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNomatch_,,_1» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticAnd_intros_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHaveI___1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLetI___1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_2 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_3 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_4 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_5 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_6 : Lean.Macro
@[extern "x"] axiom «_aux_Init_Tactics___macroRules_term‹_›_1» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_Data_List_Notation___macroRules_term[_]_1» : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticSimp_wf_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticClean_wf_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_2 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_3 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_pre_omega_1 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_pre_omega_2 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_pre_omega_3 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticDecreasing_with__1 : Lean.Macro
@[extern "x"] axiom _aux_Init_WFTactics___macroRules_tacticDecreasing_tactic_1 : Lean.Macro
@[extern "x"] axiom «_aux_Init_NotationExtra___macroRules_term∃_,__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_NotationExtra___macroRules_termExists_,__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_NotationExtra___macroRules_termΣ_,__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_NotationExtra___macroRules_termΣ'_,__1» : Lean.Macro
@[extern "x"] axiom _aux_Init_NotationExtra___macroRules_tacticFunext____1 : Lean.Macro
@[extern "x"] axiom «_aux_Init_NotationExtra___macroRules_term%[_|_]_1» : Lean.Macro
@[extern "x"] axiom Lean._aux_Init_NotationExtra___macroRules_Lean_solveTactic_1 : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_NotationExtra___macroRules_Lean_term_Matches_|_1» : Lean.Macro
@[extern "x"] axiom Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_addPrec_1 : Lean.Macro
@[extern "x"] axiom Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_subPrec_1 : Lean.Macro
@[extern "x"] axiom Lean._aux_Init_Meta___macroRules_Lean_termEval_prec__1 : Lean.Macro
@[extern "x"] axiom Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_addPrio_1 : Lean.Macro
@[extern "x"] axiom Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_subPrio_1 : Lean.Macro
@[extern "x"] axiom Lean._aux_Init_Meta___macroRules_Lean_termEval_prio__1 : Lean.Macro
@[extern "x"] axiom «_aux_Init_ByCases___macroRules_tacticBy_cases_:__1» : Lean.Macro
@[extern "x"] axiom «_aux_Init_ByCases___macroRules_tacticBy_cases_:__2» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_term∃__,__1» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_term∀__,__1» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___1» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___2» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___3» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___4» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___5» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___6» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___7» : Lean.Macro
@[extern "x"] axiom Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___8» : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacDepIfThenElse_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacIfThenElse_1 : Lean.Macro
@[extern "x"] axiom Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacticIterate_____1 : Lean.Macro
attribute [macro «term_<->_»] «_aux_Init_Core___macroRules_term_<->__1»
attribute [macro «term_↔_»] «_aux_Init_Core___macroRules_term_↔__1»
attribute [macro «term_⊕_»] «_aux_Init_Core___macroRules_term_⊕__1»
attribute [macro «term_⊕'_»] «_aux_Init_Core___macroRules_term_⊕'__1»
attribute [macro «term_!=_»] «_aux_Init_Core___macroRules_term_!=__1»
attribute [macro «term_!=_»] «_aux_Init_Core___macroRules_term_!=__2»
attribute [macro «term_≠_»] «_aux_Init_Core___macroRules_term_≠__1»
attribute [macro «term_≠_»] «_aux_Init_Core___macroRules_term_≠__2»
attribute [macro Lean.Parser.Tactic.tacticRfl] _aux_Init_Core___macroRules_Lean_Parser_Tactic_tacticRfl_1
attribute [macro precMax] _aux_Init_Notation___macroRules_precMax_1
attribute [macro precArg] _aux_Init_Notation___macroRules_precArg_1
attribute [macro precLead] _aux_Init_Notation___macroRules_precLead_1
attribute [macro «prec(_)»] «_aux_Init_Notation___macroRules_prec(_)_1»
attribute [macro precMin] _aux_Init_Notation___macroRules_precMin_1
attribute [macro precMin1] _aux_Init_Notation___macroRules_precMin1_1
attribute [macro termMax_prec] _aux_Init_Notation___macroRules_termMax_prec_1
attribute [macro prioDefault] _aux_Init_Notation___macroRules_prioDefault_1
attribute [macro prioLow] _aux_Init_Notation___macroRules_prioLow_1
attribute [macro prioMid] _aux_Init_Notation___macroRules_prioMid_1
attribute [macro prioHigh] _aux_Init_Notation___macroRules_prioHigh_1
attribute [macro «prio(_)»] «_aux_Init_Notation___macroRules_prio(_)_1»
attribute [macro «stx_+»] «_aux_Init_Notation___macroRules_stx_+_1»
attribute [macro «stx_*»] «_aux_Init_Notation___macroRules_stx_*_1»
attribute [macro «stx_?»] «_aux_Init_Notation___macroRules_stx_?_1»
attribute [macro «stx_<|>_»] «_aux_Init_Notation___macroRules_stx_<|>__1»
attribute [macro «stx_,*»] «_aux_Init_Notation___macroRules_stx_,*_1»
attribute [macro «stx_,+»] «_aux_Init_Notation___macroRules_stx_,+_1»
attribute [macro «stx_,*,?»] «_aux_Init_Notation___macroRules_stx_,*,?_1»
attribute [macro «stx_,+,?»] «_aux_Init_Notation___macroRules_stx_,+,?_1»
attribute [macro «term_∘_»] «_aux_Init_Notation___macroRules_term_∘__1»
attribute [macro «term_×_»] «_aux_Init_Notation___macroRules_term_×__1»
attribute [macro «term_×'_»] «_aux_Init_Notation___macroRules_term_×'__1»
attribute [macro «term_∣_»] «_aux_Init_Notation___macroRules_term_∣__1»
attribute [macro «term_+_»] «_aux_Init_Notation___macroRules_term_+__1»
attribute [macro «term_-_»] «_aux_Init_Notation___macroRules_term_-__1»
attribute [macro «term_*_»] «_aux_Init_Notation___macroRules_term_*__1»
attribute [macro «term_/_»] «_aux_Init_Notation___macroRules_term_/__1»
attribute [macro «term_%_»] «_aux_Init_Notation___macroRules_term_%__1»
attribute [macro «term_^_»] «_aux_Init_Notation___macroRules_term_^__1»
attribute [macro «term_++_»] «_aux_Init_Notation___macroRules_term_++__1»
attribute [macro «term-_»] «_aux_Init_Notation___macroRules_term-__1»
attribute [macro «term_⁻¹»] «_aux_Init_Notation___macroRules_term_⁻¹_1»
attribute [macro «term_+_»] «_aux_Init_Notation___macroRules_term_+__2»
attribute [macro «term_-_»] «_aux_Init_Notation___macroRules_term_-__2»
attribute [macro «term_*_»] «_aux_Init_Notation___macroRules_term_*__2»
attribute [macro «term_/_»] «_aux_Init_Notation___macroRules_term_/__2»
attribute [macro «term_%_»] «_aux_Init_Notation___macroRules_term_%__2»
attribute [macro «term_^_»] «_aux_Init_Notation___macroRules_term_^__2»
attribute [macro «term_++_»] «_aux_Init_Notation___macroRules_term_++__2»
attribute [macro «term-_»] «_aux_Init_Notation___macroRules_term-__2»
attribute [macro «term_>=_»] «_aux_Init_Notation___macroRules_term_>=__1»
attribute [macro «term_<=_»] «_aux_Init_Notation___macroRules_term_<=__1»
attribute [macro «term_>=_»] «_aux_Init_Notation___macroRules_term_>=__2»
attribute [macro «term_<=_»] «_aux_Init_Notation___macroRules_term_<=__2»
attribute [macro «term_≤_»] «_aux_Init_Notation___macroRules_term_≤__1»
attribute [macro «term_<_»] «_aux_Init_Notation___macroRules_term_<__1»
attribute [macro «term_≥_»] «_aux_Init_Notation___macroRules_term_≥__1»
attribute [macro «term_>_»] «_aux_Init_Notation___macroRules_term_>__1»
attribute [macro «term_=_»] «_aux_Init_Notation___macroRules_term_=__1»
attribute [macro «term_==_»] «_aux_Init_Notation___macroRules_term_==__1»
attribute [macro «term_≍_»] «_aux_Init_Notation___macroRules_term_≍__1»
attribute [macro «term_≤_»] «_aux_Init_Notation___macroRules_term_≤__2»
attribute [macro «term_<_»] «_aux_Init_Notation___macroRules_term_<__2»
attribute [macro «term_>_»] «_aux_Init_Notation___macroRules_term_>__2»
attribute [macro «term_≥_»] «_aux_Init_Notation___macroRules_term_≥__2»
attribute [macro «term_=_»] «_aux_Init_Notation___macroRules_term_=__2»
attribute [macro «term_==_»] «_aux_Init_Notation___macroRules_term_==__2»
attribute [macro «term_∧_»] «_aux_Init_Notation___macroRules_term_∧__1»
attribute [macro «term_∨_»] «_aux_Init_Notation___macroRules_term_∨__1»
attribute [macro «term¬_»] «_aux_Init_Notation___macroRules_term¬__1»
attribute [macro «term_&&_»] «_aux_Init_Notation___macroRules_term_&&__1»
attribute [macro «term_||_»] «_aux_Init_Notation___macroRules_term_||__1»
attribute [macro «term!_»] «_aux_Init_Notation___macroRules_term!__1»
attribute [macro «term_∈_»] «_aux_Init_Notation___macroRules_term_∈__1»
attribute [macro «term_∉_»] «_aux_Init_Notation___macroRules_term_∉__1»
attribute [macro «term_::_»] «_aux_Init_Notation___macroRules_term_::__1»
attribute [macro termDepIfThenElse] _aux_Init_Notation___macroRules_termDepIfThenElse_1
attribute [macro termIfThenElse] _aux_Init_Notation___macroRules_termIfThenElse_1
attribute [macro termIfLet] _aux_Init_Notation___macroRules_termIfLet_1
attribute [macro boolIfThenElse] _aux_Init_Notation___macroRules_boolIfThenElse_1
attribute [macro «term_<|_»] «_aux_Init_Notation___macroRules_term_<|__1»
attribute [macro «term_|>_»] «_aux_Init_Notation___macroRules_term_|>__1»
attribute [macro «term_$__»] «_aux_Init_Notation___macroRules_term_$___1»
attribute [macro «term{_:_//_}»] «_aux_Init_Notation___macroRules_term{_:_//_}_1»
attribute [macro termWithout_expected_type_] _aux_Init_Notation___macroRules_termWithout_expected_type__1
attribute [macro Lean.Parser.Tactic.tacticExfalso] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExfalso_1
attribute [macro Lean.Parser.Tactic.«tacticNext_=>_»] Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNext_=>__1»
attribute [macro Lean.Parser.Tactic.tacticTry_] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTry__1
attribute [macro Lean.Parser.Tactic.«tactic_<;>_»] Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tactic_<;>__1»
attribute [macro Lean.Parser.Tactic.tacticRfl] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_1
attribute [macro Lean.Parser.Tactic.tacticRfl] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_2
attribute [macro Lean.Parser.Tactic.tacticRfl] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_3
attribute [macro Lean.Parser.Tactic.«tacticRfl'»] Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl'_1»
attribute [macro Lean.Parser.Tactic.tacticSorry] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticSorry_1
attribute [macro Lean.Parser.Tactic.tacticAdmit] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticAdmit_1
attribute [macro Lean.Parser.Tactic.tacticInfer_instance] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticInfer_instance_1
attribute [macro Lean.Parser.Tactic.rwSeq] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_rwSeq_1
attribute [macro Lean.Parser.Tactic.rwaAtLegacyLocation] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_rwaAtLegacyLocation_1
attribute [macro Lean.Parser.Tactic.tacticRefine_lift_] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift__1
attribute [macro Lean.Parser.Tactic.tacticHave__] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave___1
attribute [macro Lean.Parser.Tactic.tacticSuffices_] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticSuffices__1
attribute [macro Lean.Parser.Tactic.tacticLet__] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLet___1
attribute [macro Lean.Parser.Tactic.letrec] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_letrec_1
attribute [macro Lean.Parser.Tactic.«tacticRefine_lift'_»] Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift'__1»
attribute [macro Lean.Parser.Tactic.«tacticHave'»] Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave'_1»
attribute [macro Lean.Parser.Tactic.«tacticLet'__»] Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLet'___1»
attribute [macro Lean.Parser.Tactic.tacticUnhygienic_] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticUnhygienic__1
attribute [macro Lean.Parser.Tactic.«tacticExists_,,»] Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExists_,,_1»
attribute [macro Lean.Parser.Tactic.tacticNofun] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNofun_1
attribute [macro Lean.Parser.Tactic.«tacticNomatch_,,»] Lean.Parser.Tactic.«_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNomatch_,,_1»
attribute [macro Lean.Parser.Tactic.tacticAnd_intros] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticAnd_intros_1
attribute [macro Lean.Parser.Tactic.tacticHaveI__] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHaveI___1
attribute [macro Lean.Parser.Tactic.tacticLetI__] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLetI___1
attribute [macro Lean.Parser.Tactic.tacticTrivial] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_1
attribute [macro Lean.Parser.Tactic.tacticTrivial] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_2
attribute [macro Lean.Parser.Tactic.tacticTrivial] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_3
attribute [macro Lean.Parser.Tactic.tacticTrivial] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_4
attribute [macro Lean.Parser.Tactic.tacticTrivial] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_5
attribute [macro Lean.Parser.Tactic.tacticTrivial] Lean.Parser.Tactic._aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_6
attribute [macro «term‹_›»] «_aux_Init_Tactics___macroRules_term‹_›_1»
attribute [macro «term[_]»] Lean.«_aux_Init_Data_List_Notation___macroRules_term[_]_1»
attribute [macro tacticSimp_wf] _aux_Init_WFTactics___macroRules_tacticSimp_wf_1
attribute [macro tacticClean_wf] _aux_Init_WFTactics___macroRules_tacticClean_wf_1
attribute [macro tacticDecreasing_trivial] _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_1
attribute [macro tacticDecreasing_trivial] _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_2
attribute [macro tacticDecreasing_trivial] _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_3
attribute [macro tacticDecreasing_trivial_pre_omega] _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_pre_omega_1
attribute [macro tacticDecreasing_trivial_pre_omega] _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_pre_omega_2
attribute [macro tacticDecreasing_trivial_pre_omega] _aux_Init_WFTactics___macroRules_tacticDecreasing_trivial_pre_omega_3
attribute [macro tacticDecreasing_with_] _aux_Init_WFTactics___macroRules_tacticDecreasing_with__1
attribute [macro tacticDecreasing_tactic] _aux_Init_WFTactics___macroRules_tacticDecreasing_tactic_1
attribute [macro «term∃_,_»] «_aux_Init_NotationExtra___macroRules_term∃_,__1»
attribute [macro «termExists_,_»] «_aux_Init_NotationExtra___macroRules_termExists_,__1»
attribute [macro «termΣ_,_»] «_aux_Init_NotationExtra___macroRules_termΣ_,__1»
attribute [macro «termΣ'_,_»] «_aux_Init_NotationExtra___macroRules_termΣ'_,__1»
attribute [macro tacticFunext___] _aux_Init_NotationExtra___macroRules_tacticFunext____1
attribute [macro «term%[_|_]»] «_aux_Init_NotationExtra___macroRules_term%[_|_]_1»
attribute [macro Lean.solveTactic] Lean._aux_Init_NotationExtra___macroRules_Lean_solveTactic_1
attribute [macro Lean.«term_Matches_|»] Lean.«_aux_Init_NotationExtra___macroRules_Lean_term_Matches_|_1»
attribute [macro Lean.Parser.Syntax.addPrec] Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_addPrec_1
attribute [macro Lean.Parser.Syntax.subPrec] Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_subPrec_1
attribute [macro Lean.termEval_prec_] Lean._aux_Init_Meta___macroRules_Lean_termEval_prec__1
attribute [macro Lean.Parser.Syntax.addPrio] Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_addPrio_1
attribute [macro Lean.Parser.Syntax.subPrio] Lean._aux_Init_Meta___macroRules_Lean_Parser_Syntax_subPrio_1
attribute [macro Lean.termEval_prio_] Lean._aux_Init_Meta___macroRules_Lean_termEval_prio__1
attribute [macro «tacticBy_cases_:_»] «_aux_Init_ByCases___macroRules_tacticBy_cases_:__1»
attribute [macro «tacticBy_cases_:_»] «_aux_Init_ByCases___macroRules_tacticBy_cases_:__2»
attribute [macro Lean.«term∃__,_»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_term∃__,__1»
attribute [macro Lean.«term∀__,_»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_term∀__,__1»
attribute [macro Lean.«termSatisfies_binder_pred%__»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___1»
attribute [macro Lean.«termSatisfies_binder_pred%__»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___2»
attribute [macro Lean.«termSatisfies_binder_pred%__»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___3»
attribute [macro Lean.«termSatisfies_binder_pred%__»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___4»
attribute [macro Lean.«termSatisfies_binder_pred%__»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___5»
attribute [macro Lean.«termSatisfies_binder_pred%__»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___6»
attribute [macro Lean.«termSatisfies_binder_pred%__»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___7»
attribute [macro Lean.«termSatisfies_binder_pred%__»] Lean.«_aux_Init_BinderPredicates___macroRules_Lean_termSatisfies_binder_pred%___8»
attribute [macro Lean.Parser.Tactic.tacDepIfThenElse] Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacDepIfThenElse_1
attribute [macro Lean.Parser.Tactic.tacIfThenElse] Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacIfThenElse_1
attribute [macro Lean.Parser.Tactic.tacticIterate____] Lean.Parser.Tactic._aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacticIterate_____1
-- 44 unexpanders
@[extern "x"] axiom _aux_Init_Core___unexpand_Iff_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Core___unexpand_Iff_2 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Core___unexpand_Ne_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Core___unexpand_bne_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Core___unexpand_Sum_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Core___unexpand_PSum_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_And_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Or_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Not_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Eq_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_HEq_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_HAdd_hAdd_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_HSub_hSub_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_HMul_hMul_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_HDiv_hDiv_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_HMod_hMod_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_HPow_hPow_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Neg_neg_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Inv_inv_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_LE_le_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_LE_le_2 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_LT_lt_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_GE_ge_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_GE_ge_2 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_GT_gt_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_BEq_beq_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Prod_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_PProd_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Function_comp_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_List_cons_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Membership_mem_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_HAppend_hAppend_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom _aux_Init_Notation___unexpand_Dvd_dvd_1 : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandExists : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandListNil : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandListCons : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandIte : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandEqNDRec : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandEqRec : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandProdMk : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandSubtype : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandUnit : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandSigma : Lean.PrettyPrinter.Unexpander
@[extern "x"] axiom unexpandPSigma : Lean.PrettyPrinter.Unexpander
attribute [app_unexpander Iff] _aux_Init_Core___unexpand_Iff_1
attribute [app_unexpander Iff] _aux_Init_Core___unexpand_Iff_2
attribute [app_unexpander Ne] _aux_Init_Core___unexpand_Ne_1
attribute [app_unexpander bne] _aux_Init_Core___unexpand_bne_1
attribute [app_unexpander Sum] _aux_Init_Core___unexpand_Sum_1
attribute [app_unexpander PSum] _aux_Init_Core___unexpand_PSum_1
attribute [app_unexpander And] _aux_Init_Notation___unexpand_And_1
attribute [app_unexpander Or] _aux_Init_Notation___unexpand_Or_1
attribute [app_unexpander Not] _aux_Init_Notation___unexpand_Not_1
attribute [app_unexpander Eq] _aux_Init_Notation___unexpand_Eq_1
attribute [app_unexpander HEq] _aux_Init_Notation___unexpand_HEq_1
attribute [app_unexpander HAdd.hAdd] _aux_Init_Notation___unexpand_HAdd_hAdd_1
attribute [app_unexpander HSub.hSub] _aux_Init_Notation___unexpand_HSub_hSub_1
attribute [app_unexpander HMul.hMul] _aux_Init_Notation___unexpand_HMul_hMul_1
attribute [app_unexpander HDiv.hDiv] _aux_Init_Notation___unexpand_HDiv_hDiv_1
attribute [app_unexpander HMod.hMod] _aux_Init_Notation___unexpand_HMod_hMod_1
attribute [app_unexpander HPow.hPow] _aux_Init_Notation___unexpand_HPow_hPow_1
attribute [app_unexpander Neg.neg] _aux_Init_Notation___unexpand_Neg_neg_1
attribute [app_unexpander Inv.inv] _aux_Init_Notation___unexpand_Inv_inv_1
attribute [app_unexpander LE.le] _aux_Init_Notation___unexpand_LE_le_1
attribute [app_unexpander LE.le] _aux_Init_Notation___unexpand_LE_le_2
attribute [app_unexpander LT.lt] _aux_Init_Notation___unexpand_LT_lt_1
attribute [app_unexpander GE.ge] _aux_Init_Notation___unexpand_GE_ge_1
attribute [app_unexpander GE.ge] _aux_Init_Notation___unexpand_GE_ge_2
attribute [app_unexpander GT.gt] _aux_Init_Notation___unexpand_GT_gt_1
attribute [app_unexpander BEq.beq] _aux_Init_Notation___unexpand_BEq_beq_1
attribute [app_unexpander Prod] _aux_Init_Notation___unexpand_Prod_1
attribute [app_unexpander PProd] _aux_Init_Notation___unexpand_PProd_1
attribute [app_unexpander Function.comp] _aux_Init_Notation___unexpand_Function_comp_1
attribute [app_unexpander List.cons] _aux_Init_Notation___unexpand_List_cons_1
attribute [app_unexpander Membership.mem] _aux_Init_Notation___unexpand_Membership_mem_1
attribute [app_unexpander HAppend.hAppend] _aux_Init_Notation___unexpand_HAppend_hAppend_1
attribute [app_unexpander Dvd.dvd] _aux_Init_Notation___unexpand_Dvd_dvd_1
attribute [app_unexpander Exists] unexpandExists
attribute [app_unexpander List.nil] unexpandListNil
attribute [app_unexpander List.cons] unexpandListCons
attribute [app_unexpander ite] unexpandIte
attribute [app_unexpander Eq.ndrec] unexpandEqNDRec
attribute [app_unexpander Eq.rec] unexpandEqRec
attribute [app_unexpander Prod.mk] unexpandProdMk
attribute [app_unexpander Subtype] unexpandSubtype
attribute [app_unexpander Unit.unit] unexpandUnit
attribute [app_unexpander Sigma] unexpandSigma
attribute [app_unexpander PSigma] unexpandPSigma
-- END BINDINGS

/-! ## Logic, in ordinary notation -/

protected theorem Nat.add_zero (n : Nat) : n + 0 = n := rfl

theorem optParam_eq (α : Sort u) (default : α) : optParam α default = α := rfl

theorem trivial : True := ⟨⟩

theorem mt {a b : Prop} (h₁ : a → b) (h₂ : ¬b) : ¬a :=
  fun ha => h₂ (h₁ ha)

theorem not_false : ¬False := id

theorem not_not_intro {p : Prop} (h : p) : ¬¬p :=
  fun hn => hn h

theorem proof_irrel {a : Prop} (h₁ h₂ : a) : h₁ = h₂ := rfl

@[macro_inline] def Eq.mp {α β : Sort u} (h : α = β) (a : α) : β :=
  h ▸ a

@[macro_inline] def Eq.mpr {α β : Sort u} (h : α = β) (b : β) : α :=
  h ▸ b

@[elab_as_elim]
theorem Eq.substr {α : Sort u} {p : α → Prop} {a b : α} (h₁ : b = a) : p a → p b :=
  h₁ ▸ id

@[simp] theorem cast_eq {α : Sort u} (h : α = α) (a : α) : cast h a = a :=
  rfl

theorem Ne.intro {α : Sort u} {a b : α} (h : a = b → False) : a ≠ b := h

theorem Ne.irrefl {α : Sort u} {a : α} (h : a ≠ a) : False := h rfl

@[symm] theorem Ne.symm {α : Sort u} {a b : α} (h : a ≠ b) : b ≠ a :=
  fun same => h same.symm

theorem ne_comm {α} {a b : α} : a ≠ b ↔ b ≠ a := ⟨Ne.symm, Ne.symm⟩

theorem false_of_ne {α : Sort u} {a : α} : a ≠ a → False := Ne.irrefl

theorem ne_false_of_self {p : Prop} : p → p ≠ False :=
  fun hp same => same ▸ hp

theorem ne_true_of_not {p : Prop} : ¬p → p ≠ True :=
  fun hn same => absurd trivial (same ▸ hn)

theorem true_ne_false : ¬True = False := ne_false_of_self trivial

theorem false_ne_true : False ≠ True := fun h => h.symm ▸ trivial

theorem Bool.of_not_eq_true : {b : Bool} → ¬(b = true) → b = false
  | true, h => absurd rfl h
  | false, _ => rfl

theorem Bool.of_not_eq_false : {b : Bool} → ¬(b = false) → b = true
  | true, _ => rfl
  | false, h => absurd rfl h

@[symm] theorem HEq.symm {α : Sort u} {β : Sort u} {a : α} {b : β} (h : HEq a b) : HEq b a :=
  h.rec (HEq.refl a)

theorem iff_iff_implies_and_implies {a b : Prop} : (a ↔ b) ↔ (a → b) ∧ (b → a) :=
  ⟨fun h => ⟨h.mp, h.mpr⟩, fun h => ⟨h.left, h.right⟩⟩

theorem Iff.refl (a : Prop) : a ↔ a := ⟨fun h => h, fun h => h⟩

protected theorem Iff.rfl {a : Prop} : a ↔ a := Iff.refl a

theorem Iff.of_eq {a b : Prop} (h : a = b) : a ↔ b := h ▸ Iff.rfl

theorem Iff.trans {a b c : Prop} (h₁ : a ↔ b) (h₂ : b ↔ c) : a ↔ c :=
  ⟨fun ha => h₂.mp (h₁.mp ha), fun hc => h₁.mpr (h₂.mpr hc)⟩

instance : Trans Iff Iff Iff where
  trans := Iff.trans

@[symm] theorem Iff.symm {a b : Prop} (h : a ↔ b) : b ↔ a := ⟨h.mpr, h.mp⟩

theorem Iff.comm {a b : Prop} : (a ↔ b) ↔ (b ↔ a) := ⟨Iff.symm, Iff.symm⟩

theorem iff_comm {a b : Prop} : (a ↔ b) ↔ (b ↔ a) := Iff.comm

theorem iff_of_true {a b : Prop} (ha : a) (hb : b) : a ↔ b := ⟨fun _ => hb, fun _ => ha⟩

theorem iff_of_false {a b : Prop} (ha : ¬a) (hb : ¬b) : a ↔ b :=
  ⟨fun h => absurd h ha, fun h => absurd h hb⟩

@[symm] theorem And.symm {a b : Prop} : a ∧ b → b ∧ a := fun ⟨ha, hb⟩ => ⟨hb, ha⟩

theorem And.comm {a b : Prop} : a ∧ b ↔ b ∧ a := ⟨And.symm, And.symm⟩

theorem and_comm {a b : Prop} : a ∧ b ↔ b ∧ a := And.comm

@[symm] theorem Or.symm {a b : Prop} : a ∨ b → b ∨ a
  | .inl h => .inr h
  | .inr h => .inl h

theorem Or.comm {a b : Prop} : a ∨ b ↔ b ∨ a := ⟨Or.symm, Or.symm⟩

theorem or_comm {a b : Prop} : a ∨ b ↔ b ∨ a := Or.comm

theorem Or.resolve_left {a b : Prop} (h : a ∨ b) (na : ¬a) : b := h.elim (fun ha => absurd ha na) id

theorem Or.resolve_right {a b : Prop} (h : a ∨ b) (nb : ¬b) : a :=
  h.elim id (fun hb => absurd hb nb)

theorem not_and_self_iff (a : Prop) : ¬a ∧ a ↔ False := ⟨fun h => h.1 h.2, False.elim⟩

theorem Exists.elim {α : Sort u} {p : α → Prop} {b : Prop}
    (h₁ : Exists (fun x => p x)) (h₂ : ∀ (a : α), p a → b) : b :=
  match h₁ with
  | intro a h => h₂ a h

/-! ## Decidable propositions -/

instance instDecidableTrue : Decidable True := isTrue trivial

instance instDecidableFalse : Decidable False := isFalse not_false

namespace Decidable
variable {p q : Prop}

@[macro_inline] def byCases {q : Sort u} [dec : Decidable p] (h1 : p → q) (h2 : ¬p → q) : q :=
  match dec with
  | isTrue h => h1 h
  | isFalse h => h2 h

theorem em (p : Prop) [Decidable p] : p ∨ ¬p :=
  byCases Or.inl Or.inr

theorem byContradiction [dec : Decidable p] (h : ¬p → False) : p :=
  byCases id (fun np => False.elim (h np))

theorem of_not_not [Decidable p] : ¬¬p → p :=
  fun hnn => byContradiction (fun hn => absurd hn hnn)

theorem not_not [Decidable p] : ¬¬p ↔ p := ⟨of_not_not, not_not_intro⟩

end Decidable

@[inline] def decidable_of_decidable_of_iff {p q : Prop} [Decidable p] (h : p ↔ q) :
    Decidable q :=
  if hp : p then isTrue (h.mp hp) else isFalse fun hq => absurd (h.mpr hq) hp

@[inline] def decidable_of_decidable_of_eq {p q : Prop} [Decidable p] (h : p = q) :
    Decidable q :=
  decidable_of_decidable_of_iff (p := p) (h ▸ Iff.rfl)

@[macro_inline]
instance {p q : Prop} [Decidable p] [Decidable q] : Decidable (p → q) :=
  if hp : p then
    if hq : q then isTrue (fun _ => hq)
    else isFalse (fun h => absurd (h hp) hq)
  else isTrue (fun h => absurd h hp)

@[inline]
instance {p q : Prop} [Decidable p] [Decidable q] : Decidable (p ↔ q) :=
  if hp : p then
    if hq : q then
      isTrue ⟨fun _ => hq, fun _ => hp⟩
    else
      isFalse fun h => hq (h.1 hp)
  else
    if hq : q then
      isFalse fun h => hp (h.2 hq)
    else
      isTrue ⟨fun h => absurd h hp, fun h => absurd h hq⟩

instance {p q : Prop} [d : Decidable (p ↔ q)] : Decidable (p = q) :=
  match d with
  | isTrue h => isTrue (propext h)
  | isFalse h => isFalse fun same => h (same ▸ Iff.rfl)

theorem ite_eq_left {c : Prop} {h : Decidable c} (hc : c) {α : Sort u} {t e : α} :
    (ite c t e) = t :=
  match h with
  | isTrue _ => rfl
  | isFalse hnc => absurd hc hnc

theorem ite_eq_right {c : Prop} {h : Decidable c} (hnc : ¬c) {α : Sort u} {t e : α} :
    (ite c t e) = e :=
  match h with
  | isTrue hc => absurd hc hnc
  | isFalse _ => rfl

theorem dite_eq_left {c : Prop} {h : Decidable c} (hc : c) {α : Sort u} {t : c → α}
    {e : ¬c → α} : (dite c t e) = t hc :=
  match h with
  | isTrue _ => rfl
  | isFalse hnc => absurd hc hnc

theorem dite_eq_right {c : Prop} {h : Decidable c} (hnc : ¬c) {α : Sort u} {t : c → α}
    {e : ¬c → α} : (dite c t e) = e hnc :=
  match h with
  | isTrue hc => absurd hc hnc
  | isFalse _ => rfl

instance {c t e : Prop} [dC : Decidable c] [dT : Decidable t] [dE : Decidable e] :
    Decidable (if c then t else e) :=
  match dC with
  | isTrue _ => dT
  | isFalse _ => dE

instance {c : Prop} {t : c → Prop} {e : ¬c → Prop} [dC : Decidable c]
    [dT : ∀ h, Decidable (t h)] [dE : ∀ h, Decidable (e h)] :
    Decidable (if h : c then t h else e h) :=
  match dC with
  | isTrue hc => dT hc
  | isFalse hc => dE hc

/-! ## Types with at most one element -/

class Subsingleton (α : Sort u) : Prop where
  intro ::
  allEq : (a b : α) → a = b

protected theorem Subsingleton.elim {α : Sort u} [h : Subsingleton α] : (a b : α) → a = b :=
  h.allEq

protected theorem Subsingleton.helim {α β : Sort u} [h₁ : Subsingleton α] (h₂ : α = β) (a : α)
    (b : β) : HEq a b := by
  subst h₂
  apply heq_of_eq
  apply Subsingleton.elim

instance (p : Prop) : Subsingleton p := ⟨fun a b => proof_irrel a b⟩

instance : Subsingleton Empty := ⟨(·.casesOn)⟩

instance : Subsingleton PEmpty := ⟨(·.casesOn)⟩

instance (p : Prop) : Subsingleton (Decidable p) :=
  Subsingleton.intro fun
    | isTrue yes => fun
      | isTrue _ => rfl
      | isFalse no => absurd yes no
    | isFalse no => fun
      | isTrue yes => absurd yes no
      | isFalse _ => rfl

abbrev noConfusionTypeEnum {α : Sort u} (f : α → Nat) (P : Sort w) (x y : α) : Sort w :=
  (Nat.decEq (f x) (f y)).falseTrueCases
    (fun _ => P)
    (fun _ => P → P)

abbrev noConfusionEnum {α : Sort u} (f : α → Nat) {P : Sort w} {x y : α} (h : x = y) :
    noConfusionTypeEnum f P x y :=
  Decidable.falseTrueCases
    (motive := fun (inst : Decidable (f x = f y)) =>
      Decidable.falseTrueCases (motive := fun _ => Sort w) (fun _ => P) (fun _ => P → P) inst)
    (fun h' => False.elim (h' (congrArg f h)))
    (fun _ => fun x => x)
    (Nat.decEq (f x) (f y))

/-! ## Extensionality of propositions and the lemmas of the simplifier -/

theorem Eq.propIntro {a b : Prop} (h₁ : a → b) (h₂ : b → a) : a = b :=
  propext ⟨h₁, h₂⟩

theorem of_eq_true {p : Prop} (h : p = True) : p := h ▸ trivial

theorem of_eq_false {p : Prop} (h : p = False) : ¬p := fun hp => False.elim (h.mp hp)

theorem eq_true {p : Prop} (h : p) : p = True :=
  propext ⟨fun _ => trivial, fun _ => h⟩

theorem eq_false {p : Prop} (h : ¬p) : p = False :=
  propext ⟨fun h' => absurd h' h, fun h' => False.elim h'⟩

theorem eq_false' {p : Prop} (h : p → False) : p = False := eq_false h

theorem eq_true_of_decide {p : Prop} [Decidable p] (h : decide p = true) : p = True :=
  eq_true (of_decide_eq_true h)

theorem eq_false_of_decide {p : Prop} {_ : Decidable p} (h : decide p = false) : p = False :=
  eq_false (of_decide_eq_false h)

attribute [ext] funext propext

attribute [simp] Nat.add_zero Nat.le_refl Nat.lt_irrefl Nat.lt_add_one

@[simp] theorem eq_self {α : Sort u} (a : α) : (a = a) = True := eq_true rfl

theorem implies_congr {p₁ p₂ : Sort u} {q₁ q₂ : Sort v} (h₁ : p₁ = p₂) (h₂ : q₁ = q₂) :
    (p₁ → q₁) = (p₂ → q₂) :=
  h₁ ▸ h₂ ▸ rfl

theorem iff_congr {p₁ p₂ q₁ q₂ : Prop} (h₁ : p₁ ↔ p₂) (h₂ : q₁ ↔ q₂) :
    (p₁ ↔ q₁) ↔ (p₂ ↔ q₂) :=
  Iff.of_eq (propext h₁ ▸ propext h₂ ▸ rfl)

theorem implies_dep_congr_ctx {p₁ p₂ q₁ : Prop} (h₁ : p₁ = p₂) {q₂ : p₂ → Prop}
    (h₂ : (h : p₂) → q₁ = q₂ h) : (p₁ → q₁) = ((h : p₂) → q₂ h) :=
  propext ⟨fun f h => (h₂ h).mp (f (h₁.mpr h)), fun f h => (h₂ (h₁.mp h)).mpr (f (h₁.mp h))⟩

theorem implies_congr_ctx {p₁ p₂ q₁ q₂ : Prop} (h₁ : p₁ = p₂) (h₂ : p₂ → q₁ = q₂) :
    (p₁ → q₁) = (p₂ → q₂) :=
  implies_dep_congr_ctx h₁ h₂

theorem forall_congr {α : Sort u} {p q : α → Prop} (h : ∀ a, p a = q a) :
    (∀ a, p a) = (∀ a, q a) :=
  (funext h : p = q) ▸ rfl

theorem forall_prop_congr_dom {p₁ p₂ : Prop} (h : p₁ = p₂) (q : p₁ → Prop) :
    (∀ a : p₁, q a) = (∀ a : p₂, q (h.substr a)) :=
  h ▸ rfl

theorem forall_prop_domain_congr {p₁ p₂ : Prop} {q₁ : p₁ → Prop} {q₂ : p₂ → Prop}
    (h₁ : p₁ = p₂) (h₂ : ∀ a : p₂, q₁ (h₁.substr a) = q₂ a) :
    (∀ a : p₁, q₁ a) = (∀ a : p₂, q₂ a) :=
  propext ⟨fun f a => (h₂ a).mp (f (h₁.mpr a)), fun f a => (h₂ (h₁.mp a)).mpr (f (h₁.mp a))⟩

theorem let_congr {α : Sort u} {β : Sort v} {a a' : α} {b b' : α → β}
    (h₁ : a = a') (h₂ : ∀ x, b x = b' x) : (let x := a; b x) = (let x := a'; b' x) :=
  h₁ ▸ (funext h₂ : b = b') ▸ rfl

theorem let_val_congr {α : Sort u} {β : Sort v} {a a' : α} (b : α → β) (h : a = a') :
    (let x := a; b x) = (let x := a'; b x) :=
  h ▸ rfl

theorem let_body_congr {α : Sort u} {β : α → Sort v} {b b' : (a : α) → β a} (a : α)
    (h : ∀ x, b x = b' x) : (let x := a; b x) = (let x := a; b' x) :=
  (funext h : b = b') ▸ rfl

theorem Eq.mpr_prop {p q : Prop} (h₁ : p = q) (h₂ : q) : p := h₁ ▸ h₂

theorem Eq.mpr_not {p q : Prop} (h₁ : p = q) (h₂ : ¬q) : ¬p := h₁ ▸ h₂

@[congr]
theorem ite_congr {α : Sort u} {b c : Prop} {x y u v : α} {s : Decidable b} [Decidable c]
    (h₁ : b = c) (h₂ : c → x = u) (h₃ : ¬c → y = v) : ite b x y = ite c u v := by
  subst h₁
  cases Decidable.em b with
  | inl h => rw [ite_eq_left h, ite_eq_left h]; exact h₂ h
  | inr h => rw [ite_eq_right h, ite_eq_right h]; exact h₃ h

@[congr]
theorem dite_congr {b c : Prop} {α : Sort u} {_ : Decidable b} [Decidable c]
    {x : b → α} {u : c → α} {y : ¬b → α} {v : ¬c → α}
    (h₁ : b = c) (h₂ : (h : c) → x (h₁.mpr_prop h) = u h)
    (h₃ : (h : ¬c) → y (h₁.mpr_not h) = v h) : dite b x y = dite c u v := by
  subst h₁
  cases Decidable.em b with
  | inl h => rw [dite_eq_left h, dite_eq_left h]; exact h₂ h
  | inr h => rw [dite_eq_right h, dite_eq_right h]; exact h₃ h

@[simp] theorem ne_eq {α : Sort u} (a b : α) : (a ≠ b) = ¬(a = b) := rfl

@[simp] theorem ite_true {α : Sort u} (a b : α) : (if True then a else b) = a := rfl

@[simp] theorem ite_false {α : Sort u} (a b : α) : (if False then a else b) = b := rfl

@[simp] theorem dite_true {α : Sort u} {t : True → α} {e : ¬True → α} :
    (dite True t e) = t True.intro := rfl

@[simp] theorem dite_false {α : Sort u} {t : False → α} {e : ¬False → α} :
    (dite False t e) = e not_false := rfl

theorem ite_eq_left_of_eq_true {α : Sort u} {c : Prop} {_ : Decidable c} (a b : α)
    (h : c = True) : (if c then a else b) = a :=
  ite_eq_left (of_eq_true h)

theorem ite_eq_right_of_eq_false {α : Sort u} {c : Prop} {_ : Decidable c} (a b : α)
    (h : c = False) : (if c then a else b) = b :=
  ite_eq_right (of_eq_false h)

theorem dite_eq_left_of_eq_true {α : Sort u} {c : Prop} {_ : Decidable c} {t : c → α}
    {e : ¬c → α} (h : c = True) : (dite c t e) = t (of_eq_true h) :=
  dite_eq_left (of_eq_true h)

theorem dite_eq_right_of_eq_false {α : Sort u} {c : Prop} {_ : Decidable c} {t : c → α}
    {e : ¬c → α} (h : c = False) : (dite c t e) = e (of_eq_false h) :=
  dite_eq_right (of_eq_false h)

@[simp] theorem ite_self {α : Sort u} {c : Prop} {d : Decidable c} (a : α) : ite c a a = a := by
  cases d <;> rfl

@[simp] theorem and_true (p : Prop) : (p ∧ True) = p := propext ⟨(·.1), (⟨·, trivial⟩)⟩
@[simp] theorem true_and (p : Prop) : (True ∧ p) = p := propext ⟨(·.2), (⟨trivial, ·⟩)⟩
@[simp] theorem and_false (p : Prop) : (p ∧ False) = False := eq_false (·.2)
@[simp] theorem false_and (p : Prop) : (False ∧ p) = False := eq_false (·.1)
@[simp] theorem and_self (p : Prop) : (p ∧ p) = p := propext ⟨(·.left), fun h => ⟨h, h⟩⟩
@[simp] theorem or_self (p : Prop) : (p ∨ p) = p :=
  propext ⟨fun | .inl h | .inr h => h, .inl⟩
@[simp] theorem or_true (p : Prop) : (p ∨ True) = True := eq_true (.inr trivial)
@[simp] theorem true_or (p : Prop) : (True ∨ p) = True := eq_true (.inl trivial)
@[simp] theorem or_false (p : Prop) : (p ∨ False) = p := propext ⟨fun (.inl h) => h, .inl⟩
@[simp] theorem false_or (p : Prop) : (False ∨ p) = p := propext ⟨fun (.inr h) => h, .inr⟩
@[simp] theorem iff_self (p : Prop) : (p ↔ p) = True := eq_true .rfl
@[simp] theorem iff_true (p : Prop) : (p ↔ True) = p :=
  propext ⟨(·.2 trivial), fun h => ⟨fun _ => trivial, fun _ => h⟩⟩
@[simp] theorem true_iff (p : Prop) : (True ↔ p) = p :=
  propext ⟨(·.1 trivial), fun h => ⟨fun _ => h, fun _ => trivial⟩⟩
@[simp] theorem iff_false (p : Prop) : (p ↔ False) = ¬p :=
  propext ⟨(·.1), (⟨·, False.elim⟩)⟩
@[simp] theorem false_iff (p : Prop) : (False ↔ p) = ¬p :=
  propext ⟨(·.2), (⟨False.elim, ·⟩)⟩
@[simp] theorem false_implies (p : Prop) : (False → p) = True := eq_true False.elim
@[simp] theorem forall_false (p : False → Prop) : (∀ h : False, p h) = True :=
  eq_true (False.elim ·)
@[simp] theorem implies_true (α : Sort u) : (α → True) = True := eq_true fun _ => trivial
@[simp] theorem true_implies (p : Prop) : (True → p) = p := propext ⟨(· trivial), (fun _ => ·)⟩
@[simp] theorem not_false_eq_true : (¬False) = True := eq_true False.elim
@[simp] theorem not_true_eq_false : (¬True) = False := eq_false (· trivial)

theorem and_assoc {a b c : Prop} : (a ∧ b) ∧ c ↔ a ∧ (b ∧ c) :=
  ⟨fun ⟨⟨ha, hb⟩, hc⟩ => ⟨ha, hb, hc⟩, fun ⟨ha, hb, hc⟩ => ⟨⟨ha, hb⟩, hc⟩⟩

@[simp] theorem and_imp {a b c : Prop} : (a ∧ b → c) ↔ (a → b → c) :=
  ⟨fun h ha hb => h ⟨ha, hb⟩, fun h ⟨ha, hb⟩ => h ha hb⟩

@[simp] theorem not_and {a b : Prop} : ¬(a ∧ b) ↔ (a → ¬b) := and_imp

@[simp] theorem not_or {p q : Prop} : ¬(p ∨ q) ↔ ¬p ∧ ¬q :=
  ⟨fun h => ⟨fun hp => h (.inl hp), fun hq => h (.inr hq)⟩,
   fun ⟨hp, hq⟩ h => h.elim hp hq⟩

@[simp] theorem exists_eq {α : Sort u} {a' : α} : ∃ a, a = a' := ⟨_, rfl⟩

@[simp] theorem not_exists {α : Sort u} {p : α → Prop} : (¬∃ x, p x) ↔ ∀ x, ¬p x :=
  ⟨fun h x hx => h ⟨x, hx⟩, fun h ⟨x, hx⟩ => h x hx⟩

@[simp] theorem decide_eq_true_eq {p : Prop} [Decidable p] : (decide p = true) = p :=
  propext ⟨of_decide_eq_true, decide_eq_true⟩

@[simp] theorem decide_eq_false_iff_not {p : Prop} {_ : Decidable p} :
    (decide p = false) ↔ ¬p :=
  ⟨of_decide_eq_false, decide_eq_false⟩

@[simp] theorem heq_eq_eq {α : Sort u} (a b : α) : HEq a b = (a = b) :=
  propext ⟨eq_of_heq, heq_of_eq⟩

@[simp] theorem cond_true {α : Sort u} (a b : α) : cond true a b = a := rfl
@[simp] theorem cond_false {α : Sort u} (a b : α) : cond false a b = b := rfl

@[simp] theorem Bool.and_eq_true (a b : Bool) : ((a && b) = true) = (a = true ∧ b = true) := by
  cases a <;> cases b <;> decide
@[simp] theorem Bool.or_eq_true (a b : Bool) : ((a || b) = true) = (a = true ∨ b = true) := by
  cases a <;> cases b <;> decide
@[simp] theorem Bool.not_eq_true (b : Bool) : (¬(b = true)) = (b = false) := by
  cases b <;> decide
@[simp] theorem Bool.not_eq_false (b : Bool) : (¬(b = false)) = (b = true) := by
  cases b <;> decide
@[simp] theorem Bool.not_not (b : Bool) : (!!b) = b := by cases b <;> rfl

theorem Lean.injEq_helper {P Q R : Prop} : (P → Q → R) → (P ∧ Q → R) :=
  fun f ⟨p, q⟩ => f p q

/-! ## Choice and excluded middle -/

namespace Classical

noncomputable def indefiniteDescription {α : Sort u} (p : α → Prop) (h : ∃ x, p x) :
    {x // p x} :=
  choice (let ⟨x, px⟩ := h; ⟨⟨x, px⟩⟩)

noncomputable def choose {α : Sort u} {p : α → Prop} (h : ∃ x, p x) : α :=
  (indefiniteDescription p h).val

theorem choose_spec {α : Sort u} {p : α → Prop} (h : ∃ x, p x) : p (choose h) :=
  (indefiniteDescription p h).property

theorem em (p : Prop) : p ∨ ¬p :=
  let U (x : Prop) : Prop := x = True ∨ p
  let V (x : Prop) : Prop := x = False ∨ p
  have someU : ∃ x, U x := ⟨True, Or.inl rfl⟩
  have someV : ∃ x, V x := ⟨False, Or.inl rfl⟩
  have apart : choose someU ≠ choose someV ∨ p :=
    match choose_spec someU, choose_spec someV with
    | Or.inr h, _ => Or.inr h
    | _, Or.inr h => Or.inr h
    | Or.inl hu, Or.inl hv =>
      Or.inl (fun same => absurd trivial ((hu.symm.trans (same.trans hv)) ▸ not_false))
  have together : p → choose someU = choose someV := fun hp =>
    have same : U = V := funext fun _ =>
      propext ⟨fun _ => Or.inr hp, fun _ => Or.inr hp⟩
    have general : ∀ (exU : ∃ x, U x) (exV : ∃ x, V x), choose exU = choose exV :=
      same ▸ fun _ _ => rfl
    general someU someV
  match apart with
  | Or.inl ne => Or.inr (mt together ne)
  | Or.inr h => Or.inl h

noncomputable scoped instance (priority := low) propDecidable (a : Prop) : Decidable a :=
  choice (match em a with
    | Or.inl h => ⟨isTrue h⟩
    | Or.inr h => ⟨isFalse h⟩)

theorem byCases {p q : Prop} (hpq : p → q) (hnpq : ¬p → q) : q :=
  Decidable.byCases (dec := propDecidable _) hpq hnpq

theorem byContradiction {p : Prop} (h : ¬p → False) : p :=
  Decidable.byContradiction (dec := propDecidable _) h

theorem not_not {a : Prop} : ¬¬a ↔ a := ⟨fun h => byContradiction h, not_not_intro⟩

theorem not_forall {α : Sort u} {p : α → Prop} : (¬∀ x, p x) ↔ ∃ x, ¬p x :=
  ⟨fun h => byContradiction fun none => h fun x => byContradiction fun no => none ⟨x, no⟩,
   fun ⟨x, no⟩ h => no (h x)⟩

end Classical

gen_injective_theorems% Prod
gen_injective_theorems% PProd
gen_injective_theorems% Sigma
gen_injective_theorems% PSigma
gen_injective_theorems% Sum
gen_injective_theorems% PSum
gen_injective_theorems% Subtype
gen_injective_theorems% Fin
gen_injective_theorems% List
gen_injective_theorems% Option

theorem Nat.succ.inj {m n : Nat} : m.succ = n.succ → m = n :=
  fun x => Nat.noConfusion x id

theorem Nat.succ.injEq (u v : Nat) : (u.succ = v.succ) = (u = v) :=
  Eq.propIntro Nat.succ.inj (congrArg Nat.succ)

/-! ## Natural numbers -/

namespace Nat

@[simp] protected theorem zero_add : ∀ (n : Nat), 0 + n = n
  | 0 => rfl
  | n + 1 => congrArg succ (Nat.zero_add n)

theorem succ_add : ∀ (n m : Nat), (succ n) + m = succ (n + m)
  | _, 0 => rfl
  | n, m + 1 => congrArg succ (succ_add n m)

theorem add_succ (n m : Nat) : n + succ m = succ (n + m) := rfl

theorem add_one (n : Nat) : n + 1 = succ n := rfl

theorem succ_eq_add_one (n : Nat) : succ n = n + 1 := rfl

theorem succ_ne_zero (n : Nat) : succ n ≠ 0 := fun h => Nat.noConfusion h

protected theorem add_comm : ∀ (n m : Nat), n + m = m + n
  | n, 0 => (Nat.zero_add n).symm
  | n, m + 1 => (congrArg succ (Nat.add_comm n m)).trans (succ_add m n).symm

protected theorem add_assoc : ∀ (n m k : Nat), (n + m) + k = n + (m + k)
  | _, _, 0 => rfl
  | n, m, k + 1 => congrArg succ (Nat.add_assoc n m k)

protected theorem add_left_comm (n m k : Nat) : n + (m + k) = m + (n + k) := by
  rw [← Nat.add_assoc, Nat.add_comm n m, Nat.add_assoc]

protected theorem add_right_comm (n m k : Nat) : (n + m) + k = (n + k) + m := by
  rw [Nat.add_assoc, Nat.add_comm m k, ← Nat.add_assoc]

protected theorem add_left_cancel {n m k : Nat} : n + m = n + k → m = k := by
  induction n with
  | zero => intro h; rw [Nat.zero_add, Nat.zero_add] at h; exact h
  | succ n ih => intro h; rw [succ_add, succ_add] at h; exact ih (Nat.succ.inj h)

protected theorem add_right_cancel {n m k : Nat} (h : n + m = k + m) : n = k := by
  rw [Nat.add_comm n m, Nat.add_comm k m] at h
  exact Nat.add_left_cancel h

@[simp] protected theorem mul_zero (n : Nat) : n * 0 = 0 := rfl

theorem mul_succ (n m : Nat) : n * succ m = n * m + n := rfl

@[simp] protected theorem zero_mul : ∀ (n : Nat), 0 * n = 0
  | 0 => rfl
  | n + 1 => (Nat.zero_mul n : 0 * n = 0)

theorem succ_mul (n m : Nat) : (succ n) * m = (n * m) + m := by
  induction m with
  | zero => rfl
  | succ m ih => rw [mul_succ, add_succ, ih, mul_succ, add_succ, Nat.add_right_comm]

protected theorem mul_comm : ∀ (n m : Nat), n * m = m * n
  | n, 0 => (Nat.zero_mul n).symm
  | n, m + 1 => by
    show n * m + n = succ m * n
    rw [succ_mul, Nat.mul_comm n m]

@[simp] protected theorem mul_one : ∀ (n : Nat), n * 1 = n := Nat.zero_add

@[simp] protected theorem one_mul (n : Nat) : 1 * n = n := by
  rw [Nat.mul_comm, Nat.mul_one]

protected theorem left_distrib (n m k : Nat) : n * (m + k) = n * m + n * k := by
  induction k with
  | zero => rfl
  | succ k ih => rw [add_succ, mul_succ, ih, mul_succ, Nat.add_assoc]

protected theorem mul_add (k m n : Nat) : k * (m + n) = k * m + k * n :=
  Nat.left_distrib k m n

protected theorem right_distrib (n m k : Nat) : (n + m) * k = n * k + m * k := by
  rw [Nat.mul_comm, Nat.left_distrib, Nat.mul_comm k n, Nat.mul_comm k m]

protected theorem add_mul (k m n : Nat) : (k + m) * n = k * n + m * n :=
  Nat.right_distrib k m n

protected theorem mul_assoc : ∀ (n m k : Nat), (n * m) * k = n * (m * k)
  | _, _, 0 => rfl
  | n, m, k + 1 => by
    show n * m * k + n * m = n * (m * k + m)
    rw [Nat.mul_assoc n m k, Nat.left_distrib]

protected theorem zero_lt_one : 0 < (1 : Nat) := zero_lt_succ 0

protected theorem le_of_lt {n m : Nat} : n < m → n ≤ m := fun h => Nat.le_trans (le_succ n) h

protected theorem le_of_eq {n m : Nat} (p : n = m) : n ≤ m := p ▸ Nat.le_refl n

theorem lt_of_succ_le {n m : Nat} (h : succ n ≤ m) : n < m := h

theorem succ_le_of_lt {n m : Nat} (h : n < m) : succ n ≤ m := h

protected theorem lt_succ_iff {m n : Nat} : m < succ n ↔ m ≤ n := ⟨le_of_lt_succ, lt_succ_of_le⟩

protected theorem not_le {n m : Nat} : ¬n ≤ m ↔ m < n :=
  ⟨Nat.lt_of_not_le, fun less le => Nat.lt_irrefl _ (Nat.lt_of_lt_of_le less le)⟩

protected theorem not_lt {n m : Nat} : ¬n < m ↔ m ≤ n :=
  ⟨fun h => (Nat.lt_or_ge n m).resolve_left h,
   fun le less => Nat.lt_irrefl _ (Nat.lt_of_lt_of_le less le)⟩

protected theorem le_total (m n : Nat) : m ≤ n ∨ n ≤ m :=
  match Nat.lt_or_ge m n with
  | Or.inl h => Or.inl (Nat.le_of_lt h)
  | Or.inr h => Or.inr h

theorem eq_zero_of_le_zero {n : Nat} (h : n ≤ 0) : n = 0 := Nat.le_antisymm h (zero_le n)

protected theorem pos_of_ne_zero {n : Nat} : n ≠ 0 → 0 < n :=
  fun h => (Nat.eq_or_lt_of_le (zero_le n)).elim (fun same => absurd same.symm h) id

theorem ne_of_gt {a b : Nat} (h : b < a) : a ≠ b :=
  fun same => Nat.lt_irrefl b (same ▸ h)

theorem ne_of_lt {a b : Nat} (h : a < b) : a ≠ b :=
  fun same => Nat.lt_irrefl b (same ▸ h)

theorem le_add_right : ∀ (n k : Nat), n ≤ n + k
  | n, 0 => Nat.le_refl n
  | n, k + 1 => le_succ_of_le (le_add_right n k)

theorem le_add_left (n m : Nat) : n ≤ m + n := Nat.add_comm n m ▸ le_add_right n m

protected theorem add_le_add_left {n m : Nat} (h : n ≤ m) (k : Nat) : k + n ≤ k + m := by
  induction k with
  | zero => rw [Nat.zero_add, Nat.zero_add]; exact h
  | succ k ih => rw [succ_add, succ_add]; exact succ_le_succ ih

protected theorem add_le_add_right {n m : Nat} (h : n ≤ m) (k : Nat) : n + k ≤ m + k := by
  rw [Nat.add_comm n k, Nat.add_comm m k]
  exact Nat.add_le_add_left h k

theorem add_le_add {a b c d : Nat} (h₁ : a ≤ b) (h₂ : c ≤ d) : a + c ≤ b + d :=
  Nat.le_trans (Nat.add_le_add_right h₁ c) (Nat.add_le_add_left h₂ b)

protected theorem add_lt_add_left {n m : Nat} (h : n < m) (k : Nat) : k + n < k + m :=
  Nat.add_le_add_left (n := succ n) h k

protected theorem add_lt_add_right {n m : Nat} (h : n < m) (k : Nat) : n + k < m + k := by
  rw [Nat.add_comm n k, Nat.add_comm m k]
  exact Nat.add_lt_add_left h k

protected theorem le_of_add_le_add_left {a b c : Nat} : a + b ≤ a + c → b ≤ c := by
  induction a with
  | zero => intro h; rw [Nat.zero_add, Nat.zero_add] at h; exact h
  | succ a ih => intro h; rw [succ_add, succ_add] at h; exact ih (le_of_succ_le_succ h)

protected theorem le_of_add_le_add_right {a b c : Nat} : a + b ≤ c + b → a ≤ c := by
  rw [Nat.add_comm a b, Nat.add_comm c b]
  exact Nat.le_of_add_le_add_left

theorem mul_le_mul_left {m n : Nat} (k : Nat) (h : m ≤ n) : k * m ≤ k * n := by
  induction k with
  | zero => rw [Nat.zero_mul, Nat.zero_mul]; exact Nat.le_refl 0
  | succ k ih => rw [succ_mul, succ_mul]; exact Nat.add_le_add ih h

protected theorem mul_le_mul {p q m n : Nat} (h₁ : p ≤ m) (h₂ : q ≤ n) : p * q ≤ m * n :=
  Nat.le_trans (Nat.mul_le_mul_left p h₂)
    (Nat.mul_comm p n ▸ Nat.mul_comm m n ▸ Nat.mul_le_mul_left n h₁)

@[simp] protected theorem add_sub_cancel : ∀ (n m : Nat), n + m - m = n
  | _, 0 => rfl
  | n, m + 1 => (succ_sub_succ_eq_sub (n + m) m).trans (Nat.add_sub_cancel n m)

protected theorem sub_add_cancel : ∀ {n m : Nat}, m ≤ n → n - m + m = n
  | _, 0, _ => rfl
  | 0, _ + 1, h => absurd h (not_succ_le_zero _)
  | n + 1, m + 1, h => by
    rw [show n + 1 - (m + 1) = n - m from succ_sub_succ_eq_sub n m, ← Nat.add_assoc,
      Nat.sub_add_cancel (le_of_succ_le_succ h)]

end Nat

@[elab_as_elim, induction_eliminator] protected noncomputable abbrev Nat.recAux {motive : Nat → Sort u}
    (zero : motive 0) (succ : ∀ n, motive n → motive (n + 1)) (t : Nat) : motive t :=
  Nat.rec zero succ t

@[elab_as_elim, cases_eliminator] protected noncomputable abbrev Nat.casesAuxOn {motive : Nat → Sort u}
    (t : Nat) (zero : motive 0) (succ : ∀ n, motive (n + 1)) : motive t :=
  Nat.casesOn t zero succ

/-! ## Lists, pairs, subtypes, finite ordinals -/

namespace List

protected def append : (xs ys : List α) → List α
  | [], bs => bs
  | a :: as, bs => a :: List.append as bs

instance : Append (List α) := ⟨List.append⟩

def length : List α → Nat
  | nil => 0
  | cons _ as => length as + 1

def map (f : α → β) : (l : List α) → List β
  | [] => []
  | a :: as => f a :: map f as

def foldr {α : Type u} {β : Type v} (f : α → β → β) (init : β) : (l : List α) → β
  | [] => init
  | a :: l => f a (foldr f init l)

inductive Mem (a : α) : List α → Prop
  | head (as : List α) : Mem a (a :: as)
  | tail (b : α) {as : List α} : Mem a as → Mem a (b :: as)

instance : Membership α (List α) where
  mem l a := Mem a l

@[simp] theorem not_mem_nil {a : α} : ¬a ∈ ([] : List α) := fun h => nomatch h

@[simp] theorem mem_cons {α : Type u_1} {b : α} {l : List α} {a : α} :
    a ∈ b :: l ↔ a = b ∨ a ∈ l :=
  ⟨fun h => match h with
    | Mem.head _ => Or.inl rfl
    | Mem.tail _ h => Or.inr h,
   fun h => match h with
    | Or.inl same => same ▸ Mem.head l
    | Or.inr h => Mem.tail b h⟩

@[simp] theorem nil_append (as : List α) : [] ++ as = as := rfl

@[simp] theorem cons_append {a : α} {as bs : List α} : (a :: as) ++ bs = a :: (as ++ bs) := rfl

end List

instance [DecidableEq α] [DecidableEq β] : DecidableEq (α × β) :=
  fun (a, b) (a', b') =>
    if h₁ : a = a' then
      if h₂ : b = b' then isTrue (h₁ ▸ h₂ ▸ rfl)
      else isFalse fun same => h₂ (congrArg Prod.snd same)
    else isFalse fun same => h₁ (congrArg Prod.fst same)

@[ext] protected theorem Prod.ext {α : Type u} {β : Type v} :
    {x y : α × β} → (fst : x.fst = y.fst) → (snd : x.snd = y.snd) → x = y
  | (_, _), (_, _), rfl, rfl => rfl

@[ext] protected theorem Subtype.ext {α : Sort u} {p : α → Prop} :
    ∀ {a1 a2 : {x // p x}}, a1.val = a2.val → a1 = a2
  | ⟨_, _⟩, ⟨_, _⟩, rfl => rfl

@[ext] protected theorem Fin.ext {n : Nat} {a b : Fin n} (h : a.val = b.val) : a = b :=
  Fin.eq_of_val_eq h

/-- Every element of `Fin 0` is impossible. -/
def Fin.elim0 {α : Sort u} : Fin 0 → α
  | ⟨_, h⟩ => absurd h (Nat.not_lt_zero _)
