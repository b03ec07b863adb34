import DASH.Consensus.Mean

/-!
# Rank agreement of two first movers

In the first-mover model one feature of a group of `m` stands first and the others share the
middle rank of the places that remain. Two models with different first movers exchange the
ranks of two features and agree on all others.
-/

namespace DASH

universe u

section Spearman
variable {K : Type u} [OrderedField K]

/-- The middle of the ranks `2, …, m`, which the followers of a group of `m` share. -/
def followerRank (m : Nat) : K := (ofNat m + 2) / 2

/-- The followers' rank is the mean of the ranks `2, …, m`: twice their number of places times the
rank is the sum of first and last place, for each place. -/
theorem followerRank_eq_mean {m : Nat} (hm : 0 < m) :
    (followerRank (m + 1) : K) = mean fun i : Fin m => ofNat (i.val + 2) := by
  have sums : ∀ n : Nat, 2 * (sum fun i : Fin n => (ofNat (i.val + 2) : K))
      = ofNat n * (ofNat (n + 1) + 2) := fun n => by
    have last : ∀ (n : Nat) (f : Nat → K),
        (sum fun i : Fin (n + 1) => f i.val) = (sum fun i : Fin n => f i.val) + f n := fun n => by
      induction n with
      | zero => intro f; exact add_comm (f 0) 0
      | succ n ih =>
        intro f
        rw [sum_first, sum_first (f := fun i : Fin (n + 1) => f i.val)]
        have key := ih fun k => f (k + 1)
        show f 0 + (sum fun i : Fin (n + 1) => f (i.val + 1)) = f 0 + _ + f (n + 1)
        rw [key, add_assoc]
        rfl
    induction n with
    | zero => exact (mul_zero 2).trans (zero_mul _).symm
    | succ n ih =>
      rw [last n fun k => ofNat (k + 2), mul_add, ih, ofNat_succ (n + 1), ofNat_succ n]
      exact ring_eq (by decide +kernel)
  have key := sums m
  rw [← ofNat_mul_mean, mul_left_comm] at key
  have half := mul_left_cancel (ofNat_ne_zero hm) key
  unfold followerRank
  exact (eq_div_of_mul_eq two_ne_zero ((mul_comm _ _).trans half)).symm

/-- The ranks of a group of which the feature `j` is the first mover. -/
def firstMoverRank {P : Nat} (m : Nat) (others : Fin P → K) (group : Fin P → Prop)
    [DecidablePred group] (j a : Fin P) : K :=
  if group a then (if a = j then 1 else followerRank m) else others a

/-- **Squared rank distance of two first movers.** Two models of which different features of a
group of `m` are the first movers have squared rank distance `m² / 2`. -/
theorem sum_square_firstMoverRank {P m : Nat} (others : Fin P → K) (group : Fin P → Prop)
    [DecidablePred group] {j k : Fin P} (hj : group j) (hk : group k) (hjk : j ≠ k) :
    (sum fun a => (firstMoverRank m others group j a - firstMoverRank m others group k a) ^ 2)
      = ofNat m ^ 2 / 2 := by
  have step : (followerRank m : K) - 1 = ofNat m / 2 := by
    have two : (followerRank m : K) * 2 = ofNat m + 2 := div_mul_cancel _ two_ne_zero
    refine eq_div_of_mul_eq two_ne_zero ?_
    rw [show ((followerRank m : K) - 1) * 2 = followerRank m * 2 - 2 from
      ring_eq (by decide +kernel), two]
    exact ring_eq (by decide +kernel)
  have values : ∀ a, (firstMoverRank m others group j a - firstMoverRank m others group k a) ^ 2
      = (if a = j then (ofNat m / 2 : K) ^ 2 else 0) + if a = k then (ofNat m / 2) ^ 2 else 0 :=
    fun a => by
      unfold firstMoverRank
      by_cases aj : a = j
      · rw [ite_eq_left (c := group a) (aj ▸ hj), ite_eq_left (c := group a) (aj ▸ hj),
          ite_eq_left aj, ite_eq_left aj, ite_eq_right fun ak => hjk (aj.symm.trans ak),
          ite_eq_right fun ak => hjk (aj.symm.trans ak), ← step]
        exact ring_eq (by decide +kernel)
      · by_cases ak : a = k
        · rw [ite_eq_left (c := group a) (ak ▸ hk), ite_eq_left (c := group a) (ak ▸ hk),
            ite_eq_right aj, ite_eq_left ak, ite_eq_right aj, ite_eq_left ak, ← step]
          exact ring_eq (by decide +kernel)
        · rw [ite_eq_right aj, ite_eq_right ak]
          by_cases ha : group a
          · rw [ite_eq_left ha, ite_eq_right aj, ite_eq_right ak]
            exact ring_eq (by decide +kernel)
          · rw [ite_eq_right ha, ite_eq_right aj, ite_eq_right ak]
            exact ring_eq (by decide +kernel)
  rw [sum_congr values, sum_add,
    sum_single j _ fun a ha => ite_eq_right ha, sum_single k _ fun a ha => ite_eq_right ha,
    ite_eq_left rfl, ite_eq_left rfl]
  refine eq_div_of_mul_eq two_ne_zero ?_
  have two : (ofNat m / 2 : K) * 2 = ofNat m := div_mul_cancel _ two_ne_zero
  rw [show ((ofNat m / 2 : K) ^ 2 + (ofNat m / 2) ^ 2) * 2 = (ofNat m / 2 * 2) ^ 2 from
    ring_eq (by decide +kernel), two]

/-- Spearman's coefficient from the squared rank distance `d` of `P` features, by the formula for
rankings without ties. -/
def rankAgreement (P : Nat) (d : K) : K := 1 - 6 * d / (ofNat P ^ 3 - ofNat P)

/-- **The rank agreement of two first movers.** By the formula for rankings without ties it is
`1 - 3 m² / (P³ - P)`. The formula is the one of the published bound; with ties as many as here a
tie-corrected coefficient differs. -/
theorem rankAgreement_firstMover {P m : Nat} (others : Fin P → K) (group : Fin P → Prop)
    [DecidablePred group] {j k : Fin P} (hj : group j) (hk : group k) (hjk : j ≠ k) :
    rankAgreement P (sum fun a =>
        (firstMoverRank m others group j a - firstMoverRank m others group k a) ^ 2)
      = 1 - 3 * ofNat m ^ 2 / (ofNat P ^ 3 - ofNat P) := by
  rw [sum_square_firstMoverRank others group hj hk hjk]
  unfold rankAgreement
  have two : (ofNat m ^ 2 / 2 : K) * 2 = ofNat m ^ 2 := div_mul_cancel _ two_ne_zero
  rw [show (6 : K) * (ofNat m ^ 2 / 2) = 3 * (ofNat m ^ 2 / 2 * 2) from
    ring_eq (by decide +kernel), two]

end Spearman

end DASH
