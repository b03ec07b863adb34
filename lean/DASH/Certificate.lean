import DASH.Algebra.Field
import DASH.Finite.Digits
import DASH.Impossibility.Theorem

/-!
# Certificates

A report of an ensemble says of each pair of features in how many models the first is above the
second. A certificate restates the attributions that the report was made from as whole numbers, and
gives the counts; here is what follows once the kernel has compared the two.

Attributions are floating point numbers, and each of them is a whole number times a power of two.
With a small enough power as the unit nothing is rounded, and `Certified.rashomon_scaled` says that
the unit changes nothing about the order.

A model is one number, whose digits are its attributions, and so are the counts of a feature. The
kernel visits the features of each model in ascending order of attribution, adds up at each one the
set of those that are below it, and compares the sum over all models with the stated counts.

From the counts one reads off the *undecided* pairs, which models of the ensemble order oppositely,
so that no ranking that decides them is sound for all models; and the *agreed* pairs, which all
models order alike: they make up a strict partial order that is sound for every model, and every
ranking that is sound for every model is part of it.
-/

namespace DASH.Certificate

universe u v

/-! ## What is computed -/

/-- The number at a place of a list; zero past its end. (The kernel runs this, as all that is
`noncomputable` here; recursion by the recursor itself is what it does fastest, and Lean compiles
no such code.) -/
noncomputable def entry (list : List Nat) : Nat → Nat :=
  List.rec (motive := fun _ => Nat → Nat) (fun _ => 0)
    (fun x _ rest i => Nat.rec (motive := fun _ => Nat) x (fun i _ => rest i) i) list

/-- Whether a list has a given length. -/
noncomputable def hasLength (list : List Nat) : Nat → Bool :=
  List.rec (motive := fun _ => Nat → Bool)
    (fun n => Nat.rec (motive := fun _ => Bool) true (fun _ _ => false) n)
    (fun _ _ rest n => Nat.rec (motive := fun _ => Bool) false (fun n _ => rest n) n) list

/-- Whether a list has a given length and only entries below a bound. -/
noncomputable def areBelow (bound : Nat) (list : List Nat) : Nat → Bool :=
  List.rec (motive := fun _ => Nat → Bool)
    (fun n => Nat.rec (motive := fun _ => Bool) true (fun _ _ => false) n)
    (fun x _ rest n => Nat.rec (motive := fun _ => Bool) false
      (fun n _ => cond (Nat.ble (Nat.succ x) bound) (rest n) false) n) list

/-- The number whose digits are the entries of a list, the first one at place 0. -/
noncomputable def packed (base : Nat) (list : List Nat) : Nat :=
  List.rec (motive := fun _ => Nat) 0 (fun x _ rest => Nat.add x (Nat.mul base rest)) list

/-- **The walk through the features of one model** `m`, whose digits in the base `size` are its
attributions. The digits of `order` name the features. Their attributions must ascend, from `last`
on. `seen` has a one at the place of each feature passed, and `below` at the place of each that is
strictly below the present attribution. At each feature `j`, `below` is added to `sum` at place `j`
of the base `rowBase`. At the end all features must have been passed, as `full` says; the result
is one more than the sum, and zero if anything was wrong. -/
noncomputable def walk (size base rowBase full m fuel : Nat) : Nat → Nat → Nat → Nat → Nat → Nat :=
  Nat.rec (motive := fun _ => Nat → Nat → Nat → Nat → Nat → Nat)
    (fun _ _ _ seen sum => Bool.rec (motive := fun _ => Nat) 0 (Nat.succ sum) (Nat.beq seen full))
    (fun _ rest order last below seen sum =>
      (fun j => (fun value => Bool.rec (motive := fun _ => Nat) 0
        (Bool.rec (motive := fun _ => Nat)
          (rest (Nat.div order base) value seen (Nat.add seen (Nat.pow base j))
            (Nat.add sum (Nat.mul seen (Nat.pow rowBase j))))
          (rest (Nat.div order base) value below (Nat.add seen (Nat.pow base j))
            (Nat.add sum (Nat.mul below (Nat.pow rowBase j))))
          (Nat.ble value last))
        (Nat.ble last value))
        (Nat.mod (Nat.div m (Nat.pow size j)) size))
        (Nat.mod order base))
    fuel

/-- Whether the walks through all models, one after the other, add up to a stated sum. -/
noncomputable def walks (size base rowBase full d : Nat) (models : List Nat) :
    List Nat → Nat → Nat → Bool :=
  List.rec (motive := fun _ => List Nat → Nat → Nat → Bool)
    (fun _ sum stated => Nat.beq sum stated)
    (fun m _ rest orders sum stated => List.rec (motive := fun _ => Bool) false
      (fun order orders _ => Nat.rec (motive := fun _ => Bool) false
        (fun sum _ => rest orders sum stated)
        (walk size base rowBase full m d order 0 0 0 sum)) orders)
    models

/-- **The comparison of attributions and counts**: there are `M` models and `d` features, the base
of the counts has room for them, and the walks through the models give the rows. -/
noncomputable def areCounts (M d size base : Nat) (models orders rows : List Nat) : Bool :=
  cond (Nat.ble (M + 1) base) (cond (Nat.ble (d + 1) base) (cond (hasLength models M)
    (cond (areBelow (Nat.pow base d) rows d)
      (walks size base (Nat.pow base d) (pack base d fun _ => 1) d models orders 0
        (packed (Nat.pow base d) rows))
      false) false) false) false

/-- **A certified table**: the attributions of `d` features in `M` models, in whole units, and for
each two features the number of models that have the first above the second. -/
structure Certified (M d : Nat) where
  /-- The base of the attributions: each of them is one digit. -/
  size : Nat
  /-- The base of the counts: each of them is one digit. -/
  base : Nat
  /-- One number for each model. Its digit at place `j` in the base `size` is the attribution of
  feature `j`. -/
  models : List Nat
  /-- One number for each model. Its digits in `base` are the features, the one with the smallest
  attribution at place 0. They only show the kernel the way. -/
  orders : List Nat
  /-- One number for each feature. Its digit at place `k` in `base` is the number of models that
  have the feature above feature `k`. -/
  rows : List Nat
  /-- The rows are the counts of the models. -/
  counted : areCounts M d size base models orders rows = true

/-! ## What the computation means -/

section Lists

private theorem nat_lt_asymm {m n : Nat} (h : m < n) : ¬n < m := fun k =>
  Nat.lt_irrefl m (Nat.lt_trans h k)

private theorem eq_true_of_cond {c x : Bool} (h : cond c x false = true) : c = true ∧ x = true := by
  cases c with
  | true => exact ⟨rfl, h⟩
  | false => exact absurd h (fun e => nomatch e)

private theorem lt_of_ble {m n : Nat} (h : Nat.ble m n = false) : n < m :=
  Nat.lt_of_not_le fun le => by
    rw [Nat.ble_eq_true_of_le le] at h
    exact nomatch h

private theorem entry_lt {bound : Nat} : ∀ {l : List Nat} {n j : Nat}, areBelow bound l n = true →
    j < n → entry l j < bound
  | [], 0, _, _, h => absurd h (Nat.not_lt_zero _)
  | [], _ + 1, _, h, _ => nomatch h
  | _ :: _, 0, _, h, _ => nomatch h
  | _ :: _, _ + 1, 0, h, _ => Nat.le_of_ble_eq_true (eq_true_of_cond h).1
  | _ :: l, n + 1, j + 1, h, hj =>
    entry_lt (l := l) (n := n) (j := j) (eq_true_of_cond h).2 (Nat.le_of_succ_le_succ hj)

private theorem packed_eq {base bound : Nat} : ∀ {l : List Nat} {n : Nat},
    areBelow bound l n = true → packed base l = pack base n (entry l)
  | [], 0, _ => rfl
  | [], _ + 1, h => nomatch h
  | _ :: _, 0, h => nomatch h
  | x :: l, n + 1, h => by
    show x + base * packed base l = x + base * pack base n (entry l)
    rw [packed_eq (l := l) (eq_true_of_cond h).2]

/-- The sum of a function over the entries of a list. -/
private def total (f : Nat → Nat) : List Nat → Nat
  | [] => 0
  | k :: l => f k + total f l

private theorem total_congr {f g : Nat → Nat} : ∀ {l : List Nat}, (∀ k, k ∈ l → f k = g k) →
    total f l = total g l
  | [], _ => rfl
  | k :: l, h => by
    show f k + total f l = g k + total g l
    rw [h k (List.mem_cons.mpr (Or.inl rfl)),
      total_congr (l := l) fun i hi => h i (List.mem_cons.mpr (Or.inr hi))]

private theorem total_zero {f : Nat → Nat} : ∀ {l : List Nat}, (∀ k, k ∈ l → f k = 0) →
    total f l = 0
  | [], _ => rfl
  | k :: l, h => by
    show f k + total f l = 0
    rw [h k (List.mem_cons.mpr (Or.inl rfl)),
      total_zero (l := l) fun i hi => h i (List.mem_cons.mpr (Or.inr hi))]

private theorem total_mul (c : Nat) (f : Nat → Nat) : ∀ l : List Nat,
    total (fun k => c * f k) l = c * total f l
  | [] => rfl
  | k :: l => by
    show c * f k + total (fun k => c * f k) l = c * (f k + total f l)
    rw [total_mul c f l, Nat.mul_add]

/-- How many entries of a list are zero. -/
private def zeros : List Nat → Nat
  | [] => 0
  | 0 :: l => zeros l + 1
  | (_ + 1) :: l => zeros l

/-- The predecessors of the other entries. -/
private def others : List Nat → List Nat
  | [] => []
  | 0 :: l => others l
  | (k + 1) :: l => k :: others l

private theorem zeros_le : ∀ l : List Nat, zeros l ≤ l.length
  | [] => Nat.le_refl 0
  | 0 :: l => Nat.succ_le_succ (zeros_le l)
  | (_ + 1) :: l => Nat.le_succ_of_le (zeros_le l)

private theorem others_le : ∀ l : List Nat, (others l).length ≤ l.length
  | [] => Nat.le_refl 0
  | 0 :: l => Nat.le_succ_of_le (others_le l)
  | (_ + 1) :: l => Nat.succ_le_succ (others_le l)

private theorem total_split (f : Nat → Nat) : ∀ l : List Nat,
    total f l = zeros l * f 0 + total (fun k => f (k + 1)) (others l)
  | [] => by
    show 0 = 0 * f 0 + 0
    rw [Nat.zero_mul]
  | 0 :: l => by
    show f 0 + total f l = (zeros l + 1) * f 0 + total (fun k => f (k + 1)) (others l)
    rw [total_split f l, Nat.add_mul, Nat.one_mul, ← Nat.add_assoc, Nat.add_comm (f 0)]
  | (k + 1) :: l => by
    show f (k + 1) + total f l
      = zeros l * f 0 + (f (k + 1) + total (fun k => f (k + 1)) (others l))
    rw [total_split f l, Nat.add_left_comm]

/-- The sum of a function over the numbers below a bound, digit by digit of a base one. -/
private theorem total_powers {base : Nat} (hb : 0 < base) : ∀ {d : Nat} {l : List Nat},
    d < base → l.length < base → total (fun k => base ^ k) l = pack base d (fun _ => 1) →
    ∀ (c : Nat) (f : Nat → Nat), total (fun k => c ^ k * f k) l = pack c d f
  | 0, [], _, _, _, _, _ => rfl
  | 0, k :: l, _, _, h, _, _ => by
    have some : 0 < base ^ k + total (fun k => base ^ k) l :=
      Nat.lt_of_lt_of_le (Nat.pow_pos hb) (Nat.le_add_right _ _)
    exact absurd h (Nat.ne_of_gt some)
  | d + 1, l, hd, hl, h, c, f => by
    have one : 1 < base := Nat.lt_of_le_of_lt (Nat.succ_le_succ (Nat.zero_le d)) hd
    have powers : total (fun k => base ^ k) l
        = zeros l + base * total (fun k => base ^ k) (others l) := by
      rw [total_split, ← total_mul]
      show zeros l * 1 + total (fun k => base ^ k * base) _ = _
      rw [Nat.mul_one, total_congr fun k _ => Nat.mul_comm (base ^ k) base]
    have both := eq_and_eq_of_add_mul (Nat.lt_of_le_of_lt (zeros_le l) hl) one
      (powers.symm.trans h)
    have rest := total_powers hb (Nat.lt_trans (Nat.lt_succ_self d) hd)
      (Nat.lt_of_le_of_lt (others_le l) hl) both.2 c fun k => f (k + 1)
    rw [total_split, both.1]
    show 1 * (1 * f 0) + total (fun k => c ^ k * c * f (k + 1)) (others l)
      = f 0 + c * pack c d fun k => f (k + 1)
    rw [Nat.one_mul, Nat.one_mul, ← rest, ← total_mul]
    refine congrArg (fun x => f 0 + x) (total_congr fun k _ => ?_)
    rw [Nat.mul_comm (c ^ k), Nat.mul_assoc]

end Lists

section Walks

/-- The features of a walk, in its order. -/
private def visited (base : Nat) : Nat → Nat → List Nat
  | 0, _ => []
  | n + 1, order => order % base :: visited base n (order / base)

private theorem length_visited (base : Nat) : ∀ n order : Nat,
    (visited base n order).length = n
  | 0, _ => rfl
  | n + 1, order => congrArg Nat.succ (length_visited base n (order / base))

/-- What a walk through the features of a list adds, where those passed before it make up `seen`,
and those of them that are below `last` make up `below`. -/
private def gain (a : Nat → Nat) (base rowBase last below seen : Nat) (l : List Nat) : Nat :=
  total (fun j => rowBase ^ j *
    ((if a j = last then below else seen) + total (fun k => if a k < a j then base ^ k else 0) l)) l

private theorem gain_cons {a : Nat → Nat} {base rowBase last below seen sum j now : Nat}
    {l : List Nat} (le : last ≤ a j) (h : now = if a j = last then below else seen)
    (later : ∀ k, k ∈ l → a j ≤ a k) :
    sum + now * rowBase ^ j + gain a base rowBase (a j) now (seen + base ^ j) l
      = sum + gain a base rowBase last below seen (j :: l) := by
  have own : total (fun k => if a k < a j then base ^ k else 0) (j :: l) = 0 :=
    total_zero fun k hk => ite_eq_right (Nat.not_lt.mpr ((List.mem_cons.mp hk).elim
      (fun e => e ▸ Nat.le_refl _) (later k)))
  show _ = sum + (rowBase ^ j * ((if a j = last then below else seen)
      + total (fun k => if a k < a j then base ^ k else 0) (j :: l))
    + total (fun i => rowBase ^ i * ((if a i = last then below else seen)
      + ((if a j < a i then base ^ j else 0) + total (fun k => if a k < a i then base ^ k else 0) l)))
      l)
  rw [own, ← h, Nat.add_zero, Nat.mul_comm, Nat.add_assoc]
  refine congrArg (fun x => sum + (_ + x)) (total_congr fun i hi => congrArg _ ?_)
  rw [← Nat.add_assoc]
  refine congrArg (fun x => x + _) ?_
  by_cases same : a i = a j
  · rw [ite_eq_left same, h, same, ite_eq_right (Nat.lt_irrefl (a j)), Nat.add_zero]
  · have more : a j < a i := Nat.lt_of_le_of_ne (later i hi) fun e => same e.symm
    rw [ite_eq_right same, ite_eq_left more,
      ite_eq_right (Nat.ne_of_gt (Nat.lt_of_le_of_lt le more))]

private theorem walk_spec {size base rowBase full m : Nat} :
    ∀ {fuel order last below seen sum result : Nat},
      walk size base rowBase full m fuel order last below seen sum = result + 1 →
      (∀ k, k ∈ visited base fuel order → last ≤ digit size m k)
        ∧ seen + total (fun k => base ^ k) (visited base fuel order) = full
        ∧ result = sum + gain (digit size m) base rowBase last below seen (visited base fuel order)
  | 0, _, _, _, seen, sum, _, h => by
    revert h
    show Bool.rec (motive := fun _ => Nat) 0 (Nat.succ sum) (Nat.beq seen full) = _ → _
    cases e : Nat.beq seen full with
    | false => exact fun h => nomatch h
    | true =>
      exact fun h => ⟨fun _ hk => absurd hk List.not_mem_nil, Nat.eq_of_beq_eq_true e,
        (Nat.succ.inj h).symm⟩
  | fuel + 1, order, last, below, seen, sum, result, h => by
    have finish : ∀ {now : Nat}, last ≤ digit size m (order % base) →
        (now = if digit size m (order % base) = last then below else seen) →
        walk size base rowBase full m fuel (order / base) (digit size m (order % base)) now
          (seen + base ^ (order % base)) (sum + now * rowBase ^ (order % base)) = result + 1 →
        (∀ k, k ∈ visited base (fuel + 1) order → last ≤ digit size m k)
          ∧ seen + total (fun k => base ^ k) (visited base (fuel + 1) order) = full
          ∧ result = sum + gain (digit size m) base rowBase last below seen
            (visited base (fuel + 1) order) := fun {now} le hn h => by
      have rest := walk_spec h
      refine ⟨fun k hk => (List.mem_cons.mp hk).elim (fun e => e ▸ le)
        fun hk => Nat.le_trans le (rest.1 k hk), ?_, rest.2.2.trans (gain_cons le hn rest.1)⟩
      exact (Nat.add_assoc _ _ _).symm.trans rest.2.1
    revert h
    show Bool.rec (motive := fun _ => Nat) 0
      (Bool.rec (motive := fun _ => Nat)
        (walk size base rowBase full m fuel (order / base) (digit size m (order % base)) seen
          (seen + base ^ (order % base)) (sum + seen * rowBase ^ (order % base)))
        (walk size base rowBase full m fuel (order / base) (digit size m (order % base)) below
          (seen + base ^ (order % base)) (sum + below * rowBase ^ (order % base)))
        (Nat.ble (digit size m (order % base)) last))
      (Nat.ble last (digit size m (order % base))) = result + 1 → _
    cases up : Nat.ble last (digit size m (order % base)) with
    | false => exact fun h => nomatch h
    | true =>
      have le := Nat.le_of_ble_eq_true up
      cases down : Nat.ble (digit size m (order % base)) last with
      | false => exact finish le (ite_eq_right (Nat.ne_of_gt (lt_of_ble down))).symm
      | true =>
        exact finish le (ite_eq_left (Nat.le_antisymm (Nat.le_of_ble_eq_true down) le)).symm

/-- **What a walk adds**: at place `j` of the sum, and there at place `k`, a one where the model has
feature `j` above feature `k`. -/
theorem walk_adds {size base m d order sum result : Nat} (hd : d < base)
    (h : walk size base (base ^ d) (pack base d fun _ => 1) m d order 0 0 0 sum = result + 1) :
    result = sum + pack (base ^ d) d fun j => pack base d fun k =>
      if digit size m k < digit size m j then 1 else 0 := by
  have spec := walk_spec h
  have pos : 0 < base := Nat.lt_of_le_of_lt (Nat.zero_le d) hd
  have sums := total_powers pos hd ((length_visited base d order).symm ▸ hd)
    ((Nat.zero_add _).symm.trans spec.2.1)
  rw [spec.2.2, ← sums]
  refine congrArg (fun x => sum + x) (total_congr fun j _ => congrArg _ ?_)
  rw [ite_self, Nat.zero_add, ← sums]
  refine total_congr fun k _ => ?_
  by_cases less : digit size m k < digit size m j
  · rw [ite_eq_left less, ite_eq_left less, Nat.mul_one]
  · rw [ite_eq_right less, ite_eq_right less, Nat.mul_zero]

private theorem walks_spec {size base d : Nat} (hd : d < base) :
    ∀ {M : Nat} {models orders : List Nat} {sum stated : Nat} {f : Nat → Nat → Nat},
      hasLength models M = true →
      sum = pack (base ^ d) d (fun j => pack base d (f j)) →
      walks size base (base ^ d) (pack base d fun _ => 1) d models orders sum stated = true →
      stated = pack (base ^ d) d fun j => pack base d fun k => f j k
        + count fun i : Fin M => digit size (entry models i.val) k < digit size (entry models i.val) j
  | 0, [], _, _, _, _, _, hs, h => (Nat.eq_of_beq_eq_true h).symm.trans hs
  | 0, _ :: _, _, _, _, _, h, _, _ => nomatch h
  | _ + 1, [], _, _, _, _, h, _, _ => nomatch h
  | _ + 1, _ :: _, [], _, _, _, _, _, h => nomatch h
  | M + 1, m :: models, order :: orders, sum, stated, f, hl, hs, h => by
    revert h
    show Nat.rec (motive := fun _ => Bool) false
      (fun sum _ => walks size base (base ^ d) (pack base d fun _ => 1) d models orders sum stated)
      (walk size base (base ^ d) (pack base d fun _ => 1) m d order 0 0 0 sum) = true → _
    cases e : walk size base (base ^ d) (pack base d fun _ => 1) m d order 0 0 0 sum with
    | zero => exact fun h => nomatch h
    | succ next =>
      intro h
      have added := walk_adds hd e
      rw [hs, ← pack_add] at added
      have rest := walks_spec hd (M := M) (f := fun j k =>
        f j k + if digit size m k < digit size m j then 1 else 0) hl
        (added.trans (pack_congr fun j _ => (pack_add d _ _).symm)) h
      refine rest.trans (pack_congr fun j _ => pack_congr fun k _ => ?_)
      exact Nat.add_assoc _ _ _

/-- **What the comparison means**: each digit of each row is the number of models that have the
first feature above the second. -/
theorem digit_row {M d size base : Nat} {models orders rows : List Nat}
    (h : areCounts M d size base models orders rows = true) {j k : Nat} (hj : j < d) (hk : k < d) :
    digit base (entry rows j) k = count fun i : Fin M =>
      digit size (entry models i.val) k < digit size (entry models i.val) j := by
  have h₁ := eq_true_of_cond h
  have h₂ := eq_true_of_cond h₁.2
  have h₃ := eq_true_of_cond h₂.2
  have h₄ := eq_true_of_cond h₃.2
  have hM : M < base := Nat.le_of_ble_eq_true h₁.1
  have hd : d < base := Nat.le_of_ble_eq_true h₂.1
  have small : ∀ j k, (0 + count fun i : Fin M =>
      digit size (entry models i.val) k < digit size (entry models i.val) j) < base := fun j k => by
    rw [Nat.zero_add]
    exact Nat.lt_of_le_of_lt (count_le _) hM
  have zero : ∀ (b : Nat) (n : Nat), 0 = pack b n fun _ => 0 := fun b n => by
    induction n with
    | zero => rfl
    | succ n ih =>
      show 0 = 0 + b * pack b n fun _ => 0
      rw [← ih, Nat.mul_zero]
  have all := walks_spec hd (f := fun _ _ => 0) h₃.1
    ((zero _ d).trans (pack_congr fun _ _ => zero base d)) h₄.2
  have same := pack_injective (fun j hj => entry_lt h₄.1 hj) (fun j _ => pack_lt fun k _ => small j k)
    ((packed_eq h₄.1).symm.trans all) j hj
  rw [same, digit_pack (fun k _ => small j k) hk, Nat.zero_add]

end Walks

/-! ## What follows for the ensemble -/

section Ensemble
variable {M d : Nat} (c : Certified M d)

/-- The attribution of a feature in a model, in whole units: a digit of the model's number. -/
noncomputable def Certified.attribution (i : Fin M) (j : Fin d) : Nat := digit c.size (entry c.models i.val) j.val

/-- The stated number of models that have the first feature above the second: a digit of the first
feature's row. -/
noncomputable def Certified.wins (j k : Fin d) : Nat := digit c.base (entry c.rows j.val) k.val

/-- The ranking by agreement of all models: the first feature is above the second in as many models
as there are. -/
def Certified.safe (j k : Fin d) : Prop := c.wins j k = M

noncomputable instance (j k : Fin d) : Decidable (c.safe j k) := inferInstanceAs (Decidable (_ = _))

/-- **The counts are right**: what is stated is the number of models that have the first feature
above the second. -/
theorem Certified.wins_eq (j k : Fin d) :
    c.wins j k = count fun i => c.attribution i k < c.attribution i j :=
  digit_row c.counted j.isLt k.isLt

/-- **Ties are what is left**: models that order the pair, either way, and models that tie it make
up all of them. -/
theorem Certified.wins_add_losses (j k : Fin d) :
    c.wins j k + c.wins k j + count (fun i => c.attribution i j = c.attribution i k) = M := by
  rw [c.wins_eq j k, c.wins_eq k j, ← count_or fun i h => nat_lt_asymm h.1 h.2,
    ← count_or fun i h => h.1.elim (fun l => Nat.lt_irrefl _ (h.2 ▸ l))
      fun l => Nat.lt_irrefl _ (h.2 ▸ l),
    count_congr (q := fun _ => True) fun i => ⟨fun _ => trivial, fun _ => ?_⟩, count_true]
  rcases Nat.lt_or_ge (c.attribution i k) (c.attribution i j) with g | le
  · exact Or.inl (Or.inl g)
  · rcases Nat.eq_or_lt_of_le le with e | l
    · exact Or.inr e
    · exact Or.inl (Or.inr l)

/-- **Undecided pairs.** Two features are a Rashomon pair of the ensemble exactly when each count of
the pair is positive. -/
theorem Certified.rashomon_iff (j k : Fin d) :
    Rashomon c.attribution (fun _ => True) j k ↔ 0 < c.wins j k ∧ 0 < c.wins k j := by
  rw [c.wins_eq j k, c.wins_eq k j]
  exact ⟨fun h => ⟨count_pos.mpr (h.1.elim fun i l => ⟨i, l.2⟩),
      count_pos.mpr (h.2.elim fun i l => ⟨i, l.2⟩)⟩,
    fun h => ⟨(count_pos.mp h.1).elim fun i l => ⟨i, trivial, l⟩,
      (count_pos.mp h.2).elim fun i l => ⟨i, trivial, l⟩⟩⟩

/-- **Agreed pairs.** All models have the first feature above the second exactly when the count is
the number of models. -/
theorem Certified.agreed_iff (j k : Fin d) :
    Agreed c.attribution (fun _ => True) j k ↔ c.safe j k := by
  unfold Certified.safe
  rw [c.wins_eq j k]
  constructor
  · intro h
    rw [count_congr (q := fun _ => True) fun i => ⟨fun _ => trivial, fun _ => h i trivial⟩,
      count_true]
  · intro h i _
    refine Decidable.byContradiction fun not => ?_
    have both := count_add_count_not fun i => c.attribution i k < c.attribution i j
    have some : 0 < count fun i => ¬c.attribution i k < c.attribution i j :=
      count_pos.mpr ⟨i, not⟩
    rw [h] at both
    exact Nat.ne_of_gt some (Nat.add_left_cancel (both.trans (Nat.add_zero M).symm))

/-- **No ranking of an undecided pair suits all models**: a ranking that says either order of the
two is contradicted by a model of the ensemble. -/
theorem Certified.contradicted {j k : Fin d} (h : Rashomon c.attribution (fun _ => True) j k)
    {R : Fin d → Fin d → Prop} (hR : R j k ∨ R k j) : ∃ i, Contradicted c.attribution i R :=
  (exists_contradicting_model h hR).elim fun i h => ⟨i, h.2⟩

/-- **No complete ranking is sound for all models** of an ensemble with an undecided pair. -/
theorem Certified.no_complete_ranking {j k : Fin d}
    (h : Rashomon c.attribution (fun _ => True) j k) :
    ¬∃ R : Fin d → Fin d → Prop, Complete R ∧ ∀ i, Sound c.attribution i R :=
  fun ⟨_, complete, sound⟩ =>
    impossibility_sound (fun _ _ => nat_lt_asymm) h complete fun i _ => sound i

/-- **No ranking is faithful to all models** of an ensemble with an undecided pair. -/
theorem Certified.no_faithful_ranking {j k : Fin d}
    (h : Rashomon c.attribution (fun _ => True) j k) :
    ¬∃ R : Fin d → Fin d → Prop, ∀ i, Faithful c.attribution i R :=
  fun ⟨_, faithful⟩ => impossibility (fun _ _ => nat_lt_asymm) h fun i _ => faithful i

/-- **The safe part of the ranking is sound for every model.** -/
theorem Certified.safe_sound (i : Fin M) : Sound c.attribution i c.safe := fun j k h =>
  (c.agreed_iff j k).mpr h i trivial

/-- **And it is all that is**: what a ranking says that is sound for every model is in the safe
part. -/
theorem Certified.safe_greatest {R : Fin d → Fin d → Prop}
    (h : ∀ i, Sound c.attribution i R) : Extends c.safe R := fun j k r =>
  (c.agreed_iff j k).mp fun i _ => h i j k r

/-- The safe part is a strict partial order, as soon as there is a model. -/
theorem Certified.safe_strictOrder (hM : 0 < M) : StrictOrder c.safe where
  irreflexive j h := Nat.lt_irrefl _ (c.safe_sound ⟨0, hM⟩ j j h)
  transitive j k l hjk hkl := (c.agreed_iff j l).mp fun i _ =>
    Nat.lt_trans (c.safe_sound i k l hkl) (c.safe_sound i j k hjk)

/-- **The unit does not matter.** In any ordered field and with any positive unit, the attributions
themselves have the Rashomon pairs of the whole numbers. -/
theorem Certified.rashomon_scaled {K : Type v} [OrderedField K] {unit : K} (h : 0 < unit)
    (j k : Fin d) :
    Rashomon (fun i l => unit * ofNat (c.attribution i l)) (fun _ => True) j k
      ↔ 0 < c.wins j k ∧ 0 < c.wins k j := by
  refine Iff.trans ?_ (c.rashomon_iff j k)
  have lift : ∀ m n : Nat, unit * ofNat m < unit * ofNat n ↔ m < n := fun m n =>
    ⟨fun l => Nat.lt_of_not_le fun le =>
        not_le_of_lt l (mul_le_mul_of_nonneg_left (ofNat_le le) (le_of_lt h)),
      fun l => mul_lt_mul_of_pos_left (ofNat_lt l) h⟩
  exact ⟨fun r => ⟨r.1.elim fun i l => ⟨i, l.1, (lift _ _).mp l.2⟩,
      r.2.elim fun i l => ⟨i, l.1, (lift _ _).mp l.2⟩⟩,
    fun r => ⟨r.1.elim fun i l => ⟨i, l.1, (lift _ _).mpr l.2⟩,
      r.2.elim fun i l => ⟨i, l.1, (lift _ _).mpr l.2⟩⟩⟩

end Ensemble

/-! ## How many pairs -/

section Numbers
variable {M d : Nat}

noncomputable instance (c : Certified M d) (j k : Fin d) :
    Decidable (Rashomon c.attribution (fun _ => True) j k) :=
  decidable_of_decidable_of_iff (c.rashomon_iff j k).symm

noncomputable instance (c : Certified M d) (j k : Fin d) : Decidable (Agreed c.attribution (fun _ => True) j k) :=
  decidable_of_decidable_of_iff (c.agreed_iff j k).symm

/-- The number of undecided pairs, each pair once: those that two models order oppositely. -/
noncomputable def Certified.undecidedPairs (c : Certified M d) : Nat :=
  sum fun k : Fin d => count fun j : Fin d =>
    j.val < k.val ∧ Rashomon c.attribution (fun _ => True) j k

/-- The number of agreed pairs: those of which all models have the first feature above the
second. -/
noncomputable def Certified.agreedPairs (c : Certified M d) : Nat :=
  sum fun j : Fin d => count fun k : Fin d => Agreed c.attribution (fun _ => True) j k

/-- For feature `k` with its row, in how many of the rows from feature `j` on, and before feature
`k`, the counts of the pair are both positive. -/
noncomputable def undecidedBefore (base k row : Nat) (rows : List Nat) : Nat → Nat :=
  List.rec (motive := fun _ => Nat → Nat) (fun _ => 0)
    (fun x _ rest j => Bool.rec (motive := fun _ => Nat)
      (Nat.add
        (cond (Nat.ble 1 (Nat.mod (Nat.div x (Nat.pow base k)) base))
          (cond (Nat.ble 1 (Nat.mod (Nat.div row (Nat.pow base j)) base)) 1 0) 0)
        (rest (Nat.succ j)))
      0 (Nat.ble k j))
    rows

/-- The undecided pairs whose second feature is one of the rows from feature `k` on. -/
noncomputable def undecidedIn (base : Nat) (all rows : List Nat) : Nat → Nat :=
  List.rec (motive := fun _ => Nat → Nat) (fun _ => 0)
    (fun row _ rest k => Nat.add (undecidedBefore base k row all 0) (rest (Nat.succ k))) rows

/-- How many of the first `d` digits of a number are `M`. -/
noncomputable def digitsEqual (M base row d : Nat) : Nat :=
  Nat.rec (motive := fun _ => Nat) 0
    (fun k rest => Nat.add rest
      (cond (Nat.beq (Nat.mod (Nat.div row (Nat.pow base k)) base) M) 1 0)) d

/-- The agreed pairs whose first feature is one of the rows. -/
noncomputable def agreedIn (M base d : Nat) (rows : List Nat) : Nat :=
  List.rec (motive := fun _ => Nat) 0
    (fun row _ rest => Nat.add (digitsEqual M base row d) rest) rows

private theorem length_of_areBelow {bound : Nat} : ∀ {l : List Nat} {n : Nat},
    areBelow bound l n = true → hasLength l n = true
  | [], 0, _ => rfl
  | [], _ + 1, h => nomatch h
  | _ :: _, 0, h => nomatch h
  | _ :: l, n + 1, h => length_of_areBelow (l := l) (n := n) (eq_true_of_cond h).2

private theorem rows_length {M d size base : Nat} {models orders rows : List Nat}
    (h : areCounts M d size base models orders rows = true) : hasLength rows d = true :=
  length_of_areBelow (eq_true_of_cond
    (eq_true_of_cond (eq_true_of_cond (eq_true_of_cond h).2).2).2).1

private theorem count_zero {n : Nat} {p : Fin n → Prop} [DecidablePred p] (h : ∀ i, ¬p i) :
    0 = count p := (count_eq_zero.mpr h).symm

private theorem one_if {p q : Prop} [Decidable p] [Decidable q] (h : p ↔ q) :
    (if p then 1 else 0) = if q then (1 : Nat) else 0 := by
  by_cases hp : p
  · rw [ite_eq_left hp, ite_eq_left (h.mp hp)]
  · rw [ite_eq_right hp, ite_eq_right fun hq => hp (h.mpr hq)]

private theorem cond_ble_one (x : Nat) (n : Nat) :
    cond (Nat.ble 1 x) n 0 = if 0 < x then n else 0 := by
  cases e : Nat.ble 1 x with
  | true => exact (ite_eq_left (Nat.le_of_ble_eq_true e)).symm
  | false => exact (ite_eq_right fun h => Nat.lt_irrefl 0
      (Nat.lt_of_lt_of_le h (Nat.le_of_lt_succ (lt_of_ble e)))).symm

private theorem undecidedBefore_eq {base k row : Nat} : ∀ {rows : List Nat} {n j : Nat},
    hasLength rows n = true → undecidedBefore base k row rows j = count fun i : Fin n =>
      i.val + j < k ∧ 0 < digit base (entry rows i.val) k ∧ 0 < digit base row (i.val + j)
  | [], 0, _, _ => rfl
  | [], _ + 1, _, h => nomatch h
  | _ :: _, 0, _, h => nomatch h
  | x :: rows, n + 1, j, h => by
    show Bool.rec (motive := fun _ => Nat)
      (cond (Nat.ble 1 (digit base x k)) (cond (Nat.ble 1 (digit base row j)) 1 0) 0
        + undecidedBefore base k row rows (j + 1)) 0 (Nat.ble k j) = _
    cases e : Nat.ble k j with
    | true =>
      exact count_zero fun i hi => Nat.not_le.mpr hi.1
        (Nat.le_trans (Nat.le_of_ble_eq_true e) (Nat.le_add_left _ _))
    | false =>
      have less := lt_of_ble e
      show cond (Nat.ble 1 (digit base x k)) (cond (Nat.ble 1 (digit base row j)) 1 0) 0
          + undecidedBefore base k row rows (j + 1)
        = (if 0 + j < k ∧ 0 < digit base x k ∧ 0 < digit base row (0 + j) then 1 else 0)
          + count fun i : Fin n => i.val + 1 + j < k ∧ 0 < digit base (entry rows i.val) k
            ∧ 0 < digit base row (i.val + 1 + j)
      rw [undecidedBefore_eq (rows := rows) (n := n) h, cond_ble_one, cond_ble_one, Nat.zero_add]
      have tail : (count fun i : Fin n => i.val + (j + 1) < k ∧ 0 < digit base (entry rows i.val) k
            ∧ 0 < digit base row (i.val + (j + 1)))
          = count fun i : Fin n => i.val + 1 + j < k ∧ 0 < digit base (entry rows i.val) k
            ∧ 0 < digit base row (i.val + 1 + j) := count_congr fun i => by
        rw [show i.val + (j + 1) = i.val + 1 + j from by rw [Nat.add_comm j, Nat.add_assoc]]
      rw [tail]
      refine congrArg (fun x => x + _) ?_
      by_cases hx : 0 < digit base x k
      · rw [ite_eq_left hx]
        exact one_if ⟨fun h => ⟨less, hx, h⟩, fun h => h.2.2⟩
      · rw [ite_eq_right hx, ite_eq_right fun h => hx h.2.1]

private theorem undecidedIn_eq {base m : Nat} {all : List Nat} (hall : hasLength all m = true) :
    ∀ {rows : List Nat} {n k : Nat}, hasLength rows n = true →
      undecidedIn base all rows k = sum fun i : Fin n => count fun j : Fin m =>
        j.val < i.val + k ∧ 0 < digit base (entry all j.val) (i.val + k)
          ∧ 0 < digit base (entry rows i.val) j.val
  | [], 0, _, _ => rfl
  | [], _ + 1, _, h => nomatch h
  | _ :: _, 0, _, h => nomatch h
  | row :: rows, n + 1, k, h => by
    show undecidedBefore base k row all 0 + undecidedIn base all rows (k + 1)
      = (count fun j : Fin m => j.val < 0 + k ∧ 0 < digit base (entry all j.val) (0 + k)
          ∧ 0 < digit base row j.val)
        + sum fun i : Fin n => count fun j : Fin m =>
          j.val < i.val + 1 + k ∧ 0 < digit base (entry all j.val) (i.val + 1 + k)
            ∧ 0 < digit base (entry rows i.val) j.val
    rw [undecidedBefore_eq hall, undecidedIn_eq hall (rows := rows) (n := n) h, Nat.zero_add]
    refine congrArg (fun x => _ + x) (sum_congr fun i => count_congr fun j => ?_)
    rw [show i.val + (k + 1) = i.val + 1 + k from by rw [Nat.add_comm k, Nat.add_assoc]]

private theorem count_last : ∀ {n : Nat} (p : Nat → Prop) [DecidablePred p],
    (count fun i : Fin (n + 1) => p i.val)
      = (count fun i : Fin n => p i.val) + if p n then 1 else 0
  | 0, p, _ => by
    show (if p 0 then 1 else 0) + 0 = 0 + if p 0 then 1 else 0
    rw [Nat.zero_add, Nat.add_zero]
  | n + 1, p, _ => by
    show (if p 0 then 1 else 0) + (count fun i : Fin (n + 1) => p (i.val + 1))
      = (if p 0 then 1 else 0) + (count fun i : Fin n => p (i.val + 1)) + if p (n + 1) then 1 else 0
    rw [count_last fun k => p (k + 1), Nat.add_assoc]

private theorem digitsEqual_eq {M base row : Nat} : ∀ d : Nat,
    digitsEqual M base row d = count fun k : Fin d => digit base row k.val = M
  | 0 => rfl
  | d + 1 => by
    show digitsEqual M base row d + cond (Nat.beq (digit base row d) M) 1 0 = _
    rw [count_last fun k => digit base row k = M, digitsEqual_eq d]
    refine congrArg (fun x => _ + x) ?_
    cases e : Nat.beq (digit base row d) M with
    | true => exact (ite_eq_left (Nat.eq_of_beq_eq_true e)).symm
    | false => exact (ite_eq_right (Nat.ne_of_beq_eq_false e)).symm

private theorem agreedIn_eq {M base d : Nat} : ∀ {rows : List Nat} {n : Nat},
    hasLength rows n = true → agreedIn M base d rows
      = sum fun j : Fin n => count fun k : Fin d => digit base (entry rows j.val) k.val = M
  | [], 0, _ => rfl
  | [], _ + 1, h => nomatch h
  | _ :: _, 0, h => nomatch h
  | row :: rows, n + 1, h => by
    show digitsEqual M base row d + agreedIn M base d rows
      = (count fun k : Fin d => digit base row k.val = M)
        + sum fun j : Fin n => count fun k : Fin d => digit base (entry rows j.val) k.val = M
    rw [digitsEqual_eq, agreedIn_eq (rows := rows) (n := n) h]

/-- **The number of undecided pairs** is what the kernel counts in the rows. -/
theorem Certified.undecidedPairs_eq (c : Certified M d) {n : Nat}
    (h : Nat.beq (undecidedIn c.base c.rows c.rows 0) n = true) : c.undecidedPairs = n := by
  have length := rows_length c.counted
  rw [← Nat.eq_of_beq_eq_true h, undecidedIn_eq length length]
  exact sum_congr fun k => count_congr fun j =>
    ⟨fun both => ⟨both.1, (c.rashomon_iff j k).mp both.2⟩,
      fun both => ⟨both.1, (c.rashomon_iff j k).mpr both.2⟩⟩

/-- **The number of agreed pairs** is what the kernel counts in the rows. -/
theorem Certified.agreedPairs_eq (c : Certified M d) {n : Nat}
    (h : Nat.beq (agreedIn M c.base d c.rows) n = true) : c.agreedPairs = n := by
  rw [← Nat.eq_of_beq_eq_true h, agreedIn_eq (rows_length c.counted)]
  exact sum_congr fun j => count_congr fun k => c.agreed_iff j k

private theorem not_of_sum_zero {n : Nat} {p : Fin n → Fin n → Prop}
    [∀ j k, Decidable (p j k)] (h : (sum fun j => count fun k => p j k) = 0) (j k : Fin n) :
    ¬p j k := fun hp => by
  have some : 0 < count fun k => p j k := count_pos.mpr ⟨k, hp⟩
  have le := sum_le_sum_nat (f := fun i => if i = j then count fun k => p i k else 0)
    (g := fun i => count fun k => p i k) fun i => by
      by_cases e : i = j
      · rw [ite_eq_left e]; exact Nat.le_refl _
      · rw [ite_eq_right e]; exact Nat.zero_le _
  have one := (sum_select j fun i => count fun k => p i k).symm
  exact Nat.lt_irrefl 0 (Nat.lt_of_lt_of_le some (h ▸ Nat.le_trans (Nat.le_of_eq one) le))

/-- Where no pair is counted as undecided, no two features are a Rashomon pair. -/
theorem Certified.not_rashomon (c : Certified M d) (h : c.undecidedPairs = 0) (j k : Fin d) :
    ¬Rashomon c.attribution (fun _ => True) j k := fun r => by
  have none := not_of_sum_zero h
  rcases Nat.lt_or_ge j.val k.val with less | le
  · exact none k j ⟨less, r⟩
  · rcases Nat.eq_or_lt_of_le le with same | less
    · have e : k = j := Fin.ext same
      rw [e] at r
      exact r.1.elim fun i hi => Nat.lt_irrefl _ hi.2
    · exact none j k ⟨less, r.2, r.1⟩

/-- Where no pair is counted as agreed, no pair is safe: whatever is said of the safe part is said
of the empty order. -/
theorem Certified.not_safe (c : Certified M d) (h : c.agreedPairs = 0) (j k : Fin d) :
    ¬c.safe j k := fun s => not_of_sum_zero h j k ((c.agreed_iff j k).mpr s)

end Numbers

/-! ## Pairs -/

section Pairs
variable {M d : Nat}

/-- Whether two numbers are given positive numbers. -/
def arePositive (w l a b : Nat) : Bool :=
  cond (Nat.beq w a) (cond (Nat.beq l b) (cond (Nat.ble 1 a) (Nat.ble 1 b) false) false) false

/-- **A pair with its counts**: both are positive, so that the two features are a Rashomon pair. -/
theorem Certified.undecided (c : Certified M d) {j k : Fin d} {a b : Nat}
    (h : arePositive (c.wins j k) (c.wins k j) a b = true) :
    c.wins j k = a ∧ c.wins k j = b ∧ Rashomon c.attribution (fun _ => True) j k := by
  have h₁ := eq_true_of_cond h
  have h₂ := eq_true_of_cond h₁.2
  have h₃ := eq_true_of_cond h₂.2
  have ha := Nat.eq_of_beq_eq_true h₁.1
  have hb := Nat.eq_of_beq_eq_true h₂.1
  exact ⟨ha, hb, (c.rashomon_iff j k).mpr
    ⟨ha ▸ Nat.le_of_ble_eq_true h₃.1, hb ▸ Nat.le_of_ble_eq_true h₃.2⟩⟩

/-- Whether the digits of a number at the places of a list are all `M`. -/
noncomputable def areEqual (M base row : Nat) (list : List Nat) : Bool :=
  List.rec (motive := fun _ => Bool) true
    (fun k _ rest => cond (Nat.beq (digit base row k) M) rest false) list

/-- **Listed agreed pairs**: all models have a feature above each feature of a checked list. -/
theorem Certified.agreed (c : Certified M d) {j : Fin d} :
    ∀ {list : List Nat}, areEqual M c.base (entry c.rows j.val) list = true →
      ∀ {k : Fin d}, k.val ∈ list → Agreed c.attribution (fun _ => True) j k
  | [], _, _, h => absurd h List.not_mem_nil
  | a :: rest, check, k, h => by
    have both := eq_true_of_cond check
    rcases List.mem_cons.mp h with e | h
    · refine (c.agreed_iff j k).mpr ?_
      show digit c.base (entry c.rows j.val) k.val = M
      rw [e]
      exact Nat.eq_of_beq_eq_true both.1
    · exact c.agreed both.2 h

end Pairs

/-! ## An example -/

/-- Four features in three models, with attributions 5 4 1 1, 4 5 1 2 and 6 5 5 0: the first two
swap places, and so do the last two; the first is above both of these in all models, the second
only ties with the third in the last model. -/
def example₁ : Certified 3 4 where
  size := 10
  base := 10
  models := [1145, 2154, 556]
  orders := [132, 1032, 213]
  rows := [3320, 3201, 1000, 100]
  counted := by decide +kernel

/-- In the example the first two features are undecided, and all models have the first above the
third, but not the second, which ties with it in one of them. -/
theorem example₁_pairs :
    let a : Fin 4 := ⟨0, by decide⟩; let b : Fin 4 := ⟨1, by decide⟩; let z : Fin 4 := ⟨2, by decide⟩
    Rashomon example₁.attribution (fun _ => True) a b
      ∧ Agreed example₁.attribution (fun _ => True) a z
      ∧ ¬Agreed example₁.attribution (fun _ => True) b z
      ∧ ¬Rashomon example₁.attribution (fun _ => True) b z := by
  decide +kernel

/-- Two pairs of the example are undecided, and three are agreed. -/
theorem example₁_numbers : example₁.undecidedPairs = 2 ∧ example₁.agreedPairs = 3 :=
  ⟨example₁.undecidedPairs_eq (by decide +kernel), example₁.agreedPairs_eq (by decide +kernel)⟩

end DASH.Certificate
