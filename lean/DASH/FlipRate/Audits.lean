import DASH.FlipRate.Pair

/-!
# Several audits

How likely is it that at least one of several audits is wrong? If the audits are independent it
is `1 - (1 - p)^n`, and `1 - (1/2)^n` for coins. Without independence all that is known lies
between the largest of the probabilities and their sum, and both ends are attained: audits read
off the same model can all be wrong together, and they can take turns. Pairwise independence is
not enough either.
-/

namespace DASH

universe u v

/-! ## Independent audits -/

section Independent
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- The product of finitely many numbers. -/
def finiteProduct : {n : Nat} → (Fin n → K) → K
  | 0, _ => 1
  | _ + 1, f => f first * finiteProduct fun i => f (next i)

/-- Products of numbers that agree everywhere are equal. -/
theorem finiteProduct_congr {n : Nat} {f g : Fin n → K} (h : ∀ i, f i = g i) :
    finiteProduct f = finiteProduct g := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show f first * finiteProduct _ = g first * finiteProduct _
    rw [h first, ih fun i => h (next i)]

/-- The product of equal numbers is a power. -/
theorem finiteProduct_const (n : Nat) (c : K) : finiteProduct (fun _ : Fin n => c) = c ^ n := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show c * finiteProduct (fun _ : Fin n => c) = c ^ n * c
    rw [ih, mul_comm]

/-- **All of several independent events** happen with the product of their probabilities. -/
theorem prob_copies_all {n : Nat} (A : Fin n → Ω → Prop) [∀ i, DecidablePred (A i)] :
    prob (P.copies n) (fun c => ∀ i, A i (c i)) = finiteProduct fun i => prob P (A i) := by
  induction n with
  | zero =>
    exact (prob_congr _ (B := fun _ => True) fun _ => ⟨fun _ => trivial, fun _ i => i.elim0⟩).trans
      (prob_true _)
  | succ n ih =>
    unfold prob
    rw [expect_copies_succ]
    refine (expect_congr P (Y := fun a => (if A first a then 1 else 0)
      * finiteProduct fun i => prob P (A (next i))) fun a => ?_).trans ?_
    · rw [← ih fun i => A (next i)]
      by_cases h : A first a
      · rw [ite_eq_left h, one_mul]
        exact prob_congr (P.copies n) fun r => ⟨fun k i => k (next i), fun k => forall_index h k⟩
      · rw [ite_eq_right h, zero_mul]
        exact (prob_congr (P.copies n) (B := fun _ => False) fun r =>
          ⟨fun k => h (k first), False.elim⟩).trans (prob_false _)
    · rw [expect_mul_right]
      rfl

/-- **At least one of several independent audits is wrong** with one minus the product of the
probabilities of being right. -/
theorem prob_copies_some {n : Nat} (A : Fin n → Ω → Prop) [∀ i, DecidablePred (A i)] :
    prob (P.copies n) (fun c => ∃ i, A i (c i))
      = 1 - finiteProduct fun i => 1 - prob P (A i) := by
  have key := prob_not (P.copies n) (A := fun c => ∀ i, ¬A i (c i))
  rw [prob_copies_all P fun i a => ¬A i a, finiteProduct_congr fun i => prob_not P] at key
  rw [← key]
  refine prob_congr _ fun c => ⟨fun ⟨i, hi⟩ all => all i hi, fun h => ?_⟩
  exact Decidable.byContradiction fun none => h fun i hi => none ⟨i, hi⟩

variable (A : Ω → Prop) [DecidablePred A]

/-- **Independent audits.** If each of `n` independent audits is wrong with probability `p`, at
least one is wrong with probability `1 - (1 - p)^n`. -/
theorem prob_audits (n : Nat) :
    prob (P.copies n) (fun c => ∃ i, A (c i)) = 1 - (1 - prob P A) ^ n := by
  rw [prob_copies_some P fun _ => A, finiteProduct_const]

/-- All of `n` independent audits are right with probability `(1 - p)^n`. -/
theorem prob_audits_right (n : Nat) :
    prob (P.copies n) (fun c => ∀ i, ¬A (c i)) = (1 - prob P A) ^ n := by
  rw [prob_copies_all P fun _ a => ¬A a, finiteProduct_const, prob_not]

/-- One more independent audit adds its probability of being wrong where all others are right. -/
theorem prob_audits_succ (n : Nat) :
    prob (P.copies (n + 1)) (fun c => ∃ i, A (c i))
      = prob (P.copies n) (fun c => ∃ i, A (c i)) + prob P A * (1 - prob P A) ^ n := by
  rw [prob_audits, prob_audits, show (1 - prob P A) ^ (n + 1)
    = (1 - prob P A) ^ n * (1 - prob P A) from rfl]
  generalize (1 - prob P A) ^ n = x
  exact ring_eq (by decide +kernel)

/-- More independent audits are wrong somewhere at least as often. -/
theorem prob_audits_mono (n : Nat) :
    prob (P.copies n) (fun c => ∃ i, A (c i))
      ≤ prob (P.copies (n + 1)) fun c => ∃ i, A (c i) := by
  rw [prob_audits_succ, ← prob_audits_right]
  refine le_of_cert (mul_nonneg (prob_nonneg P (A := A))
    (prob_nonneg (P.copies n) (A := fun c => ∀ i, ¬A (c i)))) ?_
  exact ring_eq (by decide +kernel)

/-- At least one of `n` independent audits is wrong at least as often as the first, if there is
one. -/
theorem prob_le_prob_audits (n : Nat) :
    prob P A ≤ prob (P.copies (n + 1)) fun c => ∃ i, A (c i) := by
  have key : prob (P.copies (n + 1)) (fun c => A (c first)) = prob P A :=
    expect_copy P (fun a => if A a then (1 : K) else 0) first
  rw [← key]
  exact prob_mono _ fun _ h => ⟨first, h⟩

/-- At least one of `n` independent audits is wrong at most `n` times as often as each. -/
theorem prob_audits_le (n : Nat) :
    prob (P.copies n) (fun c => ∃ i, A (c i)) ≤ ofNat n * prob P A := by
  refine le_trans (prob_exists_le (P.copies n) fun (i : Fin n) c => A (c i)) (le_of_eq ?_)
  rw [← sum_const]
  exact sum_congr fun i => expect_copy P (fun a => if A a then (1 : K) else 0) i

/-- Two independent audits, each wrong sometimes but not always, are wrong somewhere more often
than one. -/
theorem prob_lt_prob_audits (h : 0 < prob P A) (h' : prob P A < 1) :
    prob P A < prob (P.copies 2) fun c => ∃ i, A (c i) := by
  rw [prob_audits]
  exact lt_of_cert (mul_pos h (sub_pos.mpr h')) (ring_eq (by decide +kernel))

end Independent

/-! ## Audits that are coins -/

section Coins
variable {K : Type v} [OrderedField K]

/-- The power of one half is the inverse of the power of two. -/
theorem half_power (n : Nat) : ((1 : K) / 2) ^ n * ofNat (2 ^ n) = 1 := by
  induction n with
  | zero => exact one_mul 1
  | succ n ih =>
    rw [show (2 : Nat) ^ (n + 1) = 2 ^ n * 2 from rfl, ofNat_mul,
      show ((1 : K) / 2) ^ (n + 1) = (1 / 2) ^ n * (1 / 2) from rfl, mul_mul_mul_comm, ih, one_mul]
    exact div_mul_cancel 1 two_ne_zero

/-- The power of two is positive. -/
theorem two_power_pos : ∀ n : Nat, 0 < 2 ^ n
  | 0 => Nat.zero_lt_one
  | n + 1 => by
    rw [show (2 : Nat) ^ (n + 1) = 2 ^ n * 2 from rfl, Nat.mul_comm, two_mul_nat]
    exact Nat.lt_of_lt_of_le (two_power_pos n) (Nat.le_add_right _ _)

/-- **Independent coins.** If each of `n` independent audits is a fair coin, at least one is wrong
with probability `(2^n - 1) / 2^n`. -/
theorem prob_coins {Ω : Type u} (P : Law Ω K) (A : Ω → Prop) [DecidablePred A]
    (h : prob P A = 1 / 2) (n : Nat) :
    prob (P.copies n) (fun c => ∃ i, A (c i)) = ofNat (2 ^ n - 1) / ofNat (2 ^ n) := by
  have half : (1 : K) - 1 / 2 = 1 / 2 := add_right_cancel (c := 1 / 2) (by
    rw [half_add_half]
    exact ring_eq (by decide +kernel))
  rw [prob_audits, h, half]
  refine eq_div_of_mul_eq (ofNat_ne_zero (two_power_pos n)) ?_
  have down := congrArg (ofNat (K := K)) (Nat.sub_add_cancel (Nat.succ_le_of_lt (two_power_pos n)))
  rw [ofNat_add] at down
  rw [(show ∀ x y : K, (1 - x) * y = y - x * y from fun _ _ => ring_eq (by decide +kernel))
    ((1 / 2) ^ n), half_power, ← down]
  show ofNat (2 ^ n - 1) + 1 - (1 : K) = _
  exact ring_eq (by decide +kernel)

/-- The law of a fair coin. -/
def Law.coin : Law (Fin 2) K := Law.uniform 2 (by decide)

/-- A fair coin is wrong with probability one half. -/
theorem prob_coin : prob (K := K) Law.coin (fun i => i.val = 0) = 1 / 2 := prob_uniform _ _

/-- At least one of two independent coins is wrong with probability three quarters. -/
theorem two_coins : prob (K := K) (Law.coin.copies 2) (fun c => ∃ i, (c i).val = 0) = 3 / 4 :=
  prob_coins Law.coin _ prob_coin 2

/-- At least one of three independent coins is wrong with probability seven eighths. -/
theorem three_coins : prob (K := K) (Law.coin.copies 3) (fun c => ∃ i, (c i).val = 0) = 7 / 8 :=
  prob_coins Law.coin _ prob_coin 3

/-- At least one of ten independent coins is wrong with probability `1023/1024`. -/
theorem ten_coins :
    prob (K := K) (Law.coin.copies 10) (fun c => ∃ i, (c i).val = 0) = ofNat 1023 / ofNat 1024 :=
  prob_coins Law.coin _ prob_coin 10

/-- **Audits of one exchangeable pair.** If a ranking takes a side on an exchangeable pair without
ties, at least one of `n` independent models contradicts it with probability `(2^n - 1) / 2^n`. -/
theorem prob_audits_of_exchangeable {Ω F : Type u} (P : Law Ω K) (φ : Ω → F → K)
    (R : F → F → Prop) [∀ a b, Decidable (R a b)] {j k : F}
    (h : ExchangeablePair P (fun a => φ a j) fun a => φ a k) (hR : Commits R j k)
    (none : prob P (fun a => φ a j = φ a k) = 0) (n : Nat) :
    prob (P.copies n) (fun c => ∃ i, ContradictedOn (φ (c i)) R j k)
      = ofNat (2 ^ n - 1) / ofNat (2 ^ n) :=
  prob_coins P (fun a => ContradictedOn (φ a) R j k) (probWrong_eq_half h hR none) n

end Coins

/-! ## Without independence -/

section Dependent
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {n : Nat}
  (A : Fin n → Ω → Prop) [∀ i, DecidablePred (A i)]

/-- **Whatever the dependence**, at least one audit is wrong at least as often as each. -/
theorem prob_le_prob_some (i : Fin n) : prob P (A i) ≤ prob P fun a => ∃ i, A i a :=
  prob_mono P fun _ h => ⟨i, h⟩

/-- Whatever the dependence, all audits are right at most as often as each, and at least with one
minus the sum of the probabilities of being wrong. -/
theorem prob_all_right_bounds (i : Fin n) :
    1 - sum (fun i => prob P (A i)) ≤ prob P (fun a => ∀ i, ¬A i a) ∧
      prob P (fun a => ∀ i, ¬A i a) ≤ 1 - prob P (A i) := by
  have none : prob P (fun a => ∀ i, ¬A i a) = 1 - prob P fun a => ∃ i, A i a := by
    rw [← prob_not]
    exact prob_congr P fun a => ⟨fun h ⟨i, hi⟩ => h i hi, fun h i hi => h ⟨i, hi⟩⟩
  rw [none]
  exact ⟨sub_le_sub_left (prob_exists_le P A) 1, sub_le_sub_left (prob_le_prob_some P A i) 1⟩

/-- **All wrong together.** If all audits are wrong in the same models, at least one is wrong just
as often as each: the lower bound is attained, and the product formula, which gives more for two
audits already, is not a lower bound. -/
theorem prob_some_of_same {B : Ω → Prop} [DecidablePred B] (i : Fin n)
    (h : ∀ i a, A i a ↔ B a) : prob P (fun a => ∃ i, A i a) = prob P B :=
  prob_congr P fun a => ⟨fun ⟨i, hi⟩ => (h i a).mp hi, fun hb => ⟨i, (h i a).mpr hb⟩⟩

/-- **Wrong in turns.** If no two audits are wrong in the same model, at least one is wrong with
the sum of the probabilities: the upper bound is attained. -/
theorem prob_some_of_exclusive (h : ∀ i j a, A i a → A j a → i = j) :
    prob P (fun a => ∃ i, A i a) = sum fun i => prob P (A i) := by
  unfold prob
  rw [← expect_sum P fun i a => if A i a then (1 : K) else 0]
  refine expect_congr P fun a => ?_
  by_cases k : ∃ i, A i a
  · obtain ⟨i, hi⟩ := k
    rw [ite_eq_left ⟨i, hi⟩, sum_single i _ fun j hj => ite_eq_right fun l => hj (h j i a l hi),
      ite_eq_left hi]
  · rw [ite_eq_right k, sum_congr (g := fun _ => 0) fun i => ite_eq_right fun l => k ⟨i, l⟩,
      sum_zero]

end Dependent

section FirstMover
variable {K : Type v} [OrderedField K] {n m : Nat}

/-- **The first-mover model contradicts the coins.** Of `n` pairs of a group of `m` features, a
ranking has the first feature of each pair above the second. In one random first-mover model at
least one of the pairs is the other way round with probability `n/m` if the second features
are different, since the audits are wrong in turns; not with probability `1 - (1/2)^n`. -/
theorem firstMover_prob_audits (hm : 0 < m) {base gain : K} (hg : 0 < gain)
    (upper lower : Fin n → Fin m) (h : ∀ i, upper i ≠ lower i)
    (different : ∀ i j, lower i = lower j → i = j) :
    prob (K := K) (Law.uniform m hm) (fun a => ∃ i,
      firstMover base gain a (upper i) < firstMover base gain a (lower i))
        = ofNat n / ofNat m := by
  rw [prob_some_of_exclusive (Law.uniform m hm)
    (fun i a => firstMover base gain a (upper i) < firstMover base gain a (lower i))
    fun i j a l l' => different i j (((firstMover_lt_iff hg (h i).symm a).mp l).symm.trans
      ((firstMover_lt_iff hg (h j).symm a).mp l')),
    sum_congr (g := fun _ => 1 / ofNat m) fun i => firstMover_prob_above hm hg (h i).symm,
    sum_const, div_eq_mul_inv, div_eq_mul_inv, one_mul]

end FirstMover

section Counterexamples
variable {K : Type v} [OrderedField K]

/-- Two audits that read the same coin: both are wrong when it shows its first side. -/
def sameAudit (_ : Fin 2) (a : Fin 2) : Prop := a.val = 0

instance (i a : Fin 2) : Decidable (sameAudit i a) := inferInstanceAs (Decidable (_ = _))

/-- **The product formula needs independence, from below.** Two audits that read the same fair
coin are each wrong with probability one half, and at least one of them with probability one
half, not three quarters. -/
theorem same_coin :
    (∀ i, prob (K := K) Law.coin (sameAudit i) = 1 / 2) ∧
      prob (K := K) Law.coin (fun a => ∃ i, sameAudit i a) = 1 / 2 :=
  ⟨fun _ => prob_coin, (prob_some_of_same Law.coin sameAudit ⟨0, by decide⟩
    fun _ _ => Iff.rfl).trans prob_coin⟩

/-- **And from above.** Two audits of the opposite sides of a fair coin are each wrong with
probability one half, and at least one of them always, not with probability three quarters. -/
theorem opposite_coin :
    (∀ i : Fin 2, prob (K := K) Law.coin (fun a => a = i) = 1 / 2) ∧
      prob (K := K) Law.coin (fun a => ∃ i, a = i) = 1 := by
  have each : ∀ i : Fin 2, prob (K := K) Law.coin (fun a => a = i) = 1 / 2 := fun i => by
    unfold Law.coin
    rw [prob_uniform, count_eq_self]
    rfl
  refine ⟨each, ?_⟩
  rw [prob_some_of_exclusive Law.coin (fun (i : Fin 2) a => a = i)
    fun i j a e e' => e.symm.trans e', sum_congr each, sum_const]
  show 2 * ((1 : K) / 2) = 1
  rw [mul_comm, div_mul_cancel 1 two_ne_zero]

/-- Three audits on four equally likely models: the first two are wrong where the first or the
second binary digit of the model is one, the third where the digits differ. -/
def parityAudit (i : Fin 3) (a : Fin 4) : Prop :=
  (i.val = 0 ∧ (a.val = 2 ∨ a.val = 3)) ∨ (i.val = 1 ∧ (a.val = 1 ∨ a.val = 3)) ∨
    (i.val = 2 ∧ (a.val = 1 ∨ a.val = 2))

instance (i : Fin 3) (a : Fin 4) : Decidable (parityAudit i a) :=
  inferInstanceAs (Decidable (_ ∨ _))

/-- **Pairwise independence is not enough.** The three audits are coins, and every two of them are
independent, but at least one is wrong with probability three quarters and not seven eighths. -/
theorem pairwise_not_enough :
    (∀ i, prob (K := K) (Law.uniform 4 (by decide)) (parityAudit i) = 1 / 2) ∧
      (∀ i j, i ≠ j → prob (K := K) (Law.uniform 4 (by decide))
        (fun a => parityAudit i a ∧ parityAudit j a) = 1 / 4) ∧
      prob (K := K) (Law.uniform 4 (by decide)) (fun a => ∃ i, parityAudit i a) = 3 / 4 := by
  have two : ∀ i, 2 * count (fun a : Fin 4 => parityAudit i a) = 4 := by decide +kernel
  have one : ∀ i j, i ≠ j → count (fun a : Fin 4 => parityAudit i a ∧ parityAudit j a) = 1 := by
    decide +kernel
  have three : count (fun a : Fin 4 => ∃ i, parityAudit i a) = 3 := by decide +kernel
  refine ⟨fun i => ?_, fun i j h => ?_, ?_⟩
  · rw [prob_uniform]
    exact share_half (two i) (by decide)
  · rw [prob_uniform, one i j h]
    rfl
  · rw [prob_uniform, three]
    rfl

end Counterexamples

end DASH
