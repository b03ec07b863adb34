import DASH.Impossibility.Counting

/-!
# The best stable ranking of a finite multiset of models

Without any symmetry of the models: a ranking that takes a side on a pair contradicts the models
on the other side, so that the least number of contradicted models is that of the smaller side,
and the majority attains it. The majority relation decides each pair at best, but need not
chain, so that the best ranking need not be an order. When ties are allowed at a price for each
model that decides, it is best to take the side of the majority where the minority's share is at
most the price, and to tie elsewhere. At no price, what may be said is what no model
contradicts.
-/

namespace DASH

universe u v w

section Majority
variable {F : Type u} {K : Type v} [OrderedField K] {M : Nat}

/-- The number of models on the smaller side of a pair. -/
def minority (φ : Fin M → F → K) (j k : F) : Nat :=
  if countAbove φ j k ≤ countAbove φ k j then countAbove φ j k else countAbove φ k j

variable {φ : Fin M → F → K} {j k : F}

/-- The smaller side is at most the first side. -/
theorem minority_le_left (φ : Fin M → F → K) (j k : F) : minority φ j k ≤ countAbove φ j k := by
  unfold minority
  split
  · exact Nat.le_refl _
  · rename_i h
    exact Nat.le_of_lt (Nat.not_le.mp h)

/-- The smaller side is at most the second side. -/
theorem minority_le_right (φ : Fin M → F → K) (j k : F) : minority φ j k ≤ countAbove φ k j := by
  unfold minority
  split
  · assumption
  · exact Nat.le_refl _

/-- The smaller side is the first when that is at most the second. -/
theorem minority_eq_left (h : countAbove φ j k ≤ countAbove φ k j) :
    minority φ j k = countAbove φ j k := ite_eq_left h

/-- The smaller side is the second when that is at most the first. -/
theorem minority_eq_right (h : countAbove φ k j ≤ countAbove φ j k) :
    minority φ j k = countAbove φ k j :=
  Nat.le_antisymm (minority_le_right φ j k) (by
    unfold minority
    split
    · exact h
    · exact Nat.le_refl _)

/-- The smaller side does not depend on the order of the two features. -/
theorem minority_symm (φ : Fin M → F → K) (j k : F) : minority φ j k = minority φ k j := by
  rcases Nat.le_total (countAbove φ j k) (countAbove φ k j) with h | h
  · rw [minority_eq_left h, minority_eq_right h]
  · rw [minority_eq_right h, minority_eq_left h]

/-- The smaller side has at most half of the models that decide. -/
theorem two_mul_minority_le (φ : Fin M → F → K) (j k : F) :
    2 * minority φ j k ≤ countDecided φ j k := by
  rw [two_mul_nat, countDecided_eq]
  exact Nat.add_le_add (minority_le_left φ j k) (minority_le_right φ j k)

/-- The smaller side has exactly half of the models that decide when the pair is balanced, and
only then. -/
theorem two_mul_minority_eq_iff : 2 * minority φ j k = countDecided φ j k ↔ Balanced φ j k := by
  rw [two_mul_nat, countDecided_eq]
  constructor
  · intro e
    rcases Nat.le_total (countAbove φ j k) (countAbove φ k j) with h | h
    · rw [minority_eq_left h] at e
      exact Nat.add_left_cancel e
    · rw [minority_eq_right h] at e
      exact (Nat.add_right_cancel e).symm
  · intro h
    rw [minority_eq_left (Nat.le_of_eq h), ← show countAbove φ j k = countAbove φ k j from h]

/-- More models have `j` above `k` than `k` above `j`. -/
def Majority (φ : Fin M → F → K) (j k : F) : Prop := countAbove φ k j < countAbove φ j k

instance (φ : Fin M → F → K) (j k : F) : Decidable (Majority φ j k) :=
  inferInstanceAs (Decidable (_ < _))

/-- The majority is never on both sides. -/
theorem majority_asymmetric (φ : Fin M → F → K) : Asymmetric (Majority φ) :=
  fun _ _ h h' => Nat.lt_irrefl _ (Nat.lt_trans h h')

/-- The majority leaves a pair undecided exactly when it is balanced. -/
theorem tied_majority_iff : Tied (Majority φ) j k ↔ Balanced φ j k :=
  ⟨fun t => Nat.le_antisymm (Nat.not_lt.mp t.1) (Nat.not_lt.mp t.2),
   fun h => ⟨fun m => Nat.ne_of_lt m (Eq.symm h), fun m => Nat.ne_of_lt m h⟩⟩

/-- What all models agree on, the majority agrees on too, provided that there is a model. -/
theorem majority_of_agreed (h : Agreed φ (fun _ => True) j k) (hM : 0 < M) : Majority φ j k := by
  unfold Majority
  rw [show countAbove φ k j = 0 from count_eq_zero.mpr fun i => lt_asymm (h i trivial)]
  exact count_pos.mpr ⟨⟨0, hM⟩, h ⟨0, hM⟩ trivial⟩

variable {R : F → F → Prop} [∀ a b, Decidable (R a b)]

/-- **No ranking that decides does better than the minority.** A ranking that says something of
a pair contradicts at least as many models as the smaller side has. -/
theorem minority_le_contradictions (hR : R j k ∨ R k j) :
    minority φ j k ≤ contradictions R φ j k := by
  by_cases r : R j k
  · by_cases r' : R k j
    · rw [contradictions_of_both r r', countDecided_eq]
      exact Nat.le_trans (minority_le_left φ j k) (Nat.le_add_right _ _)
    · rw [contradictions_of_above r r']
      exact minority_le_right φ j k
  · rw [contradictions_of_below (hR.resolve_left r) r]
    exact minority_le_left φ j k

/-- **Best exactly with the majority.** A ranking that takes a side contradicts the least number
of models if and only if it does not take the side against a majority. -/
theorem contradictions_eq_minority_iff (hR : Commits R j k) :
    contradictions R φ j k = minority φ j k ↔
      (Majority φ j k → R j k) ∧ (Majority φ k j → R k j) := by
  rcases hR with ⟨r, r'⟩ | ⟨r, r'⟩
  · rw [contradictions_of_above r r']
    constructor
    · intro e
      refine ⟨fun _ => r, fun m => absurd m (Nat.not_lt.mpr ?_)⟩
      rw [e]
      exact minority_le_left φ j k
    · intro h
      exact (minority_eq_right (Nat.not_lt.mp fun m => r' (h.2 m))).symm
  · rw [contradictions_of_below r r']
    constructor
    · intro e
      refine ⟨fun m => absurd m (Nat.not_lt.mpr ?_), fun _ => r⟩
      rw [e]
      exact minority_le_right φ j k
    · intro h
      exact (minority_eq_left (Nat.not_lt.mp fun m => r' (h.1 m))).symm

end Majority

section ByMajority
variable {K : Type v} [OrderedField K] {M n : Nat}

/-- The side of the majority on every pair, and the earlier feature first where there is none. -/
def byMajority (φ : Fin M → Fin n → K) (j k : Fin n) : Prop :=
  Majority φ j k ∨ (Balanced φ j k ∧ j.val < k.val)

instance (φ : Fin M → Fin n → K) (j k : Fin n) : Decidable (byMajority φ j k) :=
  inferInstanceAs (Decidable (_ ∨ _))

variable {φ : Fin M → Fin n → K}

/-- The ranking by majority is never on both sides. -/
theorem byMajority_asymmetric (φ : Fin M → Fin n → K) : Asymmetric (byMajority φ) := by
  rintro j k (m | ⟨b, l⟩) (m' | ⟨b', l'⟩)
  · exact majority_asymmetric φ j k m m'
  · exact (tied_majority_iff.mpr b').2 m
  · exact (tied_majority_iff.mpr b).2 m'
  · exact Nat.lt_irrefl _ (Nat.lt_trans l l')

/-- The ranking by majority is complete. -/
theorem byMajority_complete (φ : Fin M → Fin n → K) : Complete (byMajority φ) := by
  intro j k hjk
  by_cases m : Majority φ j k
  · exact Or.inl (Or.inl m)
  by_cases m' : Majority φ k j
  · exact Or.inr (Or.inl m')
  have b : Balanced φ j k := tied_majority_iff.mp ⟨m, m'⟩
  rcases Nat.lt_or_ge j.val k.val with l | g
  · exact Or.inl (Or.inr ⟨b, l⟩)
  · exact Or.inr (Or.inr ⟨b.symm, Nat.lt_of_le_of_ne g fun e => hjk (Fin.ext e.symm)⟩)

/-- The ranking by majority contradicts on every pair of different features exactly the smaller
side. -/
theorem contradictions_byMajority (φ : Fin M → Fin n → K) {j k : Fin n} (hjk : j ≠ k) :
    contradictions (byMajority φ) φ j k = minority φ j k :=
  (contradictions_eq_minority_iff
    (commits_of_complete (byMajority_asymmetric φ) (byMajority_complete φ) hjk)).mpr
      ⟨Or.inl, Or.inl⟩

/-- **The best complete ranking, pair by pair.** On every pair of different features the ranking
by majority contradicts no more models than any complete ranking. It need not be an order
(`majority_not_transitive`). -/
theorem byMajority_best {Q : Fin n → Fin n → Prop} [∀ a b, Decidable (Q a b)] (hQ : Complete Q)
    {j k : Fin n} (hjk : j ≠ k) :
    contradictions (byMajority φ) φ j k ≤ contradictions Q φ j k := by
  rw [contradictions_byMajority φ hjk]
  exact minority_le_contradictions (hQ j k hjk)

end ByMajority

/-! ## The majority need not chain -/

section Cycle
variable (K : Type v) [OrderedField K]

/-- Three models of three features, each with the features in another place of a circle, as
natural numbers. -/
def cycleLevel (i j : Fin 3) : Nat :=
  Example.entry 0 (Example.entry [] [[3, 2, 1], [1, 3, 2], [2, 1, 3]] i.val) j.val

/-- The attributions of the three models in an ordered field. -/
def cycle (i j : Fin 3) : K := ofNat (cycleLevel i j)

/-- Each feature of the circle is above the next by the majority. -/
theorem majority_cycle (j k : Fin 3) (h : k.val = j.val + 1 ∨ (j.val = 2 ∧ k.val = 0)) :
    Majority (cycle K) j k := by
  have key : ∀ j k : Fin 3, (k.val = j.val + 1 ∨ (j.val = 2 ∧ k.val = 0)) →
      (count fun i => cycleLevel i j < cycleLevel i k) <
        count fun i => cycleLevel i k < cycleLevel i j := by decide +kernel
  have lift : ∀ m n : Nat, (ofNat m : K) < ofNat n ↔ m < n := fun m n =>
    ⟨fun l => Nat.lt_of_not_le fun g => not_le_of_lt l (ofNat_le g), ofNat_lt⟩
  unfold Majority countAbove cycle
  rw [count_congr fun i => lift _ _, count_congr fun i => lift _ _]
  exact key j k h

/-- **The majority need not be an order.** Each feature of the circle is above the next in two of
three models, so that the majority goes round in a circle, and the best complete ranking, pair by
pair, is no order. -/
theorem majority_not_transitive : ¬Transitive (Majority (cycle K)) := fun h =>
  majority_asymmetric (cycle K) ⟨0, by decide⟩ ⟨2, by decide⟩
    (h _ ⟨1, by decide⟩ _ (majority_cycle K _ _ (by decide)) (majority_cycle K _ _ (by decide)))
    (majority_cycle K _ _ (by decide))

end Cycle

/-! ## Ties at a price -/

section Price
variable {F : Type u} {K : Type v} [OrderedField K] {M : Nat}

/-- What a ranking costs on a pair: one for each contradicted model where it says something of
the pair, and the price for each model that decides where it ties the pair. -/
def cost (price : K) (R : F → F → Prop) [∀ a b, Decidable (R a b)] (φ : Fin M → F → K)
    (j k : F) : K :=
  if R j k ∨ R k j then ofNat (contradictions R φ j k) else price * ofNat (countDecided φ j k)

variable {φ : Fin M → F → K} {j k : F} {price : K} {R : F → F → Prop}
  [∀ a b, Decidable (R a b)]

/-- The cost of a tie. -/
theorem cost_of_tied (h : Tied R j k) : cost price R φ j k = price * ofNat (countDecided φ j k) :=
  ite_eq_right fun r => r.elim h.1 h.2

/-- The cost of deciding. -/
theorem cost_of_decided (h : R j k ∨ R k j) :
    cost price R φ j k = ofNat (contradictions R φ j k) := ite_eq_left h

/-- The cost of taking the side of the majority, or either side of a balanced pair. -/
theorem cost_of_majority (hR : Commits R j k) (hj : Majority φ j k → R j k)
    (hk : Majority φ k j → R k j) : cost price R φ j k = ofNat (minority φ j k) := by
  rw [cost_of_decided (hR.elim (fun l => Or.inl l.1) fun l => Or.inr l.1),
    (contradictions_eq_minority_iff hR).mpr ⟨hj, hk⟩]

/-- **The least cost.** Every ranking costs at least as much as the cheaper of taking the side of
the majority and tying the pair. -/
theorem le_cost (price : K) (R : F → F → Prop) [∀ a b, Decidable (R a b)] (φ : Fin M → F → K)
    (j k : F) : min (ofNat (minority φ j k)) (price * ofNat (countDecided φ j k)) ≤
      cost price R φ j k := by
  by_cases r : R j k ∨ R k j
  · rw [cost_of_decided r]
    exact le_trans (min_le_left _ _) (ofNat_le (minority_le_contradictions r))
  · rw [cost_of_tied ⟨fun l => r (Or.inl l), fun l => r (Or.inr l)⟩]
    exact min_le_right _ _

/-- **When to decide.** Where the minority is at most the price of the models that decide, no
ranking costs less than one that takes the side of the majority. -/
theorem majority_best {Q : F → F → Prop} [∀ a b, Decidable (Q a b)] (hR : Commits R j k)
    (hj : Majority φ j k → R j k) (hk : Majority φ k j → R k j)
    (h : ofNat (minority φ j k) ≤ price * ofNat (countDecided φ j k)) :
    cost price R φ j k ≤ cost price Q φ j k := by
  rw [cost_of_majority hR hj hk]
  exact le_trans (le_min (le_refl _) h) (le_cost price Q φ j k)

/-- **When to tie.** Where the price of the models that decide is at most the minority, no
ranking costs less than one that ties the pair. -/
theorem tie_best {Q : F → F → Prop} [∀ a b, Decidable (Q a b)] (hR : Tied R j k)
    (h : price * ofNat (countDecided φ j k) ≤ ofNat (minority φ j k)) :
    cost price R φ j k ≤ cost price Q φ j k := by
  rw [cost_of_tied hR]
  exact le_trans (le_min h (le_refl _)) (le_cost price Q φ j k)

/-- **The best ranking that allows ties, characterised.** Taking the side of the majority costs
no more than tying the pair if and only if the minority's share of the models that decide is at
most the price. -/
theorem majority_le_tie_iff {Q : F → F → Prop} [∀ a b, Decidable (Q a b)] (hR : Commits R j k)
    (hj : Majority φ j k → R j k) (hk : Majority φ k j → R k j) (hQ : Tied Q j k)
    (hd : 0 < countDecided φ j k) : cost price R φ j k ≤ cost price Q φ j k ↔
      ofNat (minority φ j k) / ofNat (countDecided φ j k) ≤ price := by
  rw [cost_of_majority hR hj hk, cost_of_tied hQ, div_le_iff (ofNat_pos hd)]

/-- On a balanced pair that some model decides, deciding costs no more than tying if and only if
the price is at least one half: at any lower price the pair should be tied. -/
theorem balanced_le_tie_iff {Q : F → F → Prop} [∀ a b, Decidable (Q a b)] (h : Balanced φ j k)
    (hR : Commits R j k) (hQ : Tied Q j k) (hd : 0 < countDecided φ j k) :
    cost price R φ j k ≤ cost price Q φ j k ↔ 1 / 2 ≤ price := by
  have none := tied_majority_iff.mpr h
  rw [majority_le_tie_iff hR (fun m => absurd m none.1) (fun m => absurd m none.2) hQ hd,
    share_half (two_mul_minority_eq_iff.mpr h) hd]

/-- At a price of at least one half it is never worse to take the side of the majority than to
tie, whatever the models. -/
theorem minority_le_of_half_le (φ : Fin M → F → K) (j k : F) (h : 1 / 2 ≤ price) :
    ofNat (minority φ j k) ≤ price * ofNat (countDecided φ j k) := by
  have half : (ofNat (minority φ j k) : K) ≤ 1 / 2 * ofNat (countDecided φ j k) := by
    rw [div_eq_mul_inv, one_mul, mul_comm, ← div_eq_mul_inv, le_div_iff zero_lt_two, mul_comm]
    have key := ofNat_le (K := K) (two_mul_minority_le φ j k)
    rw [ofNat_mul] at key
    exact key
  exact le_trans half (mul_le_mul_of_nonneg_right h (ofNat_nonneg _))

end Price

/-! ## What no model contradicts -/

section Uncontradicted
variable {F : Type u} {Θ : Type v} {K : Type w} [OrderedField K]

/-- No model has `k` above `j`. -/
def NeverBelow (φ : Θ → F → K) (j k : F) : Prop := ∀ f, φ f k ≤ φ f j

/-- No model has `k` above `j`, and some model has `j` above `k`. -/
def Dominates (φ : Θ → F → K) (j k : F) : Prop := NeverBelow φ j k ∧ ∃ f, φ f k < φ f j

variable {φ : Θ → F → K} {R : F → F → Prop}

/-- **Contradicted by no model.** A ranking is contradicted by no model if and only if it has a
feature above another only where no model has them the other way round: being never below is
the greatest ranking that no model contradicts. -/
theorem uncontradicted_iff :
    (∀ f, ¬Contradicted φ f R) ↔ Extends (NeverBelow φ) R :=
  ⟨fun h j k r f => le_of_not_lt fun l => h f ⟨j, k, r, l⟩,
   fun h f ⟨j, k, r, l⟩ => not_le_of_lt l (h j k r f)⟩

/-- Being never below is not asymmetric: it holds both ways exactly of the pairs that all models
tie. -/
theorem neverBelow_both_iff {j k : F} :
    NeverBelow φ j k ∧ NeverBelow φ k j ↔ ∀ f, φ f j = φ f k :=
  ⟨fun h f => le_antisymm (h.2 f) (h.1 f),
   fun h => ⟨fun f => le_of_eq (h f).symm, fun f => le_of_eq (h f)⟩⟩

/-- Being never below chains. -/
theorem neverBelow_transitive (φ : Θ → F → K) : Transitive (NeverBelow φ) :=
  fun _ _ _ h h' f => le_trans (h' f) (h f)

/-- Domination is a strict order. -/
theorem dominates_strictOrder (φ : Θ → F → K) : StrictOrder (Dominates φ) where
  irreflexive _ h := h.2.elim fun _ l => lt_irrefl _ l
  transitive a b c h h' := ⟨neverBelow_transitive φ a b c h.1 h'.1,
    h.2.elim fun f l => ⟨f, lt_of_le_of_lt (h'.1 f) l⟩⟩

/-- Domination is contradicted by no model. -/
theorem dominates_uncontradicted (φ : Θ → F → K) (f : Θ) : ¬Contradicted φ f (Dominates φ) :=
  uncontradicted_iff.mpr (fun _ _ h => h.1) f

/-- Domination says at least what all models agree on, provided that there is a model. -/
theorem dominates_of_agreed {j k : F} (f : Θ) (h : Agreed φ (fun _ => True) j k) :
    Dominates φ j k :=
  ⟨fun g => le_of_lt (h g trivial), f, h f trivial⟩

/-- Where no model ties the two features, domination, unanimity and being never below are the
same, provided that there is a model. -/
theorem dominates_iff_agreed {j k : F} (f : Θ) (h : ∀ g, φ g j ≠ φ g k) :
    (Dominates φ j k ↔ Agreed φ (fun _ => True) j k) ∧
      (NeverBelow φ j k ↔ Agreed φ (fun _ => True) j k) :=
  ⟨⟨fun d g _ => lt_of_le_of_ne (d.1 g) (h g).symm, dominates_of_agreed f⟩,
   ⟨fun d g _ => lt_of_le_of_ne (d g) (h g).symm, fun a g => le_of_lt (a g trivial)⟩⟩

/-- **The greatest ranking that no model contradicts and that ties what all models tie** is
domination, for a finite multiset of models. -/
theorem dominates_greatest {M : Nat} {φ : Fin M → F → K} :
    Extends (Dominates φ) R ↔
      (∀ i, ¬Contradicted φ i R) ∧ ∀ j k, (∀ i, φ i j = φ i k) → ¬R j k := by
  constructor
  · intro h
    refine ⟨uncontradicted_iff.mpr fun j k r => (h j k r).1, fun j k e r => ?_⟩
    exact (h j k r).2.elim fun i l => ne_of_lt l (e i).symm
  · intro h j k r
    have never := uncontradicted_iff.mp h.1 j k r
    refine ⟨never, Decidable.byContradiction fun none => h.2 j k (fun i => ?_) r⟩
    exact le_antisymm (le_of_not_lt fun l => none ⟨i, l⟩) (never i)

/-- Among the asymmetric rankings that no model contradicts there is no greatest as soon as all
models tie two different features: either of the two may be put above the other. -/
theorem no_greatest_asymmetric {j k : F} (hjk : j ≠ k) (h : ∀ f, φ f j = φ f k) :
    ¬∃ G : F → F → Prop, Asymmetric G ∧
      ∀ R : F → F → Prop, Asymmetric R → (∀ f, ¬Contradicted φ f R) → Extends G R := by
  rintro ⟨G, ha, hG⟩
  have one : ∀ a b, a ≠ b → (∀ f, φ f a = φ f b) → G a b := fun a b hab e =>
    hG (fun x y => x = a ∧ y = b) (fun x y r r' => hab (r.1.symm.trans r'.2))
      (uncontradicted_iff.mpr fun x y r f => le_of_eq (by rw [r.1, r.2, e f])) a b ⟨rfl, rfl⟩
  exact ha j k (one j k hjk h) (one k j hjk.symm fun f => (h f).symm)

end Uncontradicted

end DASH
