import DASH.Order.Relation

/-!
# Swapping two elements

The permutation that exchanges two elements and leaves all others where they are.
-/

namespace DASH

universe u

section Swap
variable {F : Type u} [DecidableEq F]

/-- Exchanges `j` and `k`. -/
def swap (j k a : F) : F := if a = j then k else if a = k then j else a

/-- The first element goes to the second. -/
theorem swap_left (j k : F) : swap j k j = k := ite_eq_left rfl

/-- The second element goes to the first. -/
theorem swap_right (j k : F) : swap j k k = j := by
  unfold swap
  split
  · assumption
  · exact ite_eq_left rfl

/-- Every other element stays. -/
theorem swap_other {j k a : F} (hj : a ≠ j) (hk : a ≠ k) : swap j k a = a := by
  unfold swap
  rw [ite_eq_right hj, ite_eq_right hk]

/-- Swapping twice changes nothing. -/
theorem swap_swap (j k a : F) : swap j k (swap j k a) = a := by
  by_cases hj : a = j
  · rw [hj, swap_left, swap_right]
  by_cases hk : a = k
  · rw [hk, swap_right, swap_left]
  · rw [swap_other hj hk, swap_other hj hk]

/-- The order of the two elements does not matter. -/
theorem swap_comm (j k a : F) : swap j k a = swap k j a := by
  by_cases hj : a = j
  · rw [hj, swap_left, swap_right]
  by_cases hk : a = k
  · rw [hk, swap_right, swap_left]
  · rw [swap_other hj hk, swap_other hk hj]

/-- Swapping an element with itself changes nothing. -/
theorem swap_self (j a : F) : swap j j a = a := by
  by_cases h : a = j
  · rw [h, swap_left]
  · exact swap_other h h

/-- The swap as a permutation. -/
def swapPerm (j k : F) : Perm F := Perm.ofInvolution (swap j k) (swap_swap j k)

/-- A swap is injective. -/
theorem swap_injective (j k : F) {a b : F} (h : swap j k a = swap j k b) : a = b :=
  (swapPerm j k).injective h

end Swap

end DASH
