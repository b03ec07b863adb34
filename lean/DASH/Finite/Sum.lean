import DASH.Algebra.Field

/-!
# Finite sums

Sums over `Fin n` of a function into a commutative semiring: linear, monotone, exchangeable,
and unchanged by a permutation of the index.
-/

namespace DASH

universe u

/-- The first index. -/
def first {n : Nat} : Fin (n + 1) := ⟨0, Nat.succ_pos n⟩

/-- The index after the one of a shorter range. -/
def next {n : Nat} (i : Fin n) : Fin (n + 1) := ⟨i.val + 1, Nat.succ_le_succ i.isLt⟩

/-- An index is the first, or comes after one of the shorter range. -/
theorem first_or_next {n : Nat} (i : Fin (n + 1)) : i = first ∨ ∃ j : Fin n, i = next j := by
  match i with
  | ⟨0, _⟩ => exact Or.inl rfl
  | ⟨k + 1, h⟩ => exact Or.inr ⟨⟨k, Nat.le_of_succ_le_succ h⟩, rfl⟩

/-- No index of a shorter range moves to the first place. -/
theorem next_ne_first {n : Nat} (i : Fin n) : next i ≠ first := fun h =>
  Nat.succ_ne_zero i.val (congrArg Fin.val h)

/-- Different indices have different next ones. -/
theorem next_injective {n : Nat} {i j : Fin n} (h : next i = next j) : i = j :=
  Fin.ext (Nat.succ.inj (congrArg Fin.val h))

/-- Something holds for every index when it holds for the first and for all others. -/
theorem forall_index {n : Nat} {p : Fin (n + 1) → Prop} (h : p first) (k : ∀ i, p (next i)) :
    ∀ i, p i := fun i => by
  rcases first_or_next i with e | ⟨j, e⟩
  · rw [e]; exact h
  · rw [e]; exact k j

/-- The sum of a function over `Fin n`. -/
def sum {K : Type u} [CommSemiring K] : {n : Nat} → (Fin n → K) → K
  | 0, _ => 0
  | _ + 1, f => f first + sum fun i => f (next i)

section Semiring
variable {K : Type u} [CommSemiring K] {n m : Nat}

/-- A sum over an empty range is zero. -/
theorem sum_empty (f : Fin 0 → K) : sum f = 0 := rfl

/-- A sum splits off its first term. -/
theorem sum_first (f : Fin (n + 1) → K) : sum f = f first + sum fun i => f (next i) := rfl

/-- Sums of functions that agree everywhere are equal. -/
theorem sum_congr {f g : Fin n → K} (h : ∀ i, f i = g i) : sum f = sum g := by
  induction n with
  | zero => rfl
  | succ n ih => rw [sum_first, sum_first, h first, ih fun i => h (next i)]

/-- A sum of zeros is zero. -/
theorem sum_zero : sum (fun _ : Fin n => (0 : K)) = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => rw [sum_first, ih, add_zero]

/-- The sum of sums is the sum of the terms added up. -/
theorem sum_add (f g : Fin n → K) : sum (fun i => f i + g i) = sum f + sum g := by
  induction n with
  | zero => exact (add_zero 0).symm
  | succ n ih => rw [sum_first, sum_first, sum_first, ih, add_add_add_comm]

/-- A common factor moves out of a sum. -/
theorem sum_mul_left (c : K) (f : Fin n → K) : sum (fun i => c * f i) = c * sum f := by
  induction n with
  | zero => exact (mul_zero c).symm
  | succ n ih => rw [sum_first, sum_first, ih, mul_add]

/-- A common factor on the right moves out of a sum. -/
theorem sum_mul_right (f : Fin n → K) (c : K) : sum (fun i => f i * c) = sum f * c := by
  rw [mul_comm, ← sum_mul_left]
  exact sum_congr fun i => mul_comm (f i) c

/-- A sum of equal terms is their number times the term. -/
theorem sum_const (n : Nat) (c : K) : sum (fun _ : Fin n => c) = ofNat n * c := by
  induction n with
  | zero => exact (zero_mul c).symm
  | succ n ih => rw [sum_first, ih, ofNat_succ, add_mul, one_mul, add_comm]

/-- The order of two summations can be exchanged. -/
theorem sum_exchange (f : Fin n → Fin m → K) :
    sum (fun i => sum fun j => f i j) = sum fun j => sum fun i => f i j := by
  induction n with
  | zero => exact sum_zero.symm
  | succ n ih =>
    rw [sum_first, ih, ← sum_add]
    rfl

/-- The product of two sums is the double sum of the products. -/
theorem sum_mul_sum (f : Fin n → K) (g : Fin m → K) :
    sum f * sum g = sum fun i => sum fun j => f i * g j := by
  rw [← sum_mul_right]
  exact sum_congr fun i => (sum_mul_left (f i) g).symm

/-- A sum with one term other than zero is that term. -/
theorem sum_single (i : Fin n) (f : Fin n → K) (h : ∀ j, j ≠ i → f j = 0) : sum f = f i := by
  induction n with
  | zero => exact i.elim0
  | succ n ih =>
    rw [sum_first]
    rcases first_or_next i with e | ⟨k, e⟩
    · rw [sum_congr (g := fun _ => 0) fun j => h (next j) (e ▸ next_ne_first j), sum_zero,
        add_zero, e]
    · rw [h first (e ▸ (next_ne_first k).symm), zero_add, e]
      exact ih k (fun j => f (next j)) fun j hj => h (next j) fun same =>
        hj (next_injective (same.trans e))

/-- Selecting the term of one index out of a sum. -/
theorem sum_select (i : Fin n) (f : Fin n → K) :
    sum (fun j => if j = i then f j else 0) = f i := by
  rw [sum_single i _ fun j hj => ite_eq_right hj]
  exact ite_eq_left rfl

end Semiring

/-! ## Permutations of the index -/

/-- A permutation of a type: a map and its inverse. -/
structure Perm (α : Type u) where
  /-- The map. -/
  to : α → α
  /-- Its inverse. -/
  back : α → α
  back_to : ∀ a, back (to a) = a
  to_back : ∀ a, to (back a) = a

namespace Perm
variable {α : Type u}

/-- The permutation that moves nothing. -/
def refl : Perm α := ⟨fun a => a, fun a => a, fun _ => rfl, fun _ => rfl⟩

/-- The inverse permutation. -/
def symm (p : Perm α) : Perm α := ⟨p.back, p.to, p.to_back, p.back_to⟩

/-- One permutation after another. -/
def comp (p q : Perm α) : Perm α where
  to a := p.to (q.to a)
  back a := q.back (p.back a)
  back_to a := by rw [p.back_to, q.back_to]
  to_back a := by rw [q.to_back, p.to_back]

/-- A permutation is injective. -/
theorem injective (p : Perm α) {a b : α} (h : p.to a = p.to b) : a = b := by
  rw [← p.back_to a, h, p.back_to]

/-- An element is moved to `b` exactly when it is the one that comes from `b`. -/
theorem to_eq_iff (p : Perm α) {a b : α} : p.to a = b ↔ a = p.back b :=
  ⟨fun h => h ▸ (p.back_to a).symm, fun h => h ▸ p.to_back b⟩

/-- A map that undoes itself is a permutation. -/
def ofInvolution (f : α → α) (h : ∀ a, f (f a) = a) : Perm α := ⟨f, f, h, h⟩

end Perm

/-- A sum is unchanged when a permutation is applied to the index. -/
theorem sum_perm {K : Type u} [CommSemiring K] {n : Nat} (p : Perm (Fin n)) (f : Fin n → K) :
    sum (fun i => f (p.to i)) = sum f := by
  rw [sum_congr (g := fun i => sum fun j => if j = p.to i then f j else 0) fun i =>
      (sum_select (p.to i) f).symm, sum_exchange]
  refine sum_congr fun j => ?_
  rw [sum_single (p.back j) _ fun i hi => ite_eq_right fun h => hi (p.to_eq_iff.mp h.symm)]
  exact ite_eq_left (p.to_back j).symm

section Ring
variable {K : Type u} [CommRing K] {n : Nat}

/-- The sum of negatives is the negative of the sum. -/
theorem sum_neg (f : Fin n → K) : sum (fun i => -f i) = -sum f :=
  eq_neg_of_add_eq_zero (by
    rw [← sum_add]
    exact (sum_congr fun i => add_neg_self (f i)).trans sum_zero)

/-- The sum of differences is the difference of the sums. -/
theorem sum_sub (f g : Fin n → K) : sum (fun i => f i - g i) = sum f - sum g := by
  rw [sub_eq_add_neg, ← sum_neg, ← sum_add]
  exact sum_congr fun i => sub_eq_add_neg (f i) (g i)

end Ring

section Order
variable {K : Type u} [OrderedField K] {n : Nat}

/-- Sums respect inequalities between their terms. -/
theorem sum_le_sum {f g : Fin n → K} (h : ∀ i, f i ≤ g i) : sum f ≤ sum g := by
  induction n with
  | zero => exact le_refl 0
  | succ n ih => exact add_le_add (h first) (ih fun i => h (next i))

/-- Sums of non-negative terms are non-negative. -/
theorem sum_nonneg {f : Fin n → K} (h : ∀ i, 0 ≤ f i) : 0 ≤ sum f := by
  have key := sum_le_sum h
  rw [sum_zero] at key
  exact key

/-- A term is at most a sum of non-negative terms. -/
theorem le_sum {f : Fin n → K} (h : ∀ i, 0 ≤ f i) (i : Fin n) : f i ≤ sum f := by
  have key := sum_le_sum (f := fun j => if j = i then f j else 0) (g := f) fun j => by
    split
    · exact le_refl (f j)
    · exact h j
  rw [sum_select] at key
  exact key

/-- A sum of non-negative terms that is zero has only zero terms. -/
theorem eq_zero_of_sum_eq_zero {f : Fin n → K} (h : ∀ i, 0 ≤ f i) (e : sum f = 0) (i : Fin n) :
    f i = 0 :=
  le_antisymm (e ▸ le_sum h i) (h i)

/-- Sums are strictly ordered when their terms are ordered, one of them strictly. -/
theorem sum_lt_sum {f g : Fin n → K} (h : ∀ i, f i ≤ g i) (i : Fin n) (hi : f i < g i) :
    sum f < sum g := by
  refine lt_of_le_of_ne (sum_le_sum h) fun e => ?_
  have none : sum (fun j => g j - f j) = 0 := by
    rw [sum_sub, e]
    exact ring_eq (by decide +kernel)
  have zero := eq_zero_of_sum_eq_zero (fun j => sub_nonneg.mpr (h j)) none i
  exact ne_of_gt (sub_pos.mpr hi) zero

/-- A sum of positive terms over a range that is not empty is positive. -/
theorem sum_pos {f : Fin n → K} (h : ∀ i, 0 < f i) (hn : 0 < n) : 0 < sum f := by
  have key := sum_lt_sum (f := fun _ => 0) (g := f) (fun i => le_of_lt (h i)) ⟨0, hn⟩ (h ⟨0, hn⟩)
  rw [sum_zero] at key
  exact key

/-- The absolute value of a sum is at most the sum of the absolute values. -/
theorem abs_sum_le (f : Fin n → K) : abs (sum f) ≤ sum fun i => abs (f i) := by
  induction n with
  | zero => exact le_of_eq (abs_of_nonneg (le_refl 0))
  | succ n ih =>
    exact le_trans (abs_add_le _ _) (add_le_add_left (ih fun i => f (next i)) _)

end Order

end DASH
