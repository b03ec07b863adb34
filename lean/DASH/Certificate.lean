import DASH.Algebra.Field
import DASH.Impossibility.Theorem

/-!
# Certificates

A report of an ensemble says of each pair of features in how many models the first is above the
second. A certificate restates the attributions that the report was made from as whole numbers,
one list for each feature with one number for each model, and gives the counts; here is what
follows once the kernel has compared the two.

Attributions are floating point numbers, and each of them is a whole number times a power of two.
With the smallest such power as the unit nothing is rounded, and `rashomon_scaled` says that the
unit changes nothing about the order.

From the counts one reads off the *undecided* pairs, which models of the ensemble order oppositely,
so that no ranking that decides them is sound for all models; and the *agreed* pairs, which all
models order alike: they make up a strict partial order that is sound for every model, and every
ranking that is sound for every model is part of it.
-/

namespace DASH.Certificate

universe u v

/-! ## What is compared -/

/-- The number at a place of a list; zero past its end. -/
def entry : List Nat → Nat → Nat
  | [], _ => 0
  | x :: _, 0 => x
  | _ :: l, i + 1 => entry l i

/-- The list at a place of a list of lists; empty past its end. -/
def column : List (List Nat) → Nat → List Nat
  | [], _ => []
  | a :: _, 0 => a
  | _ :: l, j + 1 => column l j

/-- The number of places at which the first list has the larger number, up to the end of the
shorter list. -/
def above : List Nat → List Nat → Nat
  | x :: a, y :: b => (if y < x then 1 else 0) + above a b
  | [], _ => 0
  | _ :: _, [] => 0

/-- Whether two lists have the same length, the first one has the larger number at exactly `w`
places, and the second one at exactly `l` places. (The kernel runs this; recursion by the
recursor itself is what it does fastest, and Lean compiles no such code.) -/
noncomputable def isCount (a : List Nat) : List Nat → Nat → Nat → Bool :=
  List.rec (motive := fun _ => List Nat → Nat → Nat → Bool)
    (fun b w l => List.rec (motive := fun _ => Bool)
      (Bool.rec (motive := fun _ => Bool) false (Nat.beq l 0) (Nat.beq w 0)) (fun _ _ _ => false) b)
    (fun x _ rest b w l => List.rec (motive := fun _ => Bool) false
      (fun y b _ => Bool.rec (motive := fun _ => Bool)
        (Nat.rec (motive := fun _ => Bool) false (fun w _ => rest b w l) w)
        (Bool.rec (motive := fun _ => Bool)
          (Nat.rec (motive := fun _ => Bool) false (fun l _ => rest b w l) l)
          (rest b w l) (Nat.ble y x))
        (Nat.ble x y)) b)
    a

/-- Whether two rows say for each list of `table` at how many places a given list is above it, and
at how many it is above the given list. -/
noncomputable def rowIsCounted (a : List Nat) : List (List Nat) → List Nat → List Nat → Bool
  | b :: table, w :: wins, l :: losses =>
    cond (isCount a b w l) (rowIsCounted a table wins losses) false
  | [], [], [] => true
  | _, _, _ => false

/-- **A counted table**: of each list and each later one the rows say at how many places the first
is above the second, and at how many below. One row is one computation of the kernel. -/
inductive Counted : List (List Nat) → List (List Nat) → List (List Nat) → Prop
  /-- No list has no rows. -/
  | nil : Counted [] [] []
  /-- A first list with its rows. -/
  | cons {a : List Nat} {table wins losses : List (List Nat)} {w l : List Nat}
      (row : rowIsCounted a table w l = true) (rest : Counted table wins losses) :
      Counted (a :: table) (w :: wins) (l :: losses)

/-- Whether a list has a given length. -/
def hasLength : List Nat → Nat → Bool
  | [], 0 => true
  | _ :: a, n + 1 => hasLength a n
  | [], _ + 1 => false
  | _ :: _, 0 => false

/-- Whether there are `d` lists, each of length `M`. -/
def isTable (M : Nat) : List (List Nat) → Nat → Bool
  | [], 0 => true
  | a :: l, d + 1 => cond (hasLength a M) (isTable M l d) false
  | [], _ + 1 => false
  | _ :: _, 0 => false

/-- **A certified table**: the attributions of `d` features in `M` models, in whole units, and for
each two features the number of models that have the first above the second, and below. -/
structure Certified (M d : Nat) where
  /-- One list for each feature, with one number for each model. -/
  table : List (List Nat)
  /-- For each feature and each later one, how many models have the first above the second. -/
  higher : List (List Nat)
  /-- For each feature and each later one, how many models have the first below the second. -/
  lower : List (List Nat)
  /-- The table has `d` lists of `M` numbers. -/
  shaped : isTable M table d = true
  /-- The counts are those of the table. -/
  counted : Counted table higher lower

/-! ## What the comparison means -/

section Lists

private theorem nat_lt_asymm {m n : Nat} (h : m < n) : ¬n < m := fun k =>
  Nat.lt_irrefl m (Nat.lt_trans h k)

private theorem eq_true_of_cond {c x : Bool} (h : cond c x false = true) : c = true ∧ x = true := by
  cases c with
  | true => exact ⟨rfl, h⟩
  | false => exact absurd h (fun e => nomatch e)

private theorem eq_false_of_cond {c x : Bool} (h : cond c false x = true) : c = false ∧ x = true := by
  cases c with
  | true => exact absurd h (fun e => nomatch e)
  | false => exact ⟨rfl, h⟩

private theorem lt_of_ble {m n : Nat} (h : Nat.ble m n = false) : n < m :=
  Nat.lt_of_not_le fun le => by
    rw [Nat.ble_eq_true_of_le le] at h
    exact nomatch h

/-- **What the kernel has counted.** -/
theorem above_of_isCount : ∀ {a b : List Nat} {w l : Nat}, isCount a b w l = true →
    above a b = w ∧ above b a = l
  | [], [], w, l, h => by
    have both : cond (Nat.beq w 0) (Nat.beq l 0) false = true := by
      revert h
      show Bool.rec (motive := fun _ => Bool) false (Nat.beq l 0) (Nat.beq w 0) = true → _
      cases Nat.beq w 0 with
      | true => exact id
      | false => exact id
    have both := eq_true_of_cond both
    exact ⟨(Nat.eq_of_beq_eq_true both.1).symm, (Nat.eq_of_beq_eq_true both.2).symm⟩
  | [], _ :: _, _, _, h => nomatch h
  | _ :: _, [], _, _, h => nomatch h
  | x :: a, y :: b, w, l, h => by
    revert h
    show Bool.rec (motive := fun _ => Bool)
      (Nat.rec (motive := fun _ => Bool) false (fun w _ => isCount a b w l) w)
      (Bool.rec (motive := fun _ => Bool)
        (Nat.rec (motive := fun _ => Bool) false (fun l _ => isCount a b w l) l)
        (isCount a b w l) (Nat.ble y x)) (Nat.ble x y) = true →
      (if y < x then 1 else 0) + above a b = w ∧ (if x < y then 1 else 0) + above b a = l
    cases hxy : Nat.ble x y with
    | false =>
      have less := lt_of_ble hxy
      rw [ite_eq_left less, ite_eq_right (nat_lt_asymm less)]
      cases w with
      | zero => exact fun h => nomatch h
      | succ w =>
        intro h
        have both := above_of_isCount (w := w) h
        rw [both.1, both.2, Nat.add_comm, Nat.zero_add]
        exact ⟨rfl, rfl⟩
    | true =>
      have le := Nat.le_of_ble_eq_true hxy
      rw [ite_eq_right (Nat.not_lt.mpr le)]
      cases hyx : Nat.ble y x with
      | false =>
        rw [ite_eq_left (lt_of_ble hyx)]
        cases l with
        | zero => exact fun h => nomatch h
        | succ l =>
          intro h
          have both := above_of_isCount (l := l) h
          rw [both.1, both.2, Nat.zero_add, Nat.add_comm]
          exact ⟨rfl, rfl⟩
      | true =>
        rw [ite_eq_right (Nat.not_lt.mpr (Nat.le_of_ble_eq_true hyx))]
        intro h
        have both := above_of_isCount h
        rw [both.1, both.2, Nat.zero_add, Nat.zero_add]
        exact ⟨rfl, rfl⟩

/-- **What `above` counts.** -/
theorem above_eq_count : ∀ {M : Nat} {a b : List Nat}, hasLength a M = true → hasLength b M = true →
    above a b = count fun i : Fin M => entry b i.val < entry a i.val
  | 0, [], [], _, _ => rfl
  | 0, _ :: _, _, h, _ => nomatch h
  | 0, [], _ :: _, _, h => nomatch h
  | _ + 1, [], _, h, _ => nomatch h
  | _ + 1, _ :: _, [], _, h => nomatch h
  | M + 1, x :: a, y :: b, ha, hb => by
    have rest : above a b = count fun i : Fin M => entry b i.val < entry a i.val :=
      above_eq_count ha hb
    show (if y < x then 1 else 0) + above a b
      = (if y < x then 1 else 0) + count fun i : Fin M => entry b i.val < entry a i.val
    rw [rest]

private theorem hasLength_column {M : Nat} : ∀ {l : List (List Nat)} {d j : Nat},
    isTable M l d = true → j < d → hasLength (column l j) M = true
  | [], 0, _, _, h => absurd h (Nat.not_lt_zero _)
  | [], _ + 1, _, h, _ => nomatch h
  | _ :: _, 0, _, h, _ => nomatch h
  | _ :: _, _ + 1, 0, h, _ => (eq_true_of_cond h).1
  | _ :: l, d + 1, j + 1, h, hj =>
    hasLength_column (l := l) (d := d) (j := j) (eq_true_of_cond h).2 (Nat.le_of_succ_le_succ hj)

private theorem above_of_row {a : List Nat} :
    ∀ {table : List (List Nat)} {w l : List Nat} {M d k : Nat}, rowIsCounted a table w l = true →
      isTable M table d = true → k < d →
      above a (column table k) = entry w k ∧ above (column table k) a = entry l k
  | [], _, _, _, 0, _, _, _, h => absurd h (Nat.not_lt_zero _)
  | [], _, _, _, _ + 1, _, _, h, _ => nomatch h
  | _ :: _, _, _, _, 0, _, _, h, _ => nomatch h
  | _ :: _, [], _, _, _ + 1, _, h, _, _ => nomatch h
  | _ :: _, _ :: _, [], _, _ + 1, _, h, _, _ => nomatch h
  | _ :: _, _ :: _, _ :: _, _, _ + 1, 0, h, _, _ => above_of_isCount (eq_true_of_cond h).1
  | _ :: table, _ :: w, _ :: l, _, d + 1, k + 1, h, ht, hk =>
    above_of_row (table := table) (w := w) (l := l) (d := d) (k := k) (eq_true_of_cond h).2
      (eq_true_of_cond ht).2 (Nat.le_of_succ_le_succ hk)

/-- The entry for two places of a triangle of rows: row `j`, at the distance of `k` from `j`. -/
def triangle : List (List Nat) → Nat → Nat → Nat
  | row :: _, 0, k + 1 => entry row k
  | _ :: rows, j + 1, k + 1 => triangle rows j k
  | _, _, 0 => 0
  | [], _, _ + 1 => 0

/-- What two triangles of rows state of two places: the first triangle where the first place comes
first, the second where it comes second, and zero for a place and itself. -/
def stated (higher lower : List (List Nat)) (j k : Nat) : Nat :=
  if j < k then triangle higher j k else if k < j then triangle lower k j else 0

private theorem above_of_counted {table wins losses : List (List Nat)}
    (h : Counted table wins losses) : ∀ {M d j k : Nat}, isTable M table d = true → j < k → k < d →
      above (column table j) (column table k) = triangle wins j k
        ∧ above (column table k) (column table j) = triangle losses j k := by
  induction h with
  | nil =>
    intro M d j k ht _ hk
    cases d with
    | zero => exact absurd hk (Nat.not_lt_zero _)
    | succ d => exact nomatch ht
  | cons row rest ih =>
    intro M d j k ht hjk hk
    cases d with
    | zero => exact absurd hk (Nat.not_lt_zero _)
    | succ d =>
      cases k with
      | zero => exact absurd hjk (Nat.not_lt_zero _)
      | succ k =>
        cases j with
        | zero => exact above_of_row row (eq_true_of_cond ht).2 (Nat.le_of_succ_le_succ hk)
        | succ j =>
          exact ih (eq_true_of_cond ht).2 (Nat.le_of_succ_le_succ hjk) (Nat.le_of_succ_le_succ hk)

private theorem above_self : ∀ a : List Nat, above a a = 0
  | [] => rfl
  | x :: a => by
    show (if x < x then 1 else 0) + above a a = 0
    rw [ite_eq_right (Nat.lt_irrefl x), above_self a]

end Lists

/-! ## What follows for the ensemble -/

section Ensemble
variable {M d : Nat} (c : Certified M d)

/-- The attribution of a feature in a model, in whole units. -/
def Certified.attribution (i : Fin M) (j : Fin d) : Nat := entry (column c.table j.val) i.val

/-- The stated number of models that have the first feature above the second. -/
def Certified.wins (j k : Fin d) : Nat := stated c.higher c.lower j.val k.val

/-- The ranking by agreement of all models: the first feature is above the second in as many models
as there are. -/
def Certified.safe (j k : Fin d) : Prop := c.wins j k = M

instance (j k : Fin d) : Decidable (c.safe j k) := inferInstanceAs (Decidable (_ = _))

/-- **The counts are right**: what is stated is the number of models that have the first feature
above the second. -/
theorem Certified.wins_eq (j k : Fin d) :
    c.wins j k = count fun i => c.attribution i k < c.attribution i j := by
  refine Eq.trans ?_
    (above_eq_count (hasLength_column c.shaped j.isLt) (hasLength_column c.shaped k.isLt))
  unfold Certified.wins stated
  by_cases h : j.val < k.val
  · rw [ite_eq_left h]
    exact (above_of_counted c.counted c.shaped h k.isLt).1.symm
  · rw [ite_eq_right h]
    by_cases g : k.val < j.val
    · rw [ite_eq_left g]
      exact (above_of_counted c.counted c.shaped g j.isLt).2.symm
    · rw [ite_eq_right g]
      have same : j.val = k.val :=
        Nat.le_antisymm (Nat.not_lt.mp g) (Nat.not_lt.mp h)
      rw [same, above_self]

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
  rw [c.wins_eq j k, c.wins_eq k j, count_pos, count_pos]
  exact ⟨fun h => ⟨h.1.elim fun i l => ⟨i, l.2⟩, h.2.elim fun i l => ⟨i, l.2⟩⟩,
    fun h => ⟨h.1.elim fun i l => ⟨i, trivial, l⟩, h.2.elim fun i l => ⟨i, trivial, l⟩⟩⟩

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
theorem Certified.contradicted {j k : Fin d} (hj : 0 < c.wins j k) (hk : 0 < c.wins k j)
    {R : Fin d → Fin d → Prop} (hR : R j k ∨ R k j) :
    ∃ i, Contradicted c.attribution i R :=
  (exists_contradicting_model ((c.rashomon_iff j k).mpr ⟨hj, hk⟩) hR).elim fun i h => ⟨i, h.2⟩

/-- **No complete ranking is sound for all models** of an ensemble with an undecided pair. -/
theorem Certified.no_complete_ranking {j k : Fin d} (hj : 0 < c.wins j k) (hk : 0 < c.wins k j) :
    ¬∃ R : Fin d → Fin d → Prop, Complete R ∧ ∀ i, Sound c.attribution i R :=
  fun ⟨_, complete, sound⟩ => impossibility_sound (fun _ _ => nat_lt_asymm)
    ((c.rashomon_iff j k).mpr ⟨hj, hk⟩) complete fun i _ => sound i

/-- **No ranking is faithful to all models** of an ensemble with an undecided pair. -/
theorem Certified.no_faithful_ranking {j k : Fin d} (hj : 0 < c.wins j k) (hk : 0 < c.wins k j) :
    ¬∃ R : Fin d → Fin d → Prop, ∀ i, Faithful c.attribution i R :=
  fun ⟨_, faithful⟩ => impossibility (fun _ _ => nat_lt_asymm)
    ((c.rashomon_iff j k).mpr ⟨hj, hk⟩) fun i _ => faithful i

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
  rw [← c.rashomon_iff j k]
  have lift : ∀ m n : Nat, unit * ofNat m < unit * ofNat n ↔ m < n := fun m n =>
    ⟨fun l => Nat.lt_of_not_le fun le =>
        not_le_of_lt l (mul_le_mul_of_nonneg_left (ofNat_le le) (le_of_lt h)),
      fun l => mul_lt_mul_of_pos_left (ofNat_lt l) h⟩
  exact ⟨fun r => ⟨r.1.elim fun i l => ⟨i, l.1, (lift _ _).mp l.2⟩,
      r.2.elim fun i l => ⟨i, l.1, (lift _ _).mp l.2⟩⟩,
    fun r => ⟨r.1.elim fun i l => ⟨i, l.1, (lift _ _).mpr l.2⟩,
      r.2.elim fun i l => ⟨i, l.1, (lift _ _).mpr l.2⟩⟩⟩

end Ensemble

/-! ## Lists of pairs -/

section Pairs

/-- Whether model `i` has feature `j` above feature `k`. -/
def isAbove (table : List (List Nat)) (i j k : Nat) : Bool :=
  cond (Nat.ble (entry (column table j) i) (entry (column table k) i)) false true

/-- Whether in each entry `(k, i, l)` of a list, model `i` has feature `j` above `k` and model `l`
has `k` above `j`. -/
def areUndecided (table : List (List Nat)) (j : Nat) : List (Nat × Nat × Nat) → Bool
  | [] => true
  | (k, i, l) :: rest =>
    cond (isAbove table i j k) (cond (isAbove table l k j) (areUndecided table j rest) false) false

private theorem lt_of_isAbove {table : List (List Nat)} {i j k : Nat}
    (h : isAbove table i j k = true) : entry (column table k) i < entry (column table j) i :=
  lt_of_ble (eq_false_of_cond h).1

/-- **Listed undecided pairs**: for each entry `(k, i, l)` of a checked list of feature `j`, model
`i` has `j` above `k`, and model `l` has `k` above `j`. -/
theorem undecided_of_list {table : List (List Nat)} {j : Nat} :
    ∀ {list : List (Nat × Nat × Nat)}, areUndecided table j list = true →
      ∀ {k i l : Nat}, (k, i, l) ∈ list →
        entry (column table k) i < entry (column table j) i
          ∧ entry (column table j) l < entry (column table k) l
  | [], _, _, _, _, h => absurd h List.not_mem_nil
  | (b, f, g) :: rest, check, k, i, l, h => by
    have first := eq_true_of_cond check
    have second := eq_true_of_cond first.2
    rcases List.mem_cons.mp h with e | h
    · injection e with ek e
      injection e with ei el
      subst ek ei el
      exact ⟨lt_of_isAbove first.1, lt_of_isAbove second.1⟩
    · exact undecided_of_list second.2 h

/-- Whether for each entry `(j, k)` of a list the stated count is `M`. -/
def areAgreed (M : Nat) (higher lower : List (List Nat)) : List (Nat × Nat) → Bool
  | [] => true
  | (j, k) :: rest =>
    cond (Nat.beq (stated higher lower j k) M) (areAgreed M higher lower rest) false

/-- **Listed agreed pairs**: for each entry `(j, k)` of a checked list, all models have feature `j`
above feature `k`. -/
theorem agreed_of_list {M d : Nat} (c : Certified M d) :
    ∀ {list : List (Nat × Nat)}, areAgreed M c.higher c.lower list = true →
      ∀ {j k : Fin d}, (j.val, k.val) ∈ list → Agreed c.attribution (fun _ => True) j k
  | [], _, _, _, h => absurd h List.not_mem_nil
  | (a, b) :: rest, check, j, k, h => by
    have both := eq_true_of_cond check
    rcases List.mem_cons.mp h with e | h
    · injection e with ej ek
      refine (c.agreed_iff j k).mpr ?_
      have count := Nat.eq_of_beq_eq_true both.1
      rw [← ej, ← ek] at count
      exact count
    · exact agreed_of_list c both.2 h

end Pairs

/-! ## An example -/

/-- Three features in three models: the first two swap places, and both are above the third. -/
def example₁ : Certified 3 3 :=
  ⟨[[5, 4, 6], [4, 5, 5], [1, 2, 3]], [[2, 3], [3], []], [[1, 0], [0], []], rfl,
    .cons rfl (.cons rfl (.cons rfl .nil))⟩

/-- In the example the first two features are undecided and the others agreed. -/
theorem example₁_pairs :
    let a : Fin 3 := ⟨0, by decide⟩; let b : Fin 3 := ⟨1, by decide⟩; let z : Fin 3 := ⟨2, by decide⟩
    Rashomon example₁.attribution (fun _ => True) a b
      ∧ Agreed example₁.attribution (fun _ => True) a z
      ∧ Agreed example₁.attribution (fun _ => True) b z :=
  ⟨(example₁.rashomon_iff _ _).mpr (by decide), (example₁.agreed_iff _ _).mpr rfl,
    (example₁.agreed_iff _ _).mpr rfl⟩

end DASH.Certificate
