import DASH.Impossibility.Binary

/-!
# The symmetric decision problem

A rule answers data, and a group of symmetries acts on the data and on the answers. Exchanging
two features, two models under selection, or the direction of an edge are symmetries. A rule is
equivariant when its answer moves with the data, and stable when its answer is the same for all
data that a symmetry can turn into each other.

* The answer of an equivariant rule to data that a symmetry leaves alone is left alone by the
  symmetry. Where no answer is left alone there is no equivariant rule, and where one is left
  alone at each datum there is one.
* A stable rule agrees with an equivariant truth at exactly one `k`-th of the symmetries of a
  datum, where `k` is the size of the orbit of the truth: it is wrong with a share of
  `(k - 1) / k`, and not of `1 / k`, which is the same only for `k = 2`.
* To abstain, and to answer with the whole orbit, is equivariant, stable and never wrong; and a
  stable rule that is never wrong must abstain where the truth is not fixed.
-/

namespace DASH

universe u v w x

/-- A group: an associative product with a neutral element and inverses. -/
class Group (G : Type u) extends Mul G, Inv G where
  /-- The neutral element. -/
  unit : G
  product_assoc : ∀ a b c : G, a * b * c = a * (b * c)
  unit_product : ∀ a : G, unit * a = a
  inverse_product : ∀ a : G, a⁻¹ * a = unit

namespace Group
variable {G : Type u} [Group G]

/-- A factor on the left cancels. -/
theorem cancel_left {a b c : G} (h : a * b = a * c) : b = c := by
  have key := congrArg (fun x => a⁻¹ * x) h
  rw [← product_assoc, ← product_assoc, inverse_product, unit_product, unit_product] at key
  exact key

/-- The neutral element is neutral on the right. -/
theorem product_unit (a : G) : a * unit = a := by
  refine cancel_left (a := a⁻¹) ?_
  rw [← product_assoc, inverse_product, unit_product]

/-- An element times its inverse is neutral. -/
theorem product_inverse (a : G) : a * a⁻¹ = unit := by
  refine cancel_left (a := a⁻¹) ?_
  rw [← product_assoc, inverse_product, unit_product, product_unit]

end Group

/-- An action of a group on a type: the neutral element moves nothing, and a product moves by
one factor after the other. -/
structure Action (G : Type u) [Group G] (X : Type v) where
  /-- Where an element of the group moves a point. -/
  act : G → X → X
  act_unit : ∀ x, act Group.unit x = x
  act_product : ∀ g h x, act (g * h) x = act g (act h x)

namespace Action
variable {G : Type u} [Group G] {X : Type v} (B : Action G X)

/-- An element of the group fixes a point when it does not move it. -/
def Fixes (g : G) (x : X) : Prop := B.act g x = x

/-- Two points are in the same orbit when the group moves one to the other. -/
def Orbit (x y : X) : Prop := ∃ g, B.act g x = y

instance [DecidableEq X] (g : G) (x : X) : Decidable (B.Fixes g x) :=
  inferInstanceAs (Decidable (_ = _))

/-- The inverse moves back. -/
theorem inverse_act (g : G) (x : X) : B.act g⁻¹ (B.act g x) = x := by
  rw [← B.act_product, Group.inverse_product, B.act_unit]

/-- An element moves back what its inverse moved. -/
theorem act_inverse (g : G) (x : X) : B.act g (B.act g⁻¹ x) = x := by
  rw [← B.act_product, Group.product_inverse, B.act_unit]

/-- An element of the group moves different points to different points. -/
theorem act_injective {g : G} {x y : X} (h : B.act g x = B.act g y) : x = y := by
  rw [← B.inverse_act g x, h, B.inverse_act]

/-- The neutral element fixes every point. -/
theorem fixes_unit (x : X) : B.Fixes Group.unit x := B.act_unit x

/-- What two elements fix, their product fixes. -/
theorem fixes_product {g h : G} {x : X} (hg : B.Fixes g x) (hh : B.Fixes h x) :
    B.Fixes (g * h) x := (B.act_product g h x).trans ((congrArg (B.act g) hh).trans hg)

/-- What an element fixes, its inverse fixes. -/
theorem fixes_inverse {g : G} {x : X} (h : B.Fixes g x) : B.Fixes g⁻¹ x :=
  B.act_injective (g := g) ((B.act_inverse g x).trans h.symm)

/-- Every point is in its own orbit. -/
theorem orbit_refl (x : X) : B.Orbit x x := ⟨Group.unit, B.act_unit x⟩

/-- Orbits do not depend on where they start. -/
theorem orbit_symm {x y : X} (h : B.Orbit x y) : B.Orbit y x :=
  h.elim fun g e => ⟨g⁻¹, e ▸ B.inverse_act g x⟩

/-- Being in one orbit chains. -/
theorem orbit_trans {x y z : X} (h : B.Orbit x y) (k : B.Orbit y z) : B.Orbit x z :=
  h.elim fun g e => k.elim fun g' e' => ⟨g' * g, by rw [B.act_product, e, e']⟩

end Action

/-- A symmetric decision problem: a group of symmetries acts on the data and on the answers. -/
structure SymmetricDecision (G : Type u) [Group G] (D : Type v) (A : Type w) where
  /-- How the symmetries move the data. -/
  data : Action G D
  /-- How the symmetries move the answers. -/
  answers : Action G A

namespace SymmetricDecision

section Rules
variable {G : Type u} [Group G] {D : Type v} {A : Type w} (P : SymmetricDecision G D A)

/-- A rule is equivariant when its answer moves with the data. -/
def Equivariant (r : D → A) : Prop := ∀ g d, r (P.data.act g d) = P.answers.act g (r d)

/-- A rule is stable when it gives the same answer to all data that a symmetry can turn into
each other. -/
def Stable (r : D → A) : Prop := ∀ g d, r (P.data.act g d) = r d

variable {P} {r r' t : D → A} {d : D} {g : G}

/-- **A symmetry of the data is a symmetry of the answer.** The answer of an equivariant rule to
data that a symmetry fixes is fixed by the symmetry. -/
theorem Equivariant.fixes (h : P.Equivariant r) (hd : P.data.Fixes g d) :
    P.answers.Fixes g (r d) := by
  have key := h g d
  rw [show P.data.act g d = d from hd] at key
  exact key.symm

/-- **No rule at symmetric data.** Where every answer is moved by some symmetry that fixes the
data there is no equivariant rule. -/
theorem no_equivariant_rule_at (h : ∀ a, ∃ g, P.data.Fixes g d ∧ ¬P.answers.Fixes g a) :
    ¬P.Equivariant r := fun k => (h (r d)).elim fun _ l => l.2 (k.fixes l.1)

/-- No rule at data that the whole group fixes, when no answer is fixed by the whole group. -/
theorem no_equivariant_rule (hd : ∀ g, P.data.Fixes g d) (h : ∀ a, ∃ g, ¬P.answers.Fixes g a) :
    ¬P.Equivariant r :=
  no_equivariant_rule_at fun a => (h a).elim fun g k => ⟨g, hd g, k⟩

/-- **The exhaustive alternative.** Along each symmetry an equivariant rule either has an answer
that the symmetry fixes, and is then stable along it, or it has an answer that the symmetry
moves, and is then unstable along it: one or the other, and never both. -/
theorem Equivariant.fixes_or_moves [DecidableEq A] (h : P.Equivariant r) (g : G) (d : D) :
    (P.answers.Fixes g (r d) ∧ r (P.data.act g d) = r d) ∨
      (¬P.answers.Fixes g (r d) ∧ r (P.data.act g d) ≠ r d) :=
  if k : P.answers.Fixes g (r d) then Or.inl ⟨k, (h g d).trans k⟩
  else Or.inr ⟨k, fun e => k ((h g d).symm.trans e)⟩

/-- An equivariant rule is stable exactly when all its answers are fixed by all symmetries. -/
theorem Equivariant.stable_iff (h : P.Equivariant r) :
    P.Stable r ↔ ∀ g d, P.answers.Fixes g (r d) :=
  ⟨fun k g d => (h g d).symm.trans (k g d), fun k g d => (h g d).trans (k g d)⟩

/-- A stable rule is equivariant exactly when all its answers are fixed by all symmetries. -/
theorem Stable.equivariant_iff (h : P.Stable r) :
    P.Equivariant r ↔ ∀ g d, P.answers.Fixes g (r d) :=
  ⟨fun k g d => (k g d).symm.trans (h g d), fun k g d => (h g d).trans (k g d).symm⟩

/-- **Stable and equivariant rules need a fixed answer.** Where no answer is fixed by all
symmetries no rule is both, whatever the data, provided that there are data. -/
theorem no_stable_equivariant_rule (d : D) (h : ∀ a, ∃ g, ¬P.answers.Fixes g a) (r : D → A) :
    ¬(P.Stable r ∧ P.Equivariant r) := fun k =>
  (h (r d)).elim fun g l => l ((k.1.equivariant_iff).mp k.2 g d)

/-- The rule that always gives the same answer is stable. -/
theorem constant_stable (P : SymmetricDecision G D A) (a : A) : P.Stable fun _ => a :=
  fun _ _ => rfl

/-- The rule that always gives the same answer is equivariant when the answer is fixed. -/
theorem constant_equivariant {a : A} (h : ∀ g, P.answers.Fixes g a) : P.Equivariant fun _ => a :=
  fun g _ => (h g).symm

/-- **Stable and equivariant precisely when.** Where there are data, a rule that is stable and
equivariant exists exactly when some answer is fixed by all symmetries. -/
theorem exists_stable_equivariant_iff (d : D) :
    (∃ r, P.Stable r ∧ P.Equivariant r) ↔ ∃ a, ∀ g, P.answers.Fixes g a :=
  ⟨fun ⟨r, hs, he⟩ => ⟨r d, fun g => (hs.equivariant_iff).mp he g d⟩,
   fun ⟨a, h⟩ => ⟨fun _ => a, constant_stable P a, constant_equivariant h⟩⟩

/-- Equivariant rules that agree at a datum agree on its whole orbit. -/
theorem Equivariant.agree_on_orbit (h : P.Equivariant r) (h' : P.Equivariant r')
    (e : r d = r' d) {d' : D} (k : P.data.Orbit d d') : r d' = r' d' := by
  obtain ⟨g, rfl⟩ := k
  rw [h, h', e]

/-- A stable rule is constant on orbits. -/
theorem Stable.constant_on_orbit (h : P.Stable r) {d' : D} (k : P.data.Orbit d d') :
    r d' = r d := k.elim fun g e => e ▸ h g d

/-- **Equivariant rules from representatives.** Given a representative of each orbit, for each
datum a symmetry that leads to it from its representative, and for each representative an answer
that its symmetries fix, there is an equivariant rule. -/
theorem equivariant_of_representatives (rep : D → D) (lead : D → G) (a : D → A)
    (hr : ∀ g d, rep (P.data.act g d) = rep d) (hl : ∀ d, P.data.act (lead d) (rep d) = d)
    (ha : ∀ g d, P.data.Fixes g (rep d) → P.answers.Fixes g (a (rep d))) :
    P.Equivariant fun d => P.answers.act (lead d) (a (rep d)) := by
  intro g d
  show P.answers.act (lead (P.data.act g d)) (a (rep (P.data.act g d))) =
    P.answers.act g (P.answers.act (lead d) (a (rep d)))
  have leads := hl (P.data.act g d)
  rw [hr] at leads ⊢
  have fixed : P.data.Fixes ((lead d)⁻¹ * (g⁻¹ * lead (P.data.act g d))) (rep d) := by
    unfold Action.Fixes
    rw [P.data.act_product, P.data.act_product, leads, P.data.inverse_act]
    refine P.data.act_injective (g := lead d) ?_
    rw [P.data.act_inverse, hl]
  have key : P.answers.act _ _ = _ := ha _ d fixed
  rw [P.answers.act_product, P.answers.act_product] at key
  have one := congrArg (P.answers.act (lead d)) key
  rw [P.answers.act_inverse] at one
  have two := congrArg (P.answers.act g) one
  rw [P.answers.act_inverse] at two
  exact two

/-- **Equivariant precisely when.** An equivariant rule exists exactly when for each datum some
answer is fixed by all symmetries that fix the datum. Classical from right to left: a
representative of each orbit, and an answer for it, must be chosen. -/
theorem exists_equivariant_iff :
    (∃ r, P.Equivariant r) ↔ ∀ d, ∃ a, ∀ g, P.data.Fixes g d → P.answers.Fixes g a := by
  constructor
  · exact fun ⟨r, h⟩ d => ⟨r d, fun g => h.fixes⟩
  · intro h
    have same : ∀ (p q : D → Prop) (hp : ∃ d, p d) (hq : ∃ d, q d), p = q →
        Classical.choose hp = Classical.choose hq := fun p q hp hq e => by
      subst e
      rfl
    have orbits : ∀ g d, (fun d' => P.data.Orbit (P.data.act g d) d') =
        fun d' => P.data.Orbit d d' := fun g d => funext fun d' => propext
      ⟨P.data.orbit_trans ⟨g, rfl⟩, P.data.orbit_trans (P.data.orbit_symm ⟨g, rfl⟩)⟩
    have some : ∀ d, ∃ d', P.data.Orbit d d' := fun d => ⟨d, P.data.orbit_refl d⟩
    have back : ∀ d, P.data.Orbit (Classical.choose (some d)) d := fun d =>
      P.data.orbit_symm (Classical.choose_spec (some d))
    exact ⟨_, equivariant_of_representatives (fun d => Classical.choose (some d))
      (fun d => Classical.choose (back d)) (fun d => Classical.choose (h d))
      (fun g d => same _ _ _ _ (orbits g d)) (fun d => Classical.choose_spec (back d))
      fun g d => Classical.choose_spec (h _) g⟩

/-! ## A stable rule against an equivariant truth -/

/-- **Where a stable rule is right.** It agrees with an equivariant truth at the datum moved by a
symmetry exactly when the symmetry moves the truth at the datum to the rule's answer. -/
theorem Stable.right_iff (h : P.Stable r) (ht : P.Equivariant t) (g : G) (d : D) :
    r (P.data.act g d) = t (P.data.act g d) ↔ P.answers.act g (t d) = r d := by
  rw [h g d, ht g d]
  exact ⟨Eq.symm, Eq.symm⟩

/-- A stable rule that is right at a datum and at the datum moved by a symmetry has a truth that
the symmetry fixes. -/
theorem Stable.fixes_of_right_twice (h : P.Stable r) (ht : P.Equivariant t)
    (hd : r d = t d) (hg : r (P.data.act g d) = t (P.data.act g d)) :
    P.answers.Fixes g (t d) := ((h.right_iff ht g d).mp hg).trans hd

/-- **Wrong at one of two.** Where a symmetry moves the truth, a stable rule is wrong at the
datum or at the datum moved by the symmetry. -/
theorem Stable.wrong_at_one [DecidableEq A] (h : P.Stable r) (ht : P.Equivariant t)
    (hg : ¬P.answers.Fixes g (t d)) : r d ≠ t d ∨ r (P.data.act g d) ≠ t (P.data.act g d) :=
  if k : r d = t d then Or.inr fun l => hg (h.fixes_of_right_twice ht k l) else Or.inl k

/-- An equivariant truth that is not fixed is no stable rule: a stable rule is right everywhere
only where all truths are fixed by all symmetries. -/
theorem exists_stable_right_iff (ht : P.Equivariant t) :
    (∃ r, P.Stable r ∧ ∀ d, r d = t d) ↔ ∀ g d, P.answers.Fixes g (t d) :=
  ⟨fun ⟨_, hs, hr⟩ _ d => hs.fixes_of_right_twice ht (hr d) (hr _),
   fun h => ⟨t, (ht.stable_iff).mpr h, fun _ => rfl⟩⟩

/-! ## Abstaining and answering with a set -/

/-- The action on answers with abstention added, which every symmetry leaves alone. -/
def optionAction (B : Action G A) : Action G (Option A) where
  act g
    | some a => some (B.act g a)
    | none => none
  act_unit
    | some a => congrArg some (B.act_unit a)
    | none => rfl
  act_product g h
    | some a => congrArg some (B.act_product g h a)
    | none => rfl

/-- The problem in which a rule may abstain. -/
def withAbstention (P : SymmetricDecision G D A) : SymmetricDecision G D (Option A) :=
  ⟨P.data, optionAction P.answers⟩

/-- A rule that may abstain is never wrong when each answer that it gives is the truth. -/
def NeverWrong (t : D → A) (q : D → Option A) : Prop := ∀ d a, q d = some a → a = t d

/-- **Abstaining is a way out**: it is equivariant, stable and never wrong. -/
theorem abstaining (P : SymmetricDecision G D A) (t : D → A) :
    P.withAbstention.Equivariant (fun _ => none) ∧ P.withAbstention.Stable (fun _ => none) ∧
      NeverWrong t fun _ => none :=
  ⟨fun _ _ => rfl, fun _ _ => rfl, fun _ _ h => nomatch h⟩

variable {q : D → Option A}

/-- **It is the only way out where a truth is moved.** A stable rule that is never wrong
abstains wherever some symmetry moves the truth. -/
theorem abstains_of_neverWrong (hs : P.withAbstention.Stable q) (ht : P.Equivariant t)
    (hn : NeverWrong t q) (hg : ¬P.answers.Fixes g (t d)) : q d = none := by
  cases e : q d with
  | none => rfl
  | some a =>
    have here := hn d a e
    have there := hn (P.data.act g d) a ((hs g d).trans e)
    exact absurd ((ht g d).symm.trans (there.symm.trans here)) hg

/-- A rule that is stable and equivariant abstains everywhere when no answer is fixed by all
symmetries. -/
theorem abstains_of_stable_equivariant (hs : P.withAbstention.Stable q)
    (he : P.withAbstention.Equivariant q) (h : ∀ a, ∃ g, ¬P.answers.Fixes g a) (d : D) :
    q d = none := by
  cases e : q d with
  | none => rfl
  | some a =>
    obtain ⟨g, hg⟩ := h a
    have key := (he g d).symm.trans (hs g d)
    rw [e] at key
    exact absurd (Option.some.inj key) hg

/-- The set of all answers to which the symmetries can move the truth. -/
def orbitSet (P : SymmetricDecision G D A) (t : D → A) (d : D) (a : A) : Prop :=
  P.answers.Orbit (t d) a

/-- The answer with the whole orbit moves with the data. -/
theorem orbitSet_equivariant (ht : P.Equivariant t) (g : G) (d : D) (a : A) :
    P.orbitSet t (P.data.act g d) (P.answers.act g a) ↔ P.orbitSet t d a := by
  show P.answers.Orbit (t (P.data.act g d)) _ ↔ P.answers.Orbit (t d) a
  rw [ht g d]
  exact ⟨fun h => P.answers.orbit_trans ⟨g, rfl⟩
      (P.answers.orbit_trans h (P.answers.orbit_symm ⟨g, rfl⟩)),
    fun h => P.answers.orbit_trans (P.answers.orbit_symm ⟨g, rfl⟩)
      (P.answers.orbit_trans h ⟨g, rfl⟩)⟩

/-- The answer with the whole orbit is stable. -/
theorem orbitSet_stable (ht : P.Equivariant t) (g : G) (d : D) (a : A) :
    P.orbitSet t (P.data.act g d) a ↔ P.orbitSet t d a := by
  show P.answers.Orbit (t (P.data.act g d)) a ↔ P.answers.Orbit (t d) a
  rw [ht g d]
  exact ⟨P.answers.orbit_trans ⟨g, rfl⟩,
    P.answers.orbit_trans (P.answers.orbit_symm ⟨g, rfl⟩)⟩

/-- The answer with the whole orbit always has the truth in it. -/
theorem orbitSet_right (P : SymmetricDecision G D A) (t : D → A) (d : D) :
    P.orbitSet t d (t d) := P.answers.orbit_refl (t d)

/-- **The whole orbit is the least set.** Every stable answer with a set that always has the
truth in it has the whole orbit in it. -/
theorem orbitSet_least (ht : P.Equivariant t) {s : D → A → Prop}
    (hs : ∀ g d a, s (P.data.act g d) a → s d a) (hr : ∀ d, s d (t d)) {d : D} {a : A}
    (h : P.orbitSet t d a) : s d a := by
  obtain ⟨g, rfl⟩ := h
  rw [← ht g d]
  exact hs g d _ (hr _)

end Rules

end SymmetricDecision

/-! ## Finite groups, by counting -/

/-- A finite group as a list of its elements without repetition: a numbering and its inverse. -/
structure Enumeration (G : Type u) (n : Nat) where
  /-- The element with a number. -/
  element : Fin n → G
  /-- The number of an element. -/
  number : G → Fin n
  element_number : ∀ g, element (number g) = g
  number_element : ∀ i, number (element i) = i

namespace Enumeration
variable {G : Type u} [Group G] {n : Nat} (e : Enumeration G n)

/-- Multiplying by an element on the left as a permutation of the numbers. -/
def translate (h : G) : Perm (Fin n) where
  to i := e.number (h * e.element i)
  back i := e.number (h⁻¹ * e.element i)
  back_to i := by
    rw [e.element_number, ← Group.product_assoc, Group.inverse_product, Group.unit_product,
      e.number_element]
  to_back i := by
    rw [e.element_number, ← Group.product_assoc, Group.product_inverse, Group.unit_product,
      e.number_element]

/-- Multiplying by an element on the right as a permutation of the numbers. -/
def translateRight (h : G) : Perm (Fin n) where
  to i := e.number (e.element i * h)
  back i := e.number (e.element i * h⁻¹)
  back_to i := by
    rw [e.element_number, Group.product_assoc, Group.product_inverse, Group.product_unit,
      e.number_element]
  to_back i := by
    rw [e.element_number, Group.product_assoc, Group.inverse_product, Group.product_unit,
      e.number_element]

/-- A count over the group does not change when every element is multiplied on the left. -/
theorem count_translate (h : G) (p : G → Prop) [DecidablePred p] :
    (count fun i => p (h * e.element i)) = count fun i => p (e.element i) := by
  rw [← count_perm (e.translate h) fun i => p (e.element i)]
  refine count_congr fun i => ?_
  show p (h * e.element i) ↔ p (e.element (e.number (h * e.element i)))
  rw [e.element_number]

/-- A count over the group does not change when every element is multiplied on the right. -/
theorem count_translateRight (h : G) (p : G → Prop) [DecidablePred p] :
    (count fun i => p (e.element i * h)) = count fun i => p (e.element i) := by
  rw [← count_perm (e.translateRight h) fun i => p (e.element i)]
  refine count_congr fun i => ?_
  show p (e.element i * h) ↔ p (e.element (e.number (e.element i * h)))
  rw [e.element_number]

/-- Something holds for all elements exactly when it holds for all numbers. -/
theorem forall_iff {G : Type u} {n : Nat} (e : Enumeration G n) (p : G → Prop) :
    (∀ g, p g) ↔ ∀ i, p (e.element i) :=
  ⟨fun h _ => h _, fun h g => by
    have key := h (e.number g)
    rw [e.element_number] at key
    exact key⟩

/-- A group has an element, so that its number of elements is positive. -/
theorem size_pos (e : Enumeration G n) : 0 < n :=
  Nat.lt_of_le_of_lt (Nat.zero_le _) (e.number Group.unit).isLt

end Enumeration

/-- The orbit of a point as a list without repetition, with a symmetry that leads to each point
of the orbit and the place in the list of where a symmetry leads. -/
structure OrbitList {G : Type u} [Group G] {X : Type v} (B : Action G X) (x : X) (k : Nat) where
  /-- The points of the orbit. -/
  point : Fin k → X
  /-- A symmetry that leads to a point. -/
  lead : Fin k → G
  /-- Where in the list a symmetry leads. -/
  place : G → Fin k
  act_lead : ∀ j, B.act (lead j) x = point j
  point_place : ∀ g, point (place g) = B.act g x
  distinct : ∀ i j, point i = point j → i = j

section Orbits
variable {G : Type u} [Group G] {X : Type v} {B : Action G X} {x : X} {k n : Nat}

/-- A function on a shorter range with a value put before it. -/
def prepend (a : X) (f : Fin n → X) : Fin (n + 1) → X
  | ⟨0, _⟩ => a
  | ⟨i + 1, h⟩ => f ⟨i, Nat.le_of_succ_le_succ h⟩

/-- The values of a function on a finite range can be listed without repetition. -/
theorem exists_distinct [DecidableEq X] (f : Fin n → X) :
    ∃ (k : Nat) (o : Fin k → X) (place : Fin n → Fin k) (lead : Fin k → Fin n),
      (∀ i, o (place i) = f i) ∧ (∀ j, f (lead j) = o j) ∧ ∀ i j, o i = o j → i = j := by
  induction n with
  | zero => exact ⟨0, f, fun i => i, fun i => i, fun _ => rfl, fun _ => rfl, fun i => i.elim0⟩
  | succ n ih =>
    obtain ⟨k, o, place, lead, hp, hl, hd⟩ := ih fun i => f (next i)
    by_cases seen : ∃ j, o j = f first
    · obtain ⟨j, hj⟩ := seen
      exact ⟨k, o, prepend j place, fun j => next (lead j), forall_index hj hp, hl, hd⟩
    · refine ⟨k + 1, prepend (f first) o, prepend first fun i => next (place i),
        prepend first fun j => next (lead j), forall_index rfl hp, forall_index rfl hl, ?_⟩
      refine forall_index (forall_index (fun _ => rfl) fun j h => ?_) fun i =>
        forall_index (fun h => ?_) fun j h => congrArg next (hd i j h)
      · exact absurd ⟨j, h.symm⟩ seen
      · exact absurd ⟨i, h⟩ seen

/-- The orbit of every point under a finite group can be listed. -/
theorem exists_orbitList [DecidableEq X] (e : Enumeration G n) (B : Action G X) (x : X) :
    ∃ k, Nonempty (OrbitList B x k) := by
  obtain ⟨k, o, place, lead, hp, hl, hd⟩ := exists_distinct fun i => B.act (e.element i) x
  exact ⟨k, ⟨⟨o, fun j => e.element (lead j), fun g => place (e.number g), hl,
    fun g => by rw [hp, e.element_number], hd⟩⟩⟩

/-- A listed orbit is not empty. -/
theorem OrbitList.size_pos (o : OrbitList B x k) : 0 < k :=
  Nat.lt_of_le_of_lt (Nat.zero_le _) (o.place Group.unit).isLt

/-- **As many symmetries lead to one point of an orbit as to any other.** -/
theorem count_act_eq [DecidableEq X] (e : Enumeration G n) (B : Action G X) (x y : X) (h : G) :
    (count fun i => B.act (e.element i) x = B.act h y) =
      count fun i => B.act (e.element i) x = y := by
  rw [← e.count_translate h fun g => B.act g x = B.act h y]
  refine count_congr fun i => ?_
  rw [B.act_product]
  exact ⟨B.act_injective, congrArg (B.act h)⟩

/-- As many symmetries lead from a point to a point of its orbit as fix the point. -/
theorem count_lead_eq_count_fixes [DecidableEq X] (e : Enumeration G n) {y : X}
    (h : B.Orbit x y) : (count fun i => B.act (e.element i) x = y) =
      count fun i => B.Fixes (e.element i) x := by
  obtain ⟨g, rfl⟩ := h
  exact count_act_eq e B x x g

/-- All symmetries fix a point exactly when all listed ones do. -/
theorem fixes_all_iff (e : Enumeration G n) (B : Action G X) (x : X) :
    (∀ g, B.Fixes g x) ↔ ∀ i, B.Fixes (e.element i) x := e.forall_iff fun g => B.Fixes g x

/-- Where a point is not in the orbit of another, no symmetry leads to it. -/
theorem count_lead_eq_zero [DecidableEq X] (e : Enumeration G n) {y : X} (h : ¬B.Orbit x y) :
    (count fun i => B.act (e.element i) x = y) = 0 :=
  count_eq_zero.mpr fun i k => h ⟨e.element i, k⟩

/-- In the natural numbers the embedding changes nothing. -/
theorem ofNat_nat (n : Nat) : (ofNat n : Nat) = n := by
  induction n with
  | zero => rfl
  | succ n ih => rw [ofNat_succ, ih]; rfl

/-- **Orbit and stabiliser.** The size of an orbit times the number of symmetries that fix its
point is the number of symmetries. -/
theorem orbit_stabiliser [DecidableEq X] (e : Enumeration G n) (o : OrbitList B x k) :
    k * (count fun i => B.Fixes (e.element i) x) = n := by
  have key := sum_count_fibre fun i => o.place (e.element i)
  rw [sum_congr (g := fun _ => count fun i => B.Fixes (e.element i) x) fun j => ?_, sum_const,
    ofNat_nat] at key
  · exact key
  · refine Eq.trans (count_congr fun i => ⟨fun h => ?_, fun h => ?_⟩)
      (count_lead_eq_count_fixes e ⟨o.lead j, o.act_lead j⟩)
    · rw [← h, o.point_place]
    · exact o.distinct _ _ ((o.point_place _).trans h)

/-- The point whose orbit is listed: each point of the orbit is reached by the same number of
symmetries, one `k`-th of all. -/
theorem size_mul_count_lead [DecidableEq X] (e : Enumeration G n) (o : OrbitList B x k) {y : X}
    (h : B.Orbit x y) : k * (count fun i => B.act (e.element i) x = y) = n := by
  rw [count_lead_eq_count_fixes e h, orbit_stabiliser e o]

end Orbits

namespace SymmetricDecision

section Shares
variable {G : Type u} [Group G] {D : Type v} {A : Type w} [DecidableEq A]
  {P : SymmetricDecision G D A} {r t : D → A} {d : D} {n k : Nat}

/-- The number of symmetries of a datum at which a rule is right. -/
def countRight (P : SymmetricDecision G D A) (e : Enumeration G n) (r t : D → A) (d : D) : Nat :=
  count fun i => r (P.data.act (e.element i) d) = t (P.data.act (e.element i) d)

/-- The number of symmetries of a datum at which a rule is wrong. -/
def countWrong (P : SymmetricDecision G D A) (e : Enumeration G n) (r t : D → A) (d : D) : Nat :=
  count fun i => r (P.data.act (e.element i) d) ≠ t (P.data.act (e.element i) d)

/-- The indices at which two functions agree and those at which they differ are all. -/
theorem count_eq_add_count_ne (f g : Fin n → A) :
    (count fun i => f i = g i) + (count fun i => f i ≠ g i) = n :=
  (count_or (q := fun i => f i ≠ g i) fun _ h => h.2 h.1).symm.trans
    ((count_congr fun _ => ⟨fun _ => trivial, fun _ => Decidable.em _⟩).trans count_true)

/-- A rule is right or wrong at each symmetry of a datum. -/
theorem countRight_add_countWrong (P : SymmetricDecision G D A) (e : Enumeration G n)
    (r t : D → A) (d : D) : P.countRight e r t d + P.countWrong e r t d = n :=
  count_eq_add_count_ne _ _

/-- The counts belong to the orbit of the data: they do not depend on the datum from which the
symmetries start. -/
theorem countRight_act (P : SymmetricDecision G D A) (e : Enumeration G n) (r t : D → A) (d : D)
    (g : G) : P.countRight e r t (P.data.act g d) = P.countRight e r t d := by
  refine Eq.trans (count_congr fun i => ?_)
    (e.count_translateRight g fun h => r (P.data.act h d) = t (P.data.act h d))
  rw [P.data.act_product]

/-- A stable rule is right at as many symmetries of a datum as lead from the truth to its
answer. -/
theorem Stable.countRight_eq (h : P.Stable r) (ht : P.Equivariant t) (e : Enumeration G n)
    (d : D) : P.countRight e r t d =
      count fun i => P.answers.act (e.element i) (t d) = r d :=
  count_congr fun i => h.right_iff ht (e.element i) d

/-- **Right on one `k`-th.** A stable rule whose answer is in the orbit of the truth is right at
exactly one `k`-th of the symmetries, where `k` is the size of that orbit. -/
theorem Stable.size_mul_countRight (h : P.Stable r) (ht : P.Equivariant t) (e : Enumeration G n)
    (o : OrbitList P.answers (t d) k) (hr : P.answers.Orbit (t d) (r d)) :
    k * P.countRight e r t d = n := by
  rw [h.countRight_eq ht e d]
  exact size_mul_count_lead e o hr

/-- A stable rule whose answer is not in the orbit of the truth is wrong at every symmetry. -/
theorem Stable.countRight_eq_zero (h : P.Stable r) (ht : P.Equivariant t) (e : Enumeration G n)
    (hr : ¬P.answers.Orbit (t d) (r d)) : P.countRight e r t d = 0 := by
  rw [h.countRight_eq ht e d]
  exact count_lead_eq_zero e hr

/-- **No stable rule does better than one `k`-th**, whatever it answers. -/
theorem Stable.size_mul_countRight_le (h : P.Stable r) (ht : P.Equivariant t)
    (e : Enumeration G n) (o : OrbitList P.answers (t d) k) :
    k * P.countRight e r t d ≤ n := by
  by_cases hr : ∃ j, o.point j = r d
  · exact Nat.le_of_eq (h.size_mul_countRight ht e o
      (hr.elim fun j hj => ⟨o.lead j, (o.act_lead j).trans hj⟩))
  · rw [h.countRight_eq_zero ht e fun ⟨g, hg⟩ => hr ⟨o.place g, (o.point_place g).trans hg⟩]
    exact Nat.zero_le n

/-- **Wrong on `k - 1` of `k`.** A stable rule whose answer is in the orbit of the truth is wrong
at all the other symmetries: `k` times their number is `k - 1` times the number of all, here
without a subtraction. -/
theorem Stable.size_mul_countWrong (h : P.Stable r) (ht : P.Equivariant t) (e : Enumeration G n)
    (o : OrbitList P.answers (t d) k) (hr : P.answers.Orbit (t d) (r d)) :
    k * P.countWrong e r t d + n = k * n := by
  have key := congrArg (fun x => k * x) (P.countRight_add_countWrong e r t d)
  rw [← key, Nat.mul_add, h.size_mul_countRight ht e o hr, Nat.add_comm]

/-- **The unfaithfulness of a stable rule is `(k - 1) / k`** as a share of the symmetries, where
`k` is the size of the orbit of the truth. It is `1 / k` only for `k = 2`. -/
theorem Stable.wrong_share {K : Type x} [OrderedField K] (h : P.Stable r) (ht : P.Equivariant t)
    (e : Enumeration G n) (o : OrbitList P.answers (t d) k)
    (hr : P.answers.Orbit (t d) (r d)) :
    (ofNat (P.countWrong e r t d) : K) / ofNat n = (ofNat k - 1) / ofNat k := by
  have hn : (ofNat n : K) ≠ 0 := ne_of_gt (ofNat_pos e.size_pos)
  have hk : (ofNat k : K) ≠ 0 := ne_of_gt (ofNat_pos o.size_pos)
  have key := congrArg (fun x => (ofNat x : K)) (h.size_mul_countWrong ht e o hr)
  rw [ofNat_add, ofNat_mul, ofNat_mul] at key
  refine eq_div_of_mul_eq hk (mul_right_cancel hn ?_)
  rw [mul_assoc, mul_comm (ofNat k : K), ← mul_assoc, div_mul_cancel _ hn, mul_comm]
  refine add_right_cancel (c := (ofNat n : K)) (key.trans ?_)
  exact (show ∀ a b : K, a * b = (a - 1) * b + b from fun a b => ring_eq (by decide +kernel)) _ _

/-- An orbit of one point is the only one on which a stable rule can be right throughout. -/
theorem Stable.countWrong_eq_zero_iff (h : P.Stable r) (ht : P.Equivariant t)
    (e : Enumeration G n) (o : OrbitList P.answers (t d) k)
    (hr : P.answers.Orbit (t d) (r d)) : P.countWrong e r t d = 0 ↔ k = 1 := by
  have right := h.size_mul_countRight ht e o hr
  have all := P.countRight_add_countWrong e r t d
  constructor
  · intro z
    rw [z, Nat.add_zero] at all
    rw [all] at right
    cases k with
    | zero => exact absurd o.size_pos (Nat.lt_irrefl 0)
    | succ j =>
      rw [Nat.succ_mul] at right
      have none : j * n = 0 := Nat.add_right_cancel (m := n) (right.trans (Nat.zero_add n).symm)
      cases j with
      | zero => rfl
      | succ j =>
        rw [Nat.succ_mul] at none
        exact absurd (Nat.lt_of_lt_of_le e.size_pos (Nat.le_add_left n (j * n)))
          (none ▸ Nat.lt_irrefl 0)
  · intro one
    rw [one, Nat.one_mul] at right
    rw [right] at all
    exact Nat.add_left_cancel (n := n) all

/-! ## The most that a stable rule can say -/

/-- The cautious rule: to answer with the truth where all symmetries fix it, and to abstain
elsewhere. -/
def cautious (P : SymmetricDecision G D A) (e : Enumeration G n) (t : D → A) (d : D) : Option A :=
  if ∀ i, P.answers.Fixes (e.element i) (t d) then some (t d) else none

/-- Where all symmetries fix the truth, the cautious rule gives it. -/
theorem cautious_of_fixed (e : Enumeration G n) (h : ∀ g, P.answers.Fixes g (t d)) :
    P.cautious e t d = some (t d) := ite_eq_left fun i => h (e.element i)

/-- Where a symmetry moves the truth, the cautious rule abstains. -/
theorem cautious_of_moved (e : Enumeration G n) {g : G} (h : ¬P.answers.Fixes g (t d)) :
    P.cautious e t d = none := ite_eq_right fun k =>
    h ((fixes_all_iff e P.answers (t d)).mpr k g)

/-- The cautious rule is never wrong. -/
theorem cautious_neverWrong (P : SymmetricDecision G D A) (e : Enumeration G n) (t : D → A) :
    NeverWrong t (P.cautious e t) := fun d a h => by
  unfold cautious at h
  split at h
  · exact (Option.some.inj h).symm
  · exact nomatch h

/-- The cautious rule is stable. -/
theorem cautious_stable (ht : P.Equivariant t) (e : Enumeration G n) :
    P.withAbstention.Stable (P.cautious e t) := fun g d => by
  show P.cautious e t (P.data.act g d) = P.cautious e t d
  by_cases h : ∀ i, P.answers.Fixes (e.element i) (t d)
  · have all := (fixes_all_iff e P.answers (t d)).mpr h
    have same : t (P.data.act g d) = t d := (ht g d).trans (all g)
    rw [cautious_of_fixed e all, cautious_of_fixed e (by rw [same]; exact all), same]
  · refine (ite_eq_right fun k => h fun i => ?_).trans (ite_eq_right h).symm
    have back := P.answers.fixes_inverse ((fixes_all_iff e P.answers _).mpr k g)
    unfold Action.Fixes at back
    rw [ht g d, P.answers.inverse_act] at back
    have same : t d = t (P.data.act g d) := back.trans (ht g d).symm
    rw [same]
    exact k i

/-- The cautious rule is equivariant. -/
theorem cautious_equivariant (ht : P.Equivariant t) (e : Enumeration G n) :
    P.withAbstention.Equivariant (P.cautious e t) := fun g d => by
  refine (cautious_stable ht e g d).trans ?_
  by_cases h : ∀ i, P.answers.Fixes (e.element i) (t d)
  · have all := (fixes_all_iff e P.answers (t d)).mpr h
    rw [cautious_of_fixed e all]
    exact congrArg some (all g).symm
  · rw [show P.cautious e t d = none from ite_eq_right h]
    rfl

/-- **The cautious rule says the most.** Wherever some stable rule that is never wrong gives an
answer, the cautious rule gives the same answer. -/
theorem cautious_greatest (ht : P.Equivariant t) (e : Enumeration G n) {q : D → Option A}
    (hs : P.withAbstention.Stable q) (hn : NeverWrong t q) {a : A} (h : q d = some a) :
    P.cautious e t d = some a := by
  have all : ∀ i, P.answers.Fixes (e.element i) (t d) := fun i =>
    Decidable.byContradiction fun moved => by
      rw [abstains_of_neverWrong hs ht hn moved] at h
      exact nomatch h
  rw [cautious_of_fixed e ((fixes_all_iff e P.answers (t d)).mpr all), hn d a h]

end Shares

end SymmetricDecision

/-! ## The group of two elements -/

/-- The group of two elements: to leave things as they are, and to exchange. -/
inductive Two where
  /-- To leave things as they are. -/
  | stay
  /-- To exchange. -/
  | exchange
deriving DecidableEq

namespace Two

/-- One after the other; to exchange twice is to leave things as they are. -/
def product : Two → Two → Two
  | stay, g => g
  | exchange, stay => exchange
  | exchange, exchange => stay

instance : Group Two where
  mul := product
  inv g := g
  unit := stay
  product_assoc a b c := by cases a <;> cases b <;> cases c <;> rfl
  unit_product _ := rfl
  inverse_product a := by cases a <;> rfl

/-- The two elements, numbered. -/
def enumeration : Enumeration Two 2 where
  element
    | ⟨0, _⟩ => stay
    | ⟨_ + 1, _⟩ => exchange
  number
    | stay => first
    | exchange => next first
  element_number g := by cases g <;> rfl
  number_element := by decide

/-- A map that undoes itself is an action of the group of two elements. -/
def action {X : Type v} (σ : X → X) (h : ∀ x, σ (σ x) = x) : Action Two X where
  act
    | stay, x => x
    | exchange, x => σ x
  act_unit _ := rfl
  act_product g h' x := by
    cases g
    · rfl
    · cases h'
      · rfl
      · exact (h x).symm

section Involutions
variable {D : Type v} {A : Type w} {σ : D → D} {τ : A → A} {hσ : ∀ d, σ (σ d) = d}
  {hτ : ∀ a, τ (τ a) = a} {r t : D → A} {d : D}

/-- The problem in which one exchange acts on the data and on the answers. -/
def problem (σ : D → D) (hσ : ∀ d, σ (σ d) = d) (τ : A → A) (hτ : ∀ a, τ (τ a) = a) :
    SymmetricDecision Two D A := ⟨action σ hσ, action τ hτ⟩

/-- A rule is equivariant exactly when exchanging the data exchanges the answer. -/
theorem equivariant_iff :
    (problem σ hσ τ hτ).Equivariant r ↔ ∀ d, r (σ d) = τ (r d) :=
  ⟨fun h => h exchange, fun h g => match g with
    | stay => fun _ => rfl
    | exchange => h⟩

/-- A rule is stable exactly when exchanging the data does not change the answer. -/
theorem stable_iff : (problem σ hσ τ hτ).Stable r ↔ ∀ d, r (σ d) = r d :=
  ⟨fun h => h exchange, fun h g => match g with
    | stay => fun _ => rfl
    | exchange => h⟩

/-- Where the exchange leaves the data alone and leaves no answer alone there is no equivariant
rule. -/
theorem no_equivariant_rule (hd : σ d = d) (ha : ∀ a, τ a ≠ a) :
    ¬(problem σ hσ τ hτ).Equivariant r := fun h =>
  ha (r d) (((equivariant_iff.mp h) d).symm.trans (congrArg r hd))

/-- **Right exactly once.** A stable rule that answers with the truth or its exchange, where the
exchange moves the truth, is right at exactly one of a datum and the exchanged datum. -/
theorem right_exactly_once (hs : (problem σ hσ τ hτ).Stable r)
    (ht : (problem σ hσ τ hτ).Equivariant t) (hm : τ (t d) ≠ t d)
    (hr : r d = t d ∨ r d = τ (t d)) : r d = t d ↔ r (σ d) ≠ t (σ d) := by
  rw [stable_iff.mp hs d, equivariant_iff.mp ht d]
  exact ⟨fun e e' => hm (e'.symm.trans e), fun ne => hr.resolve_right ne⟩

/-- The orbit of an answer that the exchange moves has two points. -/
def orbitList (a : A) (h : τ a ≠ a) : OrbitList (action τ hτ) a 2 where
  point
    | ⟨0, _⟩ => a
    | ⟨_ + 1, _⟩ => τ a
  lead
    | ⟨0, _⟩ => stay
    | ⟨_ + 1, _⟩ => exchange
  place
    | stay => first
    | exchange => next first
  act_lead := forall_index rfl (forall_index rfl fun i => i.elim0)
  point_place g := by cases g <;> rfl
  distinct := forall_index
    (forall_index (fun _ => rfl) (forall_index (fun e => absurd e.symm h) fun i => i.elim0))
    (forall_index (forall_index (fun e => absurd e h)
      (forall_index (fun _ => rfl) fun i => i.elim0)) fun i => i.elim0)

end Involutions

end Two

/-! ## Instance: the attribution of two interchangeable features -/

section Attribution
variable {F : Type u} [DecidableEq F] {X : Type v} {σ : X → X} {hσ : ∀ x, σ (σ x) = x} {j k : F}
  {r t : X → F} {x : X}

/-- The problem of naming a feature (the most important, say): `σ` exchanges the features `j` and
`k` in the input (a model, an ensemble, a data set), and the answers are exchanged likewise. -/
def attributionProblem (σ : X → X) (hσ : ∀ x, σ (σ x) = x) (j k : F) :
    SymmetricDecision Two X F := Two.problem σ hσ (swap j k) (swap_swap j k)

/-- The exchange fixes exactly the other features. -/
theorem swap_fixes_iff (hjk : j ≠ k) {a : F} : swap j k a = a ↔ a ≠ j ∧ a ≠ k := by
  constructor
  · intro h
    refine ⟨fun e => ?_, fun e => ?_⟩
    · rw [e, swap_left] at h
      exact hjk h.symm
    · rw [e, swap_right] at h
      exact hjk h
  · exact fun h => swap_other h.1 h.2

/-- At an input that the exchange leaves alone, an equivariant rule names neither of the two
features. -/
theorem names_neither (h : (attributionProblem σ hσ j k).Equivariant r) (hjk : j ≠ k)
    (hx : σ x = x) : r x ≠ j ∧ r x ≠ k :=
  (swap_fixes_iff hjk).mp (((Two.equivariant_iff.mp h) x).symm.trans (congrArg r hx))

/-- An equivariant rule that names one of the two features names the other when they are
exchanged: it is unstable. -/
theorem names_the_other (h : (attributionProblem σ hσ j k).Equivariant r) (hx : r x = j) :
    r (σ x) = k := by
  rw [Two.equivariant_iff.mp h x, hx, swap_left]

/-- A rule that is stable and equivariant never names either of the two features. -/
theorem stable_names_neither (h : (attributionProblem σ hσ j k).Equivariant r)
    (hs : (attributionProblem σ hσ j k).Stable r) (hjk : j ≠ k) (x : X) : r x ≠ j ∧ r x ≠ k :=
  (swap_fixes_iff hjk).mp ((h.stable_iff).mp hs .exchange x)

/-- A stable rule that names one of the two features, where the truth names one of them, is
right at exactly one of an input and the exchanged input. -/
theorem names_right_once (hs : (attributionProblem σ hσ j k).Stable r)
    (ht : (attributionProblem σ hσ j k).Equivariant t) (hjk : j ≠ k)
    (hr : r x = j ∨ r x = k) (htx : t x = j ∨ t x = k) : r x = t x ↔ r (σ x) ≠ t (σ x) := by
  refine Two.right_exactly_once hs ht ?_ ?_
  · rcases htx with e | e
    · rw [e, swap_left]; exact hjk.symm
    · rw [e, swap_right]; exact hjk
  · rcases htx with e | e
    · rw [e, swap_left]; exact hr
    · rw [e, swap_right]; exact hr.symm

end Attribution

/-! ## Instance: model selection -/

section Selection
variable {K : Type u} [OrderedField K]

/-- The exchange of a pair. -/
def exchangePair (d : K × K) : K × K := (d.2, d.1)

/-- The problem of selecting one of two models by their losses on a validation split, true for
the first and false for the second. Exchanging two splits, on each of which either model has the
loss that the other has on the other split, exchanges the losses, and the models with them. -/
def selectionProblem (K : Type u) : SymmetricDecision Two (K × K) Bool :=
  Two.problem exchangePair (fun _ => rfl) not fun b => by cases b <;> rfl

/-- The model that is selected has a strictly smaller loss than the other. -/
def Better (d : K × K) : Bool → Prop
  | true => d.1 < d.2
  | false => d.2 < d.1

omit [OrderedField K] in
/-- No rule that always selects a model treats the two alike: at equal losses it cannot. -/
theorem no_selection_rule (a : K) (r : K × K → Bool) : ¬(selectionProblem K).Equivariant r :=
  Two.no_equivariant_rule (d := (a, a)) rfl fun b => by cases b <;> exact Bool.noConfusion

/-- A rule that selects the same model from both splits, where the losses differ, selects the
better model on exactly one of them. -/
theorem selects_better_once {r : K × K → Bool} (hs : (selectionProblem K).Stable r) {d : K × K}
    (hd : d.1 ≠ d.2) : Better d (r d) ↔ ¬Better (exchangePair d) (r (exchangePair d)) := by
  rw [Two.stable_iff.mp hs d]
  cases r d with
  | true => exact ⟨fun h => lt_asymm h, fun h => lt_of_le_of_ne (le_of_not_lt h) hd⟩
  | false => exact ⟨fun h => lt_asymm h, fun h => lt_of_le_of_ne (le_of_not_lt h) hd.symm⟩

/-- To select the better model, and to abstain at equal losses. -/
def selectOrAbstain (d : K × K) : Option Bool :=
  if d.1 < d.2 then some true else if d.2 < d.1 then some false else none

/-- The first model is selected when its loss is less. -/
theorem selectOrAbstain_first {d : K × K} (h : d.1 < d.2) : selectOrAbstain d = some true :=
  ite_eq_left h

/-- The second model is selected when its loss is less. -/
theorem selectOrAbstain_second {d : K × K} (h : d.2 < d.1) : selectOrAbstain d = some false :=
  (ite_eq_right (lt_asymm h)).trans (ite_eq_left h)

/-- At equal losses neither is selected. -/
theorem selectOrAbstain_equal {d : K × K} (h : d.1 = d.2) : selectOrAbstain d = none :=
  (ite_eq_right fun l => ne_of_lt l h).trans (ite_eq_right fun l => ne_of_gt l h)

/-- To select the better model and to abstain at equal losses is equivariant. -/
theorem selectOrAbstain_equivariant :
    (selectionProblem K).withAbstention.Equivariant selectOrAbstain := fun g d => match g with
  | .stay => ((selectionProblem K).withAbstention.answers.act_unit _).symm
  | .exchange => by
    show selectOrAbstain (exchangePair d) =
      (selectionProblem K).withAbstention.answers.act .exchange (selectOrAbstain d)
    rcases lt_trichotomy d.1 d.2 with l | e | l
    · rw [selectOrAbstain_first l]
      exact selectOrAbstain_second (d := exchangePair d) l
    · rw [selectOrAbstain_equal e]
      exact selectOrAbstain_equal (d := exchangePair d) e.symm
    · rw [selectOrAbstain_second l]
      exact selectOrAbstain_first (d := exchangePair d) l

/-- It abstains exactly at equal losses: the price of treating the models alike is a tie. -/
theorem selectOrAbstain_eq_none_iff {d : K × K} : selectOrAbstain d = none ↔ d.1 = d.2 := by
  refine ⟨fun h => ?_, selectOrAbstain_equal⟩
  rcases lt_trichotomy d.1 d.2 with l | e | l
  · exact nomatch h.symm.trans (selectOrAbstain_first l)
  · exact e
  · exact nomatch h.symm.trans (selectOrAbstain_second l)

end Selection

/-! ## Instance: the direction of an edge -/

section Edge

/-- The problem of the direction of the edge between two nodes, true from the first to the
second, for data that the exchange of the two nodes leaves alone, such as the conditional
independences, which are the same for both directions of one Markov equivalence class. Rules that
look at more of the joint law than that are not covered. -/
def edgeProblem (D : Type v) : SymmetricDecision Two D Bool :=
  Two.problem (fun d => d) (fun _ => rfl) not fun b => by cases b <;> rfl

/-- No rule directs the edge and treats the two nodes alike, where the exchange of the nodes leaves
the data alone. -/
theorem no_edge_rule {D : Type v} (d : D) (r : D → Bool) : ¬(edgeProblem D).Equivariant r :=
  Two.no_equivariant_rule (d := d) rfl fun b => by cases b <;> exact Bool.noConfusion

/-- A rule that may abstain and treats the two nodes alike always abstains. -/
theorem edge_abstains {D : Type v} {q : D → Option Bool}
    (h : (edgeProblem D).withAbstention.Equivariant q) (d : D) : q d = none := by
  have key : q d = (edgeProblem D).withAbstention.answers.act .exchange (q d) := h .exchange d
  cases e : q d with
  | none => rfl
  | some b =>
    rw [e] at key
    have same : b = !b := Option.some.inj key
    cases b <;> exact Bool.noConfusion same

/-- The problem in which the data are the true direction: the two members of the class. -/
def directionProblem : SymmetricDecision Two Bool Bool :=
  Two.problem not (fun b => by cases b <;> rfl) not fun b => by cases b <;> rfl

/-- A rule that gives both members of the class the same direction, as it must when it sees only
what they have in common, is right about exactly one of them. -/
theorem edge_right_once {r : Bool → Bool} (hs : directionProblem.Stable r) :
    r true = true ↔ r false ≠ false :=
  Two.right_exactly_once (t := id) (d := true) hs (Two.equivariant_iff.mpr fun _ => rfl)
    Bool.noConfusion (by show r true = true ∨ r true = false; cases r true <;> decide)

end Edge

/-! ## Where the impossibility does not apply: the chain of three nodes -/

namespace Chain

/-- Three nodes of a chain `x - y - z`. -/
inductive Node where
  /-- The first end. -/
  | x
  /-- The middle. -/
  | y
  /-- The other end. -/
  | z
deriving DecidableEq

/-- The exchange of the ends. -/
def mirror : Node → Node
  | .x => .z
  | .y => .y
  | .z => .x

/-- Two nodes are joined when one is the middle and the other an end. -/
def joined : Node → Node → Bool
  | .x, .y => true
  | .y, .x => true
  | .y, .z => true
  | .z, .y => true
  | _, _ => false

/-- The exchange of the ends is a symmetry of the chain. -/
theorem joined_mirror (a b : Node) : joined (mirror a) (mirror b) = joined a b := by
  cases a <;> cases b <;> rfl

/-- The exchange of the ends is the only symmetry of the chain, besides leaving everything in
place. -/
theorem mirror_or_identity {f : Node → Node} (h : ∀ a b, f a = f b → a = b)
    (hj : ∀ a b, joined (f a) (f b) = joined a b) :
    (∀ a, f a = a) ∨ ∀ a, f a = mirror a := by
  have xy := hj .x .y
  have yz := hj .y .z
  have ne := h .x .z
  cases hx : f .x <;> cases hy : f .y <;> cases hz : f .z <;> rw [hx, hy] at xy <;>
    rw [hy, hz] at yz <;>
    first
    | exact Bool.noConfusion xy
    | exact Bool.noConfusion yz
    | exact Node.noConfusion (ne (hx.trans hz.symm))
    | (refine Or.inl fun a => ?_; cases a <;> assumption)
    | (refine Or.inr fun a => ?_; cases a <;> assumption)

/-- A direction of both edges: whether the first goes from `x` to `y`, and whether the second
goes from `y` to `z`. -/
structure Orientation where
  /-- Whether the first edge goes from `x` to `y`. -/
  fromX : Bool
  /-- Whether the second edge goes from `y` to `z`. -/
  toZ : Bool
deriving DecidableEq

/-- Whether an orientation has an arrow from one node to another. -/
def arrow (o : Orientation) : Node → Node → Bool
  | .x, .y => o.fromX
  | .y, .x => !o.fromX
  | .y, .z => o.toZ
  | .z, .y => !o.toZ
  | _, _ => false

/-- The orientation with the ends exchanged. -/
def reverse (o : Orientation) : Orientation := ⟨!o.toZ, !o.fromX⟩

/-- It has the arrows of the orientation, with the ends exchanged. -/
theorem arrow_reverse (o : Orientation) (a b : Node) :
    arrow (reverse o) (mirror a) (mirror b) = arrow o a b := by
  rcases o with ⟨p, q⟩
  cases p <;> cases q <;> cases a <;> cases b <;> rfl

/-- Exchanging the ends twice changes nothing. -/
theorem reverse_reverse (o : Orientation) : reverse (reverse o) = o := by
  rcases o with ⟨p, q⟩
  cases p <;> cases q <;> rfl

/-- Both arrows point to the middle. -/
def Collider (o : Orientation) : Prop := arrow o .x .y = true ∧ arrow o .z .y = true

instance (o : Orientation) : Decidable (Collider o) := inferInstanceAs (Decidable (_ ∧ _))

/-- The chain from `x` to `z`. -/
def forward : Orientation := ⟨true, true⟩

/-- The chain from `z` to `x`. -/
def backward : Orientation := ⟨false, false⟩

/-- The fork: both arrows leave the middle. -/
def fork : Orientation := ⟨false, true⟩

/-- **The class has three members and not two.** The orientations without a collider, which form
one Markov equivalence class, are the two chains and the fork. -/
theorem not_collider_iff (o : Orientation) :
    ¬Collider o ↔ o = forward ∨ o = backward ∨ o = fork := by
  rcases o with ⟨p, q⟩
  cases p <;> cases q <;> decide

/-- The three are different. -/
theorem class_distinct : forward ≠ backward ∧ forward ≠ fork ∧ backward ≠ fork := by decide

/-- Exchanging the ends keeps the class. -/
theorem collider_reverse (o : Orientation) : Collider (reverse o) ↔ Collider o := by
  rcases o with ⟨p, q⟩
  cases p <;> cases q <;> decide

/-- Exchanging the ends exchanges the two chains. -/
theorem reverse_chains : reverse forward = backward ∧ reverse backward = forward := ⟨rfl, rfl⟩

/-- Within the class exactly the fork is left alone. -/
theorem reverse_fixes_iff {o : Orientation} (h : ¬Collider o) : reverse o = o ↔ o = fork := by
  rcases (not_collider_iff o).mp h with e | e | e <;> rw [e] <;> decide

/-- The problem of directing both edges of the chain, for data that the exchange of the ends leaves
alone. -/
def problem (D : Type v) : SymmetricDecision Two D Orientation :=
  Two.problem (fun d => d) (fun _ => rfl) reverse reverse_reverse

/-- **Here the impossibility does not apply.** The rule that always answers with the fork stays
within the class, treats the two ends alike and is stable: the exchange of the ends, which is the
only symmetry of the chain, leaves an answer alone. -/
theorem fork_rule (D : Type v) : (problem D).Equivariant (fun _ => fork) ∧
    (problem D).Stable (fun _ => fork) ∧ ¬Collider fork :=
  ⟨Two.equivariant_iff.mpr fun _ => rfl, fun _ _ => rfl, by decide⟩

/-- It is the only rule within the class that treats the two ends alike. -/
theorem eq_fork_of_equivariant {D : Type v} {r : D → Orientation}
    (h : (problem D).Equivariant r) (hr : ∀ d, ¬Collider (r d)) (d : D) : r d = fork :=
  (reverse_fixes_iff (hr d)).mp (Two.equivariant_iff.mp h d).symm

/-- To be symmetric is not to be right: a fixed answer within the class is right about one of its
three members and wrong about two, whichever it is. -/
theorem right_about_one_of_three {a : Orientation} (h : ¬Collider a) :
    (a = forward ∧ a ≠ backward ∧ a ≠ fork) ∨ (a ≠ forward ∧ a = backward ∧ a ≠ fork) ∨
      (a ≠ forward ∧ a ≠ backward ∧ a = fork) := by
  rcases (not_collider_iff a).mp h with e | e | e <;> rw [e] <;> decide

end Chain

/-! ## The worked example: a group of three features under all six permutations -/

namespace Example

/-- The six permutations of the three features of the first group, as lists of images. -/
def permutations : List (List Nat) :=
  [[0, 1, 2, 3, 4], [0, 2, 1, 3, 4], [1, 0, 2, 3, 4], [1, 2, 0, 3, 4], [2, 0, 1, 3, 4],
   [2, 1, 0, 3, 4]]

/-- The index with a number, or the first where there is none. -/
def indexOf {n : Nat} (v : Nat) : Fin (n + 1) := if h : v < n + 1 then ⟨v, h⟩ else first

/-- Where a permutation sends a feature. -/
def image (g : Fin 6) (j : Fin 5) : Fin 5 :=
  indexOf (entry 0 (entry [] permutations g.val) j.val)

/-- One permutation after another, by a table. -/
def compose (g h : Fin 6) : Fin 6 :=
  indexOf (entry 0 (entry [] [[0, 1, 2, 3, 4, 5], [1, 0, 4, 5, 2, 3], [2, 3, 0, 1, 5, 4],
    [3, 2, 5, 4, 0, 1], [4, 5, 1, 0, 3, 2], [5, 4, 3, 2, 1, 0]] g.val) h.val)

/-- The permutation that undoes a permutation, by a table. -/
def undo (g : Fin 6) : Fin 6 := indexOf (entry 0 [0, 1, 2, 4, 3, 5] g.val)

/-- The model that has the attributions of a given model with the features permuted, by a
table. -/
def moveModel (g : Fin 6) (i : Fin 12) : Fin 12 :=
  indexOf (entry 0 (entry [] [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    [4, 5, 8, 9, 0, 1, 10, 11, 2, 3, 6, 7], [2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9],
    [6, 7, 10, 11, 2, 3, 8, 9, 0, 1, 4, 5], [8, 9, 4, 5, 10, 11, 0, 1, 6, 7, 2, 3],
    [10, 11, 6, 7, 8, 9, 2, 3, 4, 5, 0, 1]] g.val) i.val)

/-- The permutations of the first group. -/
structure Sym where
  /-- The number of the permutation. -/
  number : Fin 6

instance : Group Sym where
  mul g h := ⟨compose g.number h.number⟩
  inv g := ⟨undo g.number⟩
  unit := ⟨first⟩
  product_assoc a b c := congrArg Sym.mk
    ((show ∀ a b c, compose (compose a b) c = compose a (compose b c) by decide +kernel) _ _ _)
  unit_product a := congrArg Sym.mk ((show ∀ a, compose first a = a by decide +kernel) _)
  inverse_product a := congrArg Sym.mk
    ((show ∀ a, compose (undo a) a = first by decide +kernel) _)

/-- The six permutations, numbered. -/
def symEnumeration : Enumeration Sym 6 := ⟨Sym.mk, Sym.number, fun _ => rfl, fun _ => rfl⟩

/-- The permutation of a model really has the model's attributions, permuted. -/
theorem level_moveModel : ∀ (g : Fin 6) (i : Fin 12) (j : Fin 5),
    level (moveModel g i) (image g j) = level i j := by
  decide +kernel

/-- The problem of naming a feature of the worked example: the permutations of the first group
act on the twelve models and on the five features. -/
def namingProblem : SymmetricDecision Sym (Fin 12) (Fin 5) where
  data := {
    act := fun g i => moveModel g.number i
    act_unit := show ∀ i, moveModel first i = i by decide +kernel
    act_product := fun g h i => (show ∀ g h i, moveModel (compose g h) i =
      moveModel g (moveModel h i) by decide +kernel) g.number h.number i }
  answers := {
    act := fun g j => image g.number j
    act_unit := show ∀ j, image first j = j by decide +kernel
    act_product := fun g h j => (show ∀ g h j, image (compose g h) j =
      image g (image h j) by decide +kernel) g.number h.number j }

/-- How a permutation moves a feature. -/
theorem naming_act (g : Fin 6) (j : Fin 5) : namingProblem.answers.act ⟨g⟩ j = image g j := rfl

/-- The leading feature of the first group moves with the model. -/
theorem leader_equivariant : namingProblem.Equivariant leader := fun g i =>
  (show ∀ g i, leader (moveModel g i) = image g (leader i) by decide +kernel) g.number i

/-- The features that all permutations fix are exactly those of the second group, so that a rule
may name them and be both stable and equivariant. -/
theorem fixed_iff {j : Fin 5} : (∀ g, namingProblem.answers.Fixes g j) ↔ group j = false :=
  (symEnumeration.forall_iff fun g => namingProblem.answers.Fixes g j).trans
    ((show ∀ j, (∀ g, image g j = j) ↔ group j = false by decide +kernel) j)

/-- A permutation that leads from the leading feature to a feature of the first group. -/
def leadTo (i : Fin 12) (j : Fin 3) : Fin 6 :=
  search first (fun g => g) fun g => (image g (leader i)).val = j.val

/-- Where a permutation sends the leading feature, as one of the three. -/
def leadPlace (i : Fin 12) (g : Fin 6) : Fin 3 := indexOf (image g (leader i)).val

/-- One of the three features of the first group. -/
def member (j : Fin 3) : Fin 5 := ⟨j.val, Nat.lt_of_lt_of_le j.isLt (by decide)⟩

/-- The three are different. -/
theorem member_injective : ∀ i j, member i = member j → i = j := by decide +kernel

/-- The permutation leads there. -/
theorem image_leadTo : ∀ i j, image (leadTo i j) (leader i) = member j := by decide +kernel

/-- The permutation sends the leading feature there. -/
theorem member_leadPlace : ∀ i g, member (leadPlace i g) = image g (leader i) := by
  decide +kernel

/-- The orbit of the leading feature: the three features of the first group. -/
def leaderOrbit (i : Fin 12) : OrbitList namingProblem.answers (leader i) 3 where
  point := member
  lead j := ⟨leadTo i j⟩
  place g := leadPlace i g.number
  act_lead j := (naming_act (leadTo i j) (leader i)).trans (image_leadTo i j)
  point_place g := member_leadPlace i g.number
  distinct := member_injective

/-- Every feature of the first group is in the orbit of the leading feature. -/
theorem leader_orbit (i : Fin 12) {j : Fin 5} (h : group j = true) :
    namingProblem.answers.Orbit (leader i) j := by
  obtain ⟨g, e⟩ := (show ∀ i j, group j = true → ∃ g, image g (leader i) = j by
    decide +kernel) i j h
  exact ⟨⟨g⟩, e⟩

/-- **Right on two of six.** A stable rule that names a feature of the first group names the
leading feature of the permuted model for exactly two of the six permutations. -/
theorem naming_right {r : Fin 12 → Fin 5} (h : namingProblem.Stable r) {i : Fin 12}
    (hr : group (r i) = true) : namingProblem.countRight symEnumeration r leader i = 2 := by
  have key := h.size_mul_countRight leader_equivariant symEnumeration (leaderOrbit i)
    (leader_orbit i hr)
  have bound := count_le fun l => r (namingProblem.data.act (symEnumeration.element l) i) =
    leader (namingProblem.data.act (symEnumeration.element l) i)
  exact (show ∀ c : Fin 7, 3 * c.val = 6 → c.val = 2 by decide +kernel)
    ⟨namingProblem.countRight symEnumeration r leader i, Nat.lt_succ_of_le bound⟩ key

/-- **Wrong with a share of two thirds**, which is `(k - 1) / k` for `k = 3`, and not of one
third. -/
theorem naming_wrong_share (K : Type u) [OrderedField K] {r : Fin 12 → Fin 5}
    (h : namingProblem.Stable r) {i : Fin 12} (hr : group (r i) = true) :
    (ofNat (namingProblem.countWrong symEnumeration r leader i) : K) / ofNat 6 =
      (ofNat 3 - 1) / ofNat 3 :=
  h.wrong_share leader_equivariant symEnumeration (leaderOrbit i) (leader_orbit i hr)

/-- No rule that always names a feature of the first group is both stable and equivariant. -/
theorem no_naming_rule {r : Fin 12 → Fin 5} (i : Fin 12) (hr : group (r i) = true) :
    ¬(namingProblem.Stable r ∧ namingProblem.Equivariant r) := fun h => by
  have fixed := fixed_iff.mp fun g => (h.2.stable_iff).mp h.1 g i
  rw [hr] at fixed
  exact Bool.noConfusion fixed

/-- **The instance with the exchange of two features.** In the worked example the exchange of two
features of one group is a symmetry of the problem of naming the leading feature: a stable rule
that names one of the two where one of the two leads is right about exactly one of a model and
the exchanged model. -/
theorem exchange_right_once {j k : Fin 5} (hj : group j = true) (hk : group k = true)
    (hjk : j ≠ k) {r : Fin 12 → Fin 5}
    (hs : (attributionProblem (exchange j k) (exchange_exchange j k) j k).Stable r) {i : Fin 12}
    (hr : r i = j ∨ r i = k) (hi : leader i = j ∨ leader i = k) :
    r i = leader i ↔ r (exchange j k i) ≠ leader (exchange j k i) := by
  refine names_right_once hs (Two.equivariant_iff.mpr ?_) hjk hr hi
  exact (show ∀ j k, group j = true → group k = true → ∀ i,
    leader (exchange j k i) = swap j k (leader i) by decide +kernel) j k hj hk

end Example

end DASH
