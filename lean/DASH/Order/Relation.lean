import DASH.Finite.Count

/-!
# Orders on a type

Strict partial orders, weak orders and linear orders as properties of a relation; ties; scores
and the weak orders that they give; intersections of orders; linear extensions of a strict
partial order on a finite type.
-/

namespace DASH

universe u v w

section Relation
variable {F : Type u}

/-- A relation that never holds between an element and itself. -/
def Irreflexive (R : F → F → Prop) : Prop := ∀ a, ¬R a a

/-- A relation that never holds both ways. -/
def Asymmetric (R : F → F → Prop) : Prop := ∀ a b, R a b → ¬R b a

/-- A relation that chains. -/
def Transitive (R : F → F → Prop) : Prop := ∀ a b c, R a b → R b c → R a c

/-- Two elements are tied when the relation holds neither way. -/
def Tied (R : F → F → Prop) (a b : F) : Prop := ¬R a b ∧ ¬R b a

/-- A relation is complete when it decides every pair of different elements. -/
def Complete (R : F → F → Prop) : Prop := ∀ a b, a ≠ b → R a b ∨ R b a

/-- A strict partial order: never reflexive, and it chains. -/
structure StrictOrder (R : F → F → Prop) : Prop where
  irreflexive : Irreflexive R
  transitive : Transitive R

/-- A weak order: a strict order in which ties chain, so that the elements fall into ranks. -/
structure WeakOrder (R : F → F → Prop) : Prop extends StrictOrder R where
  tied_trans : ∀ a b c, Tied R a b → Tied R b c → Tied R a c

/-- A linear order: a strict order that decides every pair. -/
structure LinearOrder (R : F → F → Prop) : Prop extends StrictOrder R where
  complete : Complete R

/-- One relation extends another when it holds wherever the other does. -/
def Extends (L R : F → F → Prop) : Prop := ∀ a b, R a b → L a b

variable {R : F → F → Prop}

/-- A strict order never holds both ways. -/
theorem StrictOrder.asymmetric (h : StrictOrder R) : Asymmetric R := fun a b hab hba =>
  h.irreflexive a (h.transitive a b a hab hba)

/-- An asymmetric relation is irreflexive. -/
theorem Asymmetric.irreflexive (h : Asymmetric R) : Irreflexive R := fun a haa => h a a haa haa

/-- An element is tied with itself in an irreflexive relation. -/
theorem tied_refl (h : Irreflexive R) (a : F) : Tied R a a := ⟨h a, h a⟩

/-- Being tied does not depend on the order of the two. -/
theorem tied_symm {a b : F} (h : Tied R a b) : Tied R b a := ⟨h.2, h.1⟩

/-- A complete relation ties no two different elements. -/
theorem not_tied_of_complete (h : Complete R) {a b : F} (hab : a ≠ b) : ¬Tied R a b := fun t =>
  (h a b hab).elim t.1 t.2

/-- In an asymmetric relation exactly one of three things holds of two elements: the first is
above, the second is above, or they are tied. -/
theorem trichotomy (h : Asymmetric R) [hd : ∀ a b, Decidable (R a b)] (a b : F) :
    (R a b ∧ ¬R b a) ∨ (R b a ∧ ¬R a b) ∨ Tied R a b :=
  if hab : R a b then Or.inl ⟨hab, h a b hab⟩
  else if hba : R b a then Or.inr (Or.inl ⟨hba, hab⟩)
  else Or.inr (Or.inr ⟨hab, hba⟩)

/-- Every linear order is a weak order: only equal elements are tied. -/
theorem LinearOrder.weakOrder [DecidableEq F] (h : LinearOrder R) : WeakOrder R where
  toStrictOrder := h.toStrictOrder
  tied_trans a b c hab hbc := by
    have same : a = b := Decidable.byContradiction fun ne => not_tied_of_complete h.complete ne hab
    rw [same]
    exact hbc

end Relation

section Score
variable {F : Type u} {K : Type v} [OrderedField K]

/-- The relation of having the greater score. -/
def ByScore (s : F → K) (a b : F) : Prop := s b < s a

instance (s : F → K) (a b : F) : Decidable (ByScore s a b) := inferInstanceAs (Decidable (_ < _))

/-- Two elements are tied by a score exactly when they have the same score. -/
theorem tied_byScore {s : F → K} {a b : F} : Tied (ByScore s) a b ↔ s a = s b :=
  ⟨fun h => le_antisymm (le_of_not_lt h.1) (le_of_not_lt h.2),
   fun h => ⟨fun k => ne_of_lt k h.symm, fun k => ne_of_lt k h⟩⟩

/-- A score gives a weak order. -/
theorem byScore_weakOrder (s : F → K) : WeakOrder (ByScore s) where
  irreflexive a := lt_irrefl (s a)
  transitive _ _ _ h k := lt_trans k h
  tied_trans _ _ _ h k := tied_byScore.mpr ((tied_byScore.mp h).trans (tied_byScore.mp k))

/-- A score gives a linear order exactly when different elements have different scores. -/
theorem byScore_linearOrder [DecidableEq F] {s : F → K} :
    LinearOrder (ByScore s) ↔ ∀ a b, s a = s b → a = b := by
  constructor
  · intro h a b e
    exact Decidable.byContradiction fun ne =>
      not_tied_of_complete h.complete ne (tied_byScore.mpr e)
  · intro h
    refine { (byScore_weakOrder s).toStrictOrder with complete := fun a b hab => ?_ }
    rcases lt_trichotomy (s a) (s b) with l | e | g
    · exact Or.inr l
    · exact absurd (h a b e) hab
    · exact Or.inl g

end Score

section Intersection
variable {F : Type u} {I : Type v}

/-- What all relations of a family agree on. -/
def Unanimous (R : I → F → F → Prop) (a b : F) : Prop := ∀ i, R i a b

/-- What all strict orders of a family agree on is a strict order, provided that there is one. -/
theorem unanimous_strictOrder {R : I → F → F → Prop} (h : ∀ i, StrictOrder (R i)) (i : I) :
    StrictOrder (Unanimous R) where
  irreflexive a all := (h i).irreflexive a (all i)
  transitive a b c hab hbc := fun j => (h j).transitive a b c (hab j) (hbc j)

/-- The unanimous order is the greatest relation that each member of the family extends. -/
theorem unanimous_greatest {R : I → F → F → Prop} {Q : F → F → Prop} :
    Extends (Unanimous R) Q ↔ ∀ i, Extends (R i) Q :=
  ⟨fun h i a b q => h a b q i, fun h a b q i => h i a b q⟩

end Intersection

/-! ## Linear extensions -/

section Extension
variable {n : Nat} {R : Fin n → Fin n → Prop}

/-- A strictly stronger property has a strictly smaller count. -/
theorem count_lt_count {p q : Fin n → Prop} [DecidablePred p] [DecidablePred q]
    (h : ∀ i, p i → q i) (i : Fin n) (hq : q i) (hp : ¬p i) : count p < count q := by
  have split : count q = count p + count fun j => q j ∧ ¬p j := by
    rw [← count_or fun j hj => hj.2.2 hj.1]
    exact count_congr fun j =>
      ⟨fun k => if l : p j then Or.inl l else Or.inr ⟨k, l⟩, fun k => k.elim (h j) And.left⟩
  rw [split]
  exact Nat.lt_of_lt_of_le (Nat.lt_add_one _)
    (Nat.add_le_add_left (count_pos.mpr ⟨i, hq, hp⟩) _)

/-- The number of elements that a relation puts below an element. -/
def below (R : Fin n → Fin n → Prop) [∀ a b, Decidable (R a b)] (a : Fin n) : Nat :=
  count fun b => R a b

/-- In a strict order the greater element has more elements below it. -/
theorem below_lt [∀ a b, Decidable (R a b)] (h : StrictOrder R) {a b : Fin n} (hab : R a b) :
    below R b < below R a :=
  count_lt_count (fun c hbc => h.transitive a b c hab hbc) b hab (h.irreflexive b)

/-- The order by the number of elements below, and by the index among equals. -/
def byHeight (R : Fin n → Fin n → Prop) [∀ a b, Decidable (R a b)] (a b : Fin n) : Prop :=
  below R b < below R a ∨ (below R b = below R a ∧ b.val < a.val)

/-- **Linear extension.** Every strict order on a finite type extends to a linear order. -/
theorem exists_linear_extension [∀ a b, Decidable (R a b)] (h : StrictOrder R) :
    ∃ L : Fin n → Fin n → Prop, LinearOrder L ∧ Extends L R := by
  refine ⟨byHeight R, ⟨⟨fun a k => ?_, fun a b c hab hbc => ?_⟩, fun a b hab => ?_⟩,
    fun a b hab => Or.inl (below_lt h hab)⟩
  · exact k.elim (Nat.lt_irrefl _) fun l => Nat.lt_irrefl _ l.2
  · rcases hab with l | ⟨e, l⟩
    · rcases hbc with l' | ⟨e', _⟩
      · exact Or.inl (Nat.lt_trans l' l)
      · exact Or.inl (e' ▸ l)
    · rcases hbc with l' | ⟨e', l'⟩
      · exact Or.inl (e ▸ l')
      · exact Or.inr ⟨e'.trans e, Nat.lt_trans l' l⟩
  · rcases Nat.lt_or_ge (below R a) (below R b) with l | g
    · exact Or.inr (Or.inl l)
    rcases Nat.eq_or_lt_of_le g with e | l
    · rcases Nat.lt_or_ge a.val b.val with l | g'
      · exact Or.inr (Or.inr ⟨e.symm, l⟩)
      rcases Nat.eq_or_lt_of_le g' with e' | l
      · exact absurd (Fin.ext e'.symm) hab
      · exact Or.inl (Or.inr ⟨e, l⟩)
    · exact Or.inl (Or.inl l)

end Extension

end DASH
