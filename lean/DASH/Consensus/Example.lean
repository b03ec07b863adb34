import DASH.Attribution.Example
import DASH.Consensus.Dash

/-!
# The worked example, all the way through

Every hypothesis of the impossibility, of the design space and of the consensus holds in the
example of `DASH.Attribution.Example`: five features in groups of three and two, twelve models.
Here the theorems are applied to it.
-/

namespace DASH.Example

universe u

section Field
variable (K : Type u) [OrderedField K]

/-- No ranking of the five features is faithful to all twelve models. -/
theorem impossible (R : Fin 5 → Fin 5 → Prop) : ¬∀ i, Faithful (attribution K) i R := fun all =>
  impossibility (strictValues K) (rashomon K (j := ⟨0, by decide⟩) (k := ⟨1, by decide⟩) rfl
    (by decide)) fun i (_ : True) => all i

/-- The operation that exchanges two features of a group, model by model. -/
theorem exchange_exchanges {j k : Fin 5} (h : group j = group k) :
    Exchanges (attribution K) (exchange j k) j k := attribution_exchange K h

/-- The own order of a model reverses every pair of a group, so that it is unstable there. -/
theorem own_unstable {j k : Fin 5} (h : group j = group k) (hjk : j ≠ k) (i : Fin 12) :
    ¬StableOnPair (exchange j k) (own (attribution K)) j k i := by
  have asymmetric : ∀ i, Asymmetric (own (attribution K) i) := fun i =>
    (own_weakOrder (attribution K) i).toStrictOrder.asymmetric
  intro stable
  have tied := (stable_iff_tied (own_equivariant (exchange_exchanges K h)) asymmetric i).mp stable
  exact attribution_ne K i hjk ((own_faithful (attribution K) i).tied_iff.mp tied)

/-- Every two features of a group are interchangeable in the ensemble of the twelve models. -/
theorem interchangeable {j k : Fin 5} (h : group j = group k) : Interchangeable (attribution K) j k :=
  ⟨exchangePerm j k, (exchange_exchanges K h).left⟩

/-- **The consensus of the example.** The consensus has one feature above another exactly when
the first is in the first group and the second in the second: it ties what cannot be told apart
and orders the rest. -/
theorem above_iff {j k : Fin 5} : Above (attribution K) j k ↔ group j = true ∧ group k = false := by
  constructor
  · intro h
    cases hj : group j with
    | true =>
      cases hk : group k with
      | true => exact absurd h (consensus_ties (interchangeable K (hj.trans hk.symm))).1
      | false => exact ⟨rfl, rfl⟩
    | false =>
      cases hk : group k with
      | true =>
        exact absurd h ((consensus_weakOrder (attribution K)).toStrictOrder.asymmetric k j
          (consensus_keeps_agreement (by decide) fun i => agreed K hk hj i trivial))
      | false => exact absurd h (consensus_ties (interchangeable K (hj.trans hk.symm))).1
  · intro h
    exact consensus_keeps_agreement (by decide) fun i => agreed K h.1 h.2 i trivial

/-- In the example, giving up completeness and giving up stability from model to model lead to
the same ranking. -/
theorem unanimity_eq_consensus {j k : Fin 5} :
    Above (attribution K) j k ↔ Agreed (attribution K) (fun _ => True) j k := by
  constructor
  · intro h
    exact agreed K ((above_iff K).mp h).1 ((above_iff K).mp h).2
  · intro h
    exact consensus_keeps_agreement (by decide) fun i => h i trivial

end Field

end DASH.Example
