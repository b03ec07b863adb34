import DASH.Order.Swap

/-!
# Attributions, rankings and what may be asked of them

A model `f` gives each feature `j` an attribution `φ f j`. A ranking is a relation between
features: `R j k` says that `j` is more important than `k`. A method is given a model and
answers with a ranking. Three things are asked of it: to be faithful to the model, to be stable
from model to model, and to be complete.

"Faithful" is used in three senses in the literature, which must be kept apart:

* `Faithful`, an equivalence: the ranking has `j` above `k` exactly when the model has;
* `Reports`, one direction: whenever the model has `j` above `k`, the ranking has;
* `Sound`, the other direction: what the ranking says holds in the model.

The weakest reading of all is that a ranking is not `Contradicted`: it never says the opposite.
-/

namespace DASH

universe u v w

section Definitions
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K]

/-- The ranking has `j` above `k` exactly when the model has. -/
def Faithful (φ : Θ → F → K) (f : Θ) (R : F → F → Prop) : Prop :=
  ∀ j k, R j k ↔ φ f k < φ f j

/-- Whenever the model has `j` above `k`, the ranking has. -/
def Reports (φ : Θ → F → K) (f : Θ) (R : F → F → Prop) : Prop :=
  ∀ j k, φ f k < φ f j → R j k

/-- What the ranking says holds in the model. -/
def Sound (φ : Θ → F → K) (f : Θ) (R : F → F → Prop) : Prop :=
  ∀ j k, R j k → φ f k < φ f j

/-- The ranking says of some pair the opposite of what the model says. -/
def Contradicted (φ : Θ → F → K) (f : Θ) (R : F → F → Prop) : Prop :=
  ∃ j k, R j k ∧ φ f j < φ f k

/-- A method answers a model with a ranking; it is stable when all models of the set `S` get the
same answer on every pair. -/
def Stable (S : Θ → Prop) (m : Θ → F → F → Prop) : Prop :=
  ∀ f g, S f → S g → ∀ j k, m f j k → m g j k

/-- Two features are a Rashomon pair of the set `S` of models when one model of the set has the
first above the second and another has the second above the first. -/
def Rashomon (φ : Θ → F → K) (S : Θ → Prop) (j k : F) : Prop :=
  (∃ f, S f ∧ φ f k < φ f j) ∧ ∃ g, S g ∧ φ g j < φ g k

/-- A collinear group, by its label: every two different features of it are a Rashomon pair. -/
def CollinearGroup {G : Type u} (φ : Θ → F → K) (S : Θ → Prop) (group : F → G) (ℓ : G) : Prop :=
  ∀ j k, group j = ℓ → group k = ℓ → j ≠ k → Rashomon φ S j k

/-- All models of the set have `j` above `k`. -/
def Agreed (φ : Θ → F → K) (S : Θ → Prop) (j k : F) : Prop := ∀ f, S f → φ f k < φ f j

end Definitions

section Basic
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] {φ : Θ → F → K} {f : Θ}
  {R : F → F → Prop}

/-- Being faithful is reporting and being sound. -/
theorem faithful_iff : Faithful φ f R ↔ Reports φ f R ∧ Sound φ f R :=
  ⟨fun h => ⟨fun j k => (h j k).mpr, fun j k => (h j k).mp⟩,
   fun h j k => ⟨h.2 j k, h.1 j k⟩⟩

/-- The ranking by a model's own attributions is faithful to the model. -/
theorem own_faithful (φ : Θ → F → K) (f : Θ) : Faithful φ f fun j k => φ f k < φ f j :=
  fun _ _ => Iff.rfl

/-- Two rankings that are faithful to the same model are the same ranking. -/
theorem faithful_unique {Q : F → F → Prop} (h : Faithful φ f R) (k : Faithful φ f Q) :
    ∀ a b, R a b ↔ Q a b := fun a b => (h a b).trans (k a b).symm

/-- The ranking that says nothing is sound. -/
theorem silent_sound (φ : Θ → F → K) (f : Θ) : Sound φ f fun _ _ => False :=
  fun _ _ h => h.elim

/-- The ranking that says everything reports every model. -/
theorem everything_reports (φ : Θ → F → K) (f : Θ) : Reports φ f fun _ _ => True :=
  fun _ _ _ => trivial

/-- Being a Rashomon pair does not depend on the order of the two. -/
theorem Rashomon.symm {S : Θ → Prop} {j k : F} (h : Rashomon φ S j k) : Rashomon φ S k j :=
  ⟨h.2, h.1⟩

/-- A larger set of models keeps its Rashomon pairs. -/
theorem Rashomon.mono {S T : Θ → Prop} (hST : ∀ f, S f → T f) {j k : F} (h : Rashomon φ S j k) :
    Rashomon φ T j k :=
  ⟨h.1.elim fun f hf => ⟨f, hST f hf.1, hf.2⟩, h.2.elim fun g hg => ⟨g, hST g hg.1, hg.2⟩⟩

end Basic

section Ordered
variable {F : Type u} {Θ : Type v} {K : Type w} [OrderedField K] {φ : Θ → F → K} {f : Θ}
  {R : F → F → Prop}

/-- A sound ranking is not contradicted. -/
theorem Sound.not_contradicted (h : Sound φ f R) : ¬Contradicted φ f R :=
  fun ⟨j, k, hR, hlt⟩ => lt_asymm hlt (h j k hR)

/-- A ranking that reports a model and is asymmetric is not contradicted by it. -/
theorem Reports.not_contradicted (h : Reports φ f R) (ha : Asymmetric R) : ¬Contradicted φ f R :=
  fun ⟨j, k, hR, hlt⟩ => ha j k hR (h k j hlt)

/-- The ranking by a model's own attributions is a weak order. -/
theorem own_weakOrder (φ : Θ → F → K) (f : Θ) : WeakOrder fun j k => φ f k < φ f j :=
  byScore_weakOrder (φ f)

/-- A faithful ranking is a weak order. -/
theorem Faithful.weakOrder (h : Faithful φ f R) : WeakOrder R where
  irreflexive a ha := lt_irrefl _ ((h a a).mp ha)
  transitive a b c hab hbc := (h a c).mpr (lt_trans ((h b c).mp hbc) ((h a b).mp hab))
  tied_trans a b c hab hbc := by
    have lift : ∀ x y, Tied R x y ↔ φ f x = φ f y := fun x y => by
      rw [← tied_byScore]
      exact ⟨fun t => ⟨fun l => t.1 ((h x y).mpr l), fun l => t.2 ((h y x).mpr l)⟩,
        fun t => ⟨fun l => t.1 ((h x y).mp l), fun l => t.2 ((h y x).mp l)⟩⟩
    exact (lift a c).mpr (((lift a b).mp hab).trans ((lift b c).mp hbc))

/-- A faithful ranking ties two features exactly when the model gives them the same
attribution. -/
theorem Faithful.tied_iff (h : Faithful φ f R) {j k : F} : Tied R j k ↔ φ f j = φ f k := by
  rw [← tied_byScore]
  exact ⟨fun t => ⟨fun l => t.1 ((h j k).mpr l), fun l => t.2 ((h k j).mpr l)⟩,
    fun t => ⟨fun l => t.1 ((h j k).mp l), fun l => t.2 ((h k j).mp l)⟩⟩

/-- A faithful ranking is complete exactly when the model gives different features different
attributions. -/
theorem Faithful.complete_iff (h : Faithful φ f R) :
    Complete R ↔ ∀ j k, j ≠ k → φ f j ≠ φ f k := by
  constructor
  · intro c j k hjk e
    exact not_tied_of_complete c hjk (h.tied_iff.mpr e)
  · intro c j k hjk
    rcases lt_trichotomy (φ f j) (φ f k) with l | e | g
    · exact Or.inr ((h k j).mpr l)
    · exact absurd e (c j k hjk)
    · exact Or.inl ((h j k).mpr g)

/-- A Rashomon pair is a pair of different features. -/
theorem Rashomon.ne {S : Θ → Prop} {j k : F} (h : Rashomon φ S j k) : j ≠ k := fun e => by
  obtain ⟨f, _, hf⟩ := h.1
  rw [e] at hf
  exact lt_irrefl _ hf

/-- A pair on which all models agree is no Rashomon pair. -/
theorem Agreed.not_rashomon {S : Θ → Prop} {j k : F} (h : Agreed φ S j k) : ¬Rashomon φ S j k :=
  fun r => r.2.elim fun g hg => lt_asymm hg.2 (h g hg.1)

/-- Where no model of a set ties two features, they are a Rashomon pair or all models agree on
their order. This is excluded middle for a set of models, so it is classical. -/
theorem agreed_or_rashomon {S : Θ → Prop} {j k : F} (h : ∀ f, S f → φ f j ≠ φ f k) :
    Agreed φ S j k ∨ Agreed φ S k j ∨ Rashomon φ S j k := by
  refine Classical.byCases (p := ∃ g, S g ∧ φ g j < φ g k) (fun hk => ?_) fun hk => ?_
  · refine Classical.byCases (p := ∃ f, S f ∧ φ f k < φ f j) (fun hj => ?_) fun hj => ?_
    · exact Or.inr (Or.inr ⟨hj, hk⟩)
    · refine Or.inr (Or.inl fun f hf => ?_)
      exact lt_of_le_of_ne (le_of_not_lt fun l => hj ⟨f, hf, l⟩) (h f hf)
  · refine Or.inl fun f hf => ?_
    exact lt_of_le_of_ne (le_of_not_lt fun l => hk ⟨f, hf, l⟩) (h f hf).symm

end Ordered

end DASH
