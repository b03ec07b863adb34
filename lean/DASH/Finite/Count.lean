import DASH.Finite.Sum

/-!
# Counting

How many indices of `Fin n` have a property; counts as sums; the pigeonhole principle; and the
decision of statements about all or some indices by trying each.
-/

namespace DASH

universe u

/-- The number of indices with a property. -/
def count : {n : Nat} → (p : Fin n → Prop) → [DecidablePred p] → Nat
  | 0, _, _ => 0
  | _ + 1, p, _ => (if p first then 1 else 0) + count fun i => p (next i)

/-- Whether a property holds for all indices can be decided by trying each. -/
instance decideForall : {n : Nat} → (p : Fin n → Prop) → [DecidablePred p] → Decidable (∀ i, p i)
  | 0, _, _ => isTrue fun i => i.elim0
  | _ + 1, p, _ =>
    if h : p first then
      match decideForall fun i => p (next i) with
      | isTrue k => isTrue (forall_index h k)
      | isFalse k => isFalse fun all => k fun i => all (next i)
    else isFalse fun all => h (all first)

/-- Whether a property holds for some index can be decided by trying each. -/
instance decideExists : {n : Nat} → (p : Fin n → Prop) → [DecidablePred p] → Decidable (∃ i, p i)
  | 0, _, _ => isFalse fun ⟨i, _⟩ => i.elim0
  | _ + 1, p, _ =>
    if h : p first then isTrue ⟨first, h⟩
    else
      match decideExists fun i => p (next i) with
      | isTrue k => isTrue (k.elim fun i hi => ⟨next i, hi⟩)
      | isFalse k => isFalse fun ⟨i, hi⟩ => (first_or_next i).elim (fun e => h (e ▸ hi))
          fun ⟨j, e⟩ => k ⟨j, e ▸ hi⟩

section Count
variable {n : Nat}

/-- Properties that agree everywhere have the same count. -/
theorem count_congr {p q : Fin n → Prop} [DecidablePred p] [DecidablePred q]
    (h : ∀ i, p i ↔ q i) : count p = count q := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show (if p first then 1 else 0) + count _ = (if q first then 1 else 0) + count _
    rw [ih fun i => h (next i)]
    by_cases k : p first
    · rw [ite_eq_left k, ite_eq_left ((h first).mp k)]
    · rw [ite_eq_right k, ite_eq_right fun l => k ((h first).mpr l)]

/-- In every commutative semiring the count is the sum of the indicators. -/
theorem ofNat_count {K : Type u} [CommSemiring K] (p : Fin n → Prop) [DecidablePred p] :
    (ofNat (count p) : K) = sum fun i => if p i then 1 else 0 := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show (ofNat ((if p first then 1 else 0) + count _) : K) = (if p first then 1 else 0) + sum _
    rw [ofNat_add, ih]
    split
    · rfl
    · rfl

/-- A count is the sum of the indicators in the natural numbers. -/
theorem count_eq_sum (p : Fin n → Prop) [DecidablePred p] :
    count p = sum fun i => if p i then (1 : Nat) else 0 := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show (if p first then 1 else 0) + count _ = (if p first then 1 else 0) + sum _
    rw [ih]

/-- A count is unchanged when a permutation is applied to the index. -/
theorem count_perm (r : Perm (Fin n)) (p : Fin n → Prop) [DecidablePred p] :
    count (fun i => p (r.to i)) = count p := by
  rw [count_eq_sum, count_eq_sum]
  exact sum_perm r fun i => if p i then (1 : Nat) else 0

/-- All indices have the property that always holds. -/
theorem count_true : count (fun _ : Fin n => True) = n := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show 1 + count (fun _ : Fin n => True) = n + 1
    rw [ih, Nat.add_comm]

/-- No index has the property that never holds. -/
theorem count_false : count (fun _ : Fin n => False) = 0 := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show 0 + count (fun _ : Fin n => False) = 0
    rw [ih]

/-- A stronger property has a smaller count. -/
theorem count_le_count {p q : Fin n → Prop} [DecidablePred p] [DecidablePred q]
    (h : ∀ i, p i → q i) : count p ≤ count q := by
  induction n with
  | zero => exact Nat.le_refl 0
  | succ n ih =>
    show (if p first then 1 else 0) + count _ ≤ (if q first then 1 else 0) + count _
    refine Nat.add_le_add ?_ (ih fun i => h (next i))
    by_cases k : p first
    · rw [ite_eq_left k, ite_eq_left (h first k)]
      exact Nat.le_refl 1
    · rw [ite_eq_right k]
      exact Nat.zero_le _

/-- A count is at most the number of indices. -/
theorem count_le (p : Fin n → Prop) [DecidablePred p] : count p ≤ n := by
  have key := count_le_count (p := p) (q := fun _ => True) fun _ _ => trivial
  rw [count_true] at key
  exact key

/-- A count is positive exactly when some index has the property. -/
theorem count_pos {p : Fin n → Prop} [DecidablePred p] : 0 < count p ↔ ∃ i, p i := by
  induction n with
  | zero => exact ⟨fun h => absurd h (Nat.lt_irrefl 0), fun ⟨i, _⟩ => i.elim0⟩
  | succ n ih =>
    show 0 < (if p first then 1 else 0) + count (fun i => p (next i)) ↔ ∃ i, p i
    by_cases h : p first
    · rw [ite_eq_left h]
      exact ⟨fun _ => ⟨first, h⟩, fun _ => Nat.lt_of_lt_of_le Nat.zero_lt_one (Nat.le_add_right _ _)⟩
    · rw [ite_eq_right h, Nat.zero_add]
      exact ⟨fun k => (ih.mp k).elim fun i hi => ⟨next i, hi⟩,
        fun ⟨i, hi⟩ => ih.mpr ((first_or_next i).elim (fun e => absurd (e ▸ hi) h)
          fun ⟨j, e⟩ => ⟨j, e ▸ hi⟩)⟩

/-- A count is zero exactly when no index has the property. -/
theorem count_eq_zero {p : Fin n → Prop} [DecidablePred p] : count p = 0 ↔ ∀ i, ¬p i := by
  constructor
  · intro h i hi
    exact absurd h (Nat.ne_of_gt (count_pos.mpr ⟨i, hi⟩))
  · intro h
    rw [count_congr (q := fun _ => False) fun i => ⟨h i, False.elim⟩, count_false]

/-- Of two properties that exclude each other, the counts add up to the count of having one. -/
theorem count_or {p q : Fin n → Prop} [DecidablePred p] [DecidablePred q]
    (h : ∀ i, ¬(p i ∧ q i)) : count (fun i => p i ∨ q i) = count p + count q := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show (if p first ∨ q first then 1 else 0) + count _ =
      (if p first then 1 else 0) + count _ + ((if q first then 1 else 0) + count _)
    rw [ih fun i => h (next i), add_add_add_comm (K := Nat)]
    refine congrArg (fun x => x + _) ?_
    by_cases hp : p first
    · rw [ite_eq_left (Or.inl hp), ite_eq_left hp, ite_eq_right fun hq => h first ⟨hp, hq⟩]
    · by_cases hq : q first
      · rw [ite_eq_left (Or.inr hq), ite_eq_right hp, ite_eq_left hq]
      · rw [ite_eq_right fun k => k.elim hp hq, ite_eq_right hp, ite_eq_right hq]

/-- Those with a property and those without are all. -/
theorem count_add_count_not (p : Fin n → Prop) [DecidablePred p] :
    count p + count (fun i => ¬p i) = n := by
  rw [← count_or (p := p) (q := fun i => ¬p i) fun i h => h.2 h.1,
    count_congr (q := fun _ => True) fun i => ⟨fun _ => trivial, fun _ => Decidable.em (p i)⟩,
    count_true]

/-- Exactly one index is a given one. -/
theorem count_eq_self (i : Fin n) : count (fun j => j = i) = 1 := by
  rw [count_eq_sum]
  exact (sum_single i _ fun j hj => ite_eq_right hj).trans (ite_eq_left rfl)

end Count

/-! ## The pigeonhole principle -/

section Pigeonhole
variable {n m : Nat}

/-- Counting the indices by their images under a map: the counts over the images add up. -/
theorem sum_count_fibre (f : Fin n → Fin m) : sum (fun j => count fun i => f i = j) = n := by
  rw [sum_congr (g := fun j => sum fun i => if f i = j then (1 : Nat) else 0) fun j =>
      count_eq_sum fun i => f i = j, sum_exchange]
  refine (sum_congr (g := fun _ => (1 : Nat)) fun i => ?_).trans
    ((count_eq_sum fun _ : Fin n => True).symm.trans count_true)
  exact (sum_single (f i) _ fun j hj => ite_eq_right fun e => hj e.symm).trans (ite_eq_left rfl)

/-- Sums of natural numbers respect inequalities between their terms. -/
theorem sum_le_sum_nat {f g : Fin n → Nat} (h : ∀ i, f i ≤ g i) : sum f ≤ sum g := by
  induction n with
  | zero => exact Nat.le_refl _
  | succ n ih => exact Nat.add_le_add (h first) (ih fun i => h (next i))

/-- A map under which no two indices share an image hits each image at most once. -/
theorem count_fibre_le_one {f : Fin n → Fin m} (h : ∀ i j, f i = f j → i = j) (k : Fin m) :
    count (fun i => f i = k) ≤ 1 := by
  by_cases hit : ∃ i, f i = k
  · obtain ⟨i, hi⟩ := hit
    rw [count_congr (q := fun j => j = i) fun j =>
      ⟨fun hj => h j i (hj.trans hi.symm), fun e => e ▸ hi⟩, count_eq_self]
    exact Nat.le_refl 1
  · rw [count_eq_zero.mpr fun i hi => hit ⟨i, hi⟩]
    exact Nat.zero_le 1

/-- **Pigeonhole.** A map without collisions needs at least as many places as indices. -/
theorem le_of_injective {f : Fin n → Fin m} (h : ∀ i j, f i = f j → i = j) : n ≤ m := by
  have key := sum_le_sum_nat (count_fibre_le_one h)
  rw [sum_count_fibre] at key
  exact Nat.le_trans key (Nat.le_of_eq
    ((count_eq_sum fun _ : Fin m => True).symm.trans count_true))

/-- With more indices than places, two indices share a place. -/
theorem exists_collision {f : Fin n → Fin m} (h : m < n) : ∃ i j, i ≠ j ∧ f i = f j := by
  refine Decidable.byContradiction fun none => ?_
  have inj : ∀ i j, f i = f j → i = j := fun i j e =>
    Decidable.byContradiction fun ne => none ⟨i, j, ne, e⟩
  exact absurd (le_of_injective inj) (Nat.not_le.mpr h)

end Pigeonhole

end DASH
