import DASH.Attribution.Example

/-!
# Explanation systems, the bilemma and the ways out of it

An explanation system has models, something that is observed of a model, an explanation of each
model, and a relation that says which explanations are incompatible. A method answers a model
with an explanation. It is faithful when its answer is never incompatible with the model's own
explanation, stable when models with the same observation get the same answer, and decisive when
models with incompatible explanations get incompatible answers.

* Where only equal explanations are compatible, as for a sign or for being selected, one pair of
  models with the same observation and incompatible explanations excludes every faithful stable
  method: the **bilemma**. Being decisive is not needed.
* Being stable and being decisive contradict each other on such a pair whatever the explanations
  are. The published trilemma asks for faithfulness as well, which its proof does not use.
* A value that is compatible with all explanations is a way out. In general a faithful stable
  method exists exactly when each class of models with the same observation has an answer that
  is compatible with all explanations of the class.
* For finitely many models and two possible explanations the price of an answer is counted: the
  majority answer contradicts the fewest models, and it contradicts none only where there is no
  conflict.
-/

namespace DASH

universe u v w

/-- An explanation system: what is observed of a model, the explanation of a model, and which
explanations are incompatible. -/
structure ExplanationSystem (Θ : Type u) (H : Type v) (Y : Type w) where
  /-- What is observed of a model. -/
  observe : Θ → Y
  /-- The explanation of a model. -/
  explain : Θ → H
  /-- Which explanations exclude each other. -/
  incompatible : H → H → Prop

namespace ExplanationSystem

section Definitions
variable {Θ : Type u} {H : Type v} {Y : Type w} (S : ExplanationSystem Θ H Y)

/-- A method is faithful when its answer is never incompatible with the explanation. -/
def Faithful (E : Θ → H) : Prop := ∀ θ, ¬S.incompatible (E θ) (S.explain θ)

/-- A method is stable when models with the same observation get the same answer. -/
def Stable (E : Θ → H) : Prop := ∀ θ θ', S.observe θ = S.observe θ' → E θ = E θ'

/-- A method is decisive when models with incompatible explanations get incompatible answers. -/
def Decisive (E : Θ → H) : Prop :=
  ∀ θ θ', S.incompatible (S.explain θ) (S.explain θ') → S.incompatible (E θ) (E θ')

/-- Two models are a Rashomon pair when they have the same observation and incompatible
explanations. -/
def RashomonPair (θ θ' : Θ) : Prop :=
  S.observe θ = S.observe θ' ∧ S.incompatible (S.explain θ) (S.explain θ')

/-- Explanations are maximally incompatible when only equal ones are compatible. -/
def Maximal : Prop := ∀ a b, ¬S.incompatible a b → a = b

/-- An explanation is neutral when it is compatible with the explanation of every model. -/
def Neutral (c : H) : Prop := ∀ θ, ¬S.incompatible c (S.explain θ)

/-- An explanation is neutral on an observation when it is compatible with the explanation of
every model that has the observation. -/
def NeutralOn (y : Y) (c : H) : Prop :=
  ∀ θ, S.observe θ = y → ¬S.incompatible c (S.explain θ)

/-- There is a coverage conflict on an observation when every answer is incompatible with the
explanation of some model that has the observation. -/
def CoverageConflict (y : Y) : Prop :=
  ∀ c, ∃ θ, S.observe θ = y ∧ S.incompatible c (S.explain θ)

/-- A method is faithful on an observation when it is faithful to the models that have it. -/
def FaithfulOn (y : Y) (E : Θ → H) : Prop :=
  ∀ θ, S.observe θ = y → ¬S.incompatible (E θ) (S.explain θ)

/-- A method is stable on an observation when the models that have it get the same answer. -/
def StableOn (y : Y) (E : Θ → H) : Prop :=
  ∀ θ θ', S.observe θ = y → S.observe θ' = y → E θ = E θ'

end Definitions

/-- The system in which explanations are incompatible when they are different. -/
def different {Θ : Type u} {H : Type v} {Y : Type w} (observe : Θ → Y) (explain : Θ → H) :
    ExplanationSystem Θ H Y := ⟨observe, explain, fun a b => a ≠ b⟩

instance {Θ : Type u} {H : Type v} {Y : Type w} [DecidableEq H] (observe : Θ → Y)
    (explain : Θ → H) (a b : H) : Decidable ((different observe explain).incompatible a b) :=
  inferInstanceAs (Decidable (a ≠ b))

/-! ## Stable methods are functions of the observation -/

section Factor
variable {Θ : Type u} {H : Type v} {Y : Type w} {S : ExplanationSystem Θ H Y} {E : Θ → H}

/-- A method that is a function of the observation is stable. -/
theorem stable_of_factor (m : Y → H) (h : ∀ θ, E θ = m (S.observe θ)) : S.Stable E :=
  fun θ θ' e => (h θ).trans ((congrArg m e).trans (h θ').symm)

/-- The converse, where a model can be given for each observation that occurs: a stable method
is a function of the observation. -/
theorem factor_of_stable (pick : Y → Θ) (hp : ∀ θ, S.observe (pick (S.observe θ)) = S.observe θ)
    (h : S.Stable E) : ∃ m : Y → H, ∀ θ, E θ = m (S.observe θ) :=
  ⟨fun y => E (pick y), fun θ => (h _ _ (hp θ)).symm⟩

/-- The converse without any choice: a method is stable exactly when at most one answer is given
under each observation. -/
theorem stable_iff_unique_answer : S.Stable E ↔
    ∀ y a b, (∃ θ, S.observe θ = y ∧ E θ = a) → (∃ θ, S.observe θ = y ∧ E θ = b) → a = b :=
  ⟨fun h _ _ _ ⟨θ, hy, ha⟩ ⟨θ', hy', hb⟩ =>
      ha.symm.trans ((h θ θ' (hy.trans hy'.symm)).trans hb),
   fun h θ θ' e => h (S.observe θ') (E θ) (E θ') ⟨θ, e, rfl⟩ ⟨θ', rfl, rfl⟩⟩

/-- In general a stable method is a function of the observation, and conversely. Classical: an
answer must be chosen for each observation, also for those that do not occur. -/
theorem stable_iff_factor (d : H) : S.Stable E ↔ ∃ m : Y → H, ∀ θ, E θ = m (S.observe θ) := by
  constructor
  · intro h
    have some : ∀ y, ∃ a, ∀ θ, S.observe θ = y → E θ = a := fun y =>
      Classical.byCases (p := ∃ θ, S.observe θ = y)
        (fun ⟨θ, hy⟩ => ⟨E θ, fun θ' hy' => h θ' θ (hy'.trans hy.symm)⟩)
        fun none => ⟨d, fun θ hy => absurd ⟨θ, hy⟩ none⟩
    exact ⟨fun y => Classical.choose (some y),
      fun θ => Classical.choose_spec (some (S.observe θ)) θ rfl⟩
  · exact fun ⟨m, h⟩ => stable_of_factor m h

/-- A method is stable exactly when it is stable on every observation. -/
theorem stable_iff_stableOn : S.Stable E ↔ ∀ y, S.StableOn y E :=
  ⟨fun h _ θ θ' e e' => h θ θ' (e.trans e'.symm), fun h θ θ' e => h _ θ θ' e rfl⟩

/-- A method is faithful exactly when it is faithful on every observation. -/
theorem faithful_iff_faithfulOn : S.Faithful E ↔ ∀ y, S.FaithfulOn y E :=
  ⟨fun h _ θ _ => h θ, fun h θ => h _ θ rfl⟩

end Factor

/-! ## The bilemma -/

section Bilemma
variable {Θ : Type u} {H : Type v} {Y : Type w} {S : ExplanationSystem Θ H Y} {E : Θ → H}
  {θ θ' : Θ}

/-- Under maximal incompatibility no answer is compatible with both explanations of a Rashomon
pair. -/
theorem no_answer_to_both (hm : S.Maximal) (h : S.RashomonPair θ θ') (c : H) :
    ¬(¬S.incompatible c (S.explain θ) ∧ ¬S.incompatible c (S.explain θ')) := fun k =>
  k.2 (hm _ _ k.1 ▸ h.2)

/-- **The bilemma.** Under maximal incompatibility one Rashomon pair excludes every method that
is faithful and stable, decisive or not. -/
theorem bilemma (hm : S.Maximal) (h : S.RashomonPair θ θ') (E : Θ → H) :
    ¬(S.Faithful E ∧ S.Stable E) := fun k =>
  no_answer_to_both hm h (E θ) ⟨k.1 θ, k.2 θ θ' h.1 ▸ k.1 θ'⟩

/-- **Unfaithful to at least one.** Under maximal incompatibility a stable method is
incompatible with the explanation of one of the two models of a Rashomon pair. -/
theorem unfaithful_to_one [∀ a b, Decidable (S.incompatible a b)] (hm : S.Maximal)
    (h : S.RashomonPair θ θ') (hs : S.Stable E) :
    S.incompatible (E θ) (S.explain θ) ∨ S.incompatible (E θ') (S.explain θ') :=
  if k : S.incompatible (E θ) (S.explain θ) then Or.inl k
  else Or.inr (Decidable.byContradiction fun k' =>
    no_answer_to_both hm h (E θ) ⟨k, hs θ θ' h.1 ▸ k'⟩)

/-- Under maximal incompatibility a faithful method gives every model its own explanation. -/
theorem eq_explain_of_faithful (hm : S.Maximal) (h : S.Faithful E) : ∀ θ, E θ = S.explain θ :=
  fun θ => hm _ _ (h θ)

/-- **All or nothing.** Under maximal incompatibility a method is faithful exactly when it gives
every model its own explanation. -/
theorem faithful_iff_eq_explain (hm : S.Maximal) (hi : Irreflexive S.incompatible) :
    S.Faithful E ↔ ∀ θ, E θ = S.explain θ :=
  ⟨eq_explain_of_faithful hm, fun h θ => by rw [h θ]; exact hi _⟩

/-- Under maximal incompatibility an answer that differs from the model's own explanation is
incompatible with it: there is nothing in between. -/
theorem incompatible_of_ne [∀ a b, Decidable (S.incompatible a b)] (hm : S.Maximal)
    (h : E θ ≠ S.explain θ) : S.incompatible (E θ) (S.explain θ) :=
  Decidable.byContradiction fun k => h (hm _ _ k)

/-- All or nothing, for finitely many models: a method gives every model its own explanation, or
it is incompatible with the explanation of one. -/
theorem all_or_nothing {n : Nat} {S : ExplanationSystem (Fin n) H Y} {E : Fin n → H}
    [∀ a b, Decidable (S.incompatible a b)] (hm : S.Maximal) :
    (∀ i, E i = S.explain i) ∨ ∃ i, S.incompatible (E i) (S.explain i) :=
  if k : ∃ i, S.incompatible (E i) (S.explain i) then Or.inr k
  else Or.inl fun i => hm _ _ fun l => k ⟨i, l⟩

/-- To give every model its own explanation is decisive. -/
theorem explain_decisive : S.Decisive S.explain := fun _ _ => id

/-- To give every model its own explanation is faithful, where no explanation is incompatible
with itself. -/
theorem explain_faithful (hi : Irreflexive S.incompatible) : S.Faithful S.explain :=
  fun _ => hi _

/-- **The bilemma is sharp.** Under maximal incompatibility a faithful stable method exists
exactly when there is no Rashomon pair. -/
theorem exists_faithful_stable_iff_no_rashomonPair (hm : S.Maximal)
    (hi : Irreflexive S.incompatible) :
    (∃ E, S.Faithful E ∧ S.Stable E) ↔ ∀ θ θ', ¬S.RashomonPair θ θ' :=
  ⟨fun ⟨E, h⟩ _ _ r => bilemma hm r E h,
   fun none => ⟨S.explain, explain_faithful hi,
     fun θ θ' e => hm _ _ fun k => none θ θ' ⟨e, k⟩⟩⟩

/-- **Stable and decisive already contradict each other.** On a Rashomon pair no method is both,
provided only that no explanation is incompatible with itself. -/
theorem not_stable_and_decisive (hi : Irreflexive S.incompatible) (h : S.RashomonPair θ θ')
    (E : Θ → H) : ¬(S.Stable E ∧ S.Decisive E) := fun k =>
  hi (E θ) (by
    have key := k.2 θ θ' h.2
    rw [← k.1 θ θ' h.1] at key
    exact key)

/-- The trilemma as it is published: no method is faithful, stable and decisive on a Rashomon
pair. That it is faithful is not used. -/
theorem trilemma (hi : Irreflexive S.incompatible) (h : S.RashomonPair θ θ') (E : Θ → H) :
    ¬(S.Faithful E ∧ S.Stable E ∧ S.Decisive E) := fun k =>
  not_stable_and_decisive hi h E k.2

end Bilemma

/-! ## Explanations with two values -/

section Different
variable {Θ : Type u} {H : Type v} {Y : Type w}

/-- Explanations that are incompatible when different are maximally incompatible. -/
theorem different_maximal [DecidableEq H] (observe : Θ → Y) (explain : Θ → H) :
    (different observe explain).Maximal := fun _ _ h => Decidable.of_not_not h

/-- No explanation is different from itself. -/
theorem different_irreflexive (observe : Θ → Y) (explain : Θ → H) :
    Irreflexive (different observe explain).incompatible := fun _ h => h rfl

/-- The bilemma for explanations that can be compared: when two models have the same observation
and different explanations, a method that answers both alike is wrong about one of them. -/
theorem wrong_about_one [DecidableEq H] {explain E : Θ → H} {θ θ' : Θ}
    (hd : explain θ ≠ explain θ') (hs : E θ = E θ') : E θ ≠ explain θ ∨ E θ' ≠ explain θ' :=
  if h : E θ = explain θ then Or.inr fun h' => hd (h.symm.trans (hs.trans h')) else Or.inl h

/-- For two possible explanations it is wrong about exactly one of them. -/
theorem wrong_about_exactly_one {explain E : Θ → Bool} {θ θ' : Θ}
    (hd : explain θ ≠ explain θ') (hs : E θ = E θ') : E θ = explain θ ↔ E θ' ≠ explain θ' := by
  revert hd hs
  cases explain θ <;> cases explain θ' <;> cases E θ <;> cases E θ' <;> decide

variable {F : Type u} {K : Type v} [OrderedField K] {φ : Θ → F → K} {θ θ' : Θ}

/-- The bilemma for the order of two features: a method that says of each model whether it has
`j` above `k`, and answers all models of a set alike, is wrong about a model of the set as soon
as the two features are a Rashomon pair. -/
theorem order_bilemma {S : Θ → Prop} {j k : F} (h : Rashomon φ S j k) (E : Θ → Bool)
    (hs : ∀ f g, S f → S g → E f = E g) : ∃ f, S f ∧ E f ≠ decide (φ f k < φ f j) := by
  obtain ⟨⟨f, hf, hfjk⟩, g, hg, hgkj⟩ := h
  refine (wrong_about_one (explain := fun f => decide (φ f k < φ f j)) (fun e => ?_)
    (hs f g hf hg)).elim (fun w => ⟨f, hf, w⟩) fun w => ⟨g, hg, w⟩
  exact lt_asymm hgkj (of_decide_eq_true (e.symm.trans (decide_eq_true hfjk)))

/-- The bilemma for the sign of an attribution: a method that says whether the attribution of a
feature is positive is wrong about one of two models with the same answer of which one has a
positive attribution and the other has not. -/
theorem sign_bilemma {j : F} (h : 0 < φ θ j) (h' : ¬0 < φ θ' j) (E : Θ → Bool)
    (hs : E θ = E θ') : E θ ≠ decide (0 < φ θ j) ∨ E θ' ≠ decide (0 < φ θ' j) :=
  wrong_about_one (explain := fun f => decide (0 < φ f j))
    (fun e => h' (of_decide_eq_true (e.symm.trans (decide_eq_true h)))) hs

/-- The bilemma for selection: a method that says whether a feature is selected is wrong about
one of two models with the same answer of which one selects the feature and the other does
not. -/
theorem selection_bilemma {j : F} (h : φ θ j ≠ 0) (h' : φ θ' j = 0) (E : Θ → Bool)
    (hs : E θ = E θ') : E θ ≠ decide (φ θ j ≠ 0) ∨ E θ' ≠ decide (φ θ' j ≠ 0) :=
  wrong_about_one (explain := fun f => decide (φ f j ≠ 0))
    (fun e => of_decide_eq_true (e.symm.trans (decide_eq_true h)) h') hs

end Different

/-! ## A neutral value -/

section Neutral
variable {Θ : Type u} {H : Type v} {Y : Type w} {S : ExplanationSystem Θ H Y} {θ θ' : Θ}

/-- **A neutral value is a way out.** The method that always answers with it is faithful and
stable. -/
theorem constant_faithful_stable {c : H} (h : S.Neutral c) :
    S.Faithful (fun _ => c) ∧ S.Stable (fun _ => c) :=
  ⟨h, fun _ _ _ => rfl⟩

/-- A method that gives all models the same answer is not decisive as soon as two explanations
are incompatible. -/
theorem constant_not_decisive (hi : Irreflexive S.incompatible)
    (h : S.incompatible (S.explain θ) (S.explain θ')) (c : H) : ¬S.Decisive fun _ => c :=
  fun k => hi c (k θ θ' h)

/-- Incompatibility with a neutral value added: the value `none` is compatible with all. -/
def OptionIncompatible (R : H → H → Prop) : Option H → Option H → Prop
  | some a, some b => R a b
  | _, _ => False

/-- A system with a neutral value added to the possible answers. -/
def withNeutral (S : ExplanationSystem Θ H Y) : ExplanationSystem Θ (Option H) Y where
  observe := S.observe
  explain θ := some (S.explain θ)
  incompatible := OptionIncompatible S.incompatible

/-- The added value is neutral. -/
theorem none_neutral (S : ExplanationSystem Θ H Y) : S.withNeutral.Neutral none := fun _ => id

/-- Every system is escapable once a neutral value is added: abstaining everywhere is faithful
and stable. -/
theorem abstaining_faithful_stable (S : ExplanationSystem Θ H Y) :
    S.withNeutral.Faithful (fun _ => none) ∧ S.withNeutral.Stable (fun _ => none) :=
  constant_faithful_stable S.none_neutral

/-- Adding a neutral value makes no explanation incompatible with itself. -/
theorem withNeutral_irreflexive (hi : Irreflexive S.incompatible) :
    Irreflexive S.withNeutral.incompatible := fun a => match a with
  | none => id
  | some a => hi a

/-- Adding a neutral value keeps the Rashomon pairs. -/
theorem withNeutral_rashomonPair : S.withNeutral.RashomonPair θ θ' ↔ S.RashomonPair θ θ' :=
  Iff.rfl

/-- The way out costs decisiveness: with a Rashomon pair no stable method is decisive, neutral
value or not. -/
theorem withNeutral_not_decisive (hi : Irreflexive S.incompatible) (h : S.RashomonPair θ θ')
    (E : Θ → Option H) : ¬(S.withNeutral.Stable E ∧ S.withNeutral.Decisive E) :=
  not_stable_and_decisive (withNeutral_irreflexive hi) (withNeutral_rashomonPair.mpr h) E

/-- **There is no other way out.** Where the explanations proper are maximally incompatible, a
faithful stable method abstains at both models of every Rashomon pair. -/
theorem abstains_of_faithful_stable (hm : S.Maximal) (h : S.RashomonPair θ θ')
    {E : Θ → Option H} (hf : S.withNeutral.Faithful E) (hs : S.withNeutral.Stable E) :
    E θ = none ∧ E θ' = none := by
  have same := hs θ θ' h.1
  have one := hf θ
  have two := hf θ'
  rw [← same] at two ⊢
  cases e : E θ with
  | none => exact ⟨rfl, rfl⟩
  | some a =>
    rw [e] at one two
    exact absurd ⟨one, two⟩ (no_answer_to_both hm h a)

/-- Faithful stable methods with a neutral value: to answer, under an observation, only with an
explanation that is neutral on it, and to abstain otherwise. -/
theorem partial_answer_faithful_stable (m : Y → Option H)
    (h : ∀ y c, m y = some c → S.NeutralOn y c) :
    S.withNeutral.Faithful (fun θ => m (S.observe θ)) ∧
      S.withNeutral.Stable (fun θ => m (S.observe θ)) := by
  refine ⟨fun θ => ?_, stable_of_factor m fun _ => rfl⟩
  show ¬OptionIncompatible S.incompatible (m (S.observe θ)) (some (S.explain θ))
  cases e : m (S.observe θ) with
  | none => exact id
  | some c => exact h _ c e θ rfl

end Neutral

/-- The sign of a number. -/
inductive Sign where
  /-- Less than zero. -/
  | negative
  /-- Zero. -/
  | zero
  /-- More than zero. -/
  | positive
deriving DecidableEq

/-- Two signs are opposite when one is positive and the other negative. -/
def Sign.Opposite : Sign → Sign → Prop
  | positive, negative => True
  | negative, positive => True
  | _, _ => False

section Sign
variable {Θ : Type u} {Y : Type w} {observe : Θ → Y} {sign : Θ → Sign} {θ θ' : Θ}

/-- The system of signs, in which opposite signs are incompatible. -/
def ofSign (observe : Θ → Y) (sign : Θ → Sign) : ExplanationSystem Θ Sign Y :=
  ⟨observe, sign, Sign.Opposite⟩

/-- No sign is its own opposite. -/
theorem opposite_irreflexive : Irreflexive Sign.Opposite := fun a => by
  cases a <;> exact id

/-- Zero is opposite to no sign, so that a system of signs is escapable. -/
theorem zero_neutral (observe : Θ → Y) (sign : Θ → Sign) :
    (ofSign observe sign).Neutral .zero := fun θ => by
  show ¬Sign.Opposite .zero (sign θ)
  cases sign θ <;> exact id

/-- Only zero is compatible with both signs of a Rashomon pair. -/
theorem eq_zero_of_compatible {a b c : Sign} (h : Sign.Opposite a b) (ha : ¬Sign.Opposite c a)
    (hb : ¬Sign.Opposite c b) : c = .zero := by
  revert h ha hb
  cases a <;> cases b <;> cases c <;> intro h ha hb <;>
    first
    | rfl
    | exact absurd trivial ha
    | exact absurd trivial hb
    | exact h.elim

/-- A faithful stable method says zero at both models of a Rashomon pair of signs. -/
theorem sign_zero_of_faithful_stable {E : Θ → Sign}
    (h : (ofSign observe sign).RashomonPair θ θ') (hf : (ofSign observe sign).Faithful E)
    (hs : (ofSign observe sign).Stable E) : E θ = .zero ∧ E θ' = .zero := by
  have same := hs θ θ' h.1
  have two := hf θ'
  rw [← same] at two ⊢
  have key : E θ = .zero := eq_zero_of_compatible h.2 (hf θ) two
  exact ⟨key, key⟩

end Sign

/-! ## Escapable precisely when -/

section Escape
variable {Θ : Type u} {H : Type v} {Y : Type w} {S : ExplanationSystem Θ H Y}

/-- A choice of an answer for each observation that is compatible with all explanations under
the observation gives a faithful stable method. -/
theorem faithful_stable_of_answers (m : Y → H)
    (h : ∀ θ, S.NeutralOn (S.observe θ) (m (S.observe θ))) :
    S.Faithful (fun θ => m (S.observe θ)) ∧ S.Stable (fun θ => m (S.observe θ)) :=
  ⟨fun θ => h θ θ rfl, stable_of_factor m fun _ => rfl⟩

/-- The answer of a faithful stable method is compatible with all explanations under the
observation. -/
theorem neutralOn_of_faithful_stable {E : Θ → H} (hf : S.Faithful E) (hs : S.Stable E) (θ : Θ) :
    S.NeutralOn (S.observe θ) (E θ) := fun θ' e => hs θ' θ e ▸ hf θ'

/-- On one observation that occurs: a method that is faithful and stable there exists exactly
when some answer is compatible with all explanations under the observation. -/
theorem exists_on_iff {y : Y} (hy : ∃ θ, S.observe θ = y) :
    (∃ E, S.FaithfulOn y E ∧ S.StableOn y E) ↔ ∃ c, S.NeutralOn y c :=
  ⟨fun ⟨E, hf, hs⟩ => hy.elim fun θ e =>
      ⟨E θ, fun θ' e' => hs θ' θ e' e ▸ hf θ' e'⟩,
   fun ⟨c, h⟩ => ⟨fun _ => c, h, fun _ _ _ _ => rfl⟩⟩

/-- A coverage conflict excludes an answer that is compatible with all. -/
theorem CoverageConflict.no_neutral {y : Y} (h : S.CoverageConflict y) : ¬∃ c, S.NeutralOn y c :=
  fun ⟨c, k⟩ => (h c).elim fun θ l => k θ l.1 l.2

/-- A coverage conflict on an observation that occurs excludes every method that is faithful and
stable on it. -/
theorem CoverageConflict.no_method {y : Y} (h : S.CoverageConflict y) (hy : ∃ θ, S.observe θ = y)
    (E : Θ → H) : ¬(S.FaithfulOn y E ∧ S.StableOn y E) :=
  fun k => h.no_neutral ((exists_on_iff hy).mp ⟨E, k⟩)

/-- Under maximal incompatibility a Rashomon pair is a coverage conflict. -/
theorem RashomonPair.coverageConflict [∀ a b, Decidable (S.incompatible a b)] (hm : S.Maximal)
    {θ θ' : Θ} (h : S.RashomonPair θ θ') : S.CoverageConflict (S.observe θ) := fun c =>
  if k : S.incompatible c (S.explain θ) then ⟨θ, rfl, k⟩
  else ⟨θ', h.1.symm, Decidable.byContradiction fun k' => no_answer_to_both hm h c ⟨k, k'⟩⟩

/-- **Escapable precisely when.** A faithful stable method exists exactly when for every model
some answer is compatible with the explanations of all models with the same observation,
whatever the relation of incompatibility. From right to left an answer must be chosen for each
observation: the axiom of choice is the only one that is used. -/
theorem exists_faithful_stable_iff :
    (∃ E, S.Faithful E ∧ S.Stable E) ↔ ∀ θ, ∃ c, S.NeutralOn (S.observe θ) c := by
  constructor
  · exact fun ⟨E, hf, hs⟩ θ => ⟨E θ, neutralOn_of_faithful_stable hf hs θ⟩
  · intro h
    have same : ∀ y y' (k : ∃ c, S.NeutralOn y c) (k' : ∃ c, S.NeutralOn y' c), y = y' →
        Classical.choose k = Classical.choose k' := fun y y' k k' e => by
      subst e
      rfl
    exact ⟨fun θ => Classical.choose (h θ), fun θ => Classical.choose_spec (h θ) θ rfl,
      fun θ θ' e => same _ _ (h θ) (h θ') e⟩

/-- A faithful stable method exists exactly when no observation that occurs has a coverage
conflict. Classical, since an answer is got from the absence of a conflict. -/
theorem exists_faithful_stable_iff_no_conflict :
    (∃ E, S.Faithful E ∧ S.Stable E) ↔ ∀ θ, ¬S.CoverageConflict (S.observe θ) := by
  refine exists_faithful_stable_iff.trans ⟨fun h θ k => k.no_neutral (h θ), fun h θ => ?_⟩
  refine Classical.byContradiction fun none => h θ fun c => ?_
  refine Classical.byContradiction fun k => none ⟨c, fun θ' e l => k ⟨θ', e, l⟩⟩

end Escape

/-! ## Finitely many models -/

section Finite
variable {n : Nat} {H : Type v} {Y : Type w}

/-- The first index with a property, if there is one. -/
def findIndex : {n : Nat} → (p : Fin n → Prop) → [DecidablePred p] → Option (Fin n)
  | 0, _, _ => none
  | _ + 1, p, _ =>
    if p first then some first
    else match findIndex fun i => p (next i) with
      | some i => some (next i)
      | none => none

/-- Where an index has the property, one is found, and it has the property. -/
theorem findIndex_some {p : Fin n → Prop} [DecidablePred p] (h : ∃ i, p i) :
    ∃ i, findIndex p = some i ∧ p i := by
  induction n with
  | zero => exact h.elim fun i _ => i.elim0
  | succ n ih =>
    by_cases k : p first
    · exact ⟨first, ite_eq_left k, k⟩
    · obtain ⟨i, hi⟩ := h
      have rest : ∃ j, p (next j) := (first_or_next i).elim (fun e => absurd (e ▸ hi) k)
        fun ⟨j, e⟩ => ⟨j, e ▸ hi⟩
      obtain ⟨j, e, hj⟩ := ih (p := fun j => p (next j)) rest
      refine ⟨next j, ?_, hj⟩
      show (if p first then some first else match findIndex (fun i => p (next i)) with
        | some i => some (next i)
        | none => none) = _
      rw [ite_eq_right k, e]

/-- The first model with the same observation as a given one. -/
def representative [DecidableEq Y] (observe : Fin n → Y) (i : Fin n) : Fin n :=
  match findIndex fun l => observe l = observe i with
  | some l => l
  | none => i

/-- The representative of a model is the first that is found. -/
theorem representative_eq [DecidableEq Y] {observe : Fin n → Y} {i l : Fin n}
    (h : (findIndex fun l => observe l = observe i) = some l) : representative observe i = l := by
  unfold representative
  rw [h]

/-- The representative has the same observation. -/
theorem observe_representative [DecidableEq Y] (observe : Fin n → Y) (i : Fin n) :
    observe (representative observe i) = observe i := by
  obtain ⟨l, e, hl⟩ := findIndex_some (p := fun l => observe l = observe i) ⟨i, rfl⟩
  rw [representative_eq e, hl]

/-- Models with the same observation have the same representative. -/
theorem representative_congr [DecidableEq Y] {observe : Fin n → Y} {i j : Fin n}
    (h : observe i = observe j) : representative observe i = representative observe j := by
  obtain ⟨l, e, _⟩ := findIndex_some (p := fun l => observe l = observe j) ⟨j, rfl⟩
  rw [representative_eq e, representative_eq (l := l) (by rw [h]; exact e)]

/-- For finitely many cases, a choice from each can be made without any axiom. -/
theorem finite_choice {P : Fin n → H → Prop} (h : ∀ i, ∃ c, P i c) :
    ∃ E : Fin n → H, ∀ i, P i (E i) := by
  induction n with
  | zero => exact ⟨fun i => i.elim0, fun i => i.elim0⟩
  | succ n ih =>
    obtain ⟨c, hc⟩ := h first
    obtain ⟨E, hE⟩ := ih fun i => h (next i)
    exact ⟨fun i => match i with
      | ⟨0, _⟩ => c
      | ⟨k + 1, hk⟩ => E ⟨k, Nat.le_of_succ_le_succ hk⟩, forall_index hc hE⟩

variable {S : ExplanationSystem (Fin n) H Y}

/-- For finitely many models a stable method is a function of the observation, and conversely,
without any axiom. -/
theorem stable_iff_factor_finite [DecidableEq Y] {E : Fin n → H} (d : H) :
    S.Stable E ↔ ∃ m : Y → H, ∀ i, E i = m (S.observe i) := by
  constructor
  · intro h
    refine ⟨fun y => match findIndex fun l => S.observe l = y with
      | some l => E l
      | none => d, fun i => ?_⟩
    obtain ⟨l, e, hl⟩ := findIndex_some (p := fun l => S.observe l = S.observe i) ⟨i, rfl⟩
    show _ = match findIndex (fun l => S.observe l = S.observe i) with
      | some l => E l
      | none => d
    rw [e]
    exact h i l hl.symm
  · exact fun ⟨m, h⟩ => stable_of_factor m h

/-- **Escapable precisely when, for finitely many models**, without any axiom: a faithful stable
method exists exactly when each observation that occurs has an answer compatible with all
explanations under it. -/
theorem exists_faithful_stable_iff_finite [DecidableEq Y] :
    (∃ E, S.Faithful E ∧ S.Stable E) ↔ ∀ i, ∃ c, S.NeutralOn (S.observe i) c := by
  constructor
  · exact fun ⟨E, hf, hs⟩ i => ⟨E i, neutralOn_of_faithful_stable hf hs i⟩
  · intro h
    obtain ⟨E, hE⟩ := finite_choice h
    refine ⟨fun i => E (representative S.observe i), fun i => ?_, fun i j e => ?_⟩
    · exact hE _ i (observe_representative S.observe i).symm
    · show E _ = E _
      rw [representative_congr e]

/-- For finitely many models a coverage conflict is exactly the absence of an answer that is
compatible with all explanations under the observation. -/
theorem coverageConflict_iff [DecidableEq Y] [∀ a b, Decidable (S.incompatible a b)] {y : Y} :
    S.CoverageConflict y ↔ ¬∃ c, S.NeutralOn y c :=
  ⟨CoverageConflict.no_neutral, fun none c =>
    if k : ∃ i, S.observe i = y ∧ S.incompatible c (S.explain i) then k
    else absurd ⟨c, fun i e l => k ⟨i, e, l⟩⟩ none⟩

/-- **Coverage conflict.** For finitely many models and an observation that occurs, there is a
coverage conflict exactly when no method is faithful and stable on the observation. -/
theorem coverageConflict_iff_no_method [DecidableEq Y]
    [∀ a b, Decidable (S.incompatible a b)] {y : Y} (hy : ∃ i, S.observe i = y) :
    S.CoverageConflict y ↔ ¬∃ E, S.FaithfulOn y E ∧ S.StableOn y E :=
  coverageConflict_iff.trans
    ⟨fun none h => none ((exists_on_iff hy).mp h), fun none h => none ((exists_on_iff hy).mpr h)⟩

end Finite

/-! ## Counting the models that an answer contradicts -/

section Count
variable {n : Nat} {Y : Type w} [DecidableEq Y]

/-- The number of models with an observation. -/
def classSize (observe : Fin n → Y) (y : Y) : Nat := count fun i => observe i = y

section Errors
variable {H : Type v} [DecidableEq H]

/-- The number of models with an observation that have a given explanation. -/
def saying (observe : Fin n → Y) (explain : Fin n → H) (y : Y) (b : H) : Nat :=
  count fun i => observe i = y ∧ explain i = b

/-- The number of models with an observation that an answer contradicts. -/
def errors (observe : Fin n → Y) (explain : Fin n → H) (y : Y) (b : H) : Nat :=
  count fun i => observe i = y ∧ b ≠ explain i

/-- An answer contradicts the models that do not say the same, whatever the explanations. -/
theorem errors_add_saying (observe : Fin n → Y) (explain : Fin n → H) (y : Y) (b : H) :
    errors observe explain y b + saying observe explain y b = classSize observe y := by
  refine (count_or fun i h => h.1.2 h.2.2.symm).symm.trans (count_congr fun i =>
    ⟨fun h => h.elim And.left And.left, fun h => ?_⟩)
  exact if e : explain i = b then Or.inr ⟨h, e⟩ else Or.inl ⟨h, fun e' => e e'.symm⟩

/-- An answer contradicts no model exactly when it is neutral on the observation. -/
theorem errors_eq_zero_iff {observe : Fin n → Y} {explain : Fin n → H} {y : Y} {b : H} :
    errors observe explain y b = 0 ↔ (different observe explain).NeutralOn y b :=
  count_eq_zero.trans ⟨fun h i e k => h i ⟨e, k⟩, fun h i k => h i k.1 k.2⟩

/-- There is a coverage conflict exactly when every answer contradicts some model. -/
theorem coverageConflict_iff_errors_pos {observe : Fin n → Y} {explain : Fin n → H} {y : Y} :
    (different observe explain).CoverageConflict y ↔ ∀ b, 0 < errors observe explain y b :=
  ⟨fun h b => (count_pos (p := fun i => observe i = y ∧ b ≠ explain i)).mpr (h b),
   fun h b => (count_pos (p := fun i => observe i = y ∧ b ≠ explain i)).mp (h b)⟩

/-- The errors of a stable method under an observation that occurs are those of its answer. -/
theorem errors_of_stable {observe : Fin n → Y} {explain E : Fin n → H}
    (hs : (different observe explain).Stable E) (i : Fin n) :
    (count fun l => observe l = observe i ∧ E l ≠ explain l) =
      errors observe explain (observe i) (E i) :=
  count_congr fun l => ⟨fun h => ⟨h.1, hs l i h.1 ▸ h.2⟩, fun h => ⟨h.1, (hs l i h.1).symm ▸ h.2⟩⟩

end Errors

variable {observe : Fin n → Y} {explain : Fin n → Bool} {y : Y}

/-- Of two possible answers each contradicts exactly the models that say the other. -/
theorem errors_eq_saying_not (observe : Fin n → Y) (explain : Fin n → Bool) (y : Y) (b : Bool) :
    errors observe explain y b = saying observe explain y (!b) :=
  count_congr fun i => by
    have key : b ≠ explain i ↔ explain i = !b := by cases b <;> cases explain i <;> decide
    exact ⟨fun h => ⟨h.1, key.mp h.2⟩, fun h => ⟨h.1, key.mpr h.2⟩⟩

/-- The number of models on the smaller side under an observation. -/
def minorityOn (observe : Fin n → Y) (explain : Fin n → Bool) (y : Y) : Nat :=
  if saying observe explain y true ≤ saying observe explain y false
  then saying observe explain y true else saying observe explain y false

/-- The answer of the majority under an observation, and true where there is a balance. -/
def majorityAnswer (observe : Fin n → Y) (explain : Fin n → Bool) (y : Y) : Bool :=
  decide (saying observe explain y false ≤ saying observe explain y true)

/-- The smaller side is at most either side. -/
theorem minorityOn_le_saying (observe : Fin n → Y) (explain : Fin n → Bool) (y : Y) (b : Bool) :
    minorityOn observe explain y ≤ saying observe explain y b := by
  unfold minorityOn
  by_cases h : saying observe explain y true ≤ saying observe explain y false
  · rw [ite_eq_left h]
    cases b with
    | true => exact Nat.le_refl _
    | false => exact h
  · rw [ite_eq_right h]
    cases b with
    | true => exact Nat.le_of_lt (Nat.not_le.mp h)
    | false => exact Nat.le_refl _

/-- **No answer contradicts fewer models than the smaller side has.** -/
theorem minorityOn_le_errors (observe : Fin n → Y) (explain : Fin n → Bool) (y : Y) (b : Bool) :
    minorityOn observe explain y ≤ errors observe explain y b := by
  rw [errors_eq_saying_not]
  exact minorityOn_le_saying observe explain y _

/-- **The majority answer attains it.** -/
theorem errors_majorityAnswer (observe : Fin n → Y) (explain : Fin n → Bool) (y : Y) :
    errors observe explain y (majorityAnswer observe explain y) =
      minorityOn observe explain y := by
  rw [errors_eq_saying_not]
  unfold majorityAnswer minorityOn
  by_cases h : saying observe explain y false ≤ saying observe explain y true
  · rw [decide_eq_true h]
    by_cases k : saying observe explain y true ≤ saying observe explain y false
    · rw [ite_eq_left k]
      exact Nat.le_antisymm h k
    · rw [ite_eq_right k]
      rfl
  · rw [decide_eq_false h, ite_eq_left (Nat.le_of_lt (Nat.not_le.mp h))]
    rfl

/-- **The majority answer is the best stable answer.** -/
theorem majorityAnswer_best (observe : Fin n → Y) (explain : Fin n → Bool) (y : Y) (b : Bool) :
    errors observe explain y (majorityAnswer observe explain y) ≤ errors observe explain y b :=
  errors_majorityAnswer observe explain y ▸ minorityOn_le_errors observe explain y b

/-- The smaller side has at most half of the models with the observation. -/
theorem minorityOn_add_minorityOn_le (observe : Fin n → Y) (explain : Fin n → Bool) (y : Y) :
    minorityOn observe explain y + minorityOn observe explain y ≤ classSize observe y := by
  rw [← errors_add_saying observe explain y true]
  exact Nat.add_le_add (minorityOn_le_errors observe explain y true)
    (minorityOn_le_saying observe explain y true)

/-- **The minority is positive exactly when there is a coverage conflict.** -/
theorem minorityOn_pos_iff :
    0 < minorityOn observe explain y ↔ (different observe explain).CoverageConflict y := by
  refine Iff.trans ?_ coverageConflict_iff_errors_pos.symm
  exact ⟨fun h b => Nat.lt_of_lt_of_le h (minorityOn_le_errors observe explain y b),
    fun h => Nat.lt_of_lt_of_le (h (majorityAnswer observe explain y))
      (Nat.le_of_eq (errors_majorityAnswer observe explain y))⟩

/-- The minority is positive exactly when two models with the observation have different
explanations. -/
theorem minorityOn_pos_iff_both :
    0 < minorityOn observe explain y ↔
      ∃ i j, observe i = y ∧ observe j = y ∧ explain i = true ∧ explain j = false := by
  constructor
  · intro h
    have some := fun b =>
      count_pos.mp (Nat.lt_of_lt_of_le h (minorityOn_le_saying observe explain y b))
    obtain ⟨i, hi⟩ := some true
    obtain ⟨j, hj⟩ := some false
    exact ⟨i, j, hi.1, hj.1, hi.2, hj.2⟩
  · rintro ⟨i, j, hi, hj, ei, ej⟩
    refine minorityOn_pos_iff.mpr fun b => ?_
    cases b with
    | true => exact ⟨j, hj, fun e => Bool.noConfusion (e.trans ej)⟩
    | false => exact ⟨i, hi, fun e => Bool.noConfusion (e.trans ei)⟩

end Count

/-! ## The best stable method -/

section Total
variable {n m : Nat}

/-- A count is the sum of the counts under each observation. -/
theorem sum_count_class (observe : Fin n → Fin m) (p : Fin n → Prop) [DecidablePred p] :
    (sum fun y => count fun i => observe i = y ∧ p i) = count p := by
  rw [sum_congr (g := fun y => sum fun i => if observe i = y ∧ p i then (1 : Nat) else 0) fun y =>
      count_eq_sum fun i => observe i = y ∧ p i, sum_exchange, count_eq_sum]
  refine sum_congr fun i => ?_
  refine (sum_single (observe i) _ fun y hy => ite_eq_right fun h => hy h.1.symm).trans ?_
  by_cases h : p i
  · rw [ite_eq_left h, ite_eq_left ⟨rfl, h⟩]
  · rw [ite_eq_right h, ite_eq_right fun k => h k.2]
    rfl

/-- **The price of stability.** A stable method with two possible answers is wrong about at least
as many models as are on the smaller side under each observation, added up. -/
theorem sum_minorityOn_le {observe : Fin n → Fin m} {explain E : Fin n → Bool}
    (hs : (different observe explain).Stable E) :
    (sum fun y => minorityOn observe explain y) ≤ count fun i => E i ≠ explain i := by
  rw [← sum_count_class observe fun i => E i ≠ explain i]
  refine sum_le_sum_nat fun y => ?_
  by_cases h : ∃ i, observe i = y
  · obtain ⟨i, e⟩ := h
    rw [← e, errors_of_stable hs i]
    exact minorityOn_le_errors observe explain (observe i) (E i)
  · refine Nat.le_trans (minorityOn_le_saying observe explain y true) ?_
    rw [show saying observe explain y true = 0 from count_eq_zero.mpr fun i k => h ⟨i, k.1⟩]
    exact Nat.zero_le _

/-- **The best stable method** answers with the majority under each observation: it is wrong
about exactly as many models as are on the smaller sides. -/
theorem count_majority_method (observe : Fin n → Fin m) (explain : Fin n → Bool) :
    (count fun i => majorityAnswer observe explain (observe i) ≠ explain i) =
      sum fun y => minorityOn observe explain y := by
  rw [← sum_count_class observe fun i => majorityAnswer observe explain (observe i) ≠ explain i]
  refine sum_congr fun y => ?_
  rw [← errors_majorityAnswer observe explain y]
  exact count_congr fun i => ⟨fun h => ⟨h.1, h.1 ▸ h.2⟩, fun h => ⟨h.1, h.1.symm ▸ h.2⟩⟩

end Total

/-! ## Up to a distance -/

section Distance
variable {H : Type v} {K : Type w} [OrderedField K] {d : H → H → K}

/-- **The quantitative bilemma.** For a symmetric distance with the triangle inequality, the
errors of two answers add up to at least the distance of the explanations less the distance of
the answers. -/
theorem error_sum (hsym : ∀ a b, d a b = d b a) (htri : ∀ a b c, d a c ≤ d a b + d b c)
    (e e' x x' : H) : d x x' - d e e' ≤ d e x + d e' x' := by
  have one := htri x e x'
  have two := htri e e' x'
  rw [hsym x e] at one
  exact le_of_cert (add_nonneg (sub_nonneg.mpr one) (sub_nonneg.mpr two))
    (ring_eq (by decide +kernel))

/-- Of two numbers with at least a given sum, one is at least half of it. -/
theorem half_le_or {a b s : K} (h : s ≤ a + b) : s / 2 ≤ a ∨ s / 2 ≤ b := by
  rcases le_total (s / 2) a with k | k
  · exact Or.inl k
  · refine Or.inr (le_of_not_lt fun l => not_le_of_lt (add_lt_add_of_le_of_lt k l) ?_)
    rw [half_add_half]
    exact h

/-- **One of the two errors is at least half.** Two answers at a distance of at most `δ` to two
explanations at a distance of at least `Δ`: one of them is off by at least half of `Δ - δ`. -/
theorem error_half (hsym : ∀ a b, d a b = d b a) (htri : ∀ a b c, d a c ≤ d a b + d b c)
    {e e' x x' : H} {δ Δ : K} (he : d e e' ≤ δ) (hx : Δ ≤ d x x') :
    (Δ - δ) / 2 ≤ d e x ∨ (Δ - δ) / 2 ≤ d e' x' :=
  half_le_or (le_trans (le_trans (sub_le_sub_right hx δ) (sub_le_sub_left he _))
    (error_sum hsym htri e e' x x'))

variable {Θ : Type u} {Y : Type v} {S : ExplanationSystem Θ H Y}

/-- A method is stable within `ε` and `δ` when models whose observations are at most `ε` apart
get answers that are at most `δ` apart. -/
def StableWithin (S : ExplanationSystem Θ H Y) (o : Y → Y → K) (d : H → H → K) (ε δ : K)
    (E : Θ → H) : Prop := ∀ θ θ', o (S.observe θ) (S.observe θ') ≤ ε → d (E θ) (E θ') ≤ δ

/-- **The approximate bilemma.** Two models whose observations are at most `ε` apart and whose
explanations are at least `Δ` apart: a method that is stable within `ε` and `δ` is off by at
least half of `Δ - δ` at one of them. -/
theorem approximate_bilemma {o : Y → Y → K} {ε δ Δ : K} (hsym : ∀ a b, d a b = d b a)
    (htri : ∀ a b c, d a c ≤ d a b + d b c) {E : Θ → H} (hs : StableWithin S o d ε δ E)
    {θ θ' : Θ} (ho : o (S.observe θ) (S.observe θ') ≤ ε)
    (hx : Δ ≤ d (S.explain θ) (S.explain θ')) :
    (Δ - δ) / 2 ≤ d (E θ) (S.explain θ) ∨ (Δ - δ) / 2 ≤ d (E θ') (S.explain θ') :=
  error_half hsym htri (hs θ θ' ho) hx

/-- A stable method in the strict sense: two models with the same observation and explanations at
least `Δ` apart, and an answer that is at no distance from itself, give an error of at least
half of `Δ`. -/
theorem stable_error_half (hsym : ∀ a b, d a b = d b a)
    (htri : ∀ a b c, d a c ≤ d a b + d b c) (hself : ∀ a, d a a = 0) {E : Θ → H}
    (hs : S.Stable E) {θ θ' : Θ} {Δ : K} (ho : S.observe θ = S.observe θ')
    (hx : Δ ≤ d (S.explain θ) (S.explain θ')) :
    Δ / 2 ≤ d (E θ) (S.explain θ) ∨ Δ / 2 ≤ d (E θ') (S.explain θ') := by
  have key := error_half hsym htri (e := E θ) (e' := E θ') (δ := 0)
    (by rw [hs θ θ' ho, hself]; exact le_refl 0) hx
  rw [show Δ - 0 = Δ from ring_eq (by decide +kernel)] at key
  exact key

/-- The absolute value of half a number is half its absolute value. -/
theorem abs_half (a : K) : abs (a / 2) = abs a / 2 := by
  rcases le_total 0 a with h | h
  · rw [abs_of_nonneg h, abs_of_nonneg (div_nonneg h (le_of_lt zero_lt_two))]
  · have k : a / 2 ≤ 0 := by
      have key := div_le_div_right h (le_of_lt (zero_lt_two (K := K)))
      rw [zero_div] at key
      exact key
    rw [abs_of_nonpos h, abs_of_nonpos k, div_eq_mul_inv, div_eq_mul_inv]
    exact ring_eq (by decide +kernel)

/-- **Half is attained** by numbers: the mean of two explanations is off by half of their
distance from each, so that the bound for stable methods cannot be improved. -/
theorem mean_attains_half (x x' : K) :
    abs ((x + x') / 2 - x) = abs (x - x') / 2 ∧ abs ((x + x') / 2 - x') = abs (x - x') / 2 := by
  have left : (x + x') / 2 - x = (x' - x) / 2 := by
    rw [show (x + x') / 2 - x = (x + x') / 2 - (x / 2 + x / 2) by rw [half_add_half],
      div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv]
    exact ring_eq (by decide +kernel)
  have right : (x + x') / 2 - x' = (x - x') / 2 := by
    rw [show (x + x') / 2 - x' = (x + x') / 2 - (x' / 2 + x' / 2) by rw [half_add_half],
      div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv]
    exact ring_eq (by decide +kernel)
  rw [left, right, abs_half, abs_half, abs_sub_comm x' x]
  exact ⟨rfl, rfl⟩

end Distance

end ExplanationSystem

/-! ## The worked example -/

namespace Example
open ExplanationSystem

/-- What is observed of a model of the worked example: which of the two features of the second
group it has above the other. -/
def observed (i : Fin 12) : Fin 2 := if level i ⟨3, by decide⟩ < level i ⟨4, by decide⟩
  then first else next first

/-- The system in which a model is explained by whether it has `j` above `k`. -/
def orderSystem (j k : Fin 5) : ExplanationSystem (Fin 12) Bool (Fin 2) :=
  different observed fun i => decide (level i k < level i j)

instance (j k : Fin 5) (a b : Bool) : Decidable ((orderSystem j k).incompatible a b) :=
  inferInstanceAs (Decidable (a ≠ b))

instance (j k : Fin 5) (i l : Fin 12) : Decidable ((orderSystem j k).RashomonPair i l) :=
  inferInstanceAs (Decidable (observed i = observed l ∧
    decide (level i k < level i j) ≠ decide (level l k < level l j)))

/-- Under each observation every two features of the first group have a Rashomon pair of
models. -/
theorem order_rashomonPair : ∀ j k, group j = true → group k = true → j ≠ k → ∀ y, ∃ i l,
    observed i = y ∧ (orderSystem j k).RashomonPair i l := by
  decide +kernel

/-- The bilemma in the worked example: no method tells the order of two features of the first
group faithfully and stably. -/
theorem order_bilemma {j k : Fin 5} (hj : group j = true) (hk : group k = true) (hjk : j ≠ k)
    (E : Fin 12 → Bool) : ¬((orderSystem j k).Faithful E ∧ (orderSystem j k).Stable E) := by
  obtain ⟨i, l, _, h⟩ := order_rashomonPair j k hj hk hjk first
  exact bilemma (different_maximal _ _) h E

/-- Under each observation the order of two features of the first group is a coverage
conflict. -/
theorem order_conflict {j k : Fin 5} (hj : group j = true) (hk : group k = true) (hjk : j ≠ k)
    (y : Fin 2) : (orderSystem j k).CoverageConflict y := by
  obtain ⟨i, l, e, h⟩ := order_rashomonPair j k hj hk hjk y
  exact e ▸ h.coverageConflict (different_maximal _ _)

/-- The price of stability in the worked example: a stable method is wrong about the order of two
features of the first group for at least six of the twelve models. -/
theorem order_price {j k : Fin 5} (hj : group j = true) (hk : group k = true) (hjk : j ≠ k)
    {E : Fin 12 → Bool} (hs : (orderSystem j k).Stable E) :
    6 ≤ count fun i => E i ≠ decide (level i k < level i j) := by
  have key := (show ∀ j k, group j = true → group k = true → j ≠ k →
    (sum fun y => minorityOn observed (fun i => decide (level i k < level i j)) y) = 6 by
      decide +kernel) j k hj hk hjk
  exact key ▸ sum_minorityOn_le hs

/-- A pair of features without a conflict, so that the conditions are not empty either way: for
two features of which one is outside the first group, to give each model its own explanation is
faithful and stable. -/
theorem order_escape {j k : Fin 5} (h : ¬(group j = true ∧ group k = true)) :
    (orderSystem j k).Faithful (orderSystem j k).explain ∧
      (orderSystem j k).Stable (orderSystem j k).explain :=
  ⟨explain_faithful (different_irreflexive _ _),
   (show ∀ j k, ¬(group j = true ∧ group k = true) → ∀ i l, observed i = observed l →
      decide (level i k < level i j) = decide (level l k < level l j) by
    decide +kernel) j k h⟩

/-- The only way out: a faithful stable method that may abstain does so on every Rashomon pair. -/
theorem order_way_out {j k : Fin 5} {E : Fin 12 → Option Bool}
    (hf : (orderSystem j k).withNeutral.Faithful E)
    (hs : (orderSystem j k).withNeutral.Stable E) {i l : Fin 12}
    (h : (orderSystem j k).RashomonPair i l) : E i = none ∧ E l = none :=
  abstains_of_faithful_stable (different_maximal _ _) h hf hs

/-- The difference of the attributions of two features as a sign. -/
def orderSign (j k : Fin 5) (i : Fin 12) : Sign :=
  if level i k < level i j then .positive else if level i j < level i k then .negative else .zero

/-- With signs, a faithful stable method says zero of two features of the first group, whatever
the model. -/
theorem sign_zero {j k : Fin 5} (hj : group j = true) (hk : group k = true) (hjk : j ≠ k)
    {E : Fin 12 → Sign} (hf : (ofSign observed (orderSign j k)).Faithful E)
    (hs : (ofSign observed (orderSign j k)).Stable E) (i : Fin 12) : E i = .zero := by
  obtain ⟨a, b, ha, hb, pa, nb⟩ := (show ∀ j k, group j = true → group k = true → j ≠ k → ∀ i,
    ∃ a b, observed a = observed i ∧ observed b = observed i ∧ orderSign j k a = .positive ∧
      orderSign j k b = .negative by decide +kernel) j k hj hk hjk i
  rw [hs i a ha.symm]
  have opposite : Sign.Opposite (orderSign j k a) (orderSign j k b) := by
    rw [pa, nb]
    exact trivial
  exact (sign_zero_of_faithful_stable (observe := observed) (sign := orderSign j k)
    ⟨ha.trans hb.symm, opposite⟩ hf hs).1

/-- The feature of the first group with the greatest attribution. -/
def leader (i : Fin 12) : Fin 5 := search first (fun j => j) fun j => level i j = 6

/-- More than two explanations: of the three features of the first group each leads in a third of
the models, so that naming any one feature contradicts at least two thirds of the models under
each observation, and not a half. -/
theorem leader_errors : ∀ (y : Fin 2) (c : Fin 5),
    classSize observed y = 6 ∧ 4 ≤ errors observed leader y c ∧
      (group c = true → errors observed leader y c = 4) := by
  decide +kernel

end Example

end DASH
