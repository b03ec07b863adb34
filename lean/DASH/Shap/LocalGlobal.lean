import DASH.Consensus.Mean
import DASH.FlipRate.Pair
import DASH.Probability.Moments

/-!
# Local and global attributions

The global attribution of a feature is the mean over rows of the size of its local attributions.
Its variance from model to model is at most the average variance of the local ones; what is lost
is found exactly.

This does not carry over to rankings. It has been asserted that local rankings are at least as
unstable as global ones. That is false: every row may keep its order in all models while the
global order is a coin flip, and even if the rows favour the same feature, the global order may
flip `n` times as often as the order in a row, where `n` is the number of rows. What is true: the
global order flips at most as often as some row does; if the rows of each model agree with each
other, all flip equally often; and the bound on the flip rate by Cantelli's inequality, with the
average local variance, holds for the global order.
-/

namespace DASH

universe u v w

section Noise
variable {Θ : Type u} {R : Type v} {K : Type w} [OrderedField K] (P : Law Θ K) (Q : Law R K)

private theorem variance_congr {Z W : Θ → K} (h : ∀ f, Z f = W f) :
    variance P Z = variance P W := by
  unfold variance
  rw [expect_congr P h]
  exact expect_congr P fun f => by rw [h f]

/-- **Where the noise goes.** The average over rows of the local variance is the variance of the
global attribution, plus the average variance of what sets the rows of one model apart from their
mean. -/
theorem average_variance_eq (A : Θ → R → K) :
    expect Q (fun x => variance P fun f => A f x)
      = variance P (fun f => expect Q (A f))
        + expect Q fun x => variance P fun f => A f x - expect Q (A f) := by
  have one : ∀ x, variance P (fun f => A f x) = variance P (fun f => expect Q (A f))
      + variance P (fun f => A f x - expect Q (A f))
      + 2 * covariance P (fun f => A f x - expect Q (A f)) (fun f => expect Q (A f)) := fun x => by
    have key := variance_add P (fun f => A f x - expect Q (A f)) (fun f => expect Q (A f))
    rw [show variance P (fun f => A f x)
        = variance P (fun f => A f x - expect Q (A f) + expect Q (A f)) from
      variance_congr P fun f => ring_eq (by decide +kernel), key]
    exact ring_eq (by decide +kernel)
  have cross : expect Q (fun x => covariance P (fun f => A f x - expect Q (A f))
      fun f => expect Q (A f)) = 0 := by
    have centred : ∀ f, expect Q (fun x => A f x - expect Q (A f)) = 0 := fun f => by
      rw [expect_sub, expect_const]
      exact ring_eq (by decide +kernel)
    have shift : expect Q (fun x => expect P fun f => A f x - expect Q (A f)) = 0 := by
      rw [← expect_exchange, expect_congr P centred, expect_const]
    unfold covariance
    rw [← expect_exchange, expect_congr P (Y := fun _ => (0 : K)) fun f => ?_, expect_const]
    rw [expect_mul_right, expect_sub, centred, shift]
    exact ring_eq (by decide +kernel)
  rw [expect_congr Q one, expect_add, expect_add, expect_const, expect_mul_left, cross]
  exact ring_eq (by decide +kernel)

/-- **Averaging over rows does not add noise**: the variance of the global attribution is at most
the average variance of the local ones. -/
theorem variance_global_le (A : Θ → R → K) :
    variance P (fun f => expect Q (A f)) ≤ expect Q fun x => variance P fun f => A f x := by
  rw [average_variance_eq]
  exact le_of_cert (expect_nonneg Q fun x => variance_nonneg P fun f => A f x - expect Q (A f))
    (ring_eq (by decide +kernel))

/-- Some row is at least as noisy as the mean over the rows. -/
theorem exists_noisier_row {n : Nat} (hn : 0 < n) (A : Θ → Fin n → K) :
    ∃ x, variance P (fun f => mean (A f)) ≤ variance P fun f => A f x := by
  obtain ⟨x, hx⟩ := exists_mean_le hn fun x => variance P fun f => A f x
  refine ⟨x, le_trans ?_ hx⟩
  have key := variance_global_le P (Law.uniform n hn) A
  rw [expect_uniform] at key
  exact le_trans (le_of_eq (variance_congr P fun f => (expect_uniform hn (A f)).symm)) key

end Noise

/-! ## What is true of rankings -/

section Flips
variable {Θ : Type u} {K : Type w} [OrderedField K] (P : Law Θ K) {n : Nat} {A B : Θ → Fin n → K}

/-- If no row of a model has the first feature below the second, the mean does not either. -/
theorem exists_row_of_global {a b : Fin n → K} (h : mean a < mean b) : ∃ x, a x < b x :=
  Decidable.byContradiction fun none =>
    not_le_of_lt h (mean_le_mean fun x => le_of_not_lt fun l => none ⟨x, l⟩)

/-- **The global order flips at most as often as some row does**: the probability that the first
feature is globally below the second is at most that of a row where it is. -/
theorem global_flip_le_any :
    prob P (fun f => mean (A f) < mean (B f)) ≤ prob P fun f => ∃ x, A f x < B f x :=
  prob_mono P fun _ h => exists_row_of_global h

/-- **The global flip rate is at most the number of rows times the average local flip rate.** -/
theorem global_flip_le :
    prob P (fun f => mean (A f) < mean (B f))
      ≤ ofNat n * mean fun x => prob P fun f => A f x < B f x := by
  rw [ofNat_mul_mean]
  exact le_trans (global_flip_le_any P) (prob_exists_le P fun x f => A f x < B f x)

/-- **If the rows of each model agree with each other, every row flips exactly as often as the
global order.** This is the assumption under which local rankings are as unstable as global
ones. -/
theorem global_flip_eq (agree : ∀ f x y, A f x < B f x → A f y < B f y) (x : Fin n) :
    prob P (fun f => mean (A f) < mean (B f)) = prob P fun f => A f x < B f x := by
  refine prob_congr P fun f => ⟨fun h => ?_, fun h => ?_⟩
  · obtain ⟨y, hy⟩ := exists_row_of_global h
    exact agree f y x hy
  · exact mean_lt_mean (fun y => le_of_lt (agree f x y h)) x h

/-- If all rows of all models have the first feature above the second, so has the global order in
all models. -/
theorem global_agreed (hn : 0 < n) (h : ∀ f x, B f x < A f x) (f : Θ) :
    mean (B f) < mean (A f) :=
  mean_lt_mean (fun x => le_of_lt (h f x)) ⟨0, hn⟩ (h f ⟨0, hn⟩)

/-- **A bound on the flips of the global order by the local noise.** If the first feature is above
the second by `Δ > 0` on average over rows and models, the global order is lost with probability at
most `V / (V + Δ²)`, where `V` is the average over rows of the variance of the local gap. -/
theorem global_flip_le_cantelli (hn : 0 < n) (D : Θ → Fin n → K)
    (hΔ : 0 < expect P fun f => mean (D f)) :
    prob P (fun f => mean (D f) ≤ 0)
      ≤ (mean fun x => variance P fun f => D f x)
        / ((mean fun x => variance P fun f => D f x) + expect P (fun f => mean (D f)) ^ 2) := by
  have noise : variance P (fun f => mean (D f)) ≤ mean fun x => variance P fun f => D f x := by
    have key := variance_global_le P (Law.uniform n hn) D
    rw [expect_uniform] at key
    exact le_trans (le_of_eq (variance_congr P fun f => (expect_uniform hn (D f)).symm)) key
  have turned : variance P (fun f => -1 * mean (D f)) = variance P fun f => mean (D f) := by
    rw [variance_mul_left]
    exact ring_eq (by decide +kernel)
  have bound := cantelli P (fun f => -1 * mean (D f)) hΔ
  rw [turned] at bound
  have square : 0 < expect P (fun f => mean (D f)) ^ 2 := square_pos (ne_of_gt hΔ)
  have less := variance_nonneg P fun f => mean (D f)
  have more : 0 < variance P (fun f => mean (D f)) + expect P (fun f => mean (D f)) ^ 2 :=
    add_pos_of_nonneg_of_pos less square
  refine le_trans (prob_mono P fun f hf => ?_) (le_trans bound ?_)
  · rw [expect_mul_left]
    exact le_of_cert (neg_nonneg.mpr hf) (ring_eq (by decide +kernel))
  · rw [le_div_iff (add_pos_of_nonneg_of_pos (le_trans less noise) square)]
    refine le_of_mul_le_mul_left (c := variance P (fun f => mean (D f))
      + expect P (fun f => mean (D f)) ^ 2) ?_ more
    rw [← mul_assoc, mul_comm _ (variance P _ / _), div_mul_cancel _ (ne_of_gt more)]
    exact le_of_cert (mul_nonneg (sub_nonneg.mpr noise) (le_of_lt square))
      (ring_eq (by decide +kernel))

end Flips

/-! ## What is false of rankings -/

section Counterexamples
variable (K : Type w) [OrderedField K]

/-- Attributions of the first feature in two models and two rows: in the first row 1 in one model
and 3 in the other, in the second row nothing. -/
def steadyLeft (f x : Fin 2) : K := if x = first then (if f = first then 1 else 3) else 0

/-- Attributions of the second feature: nothing in the first row, 2 in the second, in both
models. -/
def steadyRight (_f x : Fin 2) : K := if x = first then 0 else 2

/-- **Every row may keep its order in all models while the global order flips.** In the first row
both models have the first feature on top, in the second row both have the second; globally the
models contradict each other. -/
theorem rows_steady_global_flips :
    (∀ f, steadyRight K f first < steadyLeft K f first)
      ∧ (∀ f, steadyLeft K f (next first) < steadyRight K f (next first))
      ∧ mean (steadyLeft K first) < mean (steadyRight K first)
      ∧ mean (steadyRight K (next first)) < mean (steadyLeft K (next first)) := by
  have half : (0 : K) < 2⁻¹ := inv_pos zero_lt_two
  have one : (0 : K) < 1 := zero_lt_one
  have three : (0 : K) < 3 := ofNat_pos (by decide)
  refine ⟨forall_index one (forall_index three fun i => i.elim0),
    fun f => zero_lt_two, ?_, ?_⟩
  · show ((1 : K) + (0 + 0)) / 2 < (0 + (2 + 0)) / 2
    exact div_lt_div_right (lt_of_cert one (ring_eq (by decide +kernel))) zero_lt_two
  · show ((0 : K) + (2 + 0)) / 2 < (3 + (0 + 0)) / 2
    exact div_lt_div_right (lt_of_cert one (ring_eq (by decide +kernel))) zero_lt_two

/-- Attributions of the first feature in `2n` models and `n` rows: in the row that has the number
of the model it gets nothing, and in every other row `n + 1`. The second feature gets `n`
everywhere. -/
def spike {n : Nat} (f : Fin (n + n)) (x : Fin n) : K :=
  if f.val = x.val then 0 else ofNat n + 1

private theorem spike_lt_iff {n : Nat} (f : Fin (n + n)) (x : Fin n) (hn : 0 < n) :
    spike K f x < ofNat n ↔ f.val = x.val := by
  unfold spike
  by_cases h : f.val = x.val
  · rw [ite_eq_left h]
    exact ⟨fun _ => h, fun _ => ofNat_pos hn⟩
  · rw [ite_eq_right h]
    exact ⟨fun k => absurd k (lt_asymm (lt_add_one _)), fun k => absurd k h⟩

private theorem count_below : ∀ (N k : Nat), k ≤ N → (count fun i : Fin N => i.val < k) = k
  | 0, k, h => (Nat.le_antisymm h (Nat.zero_le k)).symm
  | N + 1, 0, _ => count_eq_zero.mpr fun i => Nat.not_lt_zero i.val
  | N + 1, k + 1, h => by
    show (if (first : Fin (N + 1)).val < k + 1 then 1 else 0)
      + (count fun i : Fin N => (next i).val < k + 1) = k + 1
    rw [ite_eq_left (show (first : Fin (N + 1)).val < k + 1 from Nat.succ_pos k),
      count_congr (p := fun i : Fin N => (next i).val < k + 1) (q := fun i : Fin N => i.val < k)
        fun i => ⟨fun l => Nat.le_of_succ_le_succ l, fun l => Nat.succ_le_succ l⟩,
      count_below N k (Nat.le_of_succ_le_succ h), Nat.add_comm]

/-- In every row, exactly one of the `2n` models has the first feature below the second: a local
flip rate of `1 / (2n)`. -/
theorem spike_local {n : Nat} (hn : 0 < n) (h : 0 < n + n) (x : Fin n) :
    prob (Law.uniform (K := K) (n + n) h) (fun f => spike K f x < ofNat n)
      = (ofNat (n + n))⁻¹ := by
  rw [prob_congr _ (B := fun f => f = (⟨x.val, Nat.lt_of_lt_of_le x.isLt (Nat.le_add_right n n)⟩ :
      Fin (n + n))) fun f => (spike_lt_iff K f x hn).trans ⟨fun e => Fin.ext e,
      fun e => congrArg Fin.val e⟩, prob_uniform, count_eq_self, div_eq_mul_inv]
  exact one_mul _

private theorem spike_global_iff {n : Nat} (hn : 0 < n) (f : Fin (n + n)) :
    mean (spike K f) < mean (fun _ : Fin n => ofNat n) ↔ f.val < n := by
  have pos : (0 : K) < ofNat n := ofNat_pos hn
  rw [mean_const hn]
  by_cases h : f.val < n
  · refine ⟨fun _ => h, fun _ => ?_⟩
    have missing : (sum fun x => ofNat n + 1 - spike K f x) = ofNat n + 1 := by
      rw [sum_single ⟨f.val, h⟩ _ fun x hx => ?_]
      · show ofNat n + 1 - (if f.val = f.val then (0 : K) else _) = _
        rw [ite_eq_left rfl]
        exact ring_eq (by decide +kernel)
      · show ofNat n + 1 - (if f.val = x.val then (0 : K) else _) = 0
        rw [ite_eq_right fun e => hx (Fin.ext e.symm)]
        exact ring_eq (by decide +kernel)
    rw [sum_sub, sum_const, ← ofNat_mul_mean (spike K f)] at missing
    refine lt_of_mul_lt_mul_left (c := ofNat n) ?_ (le_of_lt pos)
    refine lt_of_cert (zero_lt_one (K := K)) ?_
    refine eq_of_sub_eq_zero ?_
    rw [show ofNat n * ofNat n - ofNat n * mean (spike K f) - 1
      = ofNat n * (ofNat n + 1) - ofNat n * mean (spike K f) - (ofNat n + 1) from
      ring_eq (by decide +kernel), missing]
    exact ring_eq (by decide +kernel)
  · refine ⟨fun k => ?_, fun k => absurd k h⟩
    have same : ∀ x, spike K f x = ofNat n + 1 := fun x =>
      ite_eq_right fun e : f.val = x.val => h (e ▸ x.isLt)
    rw [mean_congr same, mean_const hn] at k
    exact absurd k (lt_asymm (lt_add_one _))

/-- **Rows that all favour one feature may hide a global coin flip.** In every row all but one of
the `2n` models have the first feature on top, and yet the global order is that in half of the
models and the opposite in the other half: `n` times the local flip rate, the most that is
possible. -/
theorem spike_global {n : Nat} (hn : 0 < n) (h : 0 < n + n) :
    prob (Law.uniform (K := K) (n + n) h)
          (fun f => mean (spike K f) < mean fun _ : Fin n => ofNat n)
        = (2 : K)⁻¹
      ∧ prob (Law.uniform (K := K) (n + n) h)
          (fun f => mean (spike K f) < mean fun _ : Fin n => ofNat n)
        = ofNat n * mean fun x =>
          prob (Law.uniform (K := K) (n + n) h) (fun f => spike K f x < (ofNat n : K)) := by
  have nonzero : (ofNat n : K) ≠ 0 := ofNat_ne_zero hn
  have double : (ofNat (n + n) : K) = 2 * ofNat n := by
    rw [ofNat_add]
    exact ring_eq (by decide +kernel)
  have value : ofNat n * (ofNat (n + n) : K)⁻¹ = 2⁻¹ := by
    rw [double, mul_inv, mul_comm (2 : K)⁻¹, ← mul_assoc, mul_inv_cancel nonzero, one_mul]
  have global : prob (Law.uniform (K := K) (n + n) h)
      (fun f => mean (spike K f) < mean fun _ : Fin n => ofNat n) = (2 : K)⁻¹ := by
    rw [prob_congr _ (spike_global_iff K hn), prob_uniform,
      count_below (n + n) n (Nat.le_add_right n n), div_eq_mul_inv, value]
  refine ⟨global, global.trans ?_⟩
  rw [mean_congr (spike_local K hn h), mean_const hn, value]

/-- Attributions of the first feature in two models and two rows: nothing in the row with the
number of the model, 3 in the other. -/
def crossed (f x : Fin 2) : K := if f = x then 0 else 3

/-- **And the global order may be stable while every row is a coin flip**: with 1 for the second
feature everywhere, each row has a model for either order, and globally both models have the
first feature on top. Neither instability bounds the other. -/
theorem global_steady_rows_flip :
    (∀ x, (∃ f, crossed K f x < 1) ∧ ∃ f, 1 < crossed K f x)
      ∧ ∀ f, mean (fun _ : Fin 2 => (1 : K)) < mean (crossed K f) := by
  have one_lt_three : (1 : K) < 3 :=
    lt_of_cert (zero_lt_two (K := K)) (ring_eq (by decide +kernel))
  have two_lt_three : (1 : K) + (1 + 0) < 3 :=
    lt_of_cert (zero_lt_one (K := K)) (ring_eq (by decide +kernel))
  refine ⟨forall_index ⟨⟨first, zero_lt_one⟩, ⟨next first, one_lt_three⟩⟩
    (forall_index ⟨⟨next first, zero_lt_one⟩, ⟨first, one_lt_three⟩⟩ fun i => i.elim0), ?_⟩
  refine forall_index ?_ (forall_index ?_ fun i => i.elim0)
  · show ((1 : K) + (1 + 0)) / 2 < (0 + (3 + 0)) / 2
    exact div_lt_div_right (lt_of_cert (sub_pos.mpr two_lt_three) (ring_eq (by decide +kernel)))
      zero_lt_two
  · show ((1 : K) + (1 + 0)) / 2 < (3 + (0 + 0)) / 2
    exact div_lt_div_right (lt_of_cert (sub_pos.mpr two_lt_three) (ring_eq (by decide +kernel)))
      zero_lt_two

end Counterexamples

end DASH
