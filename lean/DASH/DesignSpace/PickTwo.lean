import DASH.Impossibility.Theorem

/-!
# Any two of the three

Soundness, stability and completeness exclude each other as soon as there is a Rashomon pair.
Any two of them can be had together, and for each two there is a construction here with the
proof that it has both, and the proof that it lacks the third.

In the "whenever" sense of faithfulness this is not so: there two of the three, reporting and
stability, already exclude each other for asymmetric rankings
(`reporting_and_stability_exclude`), so that the published table of what is achievable is wrong
in that sense.
-/

namespace DASH

universe u v w

section Own
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K]

/-- The method that answers a model with the model's own order. -/
def own (φ : Θ → F → K) : Θ → F → F → Prop := fun f j k => φ f k < φ f j

variable {φ : Θ → F → K} {S : Θ → Prop}

/-- **Sound and complete.** The own order of a model is sound; it is complete where the model has
no equal attributions (`own_complete`). -/
theorem own_sound (φ : Θ → F → K) (f : Θ) : Sound φ f (own φ f) := fun _ _ h => h

/-- The own order is not stable on a set with a Rashomon pair. -/
theorem own_not_stable (hK : StrictValues K) {j k : F} (h : Rashomon φ S j k) :
    ¬Stable S (own φ) := fun hs =>
  no_stable_faithful_method hK h (own φ) hs fun f _ => own_faithful φ f

/-- The own order is stable exactly when all models of the set give the same order. -/
theorem own_stable_iff :
    Stable S (own φ) ↔ ∀ f g, S f → S g → ∀ j k, φ f k < φ f j → φ g k < φ g j := Iff.rfl

end Own

section OwnComplete
variable {F : Type u} {Θ : Type v} {K : Type w} [OrderedField K] {φ : Θ → F → K}

/-- The own order of a model without equal attributions is complete. -/
theorem own_complete (f : Θ) (h : ∀ j k, j ≠ k → φ f j ≠ φ f k) : Complete (own φ f) :=
  (own_faithful φ f).complete_iff.mpr h

end OwnComplete

section Fixed
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] {φ : Θ → F → K} {S : Θ → Prop}

/-- The method that answers every model with the same order. -/
def fixed (L : F → F → Prop) : Θ → F → F → Prop := fun _ => L

/-- **Stable and complete.** A fixed order is stable; for finitely many features it can be chosen
complete (`index_linearOrder`). -/
theorem fixed_stable (L : F → F → Prop) : Stable S (fixed L : Θ → F → F → Prop) :=
  fun _ _ _ _ _ _ h => h

/-- The order of the index is a linear order, so that a fixed complete order exists for every
finite number of features. -/
theorem index_linearOrder (n : Nat) : LinearOrder fun j k : Fin n => k.val < j.val where
  irreflexive j := Nat.lt_irrefl j.val
  transitive _ _ _ h h' := Nat.lt_trans h' h
  complete j k hjk := by
    rcases Nat.lt_or_ge k.val j.val with l | g
    · exact Or.inl l
    · exact Or.inr (Nat.lt_of_le_of_ne g fun e => hjk (Fin.ext e))

/-- A fixed complete order is not sound for all models of a set with a Rashomon pair. -/
theorem fixed_not_sound (hK : StrictValues K) {j k : F} (h : Rashomon φ S j k)
    {L : F → F → Prop} (hL : Complete L) : ¬∀ f, S f → Sound φ f (fixed L f) :=
  impossibility_sound hK h hL

end Fixed

section Consensus
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] {φ : Θ → F → K} {S : Θ → Prop}

/-- The method that answers every model with what all models of the set agree on. -/
def unanimity (φ : Θ → F → K) (S : Θ → Prop) : Θ → F → F → Prop := fun _ => Agreed φ S

/-- **Sound and stable.** What all models agree on is sound for each of them. -/
theorem unanimity_sound {f : Θ} (hf : S f) : Sound φ f (unanimity φ S f) := fun _ _ h => h f hf

/-- What all models agree on is the same for each of them. -/
theorem unanimity_stable : Stable S (unanimity φ S) := fun _ _ _ _ _ _ h => h

/-- What all models agree on is not complete when there is a Rashomon pair. -/
theorem unanimity_not_complete (hK : StrictValues K) {j k : F} (h : Rashomon φ S j k) :
    ¬Complete (Agreed φ S) := fun hc =>
  (hc j k (ne_of_rashomon hK h)).elim (fun a => h.2.elim fun g hg => hK _ _ hg.2 (a g hg.1))
    fun a => h.1.elim fun f hf => hK _ _ hf.2 (a f hf.1)

/-- Of the sound and stable methods, unanimity decides the most: whatever such a method says of
a model of the set, unanimity says too. -/
theorem unanimity_decides_most (m : Θ → F → F → Prop) (hs : Stable S m)
    (hm : ∀ f, S f → Sound φ f (m f)) {f : Θ} (hf : S f) :
    Extends (unanimity φ S f) (m f) :=
  fun j k r g hg => hm g hg j k (hs f g hf hg j k r)

/-- In the "whenever" sense two of the three already exclude each other: with a Rashomon pair, no
stable method with asymmetric answers reports its models, complete or not. -/
theorem reporting_and_stability_exclude {j k : F} (h : Rashomon φ S j k)
    (m : Θ → F → F → Prop) (hs : Stable S m) (ha : ∀ f, Asymmetric (m f)) :
    ¬∀ f, S f → Reports φ f (m f) := fun all => by
  obtain ⟨⟨f, hf, hfjk⟩, g, hg, hgkj⟩ := h
  exact ha g j k (hs f g hf hg j k (all f hf j k hfjk)) (all g hg k j hgkj)

end Consensus

section UnanimityOrder
variable {F : Type u} {Θ : Type v} {K : Type w} [OrderedField K] {φ : Θ → F → K} {S : Θ → Prop}

/-- What all models of a set agree on is a strict order, provided that the set has a model. -/
theorem unanimity_strictOrder (hS : ∃ f, S f) : StrictOrder (Agreed φ S) where
  irreflexive _ h := hS.elim fun f hf => lt_irrefl _ (h f hf)
  transitive _ _ _ h h' := fun f hf => lt_trans (h' f hf) (h f hf)

/-- Where models never tie two features, unanimity leaves a pair undecided exactly when it is a
Rashomon pair. This is excluded middle for a set of models, so it is classical. -/
theorem unanimity_tied_iff {j k : F} (h : ∀ f, S f → φ f j ≠ φ f k) :
    Tied (Agreed φ S) j k ↔ Rashomon φ S j k := by
  constructor
  · intro t
    rcases agreed_or_rashomon h with a | a | r
    · exact absurd a t.1
    · exact absurd a t.2
    · exact r
  · intro r
    exact tied_of_sound (strictValues K) r fun f hf => unanimity_sound hf

end UnanimityOrder

end DASH
