import DASH.Consensus.Mean

/-!
# The Shapley value

A game on `n` features gives each set of features a worth, for instance the prediction of a model
that knows only these features. The Shapley value shares the worth of all features out: the
features arrive in random order, and each gets on average what its arrival adds. Here the order is
drawn from its end, the last feature to arrive first, which makes the four laws of the Shapley
value short inductions: efficiency, symmetry, nothing for a feature that adds nothing, and
linearity. Linearity is what makes an average of Shapley values the Shapley value of the average
model.
-/

namespace DASH

universe u

section Value
variable {K : Type u} [OrderedField K] {n : Nat}

/-- A set of features without one of them. -/
def without (S : Fin n → Bool) (i : Fin n) : Fin n → Bool := fun a =>
  if a = i then false else S a

/-- The Shapley value of a feature in the game among the `k` features of the set `S`: one of them,
each as likely as any other, arrives last and gets what it adds; the others share the worth of the
set without it. A feature outside the set gets nothing. -/
def shapleyAmong (v : (Fin n → Bool) → K) : Nat → (Fin n → Bool) → Fin n → K
  | 0, _, _ => 0
  | k + 1, S, i =>
    if S i = true then
      (v S - v (without S i)
        + sum fun j => if S j = true then shapleyAmong v k (without S j) i else 0) / ofNat (k + 1)
    else 0

/-- The Shapley value of a feature in the game among all features. -/
def shapleyValue (v : (Fin n → Bool) → K) (i : Fin n) : K := shapleyAmong v n (fun _ => true) i

/-- The feature that is taken out is not in the rest. -/
theorem without_self (S : Fin n → Bool) (i : Fin n) : without S i i = false := ite_eq_left rfl

private theorem count_without {S : Fin n → Bool} {k : Nat} (h : (count fun a => S a = true) = k + 1)
    {i : Fin n} (hi : S i = true) : (count fun a => without S i a = true) = k := by
  have split : (count fun a => S a = true)
      = count (fun a => a = i) + count fun a => without S i a = true := by
    rw [← count_or fun a ha => by
      have key := ha.2
      rw [ha.1, without_self] at key
      exact Bool.noConfusion key]
    refine count_congr fun a => ?_
    by_cases e : a = i
    · rw [e]
      exact ⟨fun _ => Or.inl rfl, fun _ => hi⟩
    · have same : without S i a = S a := ite_eq_right e
      rw [same]
      exact ⟨Or.inr, fun h => h.elim (fun k => absurd k e) id⟩
  rw [split, count_eq_self, Nat.add_comm] at h
  exact Nat.succ.inj h

/-- A feature that is not in the set gets nothing. -/
theorem shapleyAmong_outside (v : (Fin n → Bool) → K) :
    ∀ (k : Nat) {S : Fin n → Bool} {i : Fin n}, S i = false → shapleyAmong v k S i = 0
  | 0, _, _, _ => rfl
  | _ + 1, _, _, h => ite_eq_right fun e => Bool.noConfusion (h.symm.trans e)

/-- **Efficiency, in every set.** The Shapley values of the features of a set add up to the worth
of the set less the worth of the empty set. -/
theorem sum_shapleyAmong (v : (Fin n → Bool) → K) :
    ∀ (k : Nat) {S : Fin n → Bool}, (count fun a => S a = true) = k →
      sum (shapleyAmong v k S) = v S - v fun _ => false
  | 0, S, h => by
    have none : S = fun _ => false := funext fun a => by
      cases e : S a with
      | false => rfl
      | true => exact absurd e (count_eq_zero.mp h a)
    rw [none]
    exact sum_zero.trans (add_neg_self (v fun _ => false)).symm |>.trans
      (sub_eq_add_neg _ _).symm
  | k + 1, S, h => by
    have nonzero : (ofNat (k + 1) : K) ≠ 0 := ofNat_ne_zero (Nat.succ_pos k)
    have expand : ∀ i, shapleyAmong v (k + 1) S i
        = ((if S i = true then v S - v (without S i) else 0)
          + sum fun j => if S j = true then shapleyAmong v k (without S j) i else 0)
          / ofNat (k + 1) := fun i => by
      show (if S i = true then _ else 0) = _
      by_cases hi : S i = true
      · rw [ite_eq_left hi, ite_eq_left hi]
      · rw [ite_eq_right hi, ite_eq_right hi, zero_add,
          sum_congr (g := fun _ => (0 : K)) fun j => ?_, sum_zero, zero_div]
        by_cases hj : S j = true
        · rw [ite_eq_left hj]
          refine shapleyAmong_outside v k ?_
          unfold without
          split
          · rfl
          · cases e : S i with
            | false => rfl
            | true => exact absurd e hi
        · exact ite_eq_right hj
    have each : ∀ j, ((if S j = true then v S - v (without S j) else 0)
        + sum fun i => if S j = true then shapleyAmong v k (without S j) i else 0)
        = (if S j = true then 1 else 0) * (v S - v fun _ => false) := fun j => by
      by_cases hj : S j = true
      · rw [ite_eq_left hj, ite_eq_left hj, sum_congr (g := shapleyAmong v k (without S j))
          fun i => ite_eq_left hj, sum_shapleyAmong v k (count_without h hj)]
        exact ring_eq (by decide +kernel)
      · rw [ite_eq_right hj, ite_eq_right hj, sum_congr (g := fun _ => (0 : K))
          fun i => ite_eq_right hj, sum_zero]
        exact ring_eq (by decide +kernel)
    have total : (sum fun i => shapleyAmong v (k + 1) S i) * ofNat (k + 1)
        = (v S - v fun _ => false) * ofNat (k + 1) := by
      rw [← sum_mul_right, sum_congr fun i => by rw [expand i, div_mul_cancel _ nonzero], sum_add,
        sum_exchange, ← sum_add, sum_congr each, sum_mul_right, ← ofNat_count, h, mul_comm]
    exact mul_right_cancel nonzero total

/-- **Efficiency.** The Shapley values add up to the worth of all features less the worth of
none. -/
theorem shapleyValue_efficient (v : (Fin n → Bool) → K) :
    sum (shapleyValue v) = v (fun _ => true) - v fun _ => false :=
  sum_shapleyAmong v n ((count_congr fun _ => ⟨fun _ => trivial, fun _ => rfl⟩).trans count_true)

/-- The Shapley value of a sum of games is the sum of the Shapley values. -/
theorem shapleyAmong_add (v w : (Fin n → Bool) → K) :
    ∀ (k : Nat) (S : Fin n → Bool) (i : Fin n),
      shapleyAmong (fun T => v T + w T) k S i = shapleyAmong v k S i + shapleyAmong w k S i
  | 0, _, _ => (add_zero 0).symm
  | k + 1, S, i => by
    show (if S i = true then _ else 0) = (if S i = true then _ else 0) + if S i = true then _ else 0
    by_cases hi : S i = true
    · rw [ite_eq_left hi, ite_eq_left hi, ite_eq_left hi, div_add_div,
        add_add_add_comm, ← sum_add]
      refine congrArg (fun x => x / ofNat (k + 1)) ?_
      rw [sum_congr fun j => ?_]
      · exact congrArg (fun x => x + _) (ring_eq (by decide +kernel))
      · by_cases hj : S j = true
        · rw [ite_eq_left hj, ite_eq_left hj, ite_eq_left hj, shapleyAmong_add v w k]
        · rw [ite_eq_right hj, ite_eq_right hj, ite_eq_right hj, add_zero]
    · rw [ite_eq_right hi, ite_eq_right hi, ite_eq_right hi, add_zero]

/-- **Additivity.** The Shapley value of a sum of games is the sum of the Shapley values. -/
theorem shapleyValue_add (v w : (Fin n → Bool) → K) (i : Fin n) :
    shapleyValue (fun S => v S + w S) i = shapleyValue v i + shapleyValue w i :=
  shapleyAmong_add v w n _ i

/-- A constant factor moves out of the Shapley value in a set. -/
theorem shapleyAmong_mul (c : K) (v : (Fin n → Bool) → K) :
    ∀ (k : Nat) (S : Fin n → Bool) (i : Fin n),
      shapleyAmong (fun T => c * v T) k S i = c * shapleyAmong v k S i
  | 0, _, _ => (mul_zero c).symm
  | k + 1, S, i => by
    show (if S i = true then _ else 0) = c * if S i = true then _ else 0
    by_cases hi : S i = true
    · rw [ite_eq_left hi, ite_eq_left hi, div_eq_mul_inv, div_eq_mul_inv, ← mul_assoc, mul_add,
        ← sum_mul_left]
      refine congrArg (fun x => x * (ofNat (k + 1))⁻¹) ?_
      rw [sum_congr fun j => ?_]
      · exact congrArg (fun x => x + _) (ring_eq (by decide +kernel))
      · by_cases hj : S j = true
        · rw [ite_eq_left hj, ite_eq_left hj, shapleyAmong_mul c v k]
        · rw [ite_eq_right hj, ite_eq_right hj, mul_zero]
    · rw [ite_eq_right hi, ite_eq_right hi, mul_zero]

/-- **Homogeneity.** A constant factor moves out of the Shapley value. -/
theorem shapleyValue_mul (c : K) (v : (Fin n → Bool) → K) (i : Fin n) :
    shapleyValue (fun S => c * v S) i = c * shapleyValue v i :=
  shapleyAmong_mul c v n _ i

/-- **Averaging explanations is explaining the average.** The mean over models of the Shapley
values of a feature is its Shapley value in the average of the models' games. -/
theorem shapleyValue_mean {M : Nat} (v : Fin M → (Fin n → Bool) → K) (i : Fin n) :
    shapleyValue (fun S => mean fun f => v f S) i = mean fun f => shapleyValue (v f) i := by
  have total : ∀ {M : Nat} (v : Fin M → (Fin n → Bool) → K),
      shapleyValue (fun S => sum fun f => v f S) i = sum fun f => shapleyValue (v f) i := by
    intro M
    induction M with
    | zero =>
      intro v
      have key := shapleyValue_mul 0 (fun _ : Fin n → Bool => (0 : K)) i
      rw [zero_mul, zero_mul] at key
      exact key
    | succ M ih =>
      intro v
      show shapleyValue (fun S => v first S + sum fun f => v (next f) S) i = _
      rw [shapleyValue_add, ih]
      rfl
  have scaled : (fun S => mean fun f => v f S) = fun S => (ofNat M)⁻¹ * sum fun f => v f S :=
    funext fun S => by
      unfold mean
      rw [div_eq_mul_inv, mul_comm]
  rw [scaled, shapleyValue_mul, total]
  unfold mean
  rw [div_eq_mul_inv, mul_comm]

/-- A feature that adds nothing to any set gets nothing in any set. -/
theorem shapleyAmong_null {v : (Fin n → Bool) → K} {i : Fin n} (h : ∀ S, v (without S i) = v S) :
    ∀ (k : Nat) (S : Fin n → Bool), shapleyAmong v k S i = 0
  | 0, _ => rfl
  | k + 1, S => by
    show (if S i = true then _ else 0) = (0 : K)
    by_cases hi : S i = true
    · rw [ite_eq_left hi, h, sum_congr (g := fun _ => (0 : K)) fun j => ?_, sum_zero, add_zero,
        sub_eq_add_neg, add_neg_self, zero_div]
      by_cases hj : S j = true
      · rw [ite_eq_left hj, shapleyAmong_null h k]
      · exact ite_eq_right hj
    · exact ite_eq_right hi

/-- **Null feature.** A feature that adds nothing to any set has Shapley value zero. -/
theorem shapleyValue_null {v : (Fin n → Bool) → K} {i : Fin n} (h : ∀ S, v (without S i) = v S) :
    shapleyValue v i = 0 := shapleyAmong_null h n _

private theorem without_perm (p : Perm (Fin n)) (S : Fin n → Bool) (i : Fin n) :
    (fun a => without S i (p.to a)) = without (fun a => S (p.to a)) (p.back i) := funext fun a => by
  unfold without
  by_cases h : p.to a = i
  · rw [ite_eq_left h, ite_eq_left (p.to_eq_iff.mp h)]
  · rw [ite_eq_right h, ite_eq_right fun k => h (p.to_eq_iff.mpr k)]

/-- Renaming the features renames the Shapley values, in every set. -/
theorem shapleyAmong_perm (p : Perm (Fin n)) (v : (Fin n → Bool) → K) :
    ∀ (k : Nat) (S : Fin n → Bool) (i : Fin n),
      shapleyAmong (fun T => v fun a => T (p.to a)) k S (p.to i)
        = shapleyAmong v k (fun a => S (p.to a)) i
  | 0, _, _ => rfl
  | k + 1, S, i => by
    show (if S (p.to i) = true then _ else 0) = if S (p.to i) = true then _ else 0
    by_cases hi : S (p.to i) = true
    · have rest : (v fun a => without S (p.to i) (p.to a))
          = v (without (fun a => S (p.to a)) i) := by
        rw [without_perm, p.back_to]
      rw [ite_eq_left hi, ite_eq_left hi]
      show ((v fun a => S (p.to a)) - (v fun a => without S (p.to i) (p.to a)) + _) / _ = _
      rw [rest, ← sum_perm p]
      refine congrArg (fun x => ((v fun a => S (p.to a)) - v (without (fun a => S (p.to a)) i) + x)
        / ofNat (k + 1)) ?_
      refine sum_congr fun j => ?_
      by_cases hj : S (p.to j) = true
      · rw [ite_eq_left hj, ite_eq_left hj, shapleyAmong_perm p v k, without_perm, p.back_to]
      · rw [ite_eq_right hj, ite_eq_right hj]
    · rw [ite_eq_right hi, ite_eq_right hi]

/-- **Anonymity.** Renaming the features renames their Shapley values and changes nothing else. -/
theorem shapleyValue_perm (p : Perm (Fin n)) (v : (Fin n → Bool) → K) (i : Fin n) :
    shapleyValue (fun T => v fun a => T (p.to a)) (p.to i) = shapleyValue v i :=
  shapleyAmong_perm p v n _ i

/-- **Symmetry.** Two features that every set can exchange without a change of its worth have the
same Shapley value: what collinear features get in a model that uses them alike. -/
theorem shapleyValue_symmetric {v : (Fin n → Bool) → K} {i j : Fin n}
    (h : ∀ S, (v fun a => S (swap i j a)) = v S) : shapleyValue v i = shapleyValue v j := by
  have key := shapleyValue_perm (swapPerm i j) v i
  have same : (fun T : Fin n → Bool => v fun a => T ((swapPerm i j).to a)) = v := funext h
  rw [same] at key
  rw [← key]
  exact congrArg (shapleyValue v) (swap_left i j)

end Value

/-! ## Two features -/

section Two
variable {K : Type u} [OrderedField K]

/-- The set of features out of two that has the first feature or not, and the second or not. -/
def pairSet (a b : Bool) : Fin 2 → Bool
  | ⟨0, _⟩ => a
  | ⟨_ + 1, _⟩ => b

private theorem pairSet_eta (S : Fin 2 → Bool) : S = pairSet (S first) (S (next first)) :=
  funext (forall_index rfl (forall_index rfl fun i => i.elim0))

/-- **The Shapley value of the first of two features** is the mean of what it adds to nothing and
of what it adds to the other. -/
theorem shapleyValue_two_first (v : (Fin 2 → Bool) → K) :
    shapleyValue v first = ((v (pairSet true false) - v (pairSet false false))
      + (v (pairSet true true) - v (pairSet false true))) / 2 := by
  have full : (fun _ : Fin 2 => true) = pairSet true true := pairSet_eta _
  have left : without (pairSet true true) first = pairSet false true := pairSet_eta _
  have right : without (pairSet true true) (next first) = pairSet true false := pairSet_eta _
  have none : without (pairSet true false) first = pairSet false false := pairSet_eta _
  unfold shapleyValue
  rw [full]
  show (v (pairSet true true) - v (without (pairSet true true) first)
    + (shapleyAmong v 1 (without (pairSet true true) first) first
      + (shapleyAmong v 1 (without (pairSet true true) (next first)) first + 0))) / 2 = _
  rw [left, right]
  show (v (pairSet true true) - v (pairSet false true)
    + (0 + ((v (pairSet true false) - v (without (pairSet true false) first) + (0 + (0 + 0))) / 1
      + 0))) / 2 = _
  rw [none, div_eq_mul_inv (b := (1 : K)), inv_one]
  exact congrArg (fun x => x / 2) (ring_eq (by decide +kernel))

/-- **The Shapley value of the second of two features.** -/
theorem shapleyValue_two_second (v : (Fin 2 → Bool) → K) :
    shapleyValue v (next first) = ((v (pairSet false true) - v (pairSet false false))
      + (v (pairSet true true) - v (pairSet true false))) / 2 := by
  have key := shapleyValue_efficient v
  have sides : sum (shapleyValue v)
    = shapleyValue v first + (shapleyValue v (next first) + 0) := rfl
  rw [sides, shapleyValue_two_first, pairSet_eta fun _ => true, pairSet_eta fun _ => false] at key
  refine mul_right_cancel two_ne_zero ?_
  rw [div_mul_cancel _ two_ne_zero]
  have twice := congrArg (fun x => x * 2) key
  rw [add_zero, add_mul, div_mul_cancel _ two_ne_zero] at twice
  have alone := congrArg (fun x => x - ((v (pairSet true false) - v (pairSet false false))
      + (v (pairSet true true) - v (pairSet false true)))) twice
  rw [show ∀ a b : K, a + b - a = b from fun a b => ring_eq (by decide +kernel)] at alone
  rw [alone]
  exact ring_eq (by decide +kernel)

/-- **The order of two features by Shapley value is the order of what each is worth alone.** -/
theorem shapleyValue_two_sub (v : (Fin 2 → Bool) → K) :
    shapleyValue v first - shapleyValue v (next first)
      = v (pairSet true false) - v (pairSet false true) := by
  rw [shapleyValue_two_first, shapleyValue_two_second, div_sub_div]
  refine (eq_div_of_mul_eq two_ne_zero ?_).symm
  exact ring_eq (by decide +kernel)

end Two

end DASH
