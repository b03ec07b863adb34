import DASH.Consensus.Mean
import DASH.DesignSpace.Equivariance

/-!
# The consensus of an ensemble

DASH gives each feature the mean of its attributions over an ensemble of models, and ranks by
it. The consensus treats features alike, ties features that are interchangeable in the ensemble,
keeps every order on which all models agree, and is the nearest single attribution to all models.
Relaxing completeness (unanimity) and relaxing stability from single models to
ensembles (the consensus) lead to the same ranking wherever the question is decided by
interchangeability or by agreement.
-/

namespace DASH

universe u v

section Consensus
variable {F : Type u} {K : Type v} [OrderedField K] {M : Nat}

/-- The consensus attribution of a feature: its mean over the models of the ensemble. -/
def consensus (φ : Fin M → F → K) (j : F) : K := mean fun i => φ i j

/-- The consensus ranking: by consensus attribution. -/
def Above (φ : Fin M → F → K) (j k : F) : Prop := ByScore (consensus φ) j k

instance (φ : Fin M → F → K) (j k : F) : Decidable (Above φ j k) :=
  inferInstanceAs (Decidable (ByScore _ j k))

variable {φ : Fin M → F → K} {j k : F}

/-- The consensus ranking is a weak order: ties chain, so that the features fall into ranks. -/
theorem consensus_weakOrder (φ : Fin M → F → K) : WeakOrder (Above φ) :=
  byScore_weakOrder (consensus φ)

/-- The consensus ties two features exactly when their consensus attributions are equal. -/
theorem consensus_tied_iff : Tied (Above φ) j k ↔ consensus φ j = consensus φ k := tied_byScore

/-- The consensus ties two features exactly when the models' differences between them add up to
zero. -/
theorem consensus_tied_iff_sum :
    Tied (Above φ) j k ↔ sum (fun i => φ i j - φ i k) = 0 := by
  rw [consensus_tied_iff, sum_sub, ← ofNat_mul_mean, ← ofNat_mul_mean]
  constructor
  · intro e
    show ofNat M * consensus φ j - ofNat M * consensus φ k = 0
    rw [e]
    exact ring_eq (by decide +kernel)
  · intro e
    cases M with
    | zero => rfl
    | succ n => exact mul_left_cancel (ofNat_ne_zero (Nat.succ_pos n)) (eq_of_sub_eq_zero e)

/-- The order of the models does not matter. -/
theorem consensus_perm (p : Perm (Fin M)) (j : F) :
    consensus (fun i => φ (p.to i)) j = consensus φ j :=
  mean_perm p fun i => φ i j

/-- Renaming the features renames the consensus. -/
theorem consensus_rename (τ : F → F) (j : F) :
    consensus (fun i a => φ i (τ a)) j = consensus φ (τ j) := rfl

/-- **Swap equivariance.** Exchanging two features in every model exchanges them in the
consensus ranking. -/
theorem consensus_equivariant [DecidableEq F] (j k : F) :
    Equivariant (fun (φ : Fin M → F → K) i a => φ i (swap j k a)) j k Above := fun φ a b => by
  have undo : ∀ a, mean (fun i => φ i (swap j k (swap j k a))) = consensus φ a := fun a =>
    mean_congr fun i => congrArg (φ i) (swap_swap j k a)
  show mean (fun i => φ i (swap j k (swap j k b))) < mean (fun i => φ i (swap j k (swap j k a))) ↔ _
  rw [undo a, undo b]
  exact Iff.rfl

/-- Two features are interchangeable in an ensemble when a permutation of its models gives each
model a partner that attributes to the first feature what the model attributes to the second. An
ensemble that is closed under exchanging the two is such. -/
def Interchangeable (φ : Fin M → F → K) (j k : F) : Prop :=
  ∃ σ : Perm (Fin M), ∀ i, φ (σ.to i) j = φ i k

/-- **DASH ties interchangeable features.** They have the same consensus attribution. -/
theorem consensus_eq_of_interchangeable (h : Interchangeable φ j k) : consensus φ j = consensus φ k := by
  obtain ⟨σ, hσ⟩ := h
  rw [← consensus_perm σ j]
  exact mean_congr hσ

/-- The consensus ranking ties interchangeable features. -/
theorem consensus_ties (h : Interchangeable φ j k) : Tied (Above φ) j k :=
  consensus_tied_iff.mpr (consensus_eq_of_interchangeable h)

/-- **DASH keeps agreement.** When all models have `j` strictly above `k`, so has the
consensus. -/
theorem consensus_keeps_agreement (hM : 0 < M) (h : ∀ i, φ i k < φ i j) : Above φ j k :=
  mean_lt_mean (fun i => le_of_lt (h i)) ⟨0, hM⟩ (h ⟨0, hM⟩)

/-- When all models have `j` at least as high as `k` and one has it strictly above, the consensus
has it strictly above. -/
theorem consensus_keeps_weak_agreement (h : ∀ i, φ i k ≤ φ i j) (i : Fin M)
    (hi : φ i k < φ i j) : Above φ j k :=
  mean_lt_mean h i hi

/-- What the consensus says, some model says: it never invents an order. -/
theorem exists_model_of_above (h : Above φ j k) : ∃ i, φ i k < φ i j :=
  Decidable.byContradiction fun none =>
    not_le_of_lt (show consensus φ k < consensus φ j from h)
      (mean_le_mean fun i => le_of_not_lt fun l => none ⟨i, l⟩)

/-- The consensus extends unanimity: it decides every pair on which all models agree, and the
same way. -/
theorem consensus_extends_unanimity (hM : 0 < M) :
    Extends (Above φ) (Agreed φ fun _ => True) :=
  fun _ _ h => consensus_keeps_agreement hM fun i => h i trivial

/-- **The nearest attribution.** The consensus minimises the squared disagreement with all
models, feature by feature. -/
theorem consensus_minimises (φ : Fin M → F → K) (j : F) (c : K) :
    sum (fun i => (φ i j - consensus φ j) ^ 2) ≤ sum fun i => (φ i j - c) ^ 2 :=
  mean_minimises (fun i => φ i j) c

/-- **It is the only one.** A single attribution whose squared disagreement with the models is
least in every feature is the consensus. -/
theorem eq_consensus_of_minimises (hM : 0 < M) (ψ : F → K)
    (h : ∀ j (c : K), sum (fun i => (φ i j - ψ j) ^ 2) ≤ sum fun i => (φ i j - c) ^ 2) (j : F) :
    ψ j = consensus φ j :=
  eq_mean_of_minimises hM (fun i => φ i j) (ψ j) (h j (consensus φ j))

/-- **The only linear, symmetric and unbiased rule.** A way of combining the models' attributions
by weights that gives back an attribution on which all models agree, and does not depend on the
order of the models, is the consensus. -/
theorem consensus_unique (w : Fin M → K) (hu : ∀ c : K, weighted w (fun _ => c) = c)
    (hs : ∀ (p : Perm (Fin M)) (f : Fin M → K), weighted w (fun i => f (p.to i)) = weighted w f)
    (φ : Fin M → F → K) (j : F) : weighted w (fun i => φ i j) = consensus φ j :=
  weighted_eq_mean w hu hs fun i => φ i j

/-- **Best linear unbiased.** Weights that add up to one have squares that add up to at least
`1 / M`, the value of the consensus: for models that are uncorrelated with equal variance no
weighting has a smaller variance. -/
theorem consensus_variance_factor (hM : 0 < M) (w : Fin M → K) (h : sum w = 1) :
    sum (fun _ : Fin M => ((ofNat M : K)⁻¹) ^ 2) ≤ sum fun i => w i ^ 2 := by
  have equal : sum (fun _ : Fin M => ((ofNat M : K)⁻¹) ^ 2) = (ofNat M)⁻¹ := by
    have unit : (ofNat M : K) * (ofNat M)⁻¹ = 1 := mul_inv_cancel (ofNat_ne_zero hM)
    rw [sum_const, show (ofNat M : K) * ((ofNat M)⁻¹) ^ 2 = ofNat M * (ofNat M)⁻¹ * (ofNat M)⁻¹
      from ring_eq (by decide +kernel), unit, one_mul]
  rw [equal]
  exact sum_square_weights hM w h

/-- The consensus lies between any bounds that hold for all models. -/
theorem consensus_between (hM : 0 < M) {a b : K} (ha : ∀ i, a ≤ φ i j) (hb : ∀ i, φ i j ≤ b) :
    a ≤ consensus φ j ∧ consensus φ j ≤ b :=
  ⟨le_mean hM ha, mean_le hM hb⟩

/-- Replacing one model moves the consensus attribution of a feature by at most the change of
that model divided by the number of models. -/
theorem consensus_change {ψ : Fin M → F → K} {c : K} (i : Fin M)
    (h : ∀ i', i' ≠ i → ∀ j, φ i' j = ψ i' j) (hc : abs (φ i j - ψ i j) ≤ c) :
    abs (consensus φ j - consensus ψ j) ≤ c / ofNat M :=
  mean_change i (fun i' hi' => h i' hi' j) hc

/-- A gap of the consensus greater than `2 c / M` survives replacing one model by another that
differs from it by at most `c` in each of the two features. -/
theorem consensus_robust {ψ : Fin M → F → K} {c : K} (i : Fin M)
    (h : ∀ i', i' ≠ i → ∀ j, φ i' j = ψ i' j) (hj : abs (φ i j - ψ i j) ≤ c)
    (hk : abs (φ i k - ψ i k) ≤ c) (gap : consensus φ k + 2 * (c / ofNat M) < consensus φ j) :
    Above ψ j k := by
  have dj := le_trans (le_abs_self _) (consensus_change i h hj)
  have dk := le_trans (neg_le_abs _) (consensus_change i h hk)
  refine lt_of_cert (add_pos_of_nonneg_of_pos
    (add_nonneg (sub_nonneg.mpr dj) (sub_nonneg.mpr dk)) (sub_pos.mpr gap)) ?_
  exact ring_eq (by decide +kernel)

/-! ## The two relaxations agree -/

/-- **Two relaxations, one ranking.** Of two features that the ensemble is closed under exchanging, or on
which all models agree, unanimity (which gives up completeness) and the consensus (which gives
up being stable from single model to single model) say the same. -/
theorem relaxations_agree (hM : 0 < M)
    (h : (∃ σ : Perm (Fin M), ∀ i, φ (σ.to i) j = φ i k ∧ φ (σ.to i) k = φ i j) ∨
      (∀ i, φ i k < φ i j) ∨ ∀ i, φ i j < φ i k) :
    Above φ j k ↔ Agreed φ (fun _ => True) j k := by
  rcases h with ⟨σ, hσ⟩ | h | h
  · refine ⟨fun a => absurd a (consensus_ties ⟨σ, fun i => (hσ i).1⟩).1, fun a => ?_⟩
    have one := a ⟨0, hM⟩ trivial
    have two := a (σ.to ⟨0, hM⟩) trivial
    rw [(hσ ⟨0, hM⟩).1, (hσ ⟨0, hM⟩).2] at two
    exact absurd two (lt_asymm one)
  · exact ⟨fun _ i _ => h i, fun _ => consensus_keeps_agreement hM h⟩
  · refine ⟨fun a => absurd a ?_, fun a => absurd (a ⟨0, hM⟩ trivial) (lt_asymm (h ⟨0, hM⟩))⟩
    exact (consensus_weakOrder φ).toStrictOrder.asymmetric k j (consensus_keeps_agreement hM h)

end Consensus

end DASH
