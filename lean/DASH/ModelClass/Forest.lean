import DASH.Probability.Moments
import DASH.Attribution.Basic

/-!
# Random forests: many independent choices

A forest of `T` trees, each of which takes one of `m` interchangeable features, uniformly and
independently of the other trees. The attribution of a feature is the share of the trees that
take it. Its expectation is `1/m` and its variance tends to zero as `1/T`, so that the ratio of two
features comes as close to one as wanted with a probability that tends to one, at an explicit rate.

The ratio tends to one, but the order of two features does not settle: for every number of trees
each of the two is ahead with the same probability, and with an odd number of trees and two
features that is one half. A forest makes the attributions of interchangeable features stable, not
their ranking. With one tree the ratio is not finite.

The independence of the trees is an idealisation: the trees of a real forest are grown on the same
data.
-/

namespace DASH

universe u

section Share
variable {K : Type u} [OrderedField K] {m T : Nat}

/-- The attribution of a feature in a forest, given by the features that its trees take: the share
of the trees that take it. -/
def forestShare (K : Type u) [OrderedField K] (c : Fin T → Fin m) (j : Fin m) : K :=
  ofNat (count fun i => c i = j) / ofNat T

/-- The law of a forest: every tree takes every feature with the same probability, independently
of the other trees. -/
def forestLaw (K : Type u) [OrderedField K] {m : Nat} (hm : 0 < m) (T : Nat) :
    Law (Fin T → Fin m) K := (Law.uniform m hm).copies T

/-- The choice of a feature by one tree. -/
def chooses (K : Type u) [OrderedField K] (j a : Fin m) : K := if a = j then 1 else 0

/-- The share of a feature is the mean of the choices. -/
theorem forestShare_eq (c : Fin T → Fin m) (j : Fin m) :
    forestShare K c j = meanOfCopies (chooses K j) c := by
  unfold forestShare meanOfCopies chooses
  rw [ofNat_count]

/-- The shares of all features add up to one. -/
theorem sum_forestShare (hT : 0 < T) (c : Fin T → Fin m) : sum (forestShare K c) = 1 := by
  have total : ∀ {n : Nat} (f : Fin n → Nat), (ofNat (sum f) : K) = sum fun i => ofNat (f i) := by
    intro n f
    induction n with
    | zero => rfl
    | succ n ih => rw [sum_first, sum_first, ofNat_add, ih]
  unfold forestShare
  rw [sum_congr (g := fun j => ofNat (count fun i => c i = j) * (ofNat T)⁻¹)
    fun j => div_eq_mul_inv _ _, sum_mul_right, ← total, sum_count_fibre,
    mul_inv_cancel (ofNat_ne_zero hT)]

/-- Shares are non-negative. -/
theorem forestShare_nonneg (c : Fin T → Fin m) (j : Fin m) : 0 ≤ forestShare K c j :=
  div_nonneg (ofNat_nonneg _) (ofNat_nonneg _)

variable (hm : 0 < m)

private theorem sum_chooses (j : Fin m) : sum (fun a => chooses K j a) = 1 :=
  sum_select j fun _ => (1 : K)

/-- The expected choice of one tree. -/
theorem expect_chooses (j : Fin m) :
    expect (Law.uniform m hm) (chooses K j) = 1 / ofNat m := by
  rw [expect_uniform]
  exact congrArg (fun a => a / ofNat m) (sum_chooses j)

/-- The variance of the choice of one tree. -/
theorem variance_chooses (j : Fin m) :
    variance (Law.uniform m hm) (chooses K j) = 1 / ofNat m * (1 - 1 / ofNat m) := by
  rw [variance_eq, expect_chooses, expect_congr (Law.uniform m hm) (Y := chooses K j) fun a => ?_,
    expect_chooses]
  · exact ring_eq (by decide +kernel)
  · unfold chooses
    split
    · exact ring_eq (by decide +kernel)
    · exact ring_eq (by decide +kernel)

/-- **The share is unbiased**: in expectation every feature gets `1/m`. -/
theorem expect_forestShare (hT : 0 < T) (j : Fin m) :
    expect (forestLaw K hm T) (fun c => forestShare K c j) = 1 / ofNat m := by
  rw [expect_congr _ fun c => forestShare_eq c j]
  exact (expect_meanOfCopies _ hT _).trans (expect_chooses hm j)

/-- **The variance of the share** is `(1/m)(1 - 1/m) / T`. -/
theorem variance_forestShare (hT : 0 < T) (j : Fin m) :
    variance (forestLaw K hm T) (fun c => forestShare K c j)
      = 1 / ofNat m * (1 - 1 / ofNat m) / ofNat T := by
  rw [← variance_chooses hm j, ← variance_meanOfCopies _ hT]
  unfold variance
  rw [expect_congr (forestLaw K hm T) fun c => forestShare_eq c j]
  refine expect_congr _ fun c => ?_
  show (forestShare K c j - _) ^ 2 = _
  rw [forestShare_eq]
  rfl

/-- With two features the expectation is one half and the variance `1 / (4T)`. -/
theorem variance_forestShare_two (hT : 0 < T) (j : Fin 2) :
    variance (forestLaw K (Nat.succ_pos 1) T) (fun c => forestShare K c j) = 1 / (4 * ofNat T) := by
  rw [variance_forestShare (Nat.succ_pos 1) hT, div_eq_mul_inv _ (ofNat T : K),
    div_eq_mul_inv 1 (4 * ofNat T : K), mul_inv, one_mul]
  refine congrArg (fun v => v * (ofNat T : K)⁻¹) ?_
  have h : (1 / ofNat 2 : K) + 1 / ofNat 2 = 1 := half_add_half 1
  refine eq_inv_of_mul_eq_one ?_
  generalize (1 / ofNat 2 : K) = r at *
  rw [show (4 : K) * (r * (1 - r)) = 1 - (r + r - 1) ^ 2 from ring_eq (by decide +kernel), h]
  exact ring_eq (by decide +kernel)

/-! ## The ratio tends to one -/

/-- The attributions of two features are within the share `ε` of the second. For a second feature
of positive attribution that says that their ratio is less than `ε` away from one
(`withinRatio_iff`); a second feature without attribution is within no share. -/
def WithinRatio (ε p q : K) : Prop := abs (p - q) < ε * q

instance (ε p q : K) : Decidable (WithinRatio ε p q) := inferInstanceAs (Decidable (_ < _))

/-- What it means for the ratio. -/
theorem withinRatio_iff {ε p q : K} (hq : 0 < q) : WithinRatio ε p q ↔ abs (p / q - 1) < ε := by
  have unit : q * q⁻¹ = 1 := mul_inv_cancel (ne_of_gt hq)
  have same : abs (p / q - 1) * q = abs (p - q) := by
    have cross : (p / q - 1) * q = p - q := by
      rw [sub_eq_add_neg, add_mul, div_mul_cancel p (ne_of_gt hq)]
      exact ring_eq (by decide +kernel)
    rcases le_total 0 (p / q - 1) with side | side
    · rw [abs_of_nonneg side, cross, abs_of_nonneg]
      rw [← cross]
      exact mul_nonneg side (le_of_lt hq)
    · rw [abs_of_nonpos side, abs_of_nonpos, ← cross]
      · exact ring_eq (by decide +kernel)
      · rw [← cross, ← neg_nonneg]
        exact le_trans (mul_nonneg (neg_nonneg.mpr side) (le_of_lt hq))
          (le_of_eq (ring_eq (by decide +kernel)))
  unfold WithinRatio
  rw [← same]
  constructor
  · intro h
    rw [mul_comm, mul_comm ε] at h
    exact lt_of_mul_lt_mul_left h (le_of_lt hq)
  · exact fun h => mul_lt_mul_of_pos_right h hq

/-- A feature without attribution is within no ratio of another. -/
theorem not_withinRatio_zero (ε p : K) : ¬WithinRatio ε p 0 := fun h => by
  unfold WithinRatio at h
  rw [mul_zero] at h
  exact not_le_of_lt h (abs_nonneg _)

/-- A combination of the choices of two features that is negative in expectation is non-negative in
the mean of the trees with a probability of at most `1/T` times a constant. -/
private theorem combination_le (j k : Fin m) (hT : 0 < T) {ε b : K} (hε : 0 < ε)
    (X : Fin m → K) (centre : expect (Law.uniform m hm) X = -(ε * (1 / ofNat m)))
    (square : ∀ a, X a ^ 2 = chooses K j a + b ^ 2 * chooses K k a) :
    prob (forestLaw K hm T) (fun c => 0 ≤ meanOfCopies X c)
      ≤ ofNat m * (1 + b ^ 2) / (ofNat T * ε ^ 2) := by
  have pm : (0 : K) < ofNat m := ofNat_pos hm
  have pT : (0 : K) < ofNat T := ofNat_pos hT
  have pt : 0 < ε * (1 / ofNat m) := mul_pos hε (div_pos zero_lt_one pm)
  have var : variance (forestLaw K hm T) (meanOfCopies X)
      ≤ (1 / ofNat m * (1 + b ^ 2)) / ofNat T := by
    show variance ((Law.uniform m hm).copies T) (meanOfCopies X) ≤ _
    rw [variance_meanOfCopies _ hT]
    refine div_le_div_right ?_ (le_of_lt pT)
    rw [variance_eq, expect_congr _ square, expect_add, expect_mul_left, expect_chooses,
      expect_chooses]
    exact le_of_cert (square_nonneg (expect (Law.uniform m hm) X)) (ring_eq (by decide +kernel))
  have cheb := chebyshev (forestLaw K hm T) (meanOfCopies X) pt
  have middle : expect (forestLaw K hm T) (meanOfCopies X) = -(ε * (1 / ofNat m)) :=
    (expect_meanOfCopies _ hT X).trans centre
  refine le_trans (prob_mono _ fun c h => ?_) (le_trans cheb
    (le_trans (div_le_div_right var (square_nonneg _)) (le_of_eq ?_)))
  · rw [middle]
    refine le_trans ?_ (le_abs_self _)
    exact le_of_cert h (ring_eq (by decide +kernel))
  · have unit : (ofNat m : K) * (ofNat m)⁻¹ = 1 := mul_inv_cancel (ne_of_gt pm)
    rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, mul_inv,
      show (ε * (1 * (ofNat m : K)⁻¹)) ^ 2 = ε ^ 2 * ((ofNat m)⁻¹ * (ofNat m)⁻¹) from
        ring_eq (by decide +kernel), mul_inv, mul_inv, inv_inv]
    generalize (ofNat m : K)⁻¹ = r at *
    generalize (ofNat m : K) = M at *
    rw [show 1 * r * (1 + b ^ 2) * (ofNat T : K)⁻¹ * ((ε ^ 2)⁻¹ * (M * M))
      = M * r * (M * (1 + b ^ 2) * ((ofNat T : K)⁻¹ * (ε ^ 2)⁻¹)) from ring_eq (by decide +kernel),
      unit, one_mul]

private theorem meanOfCopies_add {Ω : Type} (X Y : Ω → K) (a b : K) (c : Fin T → Ω) :
    meanOfCopies (fun o => a * X o + b * Y o) c = a * meanOfCopies X c + b * meanOfCopies Y c := by
  unfold meanOfCopies
  rw [sum_add, sum_mul_left, sum_mul_left, div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv]
  exact ring_eq (by decide +kernel)

/-- **The ratio tends to one.** In a forest of `T` trees on `m` interchangeable features, the
attributions of two of them differ by the share `ε` of the second or more with a probability of at
most `m (4 + 2 ε²) / (T ε²)`. -/
theorem forest_ratio {j k : Fin m} (hjk : j ≠ k) (hT : 0 < T) {ε : K} (hε : 0 < ε) :
    prob (forestLaw K hm T) (fun c => ¬WithinRatio ε (forestShare K c j) (forestShare K c k))
      ≤ ofNat m * (4 + 2 * ε ^ 2) / (ofNat T * ε ^ 2) := by
  have squares : ∀ (p q : K) (a : Fin m), (p * chooses K j a + q * chooses K k a) ^ 2
      = p ^ 2 * chooses K j a + q ^ 2 * chooses K k a := fun p q a => by
    unfold chooses
    by_cases ej : a = j
    · rw [ite_eq_left ej, ite_eq_right fun ek => hjk (ej.symm.trans ek)]
      exact ring_eq (by decide +kernel)
    · by_cases ek : a = k
      · rw [ite_eq_right ej, ite_eq_left ek]
        exact ring_eq (by decide +kernel)
      · rw [ite_eq_right ej, ite_eq_right ek]
        exact ring_eq (by decide +kernel)
  have expected : ∀ p q : K, expect (Law.uniform m hm)
      (fun a => p * chooses K j a + q * chooses K k a) = (p + q) * (1 / ofNat m) := fun p q => by
    rw [expect_add, expect_mul_left, expect_mul_left, expect_chooses, expect_chooses, add_mul]
  have above := combination_le (b := -(1 + ε)) hm j k hT hε
    (fun a => 1 * chooses K j a + -(1 + ε) * chooses K k a)
    ((expected _ _).trans (by
      rw [show (1 : K) + -(1 + ε) = -ε from ring_eq (by decide +kernel)]
      exact ring_eq (by decide +kernel)))
    fun a => (squares _ _ a).trans (ring_eq (by decide +kernel))
  have below := combination_le (b := 1 - ε) hm j k hT hε
    (fun a => -1 * chooses K j a + (1 - ε) * chooses K k a)
    ((expected _ _).trans (by
      rw [show -1 + (1 - ε) = -ε from ring_eq (by decide +kernel)]
      exact ring_eq (by decide +kernel)))
    fun a => (squares _ _ a).trans (ring_eq (by decide +kernel))
  refine le_trans (le_trans (prob_mono _ fun c h => ?_) (prob_or_le _
    (A := fun c => 0 ≤ meanOfCopies (fun a => 1 * chooses K j a + -(1 + ε) * chooses K k a) c)
    (B := fun c => 0 ≤ meanOfCopies (fun a => -1 * chooses K j a + (1 - ε) * chooses K k a) c)))
    (le_trans (add_le_add above below) (le_of_eq ?_))
  · rw [meanOfCopies_add, meanOfCopies_add, ← forestShare_eq, ← forestShare_eq]
    have far := le_of_not_lt h
    generalize forestShare K c j = p at *
    generalize forestShare K c k = q at *
    rcases le_total 0 (p - q) with side | side
    · rw [abs_of_nonneg side] at far
      exact Or.inl (le_trans (sub_nonneg.mpr far) (le_of_eq (ring_eq (by decide +kernel))))
    · rw [abs_of_nonpos side] at far
      exact Or.inr (le_trans (sub_nonneg.mpr far) (le_of_eq (ring_eq (by decide +kernel))))
  · rw [div_add_div]
    refine congrArg (fun v => v / _) ?_
    exact ring_eq (by decide +kernel)

/-- **How many trees are enough.** With `m (4 + 2 ε²) / (δ ε²)` trees or more, the attributions of
two interchangeable features are within the ratio with a probability of at least `1 - δ`. -/
theorem forest_ratio_enough {j k : Fin m} (hjk : j ≠ k) (hT : 0 < T) {ε δ : K} (hε : 0 < ε)
    (h : ofNat m * (4 + 2 * ε ^ 2) ≤ δ * (ofNat T * ε ^ 2)) :
    1 - δ ≤ prob (forestLaw K hm T)
      fun c => WithinRatio ε (forestShare K c j) (forestShare K c k) := by
  have bound := le_trans (forest_ratio hm hjk hT hε)
    ((div_le_iff (mul_pos (ofNat_pos hT) (square_pos (ne_of_gt hε)))).mpr h)
  rw [prob_not] at bound
  exact le_of_cert (sub_nonneg.mpr bound) (ring_eq (by decide +kernel))

/-- **Chebyshev's rate for two features.** The share of a feature is `η` or more away from one half
with a probability of at most `1 / (4 T η²)`. -/
theorem forest_two_share (hT : 0 < T) (j : Fin 2) {η : K} (hη : 0 < η) :
    prob (forestLaw K (Nat.succ_pos 1) T) (fun c => η ≤ abs (forestShare K c j - 1 / 2))
      ≤ 1 / (4 * ofNat T * η ^ 2) := by
  have cheb := chebyshev (forestLaw K (Nat.succ_pos 1) T) (fun c => forestShare K c j) hη
  rw [variance_forestShare_two hT, expect_forestShare (Nat.succ_pos 1) hT] at cheb
  refine le_trans cheb (le_of_eq ?_)
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, mul_inv (4 * ofNat T) (η ^ 2), mul_assoc]

/-- **The ratio of two features**, with the better constant: off by `ε` or more with a probability
of at most `(2 + ε)² / (T ε²)`. -/
theorem forest_two_ratio {j k : Fin 2} (hjk : j ≠ k) (hT : 0 < T) {ε : K} (hε : 0 < ε) :
    prob (forestLaw K (Nat.succ_pos 1) T)
      (fun c => ¬WithinRatio ε (forestShare K c j) (forestShare K c k))
      ≤ (2 + ε) ^ 2 / (ofNat T * ε ^ 2) := by
  have two : 0 < 2 + ε := lt_of_lt_of_le hε (le_of_cert (le_of_lt zero_lt_two)
    (ring_eq (by decide +kernel)))
  have four : (0 : K) < 2 * (2 + ε) := mul_pos zero_lt_two two
  have pη : 0 < ε / (2 * (2 + ε)) := div_pos hε four
  have eη : ε / (2 * (2 + ε)) * (2 * (2 + ε)) = ε := div_mul_cancel ε (ne_of_gt four)
  have total : ∀ c : Fin T → Fin 2, forestShare K c j + forestShare K c k = 1 := fun c => by
    have all := sum_forestShare (K := K) hT c
    have parts : forestShare K c ⟨0, Nat.succ_pos 1⟩
        + (forestShare K c ⟨1, Nat.lt_succ_self 1⟩ + 0) = 1 := all
    rw [add_zero] at parts
    have cases : ∀ a : Fin 2, a = ⟨0, Nat.succ_pos 1⟩ ∨ a = ⟨1, Nat.lt_succ_self 1⟩ := by decide
    rcases cases j with ej | ej <;> rcases cases k with ek | ek
    · exact absurd (ej.trans ek.symm) hjk
    · rw [ej, ek]; exact parts
    · rw [ej, ek, add_comm]; exact parts
    · exact absurd (ej.trans ek.symm) hjk
  refine le_trans (prob_mono _ fun c h => ?_) (le_trans (forest_two_share hT j pη) (le_of_eq ?_))
  · refine le_of_not_lt fun near => h ?_
    unfold WithinRatio
    have half : (1 / 2 : K) + 1 / 2 = 1 := half_add_half 1
    have sum := total c
    have up := lt_of_le_of_lt (le_abs_self _) near
    have down := lt_of_le_of_lt (neg_le_abs _) near
    generalize (1 / 2 : K) = r at *
    generalize ε / (2 * (2 + ε)) = η at *
    generalize forestShare K c j = p at *
    have other : forestShare K c k = r + r - p := by
      rw [half, ← sum]
      exact ring_eq (by decide +kernel)
    rw [other]
    have room : 0 < η - (p - r) := sub_pos.mpr up
    have gap : ε * (r + r - p) - 2 * η = ε * (η - (p - r)) := by
      have twice : 2 * η = ε * (r - η) := by
        have expand : 2 * (2 * η) = ε * (1 - 2 * η) :=
          eq_of_sub_eq_zero (Eq.trans (ring_eq (by decide +kernel) :
            2 * (2 * η) - ε * (1 - 2 * η) = η * (2 * (2 + ε)) - ε) (by
              rw [eη]; exact ring_eq (by decide +kernel)))
        refine mul_left_cancel (c := 2) two_ne_zero (expand.trans ?_)
        rw [← half]
        exact ring_eq (by decide +kernel)
      rw [twice]
      exact ring_eq (by decide +kernel)
    have enough : 2 * η < ε * (r + r - p) := lt_of_cert (mul_pos hε room) gap
    refine lt_of_le_of_lt (abs_le ?_ ?_) enough
    · exact le_of_cert (mul_nonneg (le_of_lt zero_lt_two) (le_of_lt room))
        (ring_eq (by decide +kernel))
    · exact le_of_cert (mul_nonneg (le_of_lt zero_lt_two) (le_of_lt (sub_pos.mpr down)))
        (ring_eq (by decide +kernel))
  · refine eq_div_of_mul_eq (mul_ne_zero (ne_of_gt (ofNat_pos hT))
      (ne_of_gt (square_pos (ne_of_gt hε)))) ?_
    have pos : 4 * (ofNat T : K) * (ε / (2 * (2 + ε))) ^ 2 ≠ 0 :=
      mul_ne_zero (mul_ne_zero (show (ofNat 4 : K) ≠ 0 from ofNat_ne_zero (by decide))
        (ne_of_gt (ofNat_pos hT))) (ne_of_gt (square_pos (ne_of_gt pη)))
    refine mul_left_cancel pos ?_
    rw [← mul_assoc, mul_comm _ (1 / _), div_mul_cancel 1 pos, one_mul]
    generalize ε / (2 * (2 + ε)) = η at *
    rw [show ε ^ 2 = (η * (2 * (2 + ε))) ^ 2 from by rw [eη]]
    exact ring_eq (by decide +kernel)

/-! ## One tree -/

/-- **One tree gives no finite ratio.** In a forest of one tree no two features are ever within
the ratio, for any `ε` up to one: one of them at least has no attribution at all. -/
theorem forest_one_tree {j k : Fin m} (hjk : j ≠ k) {ε : K} (hε : ε ≤ 1) (c : Fin 1 → Fin m) :
    ¬WithinRatio ε (forestShare K c j) (forestShare K c k) ∧
      (forestShare K c j = 0 ∨ forestShare K c k = 0) := by
  have share : ∀ a, forestShare K c a = if c first = a then 1 else 0 := fun a => by
    unfold forestShare
    rw [ofNat_count, sum_first]
    show ((if c first = a then (1 : K) else 0) + 0) / 1 = _
    rw [add_zero, div_eq_mul_inv, inv_one, mul_one]
  rw [share, share]
  by_cases ek : c first = k
  · rw [ite_eq_left ek, ite_eq_right fun ej => hjk (ej.symm.trans ek)]
    refine ⟨fun h => not_le_of_lt h ?_, Or.inl rfl⟩
    rw [mul_one, show (0 : K) - 1 = -1 from ring_eq (by decide +kernel), abs_neg,
      abs_of_nonneg (le_of_lt zero_lt_one)]
    exact hε
  · rw [ite_eq_right ek]
    exact ⟨not_withinRatio_zero ε _, Or.inr rfl⟩

/-! ## The order does not settle -/

private theorem expect_copies_rename {Ω : Type} (P : Law Ω K) (σ : Ω → Ω)
    (h : ∀ X : Ω → K, expect P (fun a => X (σ a)) = expect P X) :
    ∀ (n : Nat) (X : (Fin n → Ω) → K),
      expect (P.copies n) (fun c => X fun i => σ (c i)) = expect (P.copies n) X
  | 0, X => by
    show expect (Law.point _) _ = expect (Law.point _) X
    rw [expect_point, expect_point]
    exact congrArg X (funext fun i => i.elim0)
  | n + 1, X => by
    rw [expect_copies_succ, expect_copies_succ,
      ← h fun a => expect (P.copies n) fun r => X (cons a r)]
    refine expect_congr P fun a => ?_
    rw [← expect_copies_rename P σ h n fun r => X (cons (σ a) r)]
    refine expect_congr _ fun r => congrArg X (funext fun i => ?_)
    rcases first_or_next i with e | ⟨i', e⟩
    · rw [e]; rfl
    · rw [e]; rfl

/-- **The order does not settle.** For every number of trees, each of two features is ahead of the
other with the same probability. -/
theorem forest_order (j k : Fin m) :
    prob (forestLaw K hm T) (fun c => forestShare K c k < forestShare K c j)
      = prob (forestLaw K hm T) fun c => forestShare K c j < forestShare K c k := by
  have same : ∀ X : Fin m → K, expect (Law.uniform m hm) (fun a => X (swap j k a))
      = expect (Law.uniform m hm) X := fun X => by
    rw [expect_uniform, expect_uniform]
    exact congrArg (fun v => v / ofNat m) (sum_perm (swapPerm j k) X)
  have renamed : ∀ (c : Fin T → Fin m) (a : Fin m),
      forestShare K (fun i => swap j k (c i)) a = forestShare K c (swap j k a) := fun c a => by
    unfold forestShare
    refine congrArg (fun v => (ofNat v : K) / ofNat T) (count_congr fun i => ?_)
    exact ⟨fun e => by rw [← e]; exact (swap_swap j k (c i)).symm,
      fun e => by show swap j k (c i) = a; rw [e, swap_swap]⟩
  unfold prob
  refine Eq.trans (expect_copies_rename (Law.uniform m hm) (swap j k) same T _).symm ?_
  refine expect_congr _ fun c => ?_
  show (if forestShare K (fun i => swap j k (c i)) k < forestShare K (fun i => swap j k (c i)) j
    then (1 : K) else 0) = _
  rw [renamed, renamed, swap_left, swap_right]

/-- A feature is ahead of another with half of the probability that the ties leave. -/
theorem forest_order_half (j k : Fin m) :
    2 * prob (forestLaw K hm T) (fun c => forestShare K c k < forestShare K c j)
      = 1 - prob (forestLaw K hm T) fun c => forestShare K c j = forestShare K c k := by
  have decided := prob_or (forestLaw K hm T)
    (A := fun c => forestShare K c k < forestShare K c j)
    (B := fun c => forestShare K c j < forestShare K c k) fun c h => lt_asymm h.1 h.2
  rw [← forest_order hm j k] at decided
  rw [← prob_not, prob_congr (forestLaw K hm T)
    (B := fun c => forestShare K c k < forestShare K c j ∨ forestShare K c j < forestShare K c k)
    fun c => ⟨fun ne => ?_, fun o => o.elim ne_of_gt ne_of_lt⟩, decided]
  · exact ring_eq (by decide +kernel)
  · rcases lt_trichotomy (forestShare K c j) (forestShare K c k) with l | e | g
    · exact Or.inr l
    · exact absurd e ne
    · exact Or.inl g

private theorem add_self_ne (a b : Nat) : a + a ≠ b + b + 1 := fun e => by
  rcases Nat.lt_or_ge b a with l | g
  · have more : b + 1 + (b + 1) ≤ a + a := Nat.add_le_add l l
    rw [e, ← Nat.add_assoc, Nat.add_right_comm b 1 b] at more
    exact Nat.lt_irrefl _ more
  · have less : a + a ≤ b + b := Nat.add_le_add g g
    rw [e] at less
    exact Nat.lt_irrefl _ less

/-- **A coin flip for ever.** With two features and an odd number of trees, each feature is ahead
with probability one half, however many the trees: the ranking of a forest is as unstable at a
thousand and one trees as at one, although the ratio tends to one. -/
theorem forest_order_odd (b : Nat) {j k : Fin 2} (hjk : j ≠ k) :
    prob (forestLaw K (Nat.succ_pos 1) (b + b + 1))
      (fun c => forestShare K c k < forestShare K c j) = 1 / 2 := by
  have half := forest_order_half (K := K) (T := b + b + 1) (Nat.succ_pos 1) j k
  have never : ∀ c : Fin (b + b + 1) → Fin 2, ¬forestShare K c j = forestShare K c k :=
    fun c e => by
      have pos : (ofNat (b + b + 1) : K) ≠ 0 := ofNat_ne_zero (Nat.succ_pos _)
      have same : (count fun i => c i = j) = count fun i => c i = k := by
        have key := congrArg (fun v => v * (ofNat (b + b + 1) : K)) e
        unfold forestShare at key
        refine ofNat_injective (K := K) ?_
        rw [← div_mul_cancel (ofNat (count fun i => c i = j)) pos,
          ← div_mul_cancel (ofNat (count fun i => c i = k)) pos]
        exact key
      have all : (count fun i => c i = (⟨0, Nat.succ_pos 1⟩ : Fin 2))
          + (count fun i => c i = (⟨1, Nat.lt_succ_self 1⟩ : Fin 2)) = b + b + 1 :=
        sum_count_fibre c
      have cases : ∀ a : Fin 2, a = ⟨0, Nat.succ_pos 1⟩ ∨ a = ⟨1, Nat.lt_succ_self 1⟩ := by decide
      rcases cases j with ej | ej <;> rcases cases k with ek | ek
      · exact hjk (ej.trans ek.symm)
      · rw [ej, ek] at same
        rw [same] at all
        exact add_self_ne _ _ all
      · rw [ej, ek] at same
        rw [same] at all
        exact add_self_ne _ _ all
      · exact hjk (ej.trans ek.symm)
  rw [prob_congr (forestLaw K (Nat.succ_pos 1) (b + b + 1)) (B := fun _ => False)
    fun c => ⟨never c, False.elim⟩, prob_false] at half
  refine eq_div_of_mul_eq two_ne_zero ?_
  rw [mul_comm, half]
  exact ring_eq (by decide +kernel)

/-- The two orders of two features both occur among the forests of at least one tree: they are a
Rashomon pair, whatever the number of trees. -/
theorem forest_rashomon {j k : Fin m} (hjk : j ≠ k) (hT : 0 < T) :
    Rashomon (fun c : Fin T → Fin m => forestShare K c) (fun _ => True) j k := by
  have all : ∀ {a b : Fin m}, a ≠ b →
      forestShare K (fun _ : Fin T => a) b < forestShare K (fun _ : Fin T => a) a := by
    intro a b h
    unfold forestShare
    rw [count_eq_zero.mpr fun _ => h, count_congr (p := fun _ : Fin T => a = a) (q := fun _ => True)
      fun _ => ⟨fun _ => trivial, fun _ => rfl⟩, count_true]
    exact div_lt_div_right (ofNat_pos hT) (ofNat_pos hT)
  exact ⟨⟨_, trivial, all hjk⟩, _, trivial, all hjk.symm⟩

end Share

end DASH
