import DASH.Decision.Tests

/-!
# From verdicts on pairs to a partial order

Tests declare for some pairs that the one feature is above the other. If with probability at
least `1 - α` all that is declared is true, then with the same probability everything that
follows from it is: the transitive closure costs nothing. On that event the closure is a strict
order contained in the order of the scores, it has no cycle, some linear order extends both, and
the rank of every feature lies in the interval that the closure leaves.

Each declared direction is a rejected one-sided hypothesis "not above", so that Bonferroni and
Holm over the ordered pairs give the premise. Holm over two-sided p-values with the direction
read off the estimate is not covered.
-/

namespace DASH

universe u v

/-! ## The transitive closure -/

section Closure
variable {F : Type u}

/-- What follows from a relation by chaining: its transitive closure. -/
inductive Chained (R : F → F → Prop) : F → F → Prop where
  /-- What is declared follows. -/
  | single {a b : F} : R a b → Chained R a b
  /-- What is declared, and what follows behind it, chain. -/
  | step {a b c : F} : R a b → Chained R b c → Chained R a c

variable {R Q : F → F → Prop}

/-- The closure extends the relation. -/
theorem chained_extends (R : F → F → Prop) : Extends (Chained R) R := fun _ _ => Chained.single

/-- The closure chains. -/
theorem chained_transitive (R : F → F → Prop) : Transitive (Chained R) := fun a b c h k => by
  induction h with
  | single r => exact Chained.step r k
  | step r _ ih => exact Chained.step r (ih k)

/-- **The closure is the least** relation that extends the relation and chains. -/
theorem chained_least (hQ : Transitive Q) : Extends Q (Chained R) ↔ Extends Q R := by
  refine ⟨fun h a b r => h a b (Chained.single r), fun h a b c => ?_⟩
  induction c with
  | single r => exact h _ _ r
  | step r _ ih => exact hQ _ _ _ (h _ _ r) ih

/-- What a strict order contains has a strict order as its closure. -/
theorem chained_strictOrder (hQ : StrictOrder Q) (h : Extends Q R) : StrictOrder (Chained R) where
  irreflexive a c := hQ.irreflexive a ((chained_least hQ.transitive).mpr h a a c)
  transitive := chained_transitive R

/-- A relation has no cycle: nothing follows to be above itself. -/
def Acyclic (R : F → F → Prop) : Prop := Irreflexive (Chained R)

/-- **No cycles.** A relation has no cycle if and only if some strict order extends it. -/
theorem acyclic_iff : Acyclic R ↔ ∃ Q, StrictOrder Q ∧ Extends Q R :=
  ⟨fun h => ⟨Chained R, ⟨h, chained_transitive R⟩, chained_extends R⟩,
   fun ⟨_, hQ, h⟩ => (chained_strictOrder hQ h).irreflexive⟩

end Closure

/-! ## Where everything declared is true -/

section Truth
variable {F : Type u} {K : Type v} [OrderedField K] {s : F → K} {R : F → F → Prop}

/-- **The closure costs nothing.** All that follows from what is declared is true if and only if
all that is declared is. -/
theorem chained_true_iff : Extends (ByScore s) (Chained R) ↔ Extends (ByScore s) R :=
  chained_least (byScore_weakOrder s).transitive

/-- Where all that is declared is true there is no cycle. -/
theorem acyclic_of_true (h : Extends (ByScore s) R) : Acyclic R :=
  acyclic_iff.mpr ⟨ByScore s, (byScore_weakOrder s).toStrictOrder, h⟩

/-- Where all that is declared is true and no two scores are equal, the true order is a linear
order that extends the closure. -/
theorem true_order_extends [DecidableEq F] (h : Extends (ByScore s) R)
    (hs : ∀ a b, s a = s b → a = b) : LinearOrder (ByScore s) ∧ Extends (ByScore s) (Chained R) :=
  ⟨byScore_linearOrder.mpr hs, chained_true_iff.mpr h⟩

end Truth

section Ranks
variable {d : Nat} {K : Type v} [OrderedField K] {s : Fin d → K} {R : Fin d → Fin d → Prop}

/-- **A ranking of both.** Where all that is declared is true, some linear order extends the order
of the scores and all that follows from what is declared. -/
theorem exists_linear_of_true (h : Extends (ByScore s) R) :
    ∃ L, LinearOrder L ∧ Extends L (ByScore s) ∧ Extends L (Chained R) := by
  obtain ⟨L, hL, hs⟩ := exists_linear_extension (byScore_weakOrder s).toStrictOrder
  exact ⟨L, hL, hs, fun a b c => hs a b (chained_true_iff.mpr h a b c)⟩

/-- The rank of a feature: one more than the number of features with a greater score. -/
def rankOf (s : Fin d → K) (j : Fin d) : Nat := 1 + count fun k => s j < s k

variable [∀ a b, Decidable (R a b)]

/-- Where all that a relation says is true, the rank of a feature is greater than the number of
features that the relation has above it. -/
theorem count_above_lt_rankOf (h : Extends (ByScore s) R) (j : Fin d) :
    1 + count (fun k => R k j) ≤ rankOf s j :=
  Nat.add_le_add_left (count_le_count fun k r => h k j r) 1

/-- Where all that a relation says is true, the rank of a feature and the number of features that
the relation has below it make up at most the number of features. -/
theorem rankOf_add_count_below_le (h : Extends (ByScore s) R) (j : Fin d) :
    rankOf s j + count (fun k => R j k) ≤ d := by
  unfold rankOf
  rw [← count_eq_self j, ← count_or (p := fun k => k = j) (q := fun k => s j < s k)
      fun k l => lt_irrefl (s j) (by
        have lt := l.2
        rw [l.1] at lt
        exact lt),
    ← count_or (p := fun k => k = j ∨ s j < s k) (q := fun k => R j k) fun k l =>
      l.1.elim (fun e => lt_irrefl (s j) (by
        have lt : s k < s j := h j k l.2
        rw [e] at lt
        exact lt)) fun up => lt_asymm up (h j k l.2)]
  exact count_le _

end Ranks

/-! ## With probability at least `1 - α` -/

section Probability
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {d : Nat} {s : Fin d → K}
  (declared : Ω → Fin d → Fin d → Prop) [∀ a j k, Decidable (declared a j k)]

instance (s : Fin d → K) (R : Fin d → Fin d → Prop) [∀ j k, Decidable (R j k)] :
    Decidable (Extends (ByScore s) R) :=
  decideForall fun j => ∀ k, R j k → ByScore s j k

instance (s : Fin d → K) (R : Fin d → Fin d → Prop) [∀ j k, Decidable (R j k)] :
    Decidable (Extends (ByScore s) (Chained R)) :=
  decidable_of_decidable_of_iff chained_true_iff.symm

variable {declared} {α : K}

/-- If some declared pair is false with probability at most `α`, all declared pairs are true with
probability at least `1 - α`. -/
theorem prob_declared_true
    (h : prob P (fun a => ∃ j k, declared a j k ∧ s j ≤ s k) ≤ α) :
    1 - α ≤ prob P fun a => Extends (ByScore s) (declared a) := by
  have key := prob_not P (A := fun a => ∃ j k, declared a j k ∧ s j ≤ s k)
  rw [← prob_congr P (A := fun a => Extends (ByScore s) (declared a)) fun a =>
    ⟨fun hs ⟨j, k, r, le⟩ => not_le_of_lt (hs j k r) le,
     fun none j k r => lt_of_not_le fun le => none ⟨j, k, r, le⟩⟩] at key
  rw [key]
  exact sub_le_sub_left h 1

/-- **The partial order is contained in the true order** with probability at least `1 - α`:
everything that follows from the declared pairs is true, provided that some declared pair is
false with probability at most `α`. -/
theorem prob_closure_true
    (h : prob P (fun a => ∃ j k, declared a j k ∧ s j ≤ s k) ≤ α) :
    1 - α ≤ prob P fun a => Extends (ByScore s) (Chained (declared a)) := by
  rw [prob_congr P fun a => chained_true_iff (s := s) (R := declared a)]
  exact prob_declared_true P h

/-- **All rank intervals hold together** with probability at least `1 - α`, for any relation that
says no more than what follows from the declared pairs, such as their closure as it is computed:
the rank of every feature is more than the number of features above it, and at most the number of
all features less those below it. -/
theorem prob_rank_intervals (closed : Ω → Fin d → Fin d → Prop)
    [∀ a j k, Decidable (closed a j k)] (hc : ∀ a, Extends (Chained (declared a)) (closed a))
    (h : prob P (fun a => ∃ j k, declared a j k ∧ s j ≤ s k) ≤ α) :
    1 - α ≤ prob P fun a => ∀ j, 1 + count (fun k => closed a k j) ≤ rankOf s j ∧
      rankOf s j + count (fun k => closed a j k) ≤ d := by
  refine le_trans (prob_closure_true P h) (prob_mono P fun a hs j => ?_)
  have inside : Extends (ByScore s) (closed a) := fun x y r => hs x y (hc a x y r)
  exact ⟨count_above_lt_rankOf inside j, rankOf_add_count_below_le inside j⟩

/-- **Orders and ties together.** If some declared pair is false with probability at most `α`, and
some declared tie is at least the margin apart with probability at most `β`, everything that
follows from the declared pairs, and every declared tie, is true with probability at least
`1 - (α + β)`. -/
theorem prob_verdicts_true {tied : Ω → Fin d → Fin d → Prop} [∀ a j k, Decidable (tied a j k)]
    {margin β : K} (h : prob P (fun a => ∃ j k, declared a j k ∧ s j ≤ s k) ≤ α)
    (ht : prob P (fun a => ∃ j k, tied a j k ∧ margin ≤ abs (s j - s k)) ≤ β) :
    1 - (α + β) ≤ prob P fun a => Extends (ByScore s) (Chained (declared a)) ∧
      ∀ j k, tied a j k → abs (s j - s k) < margin := by
  have key := prob_not P (A := fun a => (∃ j k, declared a j k ∧ s j ≤ s k) ∨
    ∃ j k, tied a j k ∧ margin ≤ abs (s j - s k))
  have bound := le_trans (prob_or_le P (A := fun a => ∃ j k, declared a j k ∧ s j ≤ s k)
    (B := fun a => ∃ j k, tied a j k ∧ margin ≤ abs (s j - s k))) (add_le_add h ht)
  refine le_trans (sub_le_sub_left bound 1) (le_trans (le_of_eq key.symm)
    (prob_mono P fun a none => ⟨chained_true_iff.mpr fun j k r => ?_, fun j k r => ?_⟩))
  · exact lt_of_not_le fun le => none (Or.inl ⟨j, k, r, le⟩)
  · exact lt_of_not_le fun le => none (Or.inr ⟨j, k, r, le⟩)

end Probability

/-! ## Families of one-sided tests -/

section Families
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) {d n : Nat} (s : Fin d → K)
  (upper lower : Fin n → Fin d) (p : Fin n → Ω → K)

/-- The pairs that Holm's procedure declares: each test `i` is of the hypothesis that the feature
`upper i` is not above the feature `lower i`, and its rejection declares that it is. -/
def holmDeclares (α : K) (a : Ω) (j k : Fin d) : Prop :=
  ∃ i, upper i = j ∧ lower i = k ∧ HolmRejects α (fun i => p i a) i

instance (α : K) (a : Ω) (j k : Fin d) : Decidable (holmDeclares upper lower p α a j k) :=
  decideExists fun i => upper i = j ∧ lower i = k ∧ HolmRejects α (fun i => p i a) i

/-- **A sound partial order from Holm.** If each one-sided p-value is valid when its hypothesis is
true, everything that follows from what Holm's procedure declares is true with probability at
least `1 - α`, whatever the dependence. -/
theorem holm_partial_order {α : K} (hα : 0 ≤ α)
    (hv : ∀ i, s (upper i) ≤ s (lower i) → Valid P (p i)) :
    1 - α ≤ prob P fun a => Extends (ByScore s) (Chained (holmDeclares upper lower p α a)) := by
  refine prob_closure_true P (le_trans (prob_mono P fun a ⟨j, k, ⟨i, hj, hk, r⟩, le⟩ => ?_)
    (holm_familywise P p (fun i => s (upper i) ≤ s (lower i)) hα fun i h =>
      hv i h _ (div_nonneg hα (ofNat_nonneg _))))
  rw [← hj, ← hk] at le
  exact ⟨i, le, r⟩

/-- **A sound partial order from signs alone.** From the order of the features in
`M` independent models alone: Holm's procedure on sign tests declares pairs such that everything
that follows from them is true with probability at least `1 - α`, for any scores under which a
feature that is not above another is above it in a random model with probability at most one
half. Where the majorities of three features form a cycle there are no such scores. -/
theorem sign_partial_order (φ : Ω → Fin d → K) (M : Nat) {α : K} (hα : 0 ≤ α)
    (hs : ∀ j k, s j ≤ s k → prob P (fun a => φ a k < φ a j) ≤ 1 / 2) :
    1 - α ≤ prob (P.copies M) fun c => Extends (ByScore s) (Chained (holmDeclares upper lower
      (fun i c => binomialTail (1 / 2) M (successes (fun a => φ a (lower i) < φ a (upper i)) c))
      α c)) :=
  holm_partial_order (P.copies M) s upper lower _ hα fun i h =>
    signTest_valid P (fun a => φ a (lower i) < φ a (upper i)) (hs _ _ h) M

/-- The pairs that two-sided tests of Bonferroni declare: the feature `upper i` above the feature
`lower i` where the one p-value is small enough, below it where the other is. -/
def bonferroniDeclares (up down : Fin n → Ω → K) (α : K) (a : Ω) (j k : Fin d) : Prop :=
  ∃ i, (upper i = j ∧ lower i = k ∧ up i a ≤ α / ofNat n / 2)
    ∨ (lower i = j ∧ upper i = k ∧ down i a ≤ α / ofNat n / 2)

instance (up down : Fin n → Ω → K) (α : K) (a : Ω) (j k : Fin d) :
    Decidable (bonferroniDeclares upper lower up down α a j k) :=
  decideExists fun i => (upper i = j ∧ lower i = k ∧ up i a ≤ α / ofNat n / 2)
    ∨ (lower i = j ∧ upper i = k ∧ down i a ≤ α / ofNat n / 2)

/-- **A sound partial order from two-sided tests.** With two-sided tests of `n` pairs at level
`α / n`, each half of which is valid when its direction is false, everything that follows from
the declared directions is true with probability at least `1 - α`, whatever the dependence. -/
theorem bonferroni_partial_order (up down : Fin n → Ω → K) {α : K} (hα : 0 ≤ α)
    (hu : ∀ i, s (upper i) ≤ s (lower i) → Valid P (up i))
    (hd : ∀ i, s (lower i) ≤ s (upper i) → Valid P (down i)) :
    1 - α ≤ prob P fun a =>
      Extends (ByScore s) (Chained (bonferroniDeclares upper lower up down α a)) := by
  have nonneg : 0 ≤ α / ofNat n / 2 :=
    div_nonneg (div_nonneg hα (ofNat_nonneg n)) (le_of_lt zero_lt_two)
  have below : ∀ x y : K, x ≤ y ↔ x - y ≤ 0 := fun x y => by
    rw [← neg_nonneg, ← sub_nonneg, show -(x - y) = y - x from ring_eq (by decide +kernel)]
  refine prob_closure_true P (le_trans (prob_mono P fun a ⟨j, k, ⟨i, h⟩, le⟩ => ?_)
    (bonferroni_directions P (fun i => s (upper i) - s (lower i)) up down hα
      (fun i h => hu i ((below _ _).mpr h) _ nonneg) fun i h => hd i (sub_nonneg.mp h) _ nonneg))
  rcases h with ⟨hj, hk, r⟩ | ⟨hj, hk, r⟩
  · rw [← hj, ← hk] at le
    exact ⟨i, Or.inl ⟨(below _ _).mp le, r⟩⟩
  · rw [← hj, ← hk] at le
    exact ⟨i, Or.inr ⟨sub_nonneg.mpr le, r⟩⟩

/-- The pairs that are declared at any of several looks, at each by Holm's procedure with the
level that is spent there. -/
def looksDeclare {looks : Nat} (p : Fin looks → Fin n → Ω → K) (level : Fin looks → K) (a : Ω)
    (j k : Fin d) : Prop := ∃ l, holmDeclares upper lower (p l) (level l) a j k

instance {looks : Nat} (p : Fin looks → Fin n → Ω → K) (level : Fin looks → K) (a : Ω)
    (j k : Fin d) : Decidable (looksDeclare upper lower p level a j k) :=
  decideExists fun l => holmDeclares upper lower (p l) (level l) a j k

/-- **A sound partial order from several looks.** Everything that follows from what is declared at
any look is true with probability at least one minus the sum of the levels that are spent: claims
may accumulate, and the data may say when to stop. -/
theorem looks_partial_order {looks : Nat} (p : Fin looks → Fin n → Ω → K) {level : Fin looks → K}
    (hl : ∀ l, 0 ≤ level l) (hv : ∀ l i, s (upper i) ≤ s (lower i) → Valid P (p l i)) :
    1 - sum level ≤
      prob P fun a => Extends (ByScore s) (Chained (looksDeclare upper lower p level a)) := by
  refine prob_closure_true P (le_trans (prob_mono P fun a ⟨j, k, ⟨l, i, hj, hk, r⟩, le⟩ => ?_)
    (holm_looks P p (fun i => s (upper i) ≤ s (lower i)) level hl fun l i h =>
      hv l i h _ (div_nonneg (hl l) (ofNat_nonneg _))))
  rw [← hj, ← hk] at le
  exact ⟨l, i, le, r⟩

end Families

/-! ## Ties do not chain -/

section Ties
variable {K : Type v} [OrderedField K]

/-- **Being within a margin does not chain.** For every positive margin there are three scores of
which the first two and the last two are within the margin, but the outer two are not: ties that
tests declare must not be closed transitively. -/
theorem within_margin_not_transitive {margin : K} (h : 0 < margin) :
    ∃ a b c : K, abs (a - b) < margin ∧ abs (b - c) < margin ∧ ¬abs (a - c) < margin := by
  have half : margin / 2 < margin := half_lt_self h
  have pos : 0 ≤ margin / 2 := le_of_lt (half_pos h)
  have twice := half_add_half margin
  refine ⟨margin, margin / 2, 0, ?_, ?_, ?_⟩
  · rw [show margin - margin / 2 = margin / 2 from by
      rw [← congrArg (fun x => x - margin / 2) twice]
      exact ring_eq (by decide +kernel), abs_of_nonneg pos]
    exact half
  · rw [show margin / 2 - 0 = margin / 2 from ring_eq (by decide +kernel), abs_of_nonneg pos]
    exact half
  · rw [show margin - 0 = margin from ring_eq (by decide +kernel), abs_of_nonneg (le_of_lt h)]
    exact lt_irrefl margin

end Ties

end DASH
