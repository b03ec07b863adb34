import DASH.Attribution.Basic

/-!
# The impossibility

When two models of a set order two features differently, no ranking that is the same for all
models of the set is faithful to them. The theorem is proved in each of the senses of
"faithful", from one Rashomon pair and with no more hypotheses than each needs, and then as an
equivalence: a stable faithful ranking exists exactly when there is no Rashomon pair. Then for
a whole group, for rankings that may use the data, for attributions known up to an error, and
for scores instead of rankings.
-/

namespace DASH

universe u v w

/-- Values that are never in strict order both ways; every ordered field is such. -/
def StrictValues (K : Type u) [LT K] : Prop := ∀ x y : K, x < y → ¬y < x

/-- The values of an ordered field are never in strict order both ways. -/
theorem strictValues (K : Type u) [OrderedField K] : StrictValues K := fun _ _ => lt_asymm

section OnePair
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] {φ : Θ → F → K} {S : Θ → Prop} {j k : F}
  {R : F → F → Prop}

/-- **The impossibility, as an equivalence of ranking and model.** With one Rashomon pair, no
ranking is faithful to all models of the set. Completeness is not needed, nor any property of
the ranking. -/
theorem impossibility (hK : StrictValues K) (h : Rashomon φ S j k) :
    ¬∀ f, S f → Faithful φ f R := fun all => by
  obtain ⟨⟨f, hf, hfjk⟩, g, hg, hgkj⟩ := h
  exact hK _ _ hgkj ((all g hg j k).mp ((all f hf j k).mpr hfjk))

/-- **The impossibility, in the "whenever" form.** With one Rashomon pair, no asymmetric ranking
reports all models of the set. Asymmetry on the pair is what the published statement lacks. -/
theorem impossibility_reports (h : Rashomon φ S j k) (hR : Asymmetric R) :
    ¬∀ f, S f → Reports φ f R := fun all => by
  obtain ⟨⟨f, hf, hfjk⟩, g, hg, hgkj⟩ := h
  exact hR j k (all f hf j k hfjk) (all g hg k j hgkj)

/-- Without asymmetry the "whenever" form is false: the relation that holds of every pair
reports every model, is complete, and is the same for all models. -/
theorem reports_without_asymmetry (φ : Θ → F → K) :
    ∃ R : F → F → Prop, (∀ f, Reports φ f R) ∧ Complete R :=
  ⟨fun _ _ => True, everything_reports φ, fun _ _ _ => Or.inl trivial⟩

/-- The features of a Rashomon pair are different. -/
theorem ne_of_rashomon (hK : StrictValues K) (h : Rashomon φ S j k) : j ≠ k := fun e => by
  obtain ⟨f, _, hf⟩ := h.1
  rw [e] at hf
  exact hK _ _ hf hf

/-- **The impossibility, as soundness.** With one Rashomon pair, no complete ranking is sound
for all models of the set. -/
theorem impossibility_sound (hK : StrictValues K) (h : Rashomon φ S j k) (hR : Complete R) :
    ¬∀ f, S f → Sound φ f R := fun all => by
  have hjk := ne_of_rashomon hK h
  obtain ⟨⟨f, hf, hfjk⟩, g, hg, hgkj⟩ := h
  exact (hR j k hjk).elim (fun r => hK _ _ hgkj (all g hg j k r))
    fun r => hK _ _ hfjk (all f hf k j r)

/-- A ranking that no model of the set contradicts ties every Rashomon pair. -/
theorem tied_of_not_contradicted (h : Rashomon φ S j k)
    (hR : ∀ f, S f → ¬Contradicted φ f R) : Tied R j k :=
  ⟨fun r => h.2.elim fun g hg => hR g hg.1 ⟨j, k, r, hg.2⟩,
   fun r => h.1.elim fun f hf => hR f hf.1 ⟨k, j, r, hf.2⟩⟩

/-- A ranking that is sound for all models of the set ties every Rashomon pair. -/
theorem tied_of_sound (hK : StrictValues K) (h : Rashomon φ S j k)
    (hR : ∀ f, S f → Sound φ f R) : Tied R j k :=
  tied_of_not_contradicted h fun f hf ⟨a, b, r, hlt⟩ => hK _ _ hlt (hR f hf a b r)

/-- A ranking that decides a Rashomon pair is contradicted by some model of the set. -/
theorem exists_contradicting_model (h : Rashomon φ S j k) (hR : R j k ∨ R k j) :
    ∃ f, S f ∧ Contradicted φ f R :=
  hR.elim (fun r => h.2.elim fun g hg => ⟨g, hg.1, j, k, r, hg.2⟩)
    fun r => h.1.elim fun f hf => ⟨f, hf.1, k, j, r, hf.2⟩

/-- Of two models that order a pair differently, an asymmetric ranking that decides the pair
agrees with exactly one: it says what one model says, and not what the other says. -/
theorem right_about_one_of_two (hR : Asymmetric R) {f g : Θ} (hf : φ f k < φ f j)
    (hg : φ g j < φ g k) (hd : R j k ∨ R k j) :
    (R j k ∧ ¬R k j ∧ φ f k < φ f j ∧ Contradicted φ g R) ∨
      (R k j ∧ ¬R j k ∧ φ g j < φ g k ∧ Contradicted φ f R) :=
  hd.elim (fun r => Or.inl ⟨r, hR j k r, hf, j, k, r, hg⟩)
    fun r => Or.inr ⟨r, hR k j r, hg, k, j, r, hf⟩

end OnePair

section Methods
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] {φ : Θ → F → K} {S : Θ → Prop} {j k : F}

/-- **The impossibility for methods.** With one Rashomon pair, no method that is given a model
and answers with a ranking is both stable and faithful. -/
theorem no_stable_faithful_method (hK : StrictValues K) (h : Rashomon φ S j k)
    (m : Θ → F → F → Prop) (hs : Stable S m) : ¬∀ f, S f → Faithful φ f (m f) := fun all => by
  obtain ⟨⟨f, hf, hfjk⟩, g, hg, hgkj⟩ := h
  exact hK _ _ hgkj ((all g hg j k).mp (hs f g hf hg j k ((all f hf j k).mpr hfjk)))

/-- **The impossibility of three.** With one Rashomon pair, no method is sound, stable and
complete. Here all three are needed: `DASH.DesignSpace.PickTwo` has a method for each two. -/
theorem no_sound_stable_complete_method (hK : StrictValues K) (h : Rashomon φ S j k)
    (m : Θ → F → F → Prop) (hs : Stable S m) (hc : ∀ f, S f → Complete (m f)) :
    ¬∀ f, S f → Sound φ f (m f) := fun all => by
  have hjk := ne_of_rashomon hK h
  obtain ⟨⟨f, hf, hfjk⟩, g, hg, hgkj⟩ := h
  exact (hc f hf j k hjk).elim
    (fun r => hK _ _ hgkj (all g hg j k (hs f g hf hg j k r)))
    fun r => hK _ _ hfjk (all f hf k j r)

/-- **Rankings that may use the data.** A method that is given the data and the model, and that
for each data set answers all its models alike, is not faithful on any data set whose models
have a Rashomon pair. -/
theorem no_stable_faithful_method_of_data {D : Type u} (hK : StrictValues K)
    (models : D → Θ → Prop) (m : D → Θ → F → F → Prop) (d : D)
    (h : Rashomon φ (models d) j k) (hs : Stable (models d) (m d)) :
    ¬∀ f, models d f → Faithful φ f (m d f) :=
  no_stable_faithful_method hK h (m d) hs

/-- A ranking computed from the data alone is contradicted by some model on every data set whose
models have a Rashomon pair that the ranking decides. -/
theorem data_ranking_contradicted {D : Type u} (models : D → Θ → Prop)
    (rank : D → F → F → Prop) (d : D) (h : Rashomon φ (models d) j k)
    (hd : rank d j k ∨ rank d k j) : ∃ f, models d f ∧ Contradicted φ f (rank d) :=
  exists_contradicting_model h hd

end Methods

/-! ## Exactly when a stable ranking is possible -/

section Exactly
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] {φ : Θ → F → K} {S : Θ → Prop}

/-- **The impossibility is sharp.** An asymmetric ranking that reports all models of a set
exists if and only if the set has no Rashomon pair. -/
theorem exists_reporting_iff :
    (∃ R : F → F → Prop, Asymmetric R ∧ ∀ f, S f → Reports φ f R) ↔
      ∀ j k, ¬Rashomon φ S j k :=
  ⟨fun ⟨_, ha, hr⟩ _ _ h => impossibility_reports h ha hr,
   fun none => ⟨fun j k => ∃ f, S f ∧ φ f k < φ f j, fun j k hjk hkj => none j k ⟨hjk, hkj⟩,
     fun f hf _ _ hlt => ⟨f, hf, hlt⟩⟩⟩

/-- A ranking faithful to all models of a set exists if and only if the models of the set all
give the same order. -/
theorem exists_faithful_iff :
    (∃ R : F → F → Prop, ∀ f, S f → Faithful φ f R) ↔
      ∀ f g, S f → S g → ∀ j k, φ f k < φ f j → φ g k < φ g j :=
  ⟨fun ⟨_, h⟩ f g hf hg j k hlt => (h g hg j k).mp ((h f hf j k).mpr hlt),
   fun same => ⟨fun j k => ∃ f, S f ∧ φ f k < φ f j, fun g hg j k =>
     ⟨fun ⟨f, hf, l⟩ => same f g hf hg j k l, fun l => ⟨g, hg, l⟩⟩⟩⟩

/-- What all models agree on is the greatest ranking that is sound for all models. -/
theorem agreed_greatest {R : F → F → Prop} :
    Extends (Agreed φ S) R ↔ ∀ f, S f → Sound φ f R :=
  ⟨fun h f hf j k r => h j k r f hf, fun h j k r f hf => h f hf j k r⟩

end Exactly

/-! ## A whole group -/

section Group
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] {φ : Θ → F → K} {S : Θ → Prop}
  {G : Type u} {group : F → G} {ℓ : G} {R : F → F → Prop}

/-- A ranking that no model contradicts ties every two different features of a collinear
group. -/
theorem group_tied (h : CollinearGroup φ S group ℓ) (hR : ∀ f, S f → ¬Contradicted φ f R)
    {j k : F} (hj : group j = ℓ) (hk : group k = ℓ) (hjk : j ≠ k) : Tied R j k :=
  tied_of_not_contradicted (h j k hj hk hjk) hR

/-- A ranking that decides any pair within a collinear group is contradicted by some model. -/
theorem group_contradicted (h : CollinearGroup φ S group ℓ) {j k : F} (hj : group j = ℓ)
    (hk : group k = ℓ) (hjk : j ≠ k) (hR : R j k ∨ R k j) : ∃ f, S f ∧ Contradicted φ f R :=
  exists_contradicting_model (h j k hj hk hjk) hR

/-- Every complete ranking is contradicted by some model as soon as a collinear group has two
features. -/
theorem complete_contradicted (h : CollinearGroup φ S group ℓ) {j k : F} (hj : group j = ℓ)
    (hk : group k = ℓ) (hjk : j ≠ k) (hR : Complete R) : ∃ f, S f ∧ Contradicted φ f R :=
  group_contradicted h hj hk hjk (hR j k hjk)

/-- A dominant feature of each model, strictly above the others of its group, makes the group
collinear as soon as every feature of the group is dominant in some model. -/
theorem group_of_dominant (dominant : Θ → F)
    (above : ∀ f, S f → group (dominant f) = ℓ → ∀ k, group k = ℓ → k ≠ dominant f →
      φ f k < φ f (dominant f))
    (onto : ∀ j, group j = ℓ → ∃ f, S f ∧ dominant f = j) : CollinearGroup φ S group ℓ :=
  fun j k hj hk hjk =>
    have side : ∀ a b, group a = ℓ → group b = ℓ → a ≠ b → ∃ f, S f ∧ φ f b < φ f a :=
      fun a b ha hb hab => (onto a ha).elim fun f hf => ⟨f, hf.1, by
        have key := above f hf.1 (hf.2 ▸ ha) b hb (fun e => hab (hf.2.symm.trans e.symm))
        rw [hf.2] at key
        exact key⟩
    ⟨side j k hj hk hjk, side k j hk hj hjk.symm⟩

end Group

/-! ## Where Rashomon pairs come from -/

section Symmetry
variable {F : Type u} {Θ : Type v} {K : Type w} [LT K] {φ : Θ → F → K} {S : Θ → Prop} {j k : F}

/-- A set of models closed under exchanging two features has them as a Rashomon pair as soon as
one of its models distinguishes them. -/
theorem rashomon_of_swap (σ : Θ → Θ) (hS : ∀ f, S f → S (σ f)) (hj : ∀ f, φ (σ f) j = φ f k)
    (hk : ∀ f, φ (σ f) k = φ f j) {f : Θ} (hf : S f) (h : φ f k < φ f j) : Rashomon φ S j k :=
  ⟨⟨f, hf, h⟩, σ f, hS f hf, by rw [hj, hk]; exact h⟩

/-- The models whose loss is at most a bound. -/
def RashomonSet {L : Type w} [LE L] (loss : Θ → L) (bound : L) : Θ → Prop :=
  fun f => loss f ≤ bound

/-- An exchange of two features that keeps the loss makes them a Rashomon pair of every Rashomon
set that has a model which distinguishes them: both witnesses have the same loss. -/
theorem rashomon_of_loss_preserving_swap {L : Type w} [LE L] (loss : Θ → L) (bound : L)
    (σ : Θ → Θ) (hloss : ∀ f, loss (σ f) = loss f) (hj : ∀ f, φ (σ f) j = φ f k)
    (hk : ∀ f, φ (σ f) k = φ f j) {f : Θ} (hf : loss f ≤ bound) (h : φ f k < φ f j) :
    Rashomon φ (RashomonSet loss bound) j k :=
  rashomon_of_swap σ (fun g hg => by
    show loss (σ g) ≤ bound
    rw [hloss]; exact hg) hj hk hf h

end Symmetry

/-! ## Up to an error -/

section Approximate
variable {F : Type u} {Θ : Type v} {K : Type w} [OrderedField K] {φ : Θ → F → K} {S : Θ → Prop}
  {R : F → F → Prop} {ε δ : K}

/-- The ranking reports every gap of the model that is greater than `ε`. -/
def ReportsAbove (ε : K) (φ : Θ → F → K) (f : Θ) (R : F → F → Prop) : Prop :=
  ∀ j k, φ f k + ε < φ f j → R j k

/-- Two models of the set order the pair differently, each by more than `ε`. -/
def RashomonBy (ε : K) (φ : Θ → F → K) (S : Θ → Prop) (j k : F) : Prop :=
  (∃ f, S f ∧ φ f k + ε < φ f j) ∧ ∃ g, S g ∧ φ g j + ε < φ g k

/-- Reporting every gap is reporting every gap above zero. -/
theorem reportsAbove_zero {f : Θ} : ReportsAbove 0 φ f R ↔ Reports φ f R :=
  ⟨fun h j k l => h j k ((add_zero (φ f k)).symm ▸ l),
   fun h j k l => h j k ((add_zero (φ f k)) ▸ l)⟩

/-- To report smaller gaps is to report larger gaps too. -/
theorem ReportsAbove.mono {f : Θ} (h : ReportsAbove ε φ f R) (hεδ : ε ≤ δ) :
    ReportsAbove δ φ f R :=
  fun j k l => h j k (lt_of_le_of_lt (add_le_add_left hεδ _) l)

/-- **The impossibility up to an error.** No asymmetric ranking reports the gaps above `ε` of all
models of a set in which two models order a pair differently by more than `ε`. -/
theorem impossibility_above {j k : F} (h : RashomonBy ε φ S j k) (hR : Asymmetric R) :
    ¬∀ f, S f → ReportsAbove ε φ f R := fun all => by
  obtain ⟨⟨f, hf, hfjk⟩, g, hg, hgkj⟩ := h
  exact hR j k (all f hf j k hfjk) (all g hg k j hgkj)

/-- **And only then.** An asymmetric ranking that reports all gaps above `ε` exists if and only
if no two models order a pair differently by more than `ε`. -/
theorem exists_reporting_above_iff :
    (∃ R : F → F → Prop, Asymmetric R ∧ ∀ f, S f → ReportsAbove ε φ f R) ↔
      ∀ j k, ¬RashomonBy ε φ S j k :=
  ⟨fun ⟨_, ha, hr⟩ _ _ h => impossibility_above h ha hr,
   fun none => ⟨fun j k => ∃ f, S f ∧ φ f k + ε < φ f j,
     fun j k hjk hkj => none j k ⟨hjk, hkj⟩, fun f hf _ _ hlt => ⟨f, hf, hlt⟩⟩⟩

/-- **The impossibility for scores.** One score for all models misses the gap of a pair, in one
of two models that order it differently, by at least half of the sum of the two gaps. -/
theorem score_error (s : F → K) {f g : Θ} {j k : F}
    (hf : abs ((s j - s k) - (φ f j - φ f k)) ≤ ε) (hg : abs ((s j - s k) - (φ g j - φ g k)) ≤ ε) :
    (φ f j - φ f k) + (φ g k - φ g j) ≤ 2 * ε := by
  have one := le_trans (neg_le_abs _) hf
  have two := le_trans (le_abs_self _) hg
  exact le_of_cert (add_nonneg (sub_nonneg.mpr one) (sub_nonneg.mpr two))
    (ring_eq (by decide +kernel))

/-- A score of which the error is below half of the sum of the gaps of a Rashomon pair does not
exist. -/
theorem no_accurate_score (s : F → K) {j k : F} {f g : Θ} {a b : K}
    (hf : φ f k + a ≤ φ f j) (hg : φ g j + b ≤ φ g k) (hε : 2 * ε < a + b)
    (hfε : abs ((s j - s k) - (φ f j - φ f k)) ≤ ε) :
    ¬abs ((s j - s k) - (φ g j - φ g k)) ≤ ε := fun hgε => by
  have bound := score_error s hfε hgε
  refine not_le_of_lt (lt_of_lt_of_le hε ?_) bound
  exact le_of_cert (add_nonneg (sub_nonneg.mpr hf) (sub_nonneg.mpr hg))
    (ring_eq (by decide +kernel))

end Approximate

end DASH
