import DASH.DesignSpace.PickTwo

/-!
# The design space

A method treats two interchangeable features alike when exchanging them in its input exchanges
them in its answer. At each input such a method has two ways to deal with the pair and no third: it
ties the two, or its verdict is reversed when they are exchanged, so that it is unstable. The two
families are disjoint and together exhaust the design space.
-/

namespace DASH

universe u v w

section Equivariance
variable {F : Type u} {X : Type v} [DecidableEq F]

/-- A method is equivariant under exchanging `j` and `k`, where `σ` exchanges them in the input
(a model, an ensemble, a data set), when its answer to the exchanged input is its answer with
the two exchanged. -/
def Equivariant (σ : X → X) (j k : F) (m : X → F → F → Prop) : Prop :=
  ∀ x a b, m (σ x) (swap j k a) (swap j k b) ↔ m x a b

variable {σ : X → X} {j k : F} {m : X → F → F → Prop}

/-- The verdict on the two features is reversed by exchanging them. -/
theorem Equivariant.reverse (h : Equivariant σ j k m) (x : X) : m (σ x) k j ↔ m x j k := by
  have key := h x j k
  rw [swap_left, swap_right] at key
  exact key

/-- The verdict on the two features is reversed by exchanging them, in the other direction. -/
theorem Equivariant.reverse' (h : Equivariant σ j k m) (x : X) : m (σ x) j k ↔ m x k j := by
  have key := h x k j
  rw [swap_left, swap_right] at key
  exact key

/-- The verdict on every pair of other features is not affected by the exchange. -/
theorem Equivariant.other (h : Equivariant σ j k m) (x : X) {a b : F} (haj : a ≠ j) (hak : a ≠ k)
    (hbj : b ≠ j) (hbk : b ≠ k) : m (σ x) a b ↔ m x a b := by
  have key := h x a b
  rw [swap_other haj hak, swap_other hbj hbk] at key
  exact key

/-- The first family: the method ties the two features. -/
def TiesPair (m : X → F → F → Prop) (j k : F) (x : X) : Prop := Tied (m x) j k

/-- The second family: the method decides the pair, and decides it the other way round when the
two features are exchanged. -/
def ReversesPair (σ : X → X) (m : X → F → F → Prop) (j k : F) (x : X) : Prop :=
  (m x j k ∧ m (σ x) k j) ∨ (m x k j ∧ m (σ x) j k)

omit [DecidableEq F] in
/-- The two families are disjoint. -/
theorem not_ties_and_reverses (x : X) : ¬(TiesPair m j k x ∧ ReversesPair σ m j k x) :=
  fun h => h.2.elim (fun r => h.1.1 r.1) fun r => h.1.2 r.1

/-- **The design space is exhausted.** An equivariant method ties the two features or reverses
its verdict, one or the other, at every input. -/
theorem ties_or_reverses (h : Equivariant σ j k m) (x : X) [Decidable (m x j k)]
    [Decidable (m x k j)] :
    (TiesPair m j k x ∧ ¬ReversesPair σ m j k x) ∨
      (ReversesPair σ m j k x ∧ ¬TiesPair m j k x) :=
  if hjk : m x j k then
    Or.inr ⟨Or.inl ⟨hjk, (h.reverse x).mpr hjk⟩, fun t => t.1 hjk⟩
  else if hkj : m x k j then
    Or.inr ⟨Or.inr ⟨hkj, (h.reverse' x).mpr hkj⟩, fun t => t.2 hkj⟩
  else Or.inl ⟨⟨hjk, hkj⟩, fun r => r.elim (fun r => hjk r.1) fun r => hkj r.1⟩

/-- To be stable on the pair is to give an input and the exchanged input the same verdict. -/
def StableOnPair (σ : X → X) (m : X → F → F → Prop) (j k : F) (x : X) : Prop :=
  (m x j k ↔ m (σ x) j k) ∧ (m x k j ↔ m (σ x) k j)

omit [DecidableEq F] in
/-- A method with asymmetric answers that reverses its verdict on the pair is not stable. -/
theorem ReversesPair.not_stable (ha : ∀ x, Asymmetric (m x)) {x : X}
    (hr : ReversesPair σ m j k x) : ¬StableOnPair σ m j k x := fun hs =>
  hr.elim (fun r => ha _ j k (hs.1.mp r.1) r.2) fun r => ha _ k j (hs.2.mp r.1) r.2

/-- **Stable exactly when tied.** An equivariant method with asymmetric answers is stable on the
pair if and only if it ties the two features. -/
theorem stable_iff_tied (h : Equivariant σ j k m) (ha : ∀ x, Asymmetric (m x)) (x : X) :
    StableOnPair σ m j k x ↔ TiesPair m j k x := by
  constructor
  · intro hs
    exact ⟨fun r => ha _ j k (hs.1.mp r) ((h.reverse x).mpr r),
      fun r => ha _ k j (hs.2.mp r) ((h.reverse' x).mpr r)⟩
  · intro t
    exact ⟨⟨fun r => absurd r t.1, fun r => absurd ((h.reverse' x).mp r) t.2⟩,
      ⟨fun r => absurd r t.2, fun r => absurd ((h.reverse x).mp r) t.1⟩⟩

/-- An equivariant method with asymmetric and complete answers is unstable at every input. -/
theorem complete_not_stable (h : Equivariant σ j k m) (ha : ∀ x, Asymmetric (m x))
    (hjk : j ≠ k) (x : X) (hc : Complete (m x)) : ¬StableOnPair σ m j k x := fun hs =>
  not_tied_of_complete hc hjk ((stable_iff_tied h ha x).mp hs)

/-- At an input that the exchange leaves alone, an equivariant method with asymmetric answers
ties the two features. -/
theorem tied_at_fixed_input (h : Equivariant σ j k m) (ha : ∀ x, Asymmetric (m x)) {x : X}
    (hx : σ x = x) : TiesPair m j k x :=
  (stable_iff_tied h ha x).mp (by
    unfold StableOnPair
    rw [hx]
    exact ⟨Iff.rfl, Iff.rfl⟩)

omit [DecidableEq F] in
/-- **The converse.** A method that on each input and its exchange either ties the pair in both
or gives opposite verdicts is equivariant on the pair, so that the two families are all there
is on both sides. -/
theorem pair_equivariant_iff (x : X) [Decidable (m x j k)] [Decidable (m x k j)]
    (ha : Asymmetric (m x)) (haσ : Asymmetric (m (σ x))) :
    ((m (σ x) k j ↔ m x j k) ∧ (m (σ x) j k ↔ m x k j)) ↔
      (Tied (m x) j k ∧ Tied (m (σ x)) j k) ∨ ReversesPair σ m j k x := by
  constructor
  · intro ⟨h₁, h₂⟩
    by_cases hjk : m x j k
    · exact Or.inr (Or.inl ⟨hjk, h₁.mpr hjk⟩)
    by_cases hkj : m x k j
    · exact Or.inr (Or.inr ⟨hkj, h₂.mpr hkj⟩)
    · exact Or.inl ⟨⟨hjk, hkj⟩, fun r => hkj (h₂.mp r), fun r => hjk (h₁.mp r)⟩
  · rintro (⟨t, t'⟩ | ⟨r, r'⟩ | ⟨r, r'⟩)
    · exact ⟨⟨fun r => absurd r t'.2, fun r => absurd r t.1⟩,
        ⟨fun r => absurd r t'.1, fun r => absurd r t.2⟩⟩
    · exact ⟨⟨fun _ => r, fun _ => r'⟩, ⟨fun s => absurd s (haσ _ _ r'), fun s => absurd s (ha _ _ r)⟩⟩
    · exact ⟨⟨fun s => absurd s (haσ _ _ r'), fun s => absurd s (ha _ _ r)⟩, ⟨fun _ => r, fun _ => r'⟩⟩

end Equivariance

section Attribution
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] [DecidableEq F] {φ : Θ → F → K} {j k : F}

/-- A model operation that exchanges two features: the attributions of the new model are those
of the old with the two exchanged. -/
def Exchanges (φ : Θ → F → K) (σ : Θ → Θ) (j k : F) : Prop :=
  ∀ f a, φ (σ f) (swap j k a) = φ f a

omit [LT K] in
/-- An exchange gives the first feature the attribution of the second. -/
theorem Exchanges.left {σ : Θ → Θ} (h : Exchanges φ σ j k) (f : Θ) : φ (σ f) j = φ f k := by
  have key := h f k
  rw [swap_right] at key
  exact key

omit [LT K] in
/-- An exchange gives the second feature the attribution of the first. -/
theorem Exchanges.right {σ : Θ → Θ} (h : Exchanges φ σ j k) (f : Θ) : φ (σ f) k = φ f j := by
  have key := h f j
  rw [swap_left] at key
  exact key

/-- The own order of a model is equivariant under every exchange. -/
theorem own_equivariant {σ : Θ → Θ} (h : Exchanges φ σ j k) : Equivariant σ j k (own φ) :=
  fun f a b => by
    show φ (σ f) (swap j k b) < φ (σ f) (swap j k a) ↔ φ f b < φ f a
    rw [h, h]

/-- **The second family, by the single model.** The own order reverses the pair at every model that
has the first feature above the second. -/
theorem own_reverses {σ : Θ → Θ} (h : Exchanges φ σ j k) {f : Θ} (hf : φ f k < φ f j) :
    ReversesPair σ (own φ) j k f :=
  Or.inl ⟨hf, ((own_equivariant h).reverse f).mpr hf⟩

/-- What all models of a set closed under an exchange agree on ties the two features, whatever
the models say of them. -/
theorem unanimity_ties {S : Θ → Prop} (hK : StrictValues K) {σ : Θ → Θ} (h : Exchanges φ σ j k)
    (hS : ∀ f, S f → S (σ f)) (hne : ∃ f, S f) : Tied (Agreed φ S) j k := by
  obtain ⟨f, hf⟩ := hne
  constructor
  · intro a
    have key := a (σ f) (hS f hf)
    rw [h.left, h.right] at key
    exact hK _ _ (a f hf) key
  · intro a
    have key := a (σ f) (hS f hf)
    rw [h.left, h.right] at key
    exact hK _ _ (a f hf) key

end Attribution

end DASH
