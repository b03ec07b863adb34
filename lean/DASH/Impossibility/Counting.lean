import DASH.Attribution.Example

/-!
# Counting: exactly half

How many models of a finite multiset does a stable ranking contradict? The multiset is a list
`φ` of attributions, one for each index; what is counted for one pair of features is how many
models have the first above the second, the second above the first, or tie them.

A pair is `Balanced` when as many models have the first above as have the second above. That is
so when the multiset is closed under exchanging the two features (`SwapClosed`), which is what
symmetry of two features means for a finite multiset. On a balanced pair every ranking that
takes a side contradicts exactly half of the models that take one; and only on a balanced pair.
Models that tie the two features are counted apart and are never contradicted.
-/

namespace DASH

universe u v

/-- A number of which the double and a rest make up a whole is half of what the rest leaves of
the whole. -/
theorem eq_half_of_double {K : Type u} [OrderedField K] {a t s : K} (h : a + a + t = s) :
    a = (s - t) / 2 :=
  eq_div_of_mul_eq two_ne_zero (by rw [← h]; exact ring_eq (by decide +kernel))

/-- Twice a natural number is the number added to itself. -/
theorem two_mul_nat (n : Nat) : 2 * n = n + n := by rw [Nat.succ_mul 1, Nat.one_mul]

/-- Natural numbers with the same double are equal. -/
theorem eq_of_two_mul_eq {m n : Nat} (h : 2 * m = 2 * n) : m = n := by
  rw [two_mul_nat, two_mul_nat] at h
  rcases Nat.lt_or_ge m n with l | g
  · exact absurd h (Nat.ne_of_lt
      (Nat.lt_trans (Nat.add_lt_add_left l m) (Nat.add_lt_add_right l n)))
  · rcases Nat.eq_or_lt_of_le g with e | l
    · exact e.symm
    · exact absurd h.symm (Nat.ne_of_lt
        (Nat.lt_trans (Nat.add_lt_add_left l n) (Nat.add_lt_add_right l m)))

/-- Half of a positive number is one half of it as a share. -/
theorem share_half {K : Type u} [OrderedField K] {a n : Nat} (h : 2 * a = n) (hn : 0 < n) :
    (ofNat a : K) / ofNat n = 1 / 2 := by
  have ha : 0 < a := Nat.lt_of_not_le fun le => by
    rw [Nat.eq_zero_of_le_zero le] at h
    exact absurd h (Nat.ne_of_lt hn)
  rw [← h, ofNat_mul, div_eq_mul_inv, div_eq_mul_inv, mul_inv, mul_left_comm,
    mul_inv_cancel (ofNat_ne_zero ha), mul_one, one_mul]
  rfl

section Sides
variable {F : Type u} {K : Type v} [OrderedField K] {M : Nat}

/-- The number of models that have `j` above `k`. -/
def countAbove (φ : Fin M → F → K) (j k : F) : Nat := count fun i => φ i k < φ i j

/-- The number of models that tie `j` and `k`. -/
def countTied (φ : Fin M → F → K) (j k : F) : Nat := count fun i => φ i j = φ i k

/-- The number of models that decide between `j` and `k`. -/
def countDecided (φ : Fin M → F → K) (j k : F) : Nat := count fun i => φ i j ≠ φ i k

variable {φ : Fin M → F → K} {j k : F}

/-- A model decides between two features when it has the one or the other above. -/
theorem countDecided_eq (φ : Fin M → F → K) (j k : F) :
    countDecided φ j k = countAbove φ j k + countAbove φ k j := by
  refine Eq.trans (count_congr fun i => ?_) (count_or fun i h => lt_asymm h.1 h.2)
  constructor
  · intro h
    rcases lt_trichotomy (φ i j) (φ i k) with l | e | g
    · exact Or.inr l
    · exact absurd e h
    · exact Or.inl g
  · exact fun h => h.elim ne_of_gt ne_of_lt

/-- The models that tie two features and those that decide between them are all models. -/
theorem countTied_add_countDecided (φ : Fin M → F → K) (j k : F) :
    countTied φ j k + countDecided φ j k = M := by
  refine Eq.trans (count_or (q := fun i => φ i j ≠ φ i k) fun i h => h.2 h.1).symm ?_
  exact (count_congr fun i =>
    ⟨fun _ => trivial, fun _ => Decidable.em (φ i j = φ i k)⟩).trans count_true

/-- Every model has the first feature above, the second above, or ties the two. -/
theorem countAbove_add_countAbove_add_countTied (φ : Fin M → F → K) (j k : F) :
    countAbove φ j k + countAbove φ k j + countTied φ j k = M := by
  rw [← countDecided_eq, Nat.add_comm, countTied_add_countDecided]

/-- The number of models that decide does not depend on the order of the two features. -/
theorem countDecided_symm (φ : Fin M → F → K) (j k : F) :
    countDecided φ j k = countDecided φ k j :=
  count_congr fun _ => ⟨Ne.symm, Ne.symm⟩

/-- No model decides between two features exactly when all models tie them. -/
theorem countDecided_eq_zero : countDecided φ j k = 0 ↔ ∀ i, φ i j = φ i k :=
  ⟨fun h i => Decidable.of_not_not (count_eq_zero.mp h i),
   fun h => count_eq_zero.mpr fun i ne => ne (h i)⟩

/-! ## Closure under exchanging two features -/

/-- A finite multiset of models is closed under exchanging `j` and `k` when a permutation of the
models gives each model's attribution of `j` to `k` and of `k` to `j`. Nothing is asked of the
other features. -/
structure SwapClosed (φ : Fin M → F → K) (j k : F) where
  /-- The permutation of the models. -/
  models : Perm (Fin M)
  left : ∀ i, φ (models.to i) j = φ i k
  right : ∀ i, φ (models.to i) k = φ i j

/-- As many models have `j` above `k` as have `k` above `j`. -/
def Balanced (φ : Fin M → F → K) (j k : F) : Prop := countAbove φ j k = countAbove φ k j

instance : Decidable (Balanced φ j k) := inferInstanceAs (Decidable (_ = _))

/-- A feature is in balance with itself. -/
theorem balanced_refl (φ : Fin M → F → K) (j : F) : Balanced φ j j := rfl

/-- Balance does not depend on the order of the two features. -/
theorem Balanced.symm (h : Balanced φ j k) : Balanced φ k j := Eq.symm h

/-- A permutation of the models that reverses every model's order of two features, without
regard to the values, brings the pair into balance. -/
theorem balanced_of_reversal (σ : Perm (Fin M))
    (h : ∀ i, φ (σ.to i) k < φ (σ.to i) j ↔ φ i j < φ i k) : Balanced φ j k :=
  (count_perm σ fun i => φ i k < φ i j).symm.trans (count_congr h)

/-- **As many on one side as on the other.** In a multiset closed under exchanging two features,
as many models have the first above the second as the second above the first. -/
theorem SwapClosed.balanced (h : SwapClosed φ j k) : Balanced φ j k :=
  balanced_of_reversal h.models fun i => by rw [h.left, h.right]

/-- The exchanged features may be named in either order. -/
def SwapClosed.symm (h : SwapClosed φ j k) : SwapClosed φ k j := ⟨h.models, h.right, h.left⟩

/-- Every multiset is closed under exchanging a feature with itself. -/
def SwapClosed.refl (φ : Fin M → F → K) (j : F) : SwapClosed φ j j :=
  ⟨Perm.refl, fun _ => rfl, fun _ => rfl⟩

/-- In a multiset closed under exchanging two features, these have the same sum of attributions
over all models, hence the same mean. -/
theorem SwapClosed.sum_eq (h : SwapClosed φ j k) : (sum fun i => φ i j) = sum fun i => φ i k := by
  rw [← sum_perm h.models fun i => φ i j]
  exact sum_congr h.left

/-- On a balanced pair, the models on one side are half of those that do not tie: twice their
number and the number of ties make up all models. -/
theorem Balanced.two_mul_countAbove_add_countTied (h : Balanced φ j k) :
    2 * countAbove φ j k + countTied φ j k = M := by
  have key := countAbove_add_countAbove_add_countTied φ j k
  rw [← show countAbove φ j k = countAbove φ k j from h] at key
  rw [two_mul_nat]
  exact key

/-- On a balanced pair, the models on one side are half of those that decide. -/
theorem Balanced.two_mul_countAbove (h : Balanced φ j k) :
    2 * countAbove φ j k = countDecided φ j k := by
  rw [countDecided_eq, ← show countAbove φ j k = countAbove φ k j from h, two_mul_nat]

/-- The share of the models on one side of a balanced pair is one half of what the ties leave,
as a number of the field. -/
theorem Balanced.countAbove_eq (h : Balanced φ j k) :
    (ofNat (countAbove φ j k) : K) = (ofNat M - ofNat (countTied φ j k)) / 2 := by
  refine eq_half_of_double ?_
  rw [← ofNat_add, ← ofNat_add, ← two_mul_nat, h.two_mul_countAbove_add_countTied]

/-- **Probability one half.** Of models none of which ties a balanced pair, a model drawn at
random has the first feature above the second with probability one half. -/
theorem Balanced.share_eq_half (h : Balanced φ j k) (ht : countTied φ j k = 0) (hM : 0 < M) :
    (ofNat (countAbove φ j k) : K) / ofNat M = 1 / 2 := by
  have key := h.two_mul_countAbove_add_countTied
  rw [ht, Nat.add_zero] at key
  exact share_half key hM

end Sides

/-! ## Weighted models -/

section Weighted
variable {F : Type u} {K : Type v} [OrderedField K] {M : Nat}

/-- The weight of the models that have `j` above `k`. -/
def weightAbove (w : Fin M → K) (φ : Fin M → F → K) (j k : F) : K :=
  sum fun i => if φ i k < φ i j then w i else 0

/-- The weight of the models that tie `j` and `k`. -/
def weightTied (w : Fin M → K) (φ : Fin M → F → K) (j k : F) : K :=
  sum fun i => if φ i j = φ i k then w i else 0

variable {φ : Fin M → F → K} {j k : F} {w : Fin M → K}

/-- The weights of the two sides and of the ties make up the total weight. -/
theorem weightAbove_add_weightAbove_add_weightTied (w : Fin M → K) (φ : Fin M → F → K)
    (j k : F) : weightAbove w φ j k + weightAbove w φ k j + weightTied w φ j k = sum w := by
  unfold weightAbove weightTied
  rw [← sum_add, ← sum_add]
  refine sum_congr fun i => ?_
  rcases lt_trichotomy (φ i j) (φ i k) with l | e | g
  · rw [ite_eq_right (lt_asymm l), ite_eq_left l, ite_eq_right (ne_of_lt l), zero_add, add_zero]
  · rw [ite_eq_right fun l => ne_of_lt l e.symm, ite_eq_right fun l => ne_of_lt l e,
      ite_eq_left e, zero_add, zero_add]
  · rw [ite_eq_left g, ite_eq_right (lt_asymm g), ite_eq_right (ne_of_gt g), add_zero, add_zero]

/-- When the exchange keeps the weights, both sides have the same weight. -/
theorem SwapClosed.weightAbove_symm (h : SwapClosed φ j k) (hw : ∀ i, w (h.models.to i) = w i) :
    weightAbove w φ j k = weightAbove w φ k j := by
  unfold weightAbove
  rw [← sum_perm h.models fun i => if φ i k < φ i j then w i else 0]
  refine sum_congr fun i => ?_
  rw [h.left, h.right, hw]

/-- **Half of the weight.** When the exchange keeps the weights, each side has half of the weight
that the ties leave. -/
theorem SwapClosed.weightAbove_eq (h : SwapClosed φ j k) (hw : ∀ i, w (h.models.to i) = w i) :
    weightAbove w φ j k = (sum w - weightTied w φ j k) / 2 := by
  refine eq_half_of_double ?_
  rw [← weightAbove_add_weightAbove_add_weightTied w φ j k, ← h.weightAbove_symm hw]

end Weighted

/-! ## Contradicted models on one pair -/

section Pair
variable {F : Type u} {K : Type v} [OrderedField K] {M : Nat}

/-- A ranking says of the two features the opposite of what a model with the attributions `ψ`
says. -/
def ContradictedOn (ψ : F → K) (R : F → F → Prop) (j k : F) : Prop :=
  (R j k ∧ ψ j < ψ k) ∨ (R k j ∧ ψ k < ψ j)

instance (ψ : F → K) (R : F → F → Prop) [∀ a b, Decidable (R a b)] (j k : F) :
    Decidable (ContradictedOn ψ R j k) := inferInstanceAs (Decidable (_ ∨ _))

/-- A ranking is contradicted by a model exactly when it is contradicted on some pair. -/
theorem contradicted_iff {φ : Fin M → F → K} {i : Fin M} {R : F → F → Prop} :
    Contradicted φ i R ↔ ∃ j k, ContradictedOn (φ i) R j k :=
  ⟨fun ⟨j, k, h⟩ => ⟨j, k, Or.inl h⟩,
   fun ⟨j, k, h⟩ => h.elim (fun l => ⟨j, k, l⟩) fun l => ⟨k, j, l⟩⟩

/-- The number of models that contradict a ranking on a pair. -/
def contradictions (R : F → F → Prop) [∀ a b, Decidable (R a b)] (φ : Fin M → F → K) (j k : F) :
    Nat := count fun i => ContradictedOn (φ i) R j k

/-- The ranking takes a side on the pair: it has one of the two above, and not both. -/
def Commits (R : F → F → Prop) (j k : F) : Prop := (R j k ∧ ¬R k j) ∨ (R k j ∧ ¬R j k)

/-- A complete asymmetric ranking takes a side on every pair of different features. -/
theorem commits_of_complete {R : F → F → Prop} (ha : Asymmetric R) (hc : Complete R) {j k : F}
    (hjk : j ≠ k) : Commits R j k :=
  (hc j k hjk).elim (fun h => Or.inl ⟨h, ha j k h⟩) fun h => Or.inr ⟨h, ha k j h⟩

variable {R : F → F → Prop} [∀ a b, Decidable (R a b)] {φ : Fin M → F → K} {j k : F}

/-- The number of contradictions does not depend on the order of the two features. -/
theorem contradictions_symm (R : F → F → Prop) [∀ a b, Decidable (R a b)] (φ : Fin M → F → K)
    (j k : F) : contradictions R φ j k = contradictions R φ k j :=
  count_congr fun _ => ⟨Or.symm, Or.symm⟩

/-- A ranking that has only `j` above `k` contradicts exactly the models on the other side. -/
theorem contradictions_of_above (h : R j k) (h' : ¬R k j) :
    contradictions R φ j k = countAbove φ k j :=
  count_congr fun _ => ⟨fun c => c.elim And.right fun l => absurd l.1 h', fun l => Or.inl ⟨h, l⟩⟩

/-- A ranking that has only `k` above `j` contradicts exactly the models on the other side. -/
theorem contradictions_of_below (h : R k j) (h' : ¬R j k) :
    contradictions R φ j k = countAbove φ j k :=
  (contradictions_symm R φ j k).trans (contradictions_of_above h h')

/-- A ranking that ties the pair contradicts no model. -/
theorem contradictions_of_tied (h : Tied R j k) : contradictions R φ j k = 0 :=
  count_eq_zero.mpr fun _ c => c.elim (fun l => h.1 l.1) fun l => h.2 l.1

/-- A ranking that has each of the two above the other contradicts every model that decides. -/
theorem contradictions_of_both (h : R j k) (h' : R k j) :
    contradictions R φ j k = countDecided φ j k := by
  refine count_congr fun i => ⟨fun c => c.elim (fun l => ne_of_lt l.2) fun l => ne_of_gt l.2, ?_⟩
  intro ne
  rcases lt_trichotomy (φ i j) (φ i k) with l | e | g
  · exact Or.inl ⟨h, l⟩
  · exact absurd e ne
  · exact Or.inr ⟨h', g⟩

/-- Only models that decide are contradicted. -/
theorem contradictions_le_countDecided (R : F → F → Prop) [∀ a b, Decidable (R a b)]
    (φ : Fin M → F → K) (j k : F) : contradictions R φ j k ≤ countDecided φ j k :=
  count_le_count fun _ c => c.elim (fun l => ne_of_lt l.2) fun l => ne_of_gt l.2

/-- **Exactly half.** On a balanced pair, a ranking that takes a side contradicts exactly half of
the models that decide. -/
theorem two_mul_contradictions (h : Balanced φ j k) (hR : Commits R j k) :
    2 * contradictions R φ j k = countDecided φ j k := by
  rcases hR with ⟨r, r'⟩ | ⟨r, r'⟩
  · rw [contradictions_of_above r r', h.symm.two_mul_countAbove, countDecided_symm]
  · rw [contradictions_of_below r r', h.two_mul_countAbove]

/-- **Half exactly on balance.** A ranking that takes a side contradicts exactly half of the
models that decide if and only if the pair is balanced. -/
theorem two_mul_contradictions_iff (hR : Commits R j k) :
    2 * contradictions R φ j k = countDecided φ j k ↔ Balanced φ j k := by
  refine ⟨fun e => ?_, fun h => two_mul_contradictions h hR⟩
  rw [countDecided_eq, two_mul_nat] at e
  rcases hR with ⟨r, r'⟩ | ⟨r, r'⟩
  · rw [contradictions_of_above r r'] at e
    exact (Nat.add_right_cancel e).symm
  · rw [contradictions_of_below r r'] at e
    exact Nat.add_left_cancel e

/-- A ranking that says something of a balanced pair, even both ways, contradicts at least half
of the models that decide. -/
theorem countDecided_le_two_mul (h : Balanced φ j k) (hR : R j k ∨ R k j) :
    countDecided φ j k ≤ 2 * contradictions R φ j k := by
  by_cases r : R j k
  · by_cases r' : R k j
    · rw [contradictions_of_both r r', two_mul_nat]
      exact Nat.le_add_right _ _
    · exact Nat.le_of_eq (two_mul_contradictions h (Or.inl ⟨r, r'⟩)).symm
  · exact Nat.le_of_eq (two_mul_contradictions h (Or.inr ⟨hR.resolve_left r, r⟩)).symm

/-- **No ranking that decides does better.** On a balanced pair, a ranking that takes a side
contradicts no more models than any ranking that says something of the pair. -/
theorem contradictions_le_of_balanced {Q : F → F → Prop} [∀ a b, Decidable (Q a b)]
    (h : Balanced φ j k) (hR : Commits R j k) (hQ : Q j k ∨ Q k j) :
    contradictions R φ j k ≤ contradictions Q φ j k := by
  refine Nat.not_lt.mp fun l => ?_
  have key := countDecided_le_two_mul h hQ
  rw [← two_mul_contradictions h hR, two_mul_nat, two_mul_nat] at key
  exact Nat.not_le.mpr (Nat.lt_trans (Nat.add_lt_add_left l _) (Nat.add_lt_add_right l _)) key

/-- On a balanced pair, all rankings that take a side contradict equally many models. -/
theorem contradictions_eq_of_balanced {Q : F → F → Prop} [∀ a b, Decidable (Q a b)]
    (h : Balanced φ j k) (hR : Commits R j k) (hQ : Commits Q j k) :
    contradictions R φ j k = contradictions Q φ j k :=
  Nat.le_antisymm
    (contradictions_le_of_balanced h hR (hQ.elim (fun l => Or.inl l.1) fun l => Or.inr l.1))
    (contradictions_le_of_balanced h hQ (hR.elim (fun l => Or.inl l.1) fun l => Or.inr l.1))

/-- **Contradicted by none.** On a balanced pair, a ranking is contradicted by no model if and
only if it ties the pair or every model does. -/
theorem contradictions_eq_zero_iff (h : Balanced φ j k) :
    contradictions R φ j k = 0 ↔ Tied R j k ∨ ∀ i, φ i j = φ i k := by
  constructor
  · intro e
    by_cases t : R j k ∨ R k j
    · have key := countDecided_le_two_mul h t
      rw [e] at key
      exact Or.inr (countDecided_eq_zero.mp (Nat.eq_zero_of_le_zero key))
    · exact Or.inl ⟨fun r => t (Or.inl r), fun r => t (Or.inr r)⟩
  · rintro (t | e)
    · exact contradictions_of_tied t
    · have key := contradictions_le_countDecided R φ j k
      rw [countDecided_eq_zero.mpr e] at key
      exact Nat.eq_zero_of_le_zero key

/-- A feature is decided against itself by no model. -/
theorem countDecided_self (φ : Fin M → F → K) (j : F) : countDecided φ j j = 0 :=
  countDecided_eq_zero.mpr fun _ => rfl

/-- On a balanced pair a complete asymmetric ranking is contradicted by exactly half of the models
that decide the pair; on a feature and itself both counts are zero. -/
theorem two_mul_contradictions_of_complete (h : Balanced φ j k) (ha : Asymmetric R)
    (hc : Complete R) : 2 * contradictions R φ j k = countDecided φ j k := by
  by_cases d : countDecided φ j k = 0
  · have le := contradictions_le_countDecided R φ j k
    rw [d] at le
    rw [d, Nat.eq_zero_of_le_zero le]
  · refine two_mul_contradictions h (commits_of_complete ha hc fun e => d ?_)
    rw [e, countDecided_self]

/-- **The half theorem.** In a finite multiset of models closed under exchanging two features,
every complete asymmetric ranking contradicts half of the models that do not tie the two: twice
the number of contradicted models and the number of ties make up all models. -/
theorem half_contradicted (h : SwapClosed φ j k) (ha : Asymmetric R) (hc : Complete R) :
    2 * contradictions R φ j k + countTied φ j k = M := by
  rw [two_mul_contradictions_of_complete h.balanced ha hc, Nat.add_comm,
    countTied_add_countDecided]

/-- **No better than a coin.** Of the models that decide between two features in balance, the
share that contradicts a ranking that takes a side is one half. -/
theorem contradicted_share (h : Balanced φ j k) (hR : Commits R j k)
    (hd : 0 < countDecided φ j k) :
    (ofNat (contradictions R φ j k) : K) / ofNat (countDecided φ j k) = 1 / 2 :=
  share_half (two_mul_contradictions h hR) hd

/-- The weight of the models that contradict a ranking on a pair. -/
def weightContradicted (w : Fin M → K) (R : F → F → Prop) [∀ a b, Decidable (R a b)]
    (φ : Fin M → F → K) (j k : F) : K := sum fun i => if ContradictedOn (φ i) R j k then w i else 0

/-- **Half of the weight is contradicted.** When the exchange keeps the weights, a ranking that
takes a side contradicts models of half of the weight that the ties leave. -/
theorem weightContradicted_eq {w : Fin M → K} (h : SwapClosed φ j k)
    (hw : ∀ i, w (h.models.to i) = w i) (hR : Commits R j k) :
    weightContradicted w R φ j k = (sum w - weightTied w φ j k) / 2 := by
  rw [← h.weightAbove_eq hw]
  rcases hR with ⟨r, r'⟩ | ⟨r, r'⟩
  · rw [h.weightAbove_symm hw]
    refine sum_congr fun i => ?_
    by_cases l : φ i j < φ i k
    · rw [ite_eq_left (c := ContradictedOn (φ i) R j k) (Or.inl ⟨r, l⟩), ite_eq_left l]
    · rw [ite_eq_right l, ite_eq_right fun c => c.elim (fun l' => l l'.2) fun l' => r' l'.1]
  · refine sum_congr fun i => ?_
    by_cases l : φ i k < φ i j
    · rw [ite_eq_left (c := ContradictedOn (φ i) R j k) (Or.inr ⟨r, l⟩), ite_eq_left l]
    · rw [ite_eq_right l, ite_eq_right fun c => c.elim (fun l' => r' l'.1) fun l' => l l'.2]

end Pair

end DASH
