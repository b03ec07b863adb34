import DASH.Attribution.Basic

/-!
# A worked example: five features in two groups

Five features, a group of three and a group of two, and twelve models over any ordered field. In
every model the three features of the first group have the attributions 4, 5 and 6 in some
order, and the two features of the second group 1 and 2 in some order; each of the twelve ways
to order both groups is the order of one model. So the hypotheses of the impossibility, of the
half theorem, of the design space and of the consensus hold here together: every two features of a group are a Rashomon pair and can be exchanged by a
permutation of the models, no model ties two features, and all models agree on every pair of
features from different groups. The sum of the attributions of a group, and the gap between the
lowest of the first group and the highest of the second, are the same in all models.
-/

namespace DASH.Example

universe u

/-- The group of a feature: true for the first three features, false for the last two. -/
def group (j : Fin 5) : Bool := decide (j.val < 3)

/-- The attributions as natural numbers: a row for each model, a column for each feature. -/
def table : List (List Nat) :=
  [[4, 5, 6, 1, 2], [4, 5, 6, 2, 1], [5, 4, 6, 1, 2], [5, 4, 6, 2, 1],
   [4, 6, 5, 1, 2], [4, 6, 5, 2, 1], [6, 4, 5, 1, 2], [6, 4, 5, 2, 1],
   [5, 6, 4, 1, 2], [5, 6, 4, 2, 1], [6, 5, 4, 1, 2], [6, 5, 4, 2, 1]]

/-- The entry of a list at a place, or a given value past its end. -/
def entry {α : Type u} (d : α) : List α → Nat → α
  | [], _ => d
  | a :: _, 0 => a
  | _ :: l, n + 1 => entry d l n

/-- The attribution of a feature in a model, as a natural number. -/
def level (i : Fin 12) (j : Fin 5) : Nat := entry 0 (entry [] table i.val) j.val

/-- The attribution of a feature in a model, in an ordered field. -/
def attribution (K : Type u) [OrderedField K] (i : Fin 12) (j : Fin 5) : K := ofNat (level i j)

/-- Whether one model has the attributions of another with two features exchanged. -/
def exchanged (j k : Fin 5) (i l : Fin 12) : Prop := ∀ a, level l (swap j k a) = level i a

instance (j k : Fin 5) (i l : Fin 12) : Decidable (exchanged j k i l) :=
  decideForall fun a => level l (swap j k a) = level i a

/-- The first index with a property, or a given one where no index has it. -/
def search {α : Type u} (d : α) :
    {n : Nat} → (f : Fin n → α) → (p : Fin n → Prop) → [DecidablePred p] → α
  | 0, _, _, _ => d
  | _ + 1, f, p, _ =>
    if p first then f first else search d (fun i => f (next i)) fun i => p (next i)

/-- The model that has the attributions of a given model with two features exchanged; where no
model has them, the given model. -/
def exchange (j k : Fin 5) (i : Fin 12) : Fin 12 := search i (fun l => l) (exchanged j k i)

/-- Exchanging two features twice leads back to the same model. -/
theorem exchange_exchange :
    ∀ (j k : Fin 5) (i : Fin 12), exchange j k (exchange j k i) = i := by
  decide +kernel

/-- Within a group the exchange exchanges the attributions, as natural numbers. -/
theorem level_exchange : ∀ (j k : Fin 5), group j = group k →
    ∀ (i : Fin 12) (a : Fin 5), level (exchange j k i) (swap j k a) = level i a := by
  decide +kernel

/-- The exchange of two features as a permutation of the models. -/
def exchangePerm (j k : Fin 5) : Perm (Fin 12) :=
  Perm.ofInvolution (exchange j k) (exchange_exchange j k)

section Field
variable (K : Type u) [OrderedField K]

/-- An attribution is less than another exactly when it is as a natural number. -/
theorem attribution_lt_iff {i l : Fin 12} {j k : Fin 5} :
    attribution K i j < attribution K l k ↔ level i j < level l k := by
  constructor
  · intro h
    exact Nat.lt_of_not_le fun g => not_le_of_lt h (ofNat_le g)
  · exact ofNat_lt

/-- All attributions are positive. -/
theorem attribution_pos (i : Fin 12) (j : Fin 5) : 0 < attribution K i j :=
  ofNat_pos ((show ∀ i j, 0 < level i j by decide +kernel) i j)

/-- **Every two features of a group can be exchanged.** The permutation of the models gives each
model's attributions to another model, with the two features exchanged and no other moved. -/
theorem attribution_exchange {j k : Fin 5} (h : group j = group k) (i : Fin 12) (a : Fin 5) :
    attribution K ((exchangePerm j k).to i) (swap j k a) = attribution K i a :=
  congrArg ofNat (level_exchange j k h i a)

/-- No model ties two features. -/
theorem attribution_ne (i : Fin 12) {j k : Fin 5} (h : j ≠ k) :
    attribution K i j ≠ attribution K i k := fun e =>
  (show ∀ i j k, j ≠ k → level i j ≠ level i k by decide +kernel) i j k h (ofNat_injective e)

/-- **Every two features of a group are a Rashomon pair.** -/
theorem rashomon {j k : Fin 5} (h : group j = group k) (hjk : j ≠ k) :
    Rashomon (attribution K) (fun _ => True) j k := by
  have key : ∀ j k, group j = group k → j ≠ k → ∃ i, level i k < level i j := by
    decide +kernel
  exact ⟨(key j k h hjk).elim fun i l => ⟨i, trivial, ofNat_lt l⟩,
    (key k j h.symm hjk.symm).elim fun i l => ⟨i, trivial, ofNat_lt l⟩⟩

/-- Both groups are collinear groups. -/
theorem collinearGroup (ℓ : Bool) : CollinearGroup (attribution K) (fun _ => True) group ℓ :=
  fun _ _ hj hk hjk => rashomon K (hj.trans hk.symm) hjk

/-- **All models agree on every pair from different groups**: each feature of the first group is
above each of the second. -/
theorem agreed {j k : Fin 5} (hj : group j = true) (hk : group k = false) :
    Agreed (attribution K) (fun _ => True) j k := fun i _ =>
  ofNat_lt ((show ∀ j k, group j = true → group k = false → ∀ i, level i k < level i j by
    decide +kernel) j k hj hk i)

/-- Two features are a Rashomon pair exactly when they are different features of one group. -/
theorem rashomon_iff {j k : Fin 5} :
    Rashomon (attribution K) (fun _ => True) j k ↔ group j = group k ∧ j ≠ k := by
  constructor
  · intro h
    refine ⟨?_, h.ne⟩
    cases hj : group j with
    | true =>
      cases hk : group k with
      | true => rfl
      | false => exact absurd h (agreed K hj hk).not_rashomon
    | false =>
      cases hk : group k with
      | true => exact absurd h.symm (agreed K hk hj).not_rashomon
      | false => rfl
  · exact fun h => rashomon K h.1 h.2

/-- In every model every feature of the first group is at least two above every feature of the
second. -/
theorem group_gap {j k : Fin 5} (hj : group j = true) (hk : group k = false) (i : Fin 12) :
    attribution K i k + 2 ≤ attribution K i j := by
  have key := ofNat_le (K := K) ((show ∀ j k, group j = true → group k = false →
    ∀ i, level i k + 2 ≤ level i j by decide +kernel) j k hj hk i)
  rw [ofNat_add] at key
  exact key

/-- In every model some feature of the first group is exactly two above some feature of the
second, so that the gap between the groups is the same in all models. -/
theorem group_gap_attained (i : Fin 12) : ∃ j k, group j = true ∧ group k = false ∧
    attribution K i j = attribution K i k + 2 := by
  obtain ⟨j, k, hj, hk, e⟩ := (show ∀ i, ∃ j k, group j = true ∧ group k = false ∧
    level i j = level i k + 2 by decide +kernel) i
  exact ⟨j, k, hj, hk, (congrArg ofNat e).trans (ofNat_add _ _)⟩

/-- The embedding of the natural numbers respects sums. -/
theorem ofNat_sum {n : Nat} (f : Fin n → Nat) : (ofNat (sum f) : K) = sum fun i => ofNat (f i) := by
  induction n with
  | zero => rfl
  | succ n ih => rw [sum_first, sum_first, ofNat_add, ih]

/-- The attributions of a group add up to 15 in the first group and to 3 in the second, in all
models. -/
theorem group_total (i : Fin 12) (ℓ : Bool) :
    (sum fun j => if group j = ℓ then attribution K i j else 0) = cond ℓ (ofNat 15) (ofNat 3) := by
  have key := (show ∀ i : Fin 12, (sum fun j => if group j = true then level i j else 0) = 15 ∧
    (sum fun j => if group j = false then level i j else 0) = 3 by decide +kernel) i
  have lift : ∀ ℓ, (sum fun j => if group j = ℓ then attribution K i j else 0) =
      ofNat (sum fun j => if group j = ℓ then level i j else 0) := fun ℓ => by
    rw [ofNat_sum]
    refine sum_congr fun j => ?_
    split
    · rfl
    · rfl
  rw [lift]
  cases ℓ with
  | true => rw [key.1]; rfl
  | false => rw [key.2]; rfl

/-- Added up over the models, the attributions of a feature are 60 in the first group and 18 in
the second: the ensemble is balanced. -/
theorem feature_total (j : Fin 5) :
    (sum fun i => attribution K i j) = cond (group j) (ofNat 60) (ofNat 18) := by
  have key := (show ∀ j, (sum fun i => level i j) = cond (group j) 60 18 by decide +kernel) j
  show (sum fun i => (ofNat (level i j) : K)) = _
  rw [← ofNat_sum, key]
  cases group j with
  | true => rfl
  | false => rfl

end Field

end DASH.Example
