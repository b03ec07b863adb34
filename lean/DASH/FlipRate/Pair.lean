import DASH.Probability.Binomial
import DASH.Impossibility.FirstMover

/-!
# The flip rate of a pair

Two attributions `X` and `Y` under a law of models. A model has the one above the other, the
other above the one, or ties them. If the pair is exchangeable the two sides are equally likely,
so that each has half of what the ties leave, and a ranking that takes a side is wrong with just
this probability. Of an arbitrary pair the minority fraction `p` is the smaller side, the least
probability of being wrong that a fixed ranking can have; two independent models disagree with
probability `2p(1-p)` if nothing ties, which is at most one half.

The counting theorems on a finite multiset of models are the case of the uniform law. In the
first-mover model of a group of `m` features the disagreement of two models depends on what is
done with ties: `2/m²` if they agree with everything, `2(m-1)/m²` if a fixed rule breaks them,
one half if a fair coin does.
-/

namespace DASH

universe u v w

/-! ## Sides and ties -/

section Sides
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- A model has the one above, the other above, or a tie: the probabilities add up to one. -/
theorem prob_sides_add_tie (X Y : Ω → K) :
    prob P (fun a => X a < Y a) + prob P (fun a => Y a < X a) + prob P (fun a => X a = Y a)
      = 1 := by
  rw [← prob_or P fun a h => lt_asymm h.1 h.2, ← prob_or P fun a h =>
    h.1.elim (fun l => ne_of_lt l h.2) fun l => ne_of_gt l h.2, ← prob_true P]
  refine prob_congr P fun a => ⟨fun _ => trivial, fun _ => ?_⟩
  rcases lt_trichotomy (X a) (Y a) with l | e | g
  · exact Or.inl (Or.inl l)
  · exact Or.inr e
  · exact Or.inl (Or.inr g)

/-- If both sides are equally likely, each has half of what the ties leave. -/
theorem prob_lt_of_even {X Y : Ω → K}
    (h : prob P (fun a => X a < Y a) = prob P fun a => Y a < X a) :
    prob P (fun a => X a < Y a) = (1 - prob P fun a => X a = Y a) / 2 := by
  refine eq_half_of_double ?_
  have key := prob_sides_add_tie P X Y
  rw [← h] at key
  exact key

/-- Both sides are equally likely exactly when the one has half of what the ties leave. -/
theorem prob_lt_eq_iff_even {X Y : Ω → K} :
    prob P (fun a => X a < Y a) = (1 - prob P fun a => X a = Y a) / 2
      ↔ prob P (fun a => X a < Y a) = prob P fun a => Y a < X a := by
  refine ⟨fun h => ?_, prob_lt_of_even P⟩
  have key := prob_sides_add_tie P X Y
  have half := half_add_half (1 - prob P fun a => X a = Y a)
  rw [← h] at half
  exact add_left_cancel (half.trans (by rw [← key]; exact ring_eq (by decide +kernel)))

end Sides

/-! ## Exchangeable pairs -/

section Exchangeable
variable {Ω : Type u} {K : Type v} [OrderedField K] {P : Law Ω K} {X Y : Ω → K}

/-- Two random variables are exchangeable when no function of the two, in their order, has
another expectation if they change places. -/
def ExchangeablePair (P : Law Ω K) (X Y : Ω → K) : Prop :=
  ∀ h : K → K → K, expect P (fun a => h (X a) (Y a)) = expect P fun a => h (Y a) (X a)

/-- A symmetry behind an exchangeable pair: a map of the outcomes that keeps all expectations and
makes the two variables change places. -/
structure OutcomeSwap (P : Law Ω K) (X Y : Ω → K) where
  /-- The map of the outcomes. -/
  map : Ω → Ω
  preserves : ∀ f : Ω → K, expect P (fun a => f (map a)) = expect P f
  left : ∀ a, X (map a) = Y a
  right : ∀ a, Y (map a) = X a

/-- **Symmetry makes a pair exchangeable.** -/
theorem OutcomeSwap.exchangeable (s : OutcomeSwap P X Y) : ExchangeablePair P X Y := fun h => by
  rw [← s.preserves fun a => h (X a) (Y a)]
  exact expect_congr P fun a => by rw [s.left, s.right]

/-- Being exchangeable does not depend on the order of the two. -/
theorem ExchangeablePair.symm (h : ExchangeablePair P X Y) : ExchangeablePair P Y X :=
  fun g => (h g).symm

/-- A variable is exchangeable with itself. -/
theorem ExchangeablePair.refl (P : Law Ω K) (X : Ω → K) : ExchangeablePair P X X := fun _ => rfl

/-- Exchangeable variables have the same law: every function of the one has the expectation of
that function of the other. -/
theorem ExchangeablePair.expect_eq (h : ExchangeablePair P X Y) (g : K → K) :
    expect P (fun a => g (X a)) = expect P fun a => g (Y a) := h fun x _ => g x

/-- Whatever may hold between two exchangeable variables is equally likely to hold the other way
round. -/
theorem ExchangeablePair.prob_eq (h : ExchangeablePair P X Y) (r : K → K → Prop)
    [∀ x y, Decidable (r x y)] :
    prob P (fun a => r (X a) (Y a)) = prob P fun a => r (Y a) (X a) :=
  h fun x y => if r x y then 1 else 0

/-- **Half of the decided mass.** Of an exchangeable pair each side has half of what the ties
leave. -/
theorem ExchangeablePair.prob_lt (h : ExchangeablePair P X Y) :
    prob P (fun a => X a < Y a) = (1 - prob P fun a => X a = Y a) / 2 :=
  prob_lt_of_even P (h.prob_eq fun x y => x < y)

/-- **Exactly one half.** Of an exchangeable pair without ties each side has probability one
half. -/
theorem ExchangeablePair.prob_lt_eq_half (h : ExchangeablePair P X Y)
    (none : prob P (fun a => X a = Y a) = 0) : prob P (fun a => X a < Y a) = 1 / 2 := by
  rw [h.prob_lt, none]
  exact congrArg (fun x => x / 2) (ring_eq (by decide +kernel))

/-- Of an exchangeable pair neither side has more than one half. -/
theorem ExchangeablePair.prob_lt_le_half (h : ExchangeablePair P X Y) :
    prob P (fun a => X a < Y a) ≤ 1 / 2 := by
  rw [h.prob_lt]
  exact div_le_div_right (le_of_cert (prob_nonneg P (A := fun a => X a = Y a))
    (ring_eq (by decide +kernel))) (le_of_lt zero_lt_two)

end Exchangeable

/-! ## Symmetries, and what is not enough -/

section Witness
variable {K : Type v} [OrderedField K]

/-- The order in which two outcomes are drawn does not matter for an iterated expectation. -/
theorem expect_exchange {Ω : Type u} {Γ : Type w} (P : Law Ω K) (Q : Law Γ K) (f : Ω → Γ → K) :
    expect P (fun a => expect Q fun b => f a b) = expect Q fun b => expect P fun a => f a b := by
  have key : ∀ l : List (K × Ω), integral l (fun a => expect Q fun b => f a b)
      = expect Q fun b => integral l fun a => f a b := by
    intro l
    induction l with
    | nil => exact (expect_const Q 0).symm
    | cons c l ih =>
      show c.1 * expect Q (fun b => f c.2 b) + integral l _ = _
      rw [ih, ← expect_mul_left, ← expect_add]
      rfl
  exact key P.atoms

/-- Two independent copies of a variable are exchangeable: drawing them in the other order is the
symmetry. -/
def copiesSwap {Ω : Type u} (P : Law Ω K) (X : Ω → K) :
    OutcomeSwap (P.prod P) (fun c => X c.1) fun c => X c.2 where
  map c := (c.2, c.1)
  preserves f := by
    rw [expect_prod, expect_prod]
    exact expect_exchange P P fun a b => f (b, a)
  left _ := rfl
  right _ := rfl

/-- A finite multiset of models that is closed under exchanging two features makes the
attributions of the two an exchangeable pair under the uniform law. -/
def SwapClosed.outcomeSwap {F : Type u} {M : Nat} {φ : Fin M → F → K} {j k : F}
    (h : SwapClosed φ j k) (hM : 0 < M) :
    OutcomeSwap (Law.uniform M hM) (fun i => φ i j) fun i => φ i k where
  map := h.models.to
  preserves f := by rw [expect_uniform, expect_uniform, sum_perm h.models f]
  left := h.left
  right := h.right

/-- The attributions of two features are an exchangeable pair under the uniform law of the
first-mover model. -/
theorem firstMover_exchangeable {m : Nat} (hm : 0 < m) (base gain : K) (j k : Fin m) :
    ExchangeablePair (Law.uniform m hm) (fun i => firstMover base gain i j)
      fun i => firstMover base gain i k :=
  ((firstMover_swapClosed base gain j k).outcomeSwap hm).exchangeable

/-- The numbers zero, one and two after a turn of the circle. -/
def turned (i : Fin 3) : Fin 3 := if i.val = 0 then ⟨1, by decide⟩ else
  if i.val = 1 then ⟨2, by decide⟩ else ⟨0, by decide⟩

/-- **The same law is not enough.** Of three equally likely models the first variable takes the
values 0, 1, 2 and the second 1, 2, 0: both have the same law and they never tie, but the second
is greater with probability two thirds. -/
theorem same_law_not_half :
    (∀ g : K → K, expect (Law.uniform 3 (by decide)) (fun i => g (ofNat i.val))
        = expect (Law.uniform 3 (by decide)) fun i => g (ofNat (turned i).val)) ∧
      prob (K := K) (Law.uniform 3 (by decide))
        (fun i => (ofNat i.val : K) = ofNat (turned i).val) = 0 ∧
      prob (K := K) (Law.uniform 3 (by decide))
        (fun i => (ofNat i.val : K) < ofNat (turned i).val) = 2 / 3 := by
  have lift : ∀ m n : Nat, (ofNat m : K) < ofNat n ↔ m < n := fun m n =>
    ⟨fun l => Nat.lt_of_not_le fun g => not_le_of_lt l (ofNat_le g), ofNat_lt⟩
  refine ⟨fun g => ?_, ?_, ?_⟩
  · rw [expect_uniform, expect_uniform]
    refine congrArg (fun x => x / ofNat 3) ?_
    show g (ofNat 0) + (g (ofNat 1) + (g (ofNat 2) + 0))
      = g (ofNat 1) + (g (ofNat 2) + (g (ofNat 0) + 0))
    exact ring_eq (by decide +kernel)
  · rw [prob_uniform, count_congr (q := fun i : Fin 3 => i.val = (turned i).val) fun i =>
      ⟨ofNat_injective, congrArg ofNat⟩]
    exact zero_div _
  · rw [prob_uniform, count_congr (q := fun i : Fin 3 => i.val < (turned i).val) fun i =>
      lift _ _]
    rfl

end Witness

/-! ## Rankings that take a side -/

section Wrong
variable {Ω : Type u} {F : Type v} {K : Type w} [OrderedField K] (P : Law Ω K)
  (φ : Ω → F → K) (R : F → F → Prop) [∀ a b, Decidable (R a b)] {j k : F}

/-- The probability that a ranking says of two features the opposite of what a random model
says. -/
def probWrong (j k : F) : K := prob P fun a => ContradictedOn (φ a) R j k

variable {P φ R}

/-- A ranking that has only `j` above `k` is wrong with the probability of the other side. -/
theorem probWrong_of_above (h : R j k) (h' : ¬R k j) :
    probWrong P φ R j k = prob P fun a => φ a j < φ a k :=
  prob_congr P fun _ => ⟨fun c => c.elim And.right fun l => absurd l.1 h', fun l => Or.inl ⟨h, l⟩⟩

/-- A ranking that has only `k` above `j` is wrong with the probability of the other side. -/
theorem probWrong_of_below (h : R k j) (h' : ¬R j k) :
    probWrong P φ R j k = prob P fun a => φ a k < φ a j :=
  prob_congr P fun _ => ⟨fun c => c.elim (fun l => absurd l.1 h') And.right, fun l => Or.inr ⟨h, l⟩⟩

/-- **Abstaining is never wrong.** -/
theorem probWrong_of_tied (h : Tied R j k) : probWrong P φ R j k = 0 :=
  (prob_congr P (B := fun _ => False) fun _ =>
    ⟨fun c => c.elim (fun l => h.1 l.1) fun l => h.2 l.1, False.elim⟩).trans (prob_false P)

/-- **Wrong with just the decided half.** On an exchangeable pair every ranking that takes a side
is wrong with one half of the probability that the ties leave. -/
theorem probWrong_of_exchangeable (h : ExchangeablePair P (fun a => φ a j) fun a => φ a k)
    (hR : Commits R j k) :
    probWrong P φ R j k = (1 - prob P fun a => φ a j = φ a k) / 2 := by
  rcases hR with ⟨r, r'⟩ | ⟨r, r'⟩
  · rw [probWrong_of_above r r', h.prob_lt]
  · rw [probWrong_of_below r r', h.symm.prob_lt,
      prob_congr P fun a => ⟨fun e => Eq.symm e, fun e => Eq.symm e⟩]

/-- **A coin flip.** On an exchangeable pair without ties every ranking that takes a side is wrong
with probability one half. -/
theorem probWrong_eq_half (h : ExchangeablePair P (fun a => φ a j) fun a => φ a k)
    (hR : Commits R j k) (none : prob P (fun a => φ a j = φ a k) = 0) :
    probWrong P φ R j k = 1 / 2 := by
  rw [probWrong_of_exchangeable h hR, none]
  exact congrArg (fun x => x / 2) (ring_eq (by decide +kernel))

end Wrong

/-! ## The minority fraction -/

section Minority
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- The minority fraction of a pair: the probability of the less likely of the two sides. -/
def minorityFraction (X Y : Ω → K) : K :=
  min (prob P fun a => X a < Y a) (prob P fun a => Y a < X a)

variable {X Y : Ω → K}

/-- The minority fraction is non-negative. -/
theorem minorityFraction_nonneg : 0 ≤ minorityFraction P X Y :=
  le_min (prob_nonneg P) (prob_nonneg P)

/-- Twice the minority fraction is at most what the ties leave. -/
theorem two_mul_minorityFraction_le :
    2 * minorityFraction P X Y ≤ 1 - prob P fun a => X a = Y a := by
  refine le_of_cert (add_nonneg
    (sub_nonneg.mpr (min_le_left (prob P fun a => X a < Y a) (prob P fun a => Y a < X a)))
    (sub_nonneg.mpr (min_le_right (prob P fun a => X a < Y a) (prob P fun a => Y a < X a)))) ?_
  show _ = prob P (fun a => X a < Y a) - minorityFraction P X Y
    + (prob P (fun a => Y a < X a) - minorityFraction P X Y)
  rw [← prob_sides_add_tie P X Y]
  exact ring_eq (by decide +kernel)

/-- The minority fraction is at most one half. -/
theorem minorityFraction_le_half : minorityFraction P X Y ≤ 1 / 2 := by
  rw [le_div_iff zero_lt_two, mul_comm]
  exact le_trans (two_mul_minorityFraction_le P)
    (le_of_cert (prob_nonneg P (A := fun a => X a = Y a)) (ring_eq (by decide +kernel)))

/-- Of an exchangeable pair the minority fraction is one half of what the ties leave. -/
theorem ExchangeablePair.minorityFraction_eq {P : Law Ω K} (h : ExchangeablePair P X Y) :
    minorityFraction P X Y = (1 - prob P fun a => X a = Y a) / 2 := by
  refine le_antisymm (le_trans (min_le_left _ _) (le_of_eq h.prob_lt)) (le_min ?_ ?_)
  · exact le_of_eq h.prob_lt.symm
  · rw [h.prob_eq fun x y => x = y]
    exact le_of_eq h.symm.prob_lt.symm

/-- **No ranking that decides is wrong less often than the minority fraction.** -/
theorem minorityFraction_le_probWrong {F : Type w} {φ : Ω → F → K} {R : F → F → Prop}
    [∀ a b, Decidable (R a b)] {j k : F} (hR : R j k ∨ R k j) :
    minorityFraction P (fun a => φ a j) (fun a => φ a k) ≤ probWrong P φ R j k :=
  hR.elim
    (fun r => le_trans (min_le_left _ _) (prob_mono P fun _ l => Or.inl ⟨r, l⟩))
    fun r => le_trans (min_le_right _ _) (prob_mono P fun _ l => Or.inr ⟨r, l⟩)

/-- **And one is wrong just so often.** Taking the more likely side is wrong with the minority
fraction. -/
theorem probWrong_of_majority {F : Type w} {φ : Ω → F → K} {R : F → F → Prop}
    [∀ a b, Decidable (R a b)] {j k : F} (r : R j k) (r' : ¬R k j)
    (h : prob P (fun a => φ a j < φ a k) ≤ prob P fun a => φ a k < φ a j) :
    probWrong P φ R j k = minorityFraction P (fun a => φ a j) fun a => φ a k := by
  rw [probWrong_of_above r r']
  exact le_antisymm (le_min (le_refl _) h) (min_le_left _ _)

end Minority

/-! ## Two independent models -/

section TwoModels
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K)

/-- The probability that one event happens in the first of two independent outcomes and another
in the second is the product of their probabilities. -/
theorem prob_prod_both {Γ : Type w} (Q : Law Γ K) (A : Ω → Prop) (B : Γ → Prop)
    [DecidablePred A] [DecidablePred B] :
    prob (P.prod Q) (fun c => A c.1 ∧ B c.2) = prob P A * prob Q B := by
  unfold prob
  rw [← expect_prod_mul]
  refine expect_congr _ fun c => ?_
  by_cases h : A c.1
  · by_cases k : B c.2
    · rw [ite_eq_left ⟨h, k⟩, ite_eq_left h, ite_eq_left k, one_mul]
    · rw [ite_eq_right fun l => k l.2, ite_eq_right k, mul_zero]
  · rw [ite_eq_right fun l => h l.1, ite_eq_right h, zero_mul]

/-- Of two events that exclude each other, two independent outcomes show the one and the other,
in either order, with twice the product of their probabilities. -/
theorem prob_prod_opposite {A B : Ω → Prop} [DecidablePred A] [DecidablePred B]
    (h : ∀ a, ¬(A a ∧ B a)) :
    prob (P.prod P) (fun c => (A c.1 ∧ B c.2) ∨ (B c.1 ∧ A c.2)) = 2 * (prob P A * prob P B) := by
  rw [prob_or (P.prod P) (A := fun c => A c.1 ∧ B c.2) (B := fun c => B c.1 ∧ A c.2)
    fun c l => h c.1 ⟨l.1.1, l.2.1⟩, prob_prod_both, prob_prod_both]
  exact ring_eq (by decide +kernel)

/-- Two models disagree about a pair: the one has the first above, the other the second. A model
that ties the pair disagrees with none. -/
def Disagree (X Y : Ω → K) (a b : Ω) : Prop :=
  (X a < Y a ∧ Y b < X b) ∨ (Y a < X a ∧ X b < Y b)

instance (X Y : Ω → K) (a b : Ω) : Decidable (Disagree X Y a b) :=
  inferInstanceAs (Decidable (_ ∨ _))

/-- The probability that two independent models disagree about a pair. -/
def probDisagree (X Y : Ω → K) : K := prob (P.prod P) fun c => Disagree X Y c.1 c.2

/-- **Two independent models** disagree with twice the product of the probabilities of the two
sides. -/
theorem probDisagree_eq (X Y : Ω → K) :
    probDisagree P X Y = 2 * (prob P (fun a => X a < Y a) * prob P fun a => Y a < X a) :=
  prob_prod_opposite P fun _ l => lt_asymm l.1 l.2

variable {X Y : Ω → K}

/-- In terms of the minority fraction `p` and the probability `t` of a tie, two independent models
disagree with probability `2p(1-t-p)`. -/
theorem probDisagree_eq_minority :
    probDisagree P X Y = 2 * (minorityFraction P X Y
      * (1 - prob P (fun a => X a = Y a) - minorityFraction P X Y)) := by
  rw [probDisagree_eq, ← prob_sides_add_tie P X Y]
  rcases le_total (prob P fun a => X a < Y a) (prob P fun a => Y a < X a) with l | l
  · rw [show minorityFraction P X Y = prob P fun a => X a < Y a from
      le_antisymm (min_le_left _ _) (le_min (le_refl _) l)]
    exact ring_eq (by decide +kernel)
  · rw [show minorityFraction P X Y = prob P fun a => Y a < X a from
      le_antisymm (min_le_right _ _) (le_min l (le_refl _))]
    exact ring_eq (by decide +kernel)

/-- **Without ties** two independent models disagree with probability `2p(1-p)`, where `p` is the
minority fraction. -/
theorem probDisagree_of_no_ties (none : prob P (fun a => X a = Y a) = 0) :
    probDisagree P X Y = 2 * (minorityFraction P X Y * (1 - minorityFraction P X Y)) := by
  rw [probDisagree_eq_minority, none]
  exact ring_eq (by decide +kernel)

/-- Two independent models disagree at most half as often as the square of the probability that a
model decides. -/
theorem probDisagree_le_decided :
    probDisagree P X Y ≤ (1 - prob P fun a => X a = Y a) ^ 2 / 2 := by
  rw [probDisagree_eq, ← prob_sides_add_tie P X Y, le_div_iff zero_lt_two]
  refine le_of_cert (square_nonneg (prob P (fun a => X a < Y a) - prob P fun a => Y a < X a)) ?_
  exact ring_eq (by decide +kernel)

/-- **Never more than one half.** Two independent models disagree with probability at most one
half. -/
theorem probDisagree_le_half : probDisagree P X Y ≤ 1 / 2 := by
  refine le_trans (probDisagree_le_decided P) (div_le_div_right ?_ (le_of_lt zero_lt_two))
  have ht := prob_nonneg P (A := fun a => X a = Y a)
  have ht' := sub_nonneg.mpr (prob_le_one P (A := fun a => X a = Y a))
  exact le_of_cert (add_nonneg ht (mul_nonneg ht ht')) (ring_eq (by decide +kernel))

/-- **One half for coins only.** Two independent models disagree with probability one half if and
only if each side of the pair has probability one half. -/
theorem probDisagree_eq_half_iff :
    probDisagree P X Y = 1 / 2 ↔
      prob P (fun a => X a < Y a) = 1 / 2 ∧ prob P (fun a => Y a < X a) = 1 / 2 := by
  have unit : (1 : K) / 2 * 2 = 1 := div_mul_cancel 1 two_ne_zero
  constructor
  · intro h
    rw [probDisagree_eq] at h
    have total := prob_sides_add_tie P X Y
    have ht := prob_nonneg P (A := fun a => X a = Y a)
    have hp := prob_nonneg P (A := fun a => X a < Y a)
    have hq := prob_nonneg P (A := fun a => Y a < X a)
    generalize prob P (fun a => X a < Y a) = p at *
    generalize prob P (fun a => Y a < X a) = q at *
    generalize prob P (fun a => X a = Y a) = t at *
    have four : 4 * (p * q) = 1 := by
      rw [← unit, ← h]
      exact ring_eq (by decide +kernel)
    have zero : (p - q) ^ 2 + (t * t + 2 * (p + q) * t) = 0 := by
      rw [show (p - q) ^ 2 + (t * t + 2 * (p + q) * t) = (p + q + t) ^ 2 - 4 * (p * q) from
        ring_eq (by decide +kernel), total, four]
      exact ring_eq (by decide +kernel)
    have hr : 0 ≤ t * t + 2 * (p + q) * t := add_nonneg (mul_nonneg ht ht)
      (mul_nonneg (mul_nonneg (le_of_lt zero_lt_two) (add_nonneg hp hq)) ht)
    have square : (p - q) ^ 2 = 0 := le_antisymm
      (le_of_cert hr (by rw [← zero]; exact ring_eq (by decide +kernel))) (square_nonneg _)
    have same : p = q := eq_of_sub_eq_zero (eq_zero_of_square_eq_zero square)
    have none : t = 0 := by
      have rest : t * t + 2 * (p + q) * t = 0 := by
        rw [square, zero_add] at zero
        exact zero
      refine (mul_eq_zero (a := t) (b := t) (le_antisymm ?_ (mul_nonneg ht ht))).elim id id
      refine le_of_cert (mul_nonneg (mul_nonneg (le_of_lt (zero_lt_two (K := K)))
        (add_nonneg hp hq)) ht) ?_
      rw [← rest]
      exact ring_eq (by decide +kernel)
    rw [← same, none] at total
    have half : p = 1 / 2 := eq_div_of_mul_eq two_ne_zero (by
      rw [← total]
      exact ring_eq (by decide +kernel))
    exact ⟨half, same ▸ half⟩
  · intro h
    rw [probDisagree_eq, h.1, h.2, show 2 * ((1 : K) / 2 * (1 / 2)) = 1 / 2 * 2 * (1 / 2) from
      ring_eq (by decide +kernel), unit, one_mul]

/-- Two independent models disagree at most twice as often as one is in the minority. -/
theorem probDisagree_le_two_minority :
    probDisagree P X Y ≤ 2 * minorityFraction P X Y := by
  rw [probDisagree_eq_minority]
  have hp := minorityFraction_nonneg P (X := X) (Y := Y)
  have ht := prob_nonneg P (A := fun a => X a = Y a)
  exact le_of_cert (mul_nonneg (mul_nonneg (le_of_lt zero_lt_two) hp) (add_nonneg ht hp))
    (ring_eq (by decide +kernel))

/-- Without ties two independent models disagree at least as often as one is in the minority: the
two rates differ by a factor between one and two. -/
theorem minority_le_probDisagree (none : prob P (fun a => X a = Y a) = 0) :
    minorityFraction P X Y ≤ probDisagree P X Y := by
  have half := two_mul_minorityFraction_le P (X := X) (Y := Y)
  rw [none] at half
  rw [probDisagree_of_no_ties P none]
  exact le_of_cert (mul_nonneg (minorityFraction_nonneg P (X := X) (Y := Y)) (sub_nonneg.mpr half))
    (ring_eq (by decide +kernel))

end TwoModels

/-! ## Ties broken by a fixed rule, and by a coin -/

section Broken
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) (X Y : Ω → K)

/-- If ties always go to the first of the two, two independent models disagree with probability
`2p(1-p)`, where `p` is the probability that the second is strictly above. -/
theorem prob_disagree_fixed_rule :
    prob (P.prod P) (fun c => (X c.1 < Y c.1 ∧ ¬X c.2 < Y c.2) ∨ (¬X c.1 < Y c.1 ∧ X c.2 < Y c.2))
      = 2 * (prob P (fun a => X a < Y a) * (1 - prob P fun a => X a < Y a)) := by
  rw [prob_prod_opposite P (A := fun a => X a < Y a) (B := fun a => ¬X a < Y a)
    fun _ l => l.2 l.1, prob_not]

/-- A fair coin beside the model breaks the ties: the second is above if it is in the model, or if
the model ties the two and the coin says so. -/
def CoinAbove (c : Ω × Fin 2) : Prop := X c.1 < Y c.1 ∨ (X c.1 = Y c.1 ∧ c.2.val = 0)

instance (c : Ω × Fin 2) : Decidable (CoinAbove X Y c) := inferInstanceAs (Decidable (_ ∨ _))

/-- The law of a model and a fair coin, independent of it. -/
def Law.withCoin : Law (Ω × Fin 2) K := P.prod (Law.uniform 2 (by decide))

/-- With ties broken by a coin each side gets half of the ties. -/
theorem prob_coinAbove : prob P.withCoin (CoinAbove X Y)
    = prob P (fun a => X a < Y a) + prob P (fun a => X a = Y a) / 2 := by
  have plain : prob P.withCoin (fun c => X c.1 < Y c.1) = prob P fun a => X a < Y a := by
    unfold prob Law.withCoin
    rw [expect_prod]
    exact expect_congr P fun a => expect_const _ (if X a < Y a then (1 : K) else 0)
  refine (prob_or P.withCoin (A := fun c => X c.1 < Y c.1)
    (B := fun c => X c.1 = Y c.1 ∧ c.2.val = 0) fun c l => ne_of_lt l.1 l.2.1).trans ?_
  rw [plain]
  refine congrArg (fun x => _ + x) ?_
  refine (prob_prod_both P (Law.uniform 2 (by decide)) (fun a => X a = Y a)
    fun i : Fin 2 => i.val = 0).trans ?_
  rw [prob_uniform, div_eq_mul_inv, div_eq_mul_inv]
  exact congrArg (fun x => _ * x) (one_mul (ofNat 2)⁻¹)

variable {P X Y}

/-- **With a coin, one half.** Of an exchangeable pair with ties broken by a fair coin each side
has probability one half, whatever the probability of a tie. -/
theorem ExchangeablePair.prob_coinAbove (h : ExchangeablePair P X Y) :
    prob P.withCoin (CoinAbove X Y) = 1 / 2 := by
  rw [DASH.prob_coinAbove, h.prob_lt, div_add_div]
  exact congrArg (fun x => x / 2) (ring_eq (by decide +kernel))

/-- Two independent models, each with a coin of its own for ties, disagree about an exchangeable
pair with probability one half. -/
theorem ExchangeablePair.prob_disagree_coin (h : ExchangeablePair P X Y) :
    prob (P.withCoin.prod P.withCoin)
      (fun c => (CoinAbove X Y c.1 ∧ ¬CoinAbove X Y c.2) ∨ (¬CoinAbove X Y c.1 ∧ CoinAbove X Y c.2))
        = 1 / 2 := by
  rw [prob_prod_opposite P.withCoin (A := CoinAbove X Y) (B := fun c => ¬CoinAbove X Y c)
    fun _ l => l.2 l.1, prob_not, h.prob_coinAbove]
  have unit : (1 : K) / 2 * 2 = 1 := div_mul_cancel 1 two_ne_zero
  rw [show 2 * ((1 : K) / 2 * (1 - 1 / 2)) = 1 / 2 * 2 * (1 - 1 / 2) from
    ring_eq (by decide +kernel), unit, one_mul]
  exact add_right_cancel (c := 1 / 2) (by
    rw [half_add_half]
    exact ring_eq (by decide +kernel))

end Broken

/-! ## A finite multiset is the uniform law -/

section Uniform
variable {F : Type u} {K : Type v} [OrderedField K] {M : Nat} (hM : 0 < M) (φ : Fin M → F → K)
  (j k : F)

/-- Under the uniform law the probability of a side is the share of its models. -/
theorem prob_uniform_above : prob (Law.uniform M hM) (fun i => φ i k < φ i j)
    = (ofNat (countAbove φ j k) : K) / ofNat M := prob_uniform hM _

/-- Under the uniform law the probability of a tie is the share of the models that tie. -/
theorem prob_uniform_tied : prob (Law.uniform M hM) (fun i => φ i j = φ i k)
    = (ofNat (countTied φ j k) : K) / ofNat M := prob_uniform hM _

/-- Under the uniform law the probability that a ranking is wrong is the share of the models that
contradict it. -/
theorem probWrong_uniform (R : F → F → Prop) [∀ a b, Decidable (R a b)] :
    probWrong (Law.uniform M hM) φ R j k = (ofNat (contradictions R φ j k) : K) / ofNat M :=
  prob_uniform hM _

/-- Two models drawn from a finite multiset, with replacement, disagree with the share of the
ordered pairs of models that do. -/
theorem probDisagree_uniform :
    probDisagree (Law.uniform M hM) (fun i => φ i j) (fun i => φ i k)
      = (ofNat (disagreements φ j k) : K) / ofNat (M * M) := by
  rw [probDisagree_eq, disagreement_rate, prob_uniform_above, prob_uniform_above,
    mul_comm (ofNat (countAbove φ k j) / ofNat M)]

end Uniform

/-! ## Samples of models -/

section Sample
variable {Ω : Type u} {F : Type v} {K : Type w} [OrderedField K] (P : Law Ω K) (φ : Ω → F → K)
  (j k : F)

/-- **The expected number of disagreements** among the ordered pairs of `M` independent models is
`M(M-1)` times the probability that two models disagree. -/
theorem expect_disagreements (M : Nat) :
    expect (P.copies M) (fun c => (ofNat (disagreements (fun i => φ (c i)) j k) : K))
      = ofNat M * (ofNat M - 1) * probDisagree P (fun a => φ a j) fun a => φ a k := by
  have expand : ∀ c : Fin M → Ω, (ofNat (disagreements (fun i => φ (c i)) j k) : K)
      = 2 * sum fun i => sum fun l => (if φ (c i) k < φ (c i) j then 1 else 0)
          * if φ (c l) j < φ (c l) k then 1 else 0 := fun c => by
    rw [disagreements_eq, ofNat_mul, ofNat_mul, ← sum_mul_sum]
    unfold countAbove
    rw [ofNat_count, ofNat_count]
    rfl
  rw [expect_congr _ expand, expect_mul_left,
    expect_sum (P.copies M) fun i c => sum fun l => (if φ (c i) k < φ (c i) j then 1 else 0)
      * if φ (c l) j < φ (c l) k then (1 : K) else 0, probDisagree_eq]
  have term : ∀ i l : Fin M, expect (P.copies M) (fun c =>
      (if φ (c i) k < φ (c i) j then 1 else 0) * if φ (c l) j < φ (c l) k then (1 : K) else 0)
      = prob P (fun a => φ a k < φ a j) * prob P (fun a => φ a j < φ a k)
        - if l = i then prob P (fun a => φ a k < φ a j) * prob P (fun a => φ a j < φ a k)
          else 0 := fun i l => by
    by_cases e : l = i
    · rw [ite_eq_left e, e, expect_congr (P.copies M) (Y := fun _ => 0) fun c => by
        by_cases h : φ (c i) k < φ (c i) j
        · rw [ite_eq_right (lt_asymm h), mul_zero]
        · rw [ite_eq_right h, zero_mul], expect_const]
      exact ring_eq (by decide +kernel)
    · rw [ite_eq_right e, expect_two_copies P (fun a => if φ a k < φ a j then (1 : K) else 0)
        (fun a => if φ a j < φ a k then (1 : K) else 0) i l fun s => e s.symm]
      show prob P (fun a => φ a k < φ a j) * prob P (fun a => φ a j < φ a k) = _
      exact ring_eq (by decide +kernel)
  have row : ∀ i : Fin M, expect (P.copies M) (fun c => sum fun l =>
      (if φ (c i) k < φ (c i) j then 1 else 0) * if φ (c l) j < φ (c l) k then (1 : K) else 0)
      = (ofNat M - 1)
        * (prob P (fun a => φ a k < φ a j) * prob P (fun a => φ a j < φ a k)) := fun i => by
    rw [expect_sum (P.copies M) fun l c => (if φ (c i) k < φ (c i) j then 1 else 0)
        * if φ (c l) j < φ (c l) k then (1 : K) else 0, sum_congr (term i), sum_sub, sum_const,
      sum_select i fun _ => prob P (fun a => φ a k < φ a j) * prob P (fun a => φ a j < φ a k)]
    exact ring_eq (by decide +kernel)
  rw [sum_congr row, sum_const]
  exact ring_eq (by decide +kernel)

/-- **The share among pairs of different models is unbiased.** In a sample of at least two
independent models the share of the ordered pairs of different models that disagree has the
probability of disagreement as its expectation. -/
theorem expect_sample_disagreement {M : Nat} (h : 1 < M) :
    expect (P.copies M) (fun c => (ofNat (disagreements (fun i => φ (c i)) j k) : K)
      / (ofNat M * (ofNat M - 1)))
      = probDisagree P (fun a => φ a j) fun a => φ a k := by
  have pos : (ofNat M : K) * (ofNat M - 1) ≠ 0 :=
    mul_ne_zero (ofNat_ne_zero (Nat.lt_trans Nat.zero_lt_one h))
      (ne_of_gt (sub_pos.mpr (ofNat_lt h)))
  rw [expect_congr (P.copies M) (Y := fun c => (ofNat (disagreements (fun i => φ (c i)) j k) : K)
      * (ofNat M * (ofNat M - 1))⁻¹) fun c => div_eq_mul_inv _ _, expect_mul_right,
    expect_disagreements, ← div_eq_mul_inv, mul_comm (ofNat M * (ofNat M - 1)),
    mul_div_cancel _ pos]

/-- **Above one half in a sample.** Of the ordered pairs of different models in a sample of `M`
at most a share of `M / (2(M-1))` disagree, which is more than one half. -/
theorem sample_disagreement_le {M : Nat} (h : 1 < M) (ψ : Fin M → F → K) :
    (ofNat (disagreements ψ j k) : K) / (ofNat M * (ofNat M - 1))
      ≤ ofNat M / (2 * (ofNat M - 1)) := by
  have one : (0 : K) < ofNat M - 1 := sub_pos.mpr (ofNat_lt h)
  have pos : (0 : K) < ofNat M := ofNat_pos (Nat.lt_trans Nat.zero_lt_one h)
  have key := ofNat_le (K := K) (two_mul_disagreements_le ψ j k)
  rw [ofNat_mul, ofNat_mul] at key
  rw [div_le_iff (mul_pos pos one), div_eq_mul_inv, mul_inv, show (ofNat M : K)
      * (2⁻¹ * (ofNat M - 1)⁻¹) * (ofNat M * (ofNat M - 1))
        = (ofNat M - 1)⁻¹ * (ofNat M - 1) * (ofNat M * ofNat M * 2⁻¹) from
      ring_eq (by decide +kernel), inv_mul_cancel (ne_of_gt one), one_mul, ← div_eq_mul_inv,
    le_div_iff zero_lt_two, mul_comm]
  exact key

/-- The bound of a sample is attained by every balanced pair that no model ties. -/
theorem sample_disagreement_eq {M : Nat} (h : 1 < M) {ψ : Fin M → F → K}
    (hb : Balanced ψ j k) (none : countTied ψ j k = 0) :
    (ofNat (disagreements ψ j k) : K) / (ofNat M * (ofNat M - 1))
      = ofNat M / (2 * (ofNat M - 1)) := by
  have one : (ofNat M : K) - 1 ≠ 0 := ne_of_gt (sub_pos.mpr (ofNat_lt h))
  have pos : (ofNat M : K) ≠ 0 := ofNat_ne_zero (Nat.lt_trans Nat.zero_lt_one h)
  have key := congrArg (ofNat (K := K)) (two_mul_disagreements_eq_iff.mpr ⟨hb, none⟩)
  rw [ofNat_mul, ofNat_mul] at key
  refine eq_div_of_mul_eq (mul_ne_zero two_ne_zero one) ?_
  rw [div_eq_mul_inv, mul_inv, show (ofNat (disagreements ψ j k) : K)
      * ((ofNat M)⁻¹ * (ofNat M - 1)⁻¹) * (2 * (ofNat M - 1))
        = (ofNat M - 1)⁻¹ * (ofNat M - 1) * (2 * ofNat (disagreements ψ j k) * (ofNat M)⁻¹) from
      ring_eq (by decide +kernel), inv_mul_cancel one, one_mul]
  rw [show (2 : K) * ofNat (disagreements ψ j k) = ofNat M * ofNat M from key,
    mul_assoc, mul_inv_cancel pos, mul_one]

end Sample

/-! ## The first-mover model -/

section FirstMover
variable {K : Type v} [OrderedField K] {m : Nat} (hm : 0 < m) {base gain : K} {j k : Fin m}

/-- A random first-mover model has a feature above a different one with probability `1/m`. -/
theorem firstMover_prob_above (hg : 0 < gain) (hjk : j ≠ k) :
    prob (K := K) (Law.uniform m hm) (fun i => firstMover base gain i k < firstMover base gain i j)
      = 1 / ofNat m := by
  rw [prob_uniform_above, firstMover_countAbove hg hjk]
  rfl

/-- A random first-mover model ties two different features with probability `(m-2)/m`. -/
theorem firstMover_prob_tied (hg : 0 < gain) (hjk : j ≠ k) :
    prob (K := K) (Law.uniform m hm) (fun i => firstMover base gain i j = firstMover base gain i k)
      = (ofNat m - 2) / ofNat m := by
  rw [prob_uniform_tied]
  refine congrArg (fun x => x / ofNat m) ?_
  have key := congrArg (ofNat (K := K)) (firstMover_countTied (base := base) hg hjk)
  rw [ofNat_add] at key
  rw [← key]
  exact (show ∀ x y : K, x = x + y - y from fun _ _ => ring_eq (by decide +kernel)) _ _

/-- **Ties agree: `2/m²`.** Two random first-mover models disagree about two different features
with probability `2/m²`. -/
theorem firstMover_probDisagree (hg : 0 < gain) (hjk : j ≠ k) :
    probDisagree (K := K) (Law.uniform m hm) (fun i => firstMover base gain i j)
      (fun i => firstMover base gain i k) = 2 / ofNat m ^ 2 := by
  rw [probDisagree_uniform, firstMover_disagreements hg hjk, ofNat_mul,
    show (ofNat m : K) ^ 2 = ofNat m * ofNat m from ring_eq (by decide +kernel)]
  rfl

/-- **A fixed rule: `2(m-1)/m²`.** If ties always go to the first of the two features, two random
first-mover models disagree with probability `2(m-1)/m²`. -/
theorem firstMover_disagree_fixed_rule (hg : 0 < gain) (hjk : j ≠ k) :
    prob (K := K) ((Law.uniform m hm).prod (Law.uniform m hm)) (fun c =>
      (firstMover base gain c.1 j < firstMover base gain c.1 k
        ∧ ¬firstMover base gain c.2 j < firstMover base gain c.2 k)
      ∨ (¬firstMover base gain c.1 j < firstMover base gain c.1 k
        ∧ firstMover base gain c.2 j < firstMover base gain c.2 k))
      = 2 * (ofNat m - 1) / ofNat m ^ 2 := by
  rw [prob_disagree_fixed_rule (Law.uniform m hm) (fun i => firstMover base gain i j)
    (fun i => firstMover base gain i k), firstMover_prob_above hm hg hjk.symm]
  have unit : (1 : K) / ofNat m * ofNat m = 1 := div_mul_cancel 1 (ofNat_ne_zero hm)
  refine eq_div_of_mul_eq (ne_of_gt (square_pos (ofNat_ne_zero hm))) ?_
  rw [show 2 * ((1 : K) / ofNat m * (1 - 1 / ofNat m)) * ofNat m ^ 2
    = 2 * (1 / ofNat m * ofNat m * (ofNat m - 1 / ofNat m * ofNat m)) from
      ring_eq (by decide +kernel), unit, one_mul]

/-- **A coin: one half.** If every model breaks its ties with a fair coin of its own, two random
first-mover models disagree about any two features with probability one half, for a group of any
size. -/
theorem firstMover_disagree_coin (base gain : K) (j k : Fin m) :
    prob (K := K) ((Law.uniform m hm).withCoin.prod (Law.uniform m hm).withCoin) (fun c =>
      (CoinAbove (fun i => firstMover base gain i j) (fun i => firstMover base gain i k) c.1
        ∧ ¬CoinAbove (fun i => firstMover base gain i j) (fun i => firstMover base gain i k) c.2)
      ∨ (¬CoinAbove (fun i => firstMover base gain i j) (fun i => firstMover base gain i k) c.1
        ∧ CoinAbove (fun i => firstMover base gain i j) (fun i => firstMover base gain i k) c.2))
      = 1 / 2 := (firstMover_exchangeable hm base gain j k).prob_disagree_coin

/-- **The conventions agree for two features only.** The rate of disagreement with ties that agree
is the rate with ties that a coin breaks if and only if the group has two features. -/
theorem conventions_agree_iff (hm : 0 < m) : (2 : K) / ofNat m ^ 2 = 1 / 2 ↔ m = 2 := by
  have ne : (ofNat m : K) ^ 2 ≠ 0 := ne_of_gt (square_pos (ofNat_ne_zero hm))
  have unit : (1 : K) / 2 * 2 = 1 := div_mul_cancel 1 two_ne_zero
  constructor
  · intro h
    have four : (ofNat (m * m) : K) = ofNat 4 := by
      have key := div_mul_cancel (2 : K) ne
      rw [h] at key
      rw [ofNat_mul, show (ofNat m : K) * ofNat m = 1 / 2 * 2 * ofNat m ^ 2 from by
        rw [unit]; exact ring_eq (by decide +kernel), show (1 : K) / 2 * 2 * ofNat m ^ 2
          = 2 * (1 / 2 * ofNat m ^ 2) from ring_eq (by decide +kernel), key]
      show (2 : K) * 2 = 4
      exact ring_eq (by decide +kernel)
    have square : m * m = 4 := ofNat_injective four
    rcases Nat.lt_or_ge m 2 with l | g
    · have small := Nat.mul_le_mul (Nat.le_of_lt_succ l) (Nat.le_of_lt_succ l)
      rw [square] at small
      exact absurd small (by decide)
    · rcases Nat.eq_or_lt_of_le g with e | l
      · exact e.symm
      · have large := Nat.mul_le_mul l l
        rw [square] at large
        exact absurd large (by decide)
  · intro e
    rw [e]
    refine eq_div_of_mul_eq two_ne_zero ?_
    have key := div_self (a := (2 : K) ^ 2) (ne_of_gt (square_pos two_ne_zero))
    rw [div_eq_mul_inv] at key
    rw [div_eq_mul_inv, show (2 : K) * ((ofNat 2) ^ 2)⁻¹ * 2 = 2 ^ 2 * (2 ^ 2)⁻¹ from
      (show ∀ x : K, 2 * x * 2 = 2 ^ 2 * x from fun _ => ring_eq (by decide +kernel)) _, key]

end FirstMover

end DASH
