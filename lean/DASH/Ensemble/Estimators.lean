import DASH.Ensemble.LowerBound

/-!
# The mean among all estimators

`DASH.Ensemble.Optimality` compares the mean with other weighted sums. Here it is compared with
every estimator. The published argument calls the sum a sufficient statistic, which in general it
is not, and the Cramér–Rao bound equal to `σ² / M`, which is so for the normal family. What is
true, and proved here: an estimator that is unbiased under every finite law has at least the
variance `σ² / M` of the mean under each of them, and one that has no more is the mean with
probability one. In a smaller family, where less is asked of an estimator, another can be better
than the mean: the midrange of three models is, for a shifted coin.
-/

namespace DASH

universe u v

/-! ## Laws on `Fin n`, by their weights -/

section Weights
variable {K : Type v} [OrderedField K]

/-- The indices below `n`, each with its weight. -/
def weightAtoms : {n : Nat} → (Fin n → K) → List (K × Fin n)
  | 0, _ => []
  | _ + 1, p => (p first, first) :: mapAtoms next (weightAtoms fun i => p (next i))

/-- The sum of a function over the weighted indices. -/
theorem integral_weightAtoms : ∀ {n : Nat} (p X : Fin n → K),
    integral (weightAtoms p) X = sum fun i => p i * X i
  | 0, _, _ => rfl
  | _ + 1, p, X => by
    show p first * X first + integral (mapAtoms next (weightAtoms fun i => p (next i))) X = _
    rw [integral_mapAtoms, integral_weightAtoms (fun i => p (next i)) fun i => X (next i)]
    rfl

private theorem mapAtoms_nonneg {n : Nat} : ∀ l : List (K × Fin n), (∀ a, a ∈ l → 0 ≤ a.1) →
    ∀ b : K × Fin (n + 1), b ∈ mapAtoms next l → 0 ≤ b.1
  | [], _, _, h => absurd h List.not_mem_nil
  | (p, a) :: l, hl, b, h => by
    rcases List.mem_cons.mp h with e | e
    · rw [e]
      exact hl (p, a) (List.mem_cons.mpr (Or.inl rfl))
    · exact mapAtoms_nonneg l (fun c hc => hl c (List.mem_cons.mpr (Or.inr hc))) b e

private theorem weightAtoms_nonneg : ∀ {n : Nat} (p : Fin n → K), (∀ i, 0 ≤ p i) →
    ∀ a, a ∈ weightAtoms p → 0 ≤ a.1
  | 0, _, _, _, h => absurd h List.not_mem_nil
  | _ + 1, p, hp, a, h => by
    rcases List.mem_cons.mp h with e | e
    · rw [e]
      exact hp first
    · exact mapAtoms_nonneg _ (weightAtoms_nonneg (fun i => p (next i)) fun i => hp (next i)) a e

variable {n : Nat}

/-- The law on `Fin n` with given weights. -/
def Law.ofWeights (p : Fin n → K) (nonneg : ∀ i, 0 ≤ p i) (total : sum p = 1) :
    Law (Fin n) K where
  atoms := weightAtoms p
  nonneg := weightAtoms_nonneg p nonneg
  total := by
    rw [integral_weightAtoms, sum_mul_right, total, one_mul]

/-- Expectations under a law with given weights. -/
theorem expect_ofWeights (p : Fin n → K) (h : ∀ i, 0 ≤ p i) (t : sum p = 1) (X : Fin n → K) :
    expect (Law.ofWeights p h t) X = sum fun i => p i * X i := integral_weightAtoms p X

/-- The chi-squared divergence of weights `q` from weights `p`. -/
def chiSquared (q p : Fin n → K) : K := sum fun i => (q i - p i) ^ 2 / p i

/-- The likelihood ratio of one law on `Fin n` to another with positive weights. -/
def Likelihood.ofWeights (p q : Fin n → K) (hp : ∀ i, 0 < p i) (tp : sum p = 1)
    (hq : ∀ i, 0 ≤ q i) (tq : sum q = 1) :
    Likelihood (Law.ofWeights p (fun i => le_of_lt (hp i)) tp) where
  ratio i := q i / p i
  nonneg i := div_nonneg (hq i) (le_of_lt (hp i))
  mean := by
    rw [expect_ofWeights, ← tq]
    exact sum_congr fun i => by rw [mul_comm, div_mul_cancel _ (ne_of_gt (hp i))]

variable (p q : Fin n → K) (hp : ∀ i, 0 < p i) (tp : sum p = 1) (hq : ∀ i, 0 ≤ q i)
  (tq : sum q = 1)

/-- Its other law is the one with the weights `q`. -/
theorem Likelihood.expect_ofWeights (T : Fin n → K) :
    (Likelihood.ofWeights p q hp tp hq tq).expect T = sum fun i => q i * T i := by
  refine (DASH.expect_ofWeights p _ tp fun i => q i / p i * T i).trans (sum_congr fun i => ?_)
  rw [← mul_assoc, mul_comm (p i), div_mul_cancel _ (ne_of_gt (hp i))]

/-- Its divergence is the chi-squared divergence of the weights. -/
theorem Likelihood.divergence_ofWeights :
    (Likelihood.ofWeights p q hp tp hq tq).divergence = chiSquared q p := by
  unfold Likelihood.divergence variance
  rw [(Likelihood.ofWeights p q hp tp hq tq).mean]
  refine (DASH.expect_ofWeights p _ tp fun i => (q i / p i - 1) ^ 2).trans
    (sum_congr fun i => ?_)
  refine eq_div_of_mul_eq (ne_of_gt (hp i)) ?_
  have cancel : q i / p i * p i = q i := div_mul_cancel _ (ne_of_gt (hp i))
  rw [show p i * (q i / p i - 1) ^ 2 * p i = (q i / p i * p i - p i) ^ 2 from
    ring_eq (by decide +kernel), cancel]

include hp tp hq tq in
/-- **Hammersley, Chapman and Robbins on `Fin n`.** For weights `p > 0` and `q`, an estimator's
expectation moves between the two laws by at most what its variance under the first and the
chi-squared divergence allow: `(E_q T - E_p T)² ≤ χ²(q, p) Var_p T`. -/
theorem hammersley_chapman_robbins (T : Fin n → K) :
    ((sum fun i => q i * T i) - sum fun i => p i * T i) ^ 2
      ≤ chiSquared q p * sum fun i => p i * (T i - sum fun j => p j * T j) ^ 2 := by
  have key := (Likelihood.ofWeights p q hp tp hq tq).shift_le T
  have mean := DASH.expect_ofWeights p (fun i => le_of_lt (hp i)) tp T
  have spread := DASH.expect_ofWeights p (fun i => le_of_lt (hp i)) tp
    fun i => (T i - sum fun j => p j * T j) ^ 2
  unfold variance at key
  rw [Likelihood.expect_ofWeights, Likelihood.divergence_ofWeights, mean, spread] at key
  exact key

end Weights

/-! ## Where the mean attains the bound: a coin -/

section Coin
variable {K : Type v} [OrderedField K] {p q : K} (h0 : 0 < p) (h1 : p < 1) (k0 : 0 ≤ q)
  (k1 : q ≤ 1)

/-- The likelihood ratio of a coin with success probability `q` to one with `p`. -/
def Likelihood.coin : Likelihood (Law.ofProbability p (le_of_lt h0) (le_of_lt h1)) where
  ratio b := if b = true then q / p else (1 - q) / (1 - p)
  nonneg b := by
    cases b with
    | true => exact div_nonneg k0 (le_of_lt h0)
    | false => exact div_nonneg (sub_nonneg.mpr k1) (sub_nonneg.mpr (le_of_lt h1))
  mean := by
    rw [expect_ofProbability]
    show p * (q / p) + (1 - p) * ((1 - q) / (1 - p)) = 1
    rw [mul_comm, div_mul_cancel q (ne_of_gt h0), mul_comm,
      div_mul_cancel (1 - q) (ne_of_gt (sub_pos.mpr h1))]
    exact ring_eq (by decide +kernel)

/-- The indicator of a success. -/
def success (b : Bool) : K := if b = true then 1 else 0

/-- The mean and the variance of a success. -/
theorem success_moments {r : K} (r0 : 0 ≤ r) (r1 : r ≤ 1) :
    expect (Law.ofProbability r r0 r1) success = r ∧
      variance (Law.ofProbability r r0 r1) success = r * (1 - r) := by
  have mean : expect (Law.ofProbability r r0 r1) success = r := by
    rw [expect_ofProbability]
    show r * 1 + (1 - r) * 0 = r
    exact ring_eq (by decide +kernel)
  refine ⟨mean, ?_⟩
  rw [variance_eq, mean, expect_ofProbability]
  show r * 1 ^ 2 + (1 - r) * 0 ^ 2 - r ^ 2 = r * (1 - r)
  exact ring_eq (by decide +kernel)

/-- **The coin attains the bound.** Between any two coins the observed success attains the bound of
Hammersley, Chapman and Robbins: its expectation is `p` and `q`, its variance `p (1 - p)`, and the
divergence is exactly `(q - p)² / (p (1 - p))`. -/
theorem coin_attains :
    (Likelihood.coin h0 h1 k0 k1).expect success = q ∧
      (Likelihood.coin h0 h1 k0 k1).divergence * (p * (1 - p)) = (q - p) ^ 2 ∧
      ((Likelihood.coin h0 h1 k0 k1).expect success
          - expect (Law.ofProbability p (le_of_lt h0) (le_of_lt h1)) success) ^ 2
        = (Likelihood.coin h0 h1 k0 k1).divergence
          * variance (Law.ofProbability p (le_of_lt h0) (le_of_lt h1)) success := by
  have win : q / p * p = q := div_mul_cancel q (ne_of_gt h0)
  have lose : (1 - q) / (1 - p) * (1 - p) = 1 - q :=
    div_mul_cancel (1 - q) (ne_of_gt (sub_pos.mpr h1))
  have other : (Likelihood.coin h0 h1 k0 k1).expect success = q := by
    refine (expect_ofProbability _ _ _).trans ?_
    show p * (q / p * 1) + (1 - p) * ((1 - q) / (1 - p) * 0) = q
    rw [mul_zero, mul_zero, add_zero, mul_one, mul_comm, win]
  have apart : (Likelihood.coin h0 h1 k0 k1).divergence * (p * (1 - p)) = (q - p) ^ 2 := by
    rw [Likelihood.divergence_eq]
    have second : expect (Law.ofProbability p (le_of_lt h0) (le_of_lt h1))
        (fun b => (Likelihood.coin h0 h1 k0 k1).ratio b ^ 2)
        = p * (q / p) ^ 2 + (1 - p) * ((1 - q) / (1 - p)) ^ 2 := expect_ofProbability _ _ _
    rw [second, show (p * (q / p) ^ 2 + (1 - p) * ((1 - q) / (1 - p)) ^ 2 - 1) * (p * (1 - p))
      = (q / p * p) ^ 2 * (1 - p) + ((1 - q) / (1 - p) * (1 - p)) ^ 2 * p - p * (1 - p) from
      ring_eq (by decide +kernel), win, lose]
    exact ring_eq (by decide +kernel)
  refine ⟨other, apart, ?_⟩
  rw [other, (success_moments _ _).1, (success_moments _ _).2, apart]

end Coin

/-! ## The other law, and its copies -/

section Other
variable {Ω : Type u} {K : Type v} [OrderedField K]

/-- Multiplies every weight by a ratio. -/
def reweightAtoms (r : Ω → K) : List (K × Ω) → List (K × Ω)
  | [] => []
  | (p, a) :: l => (p * r a, a) :: reweightAtoms r l

/-- The sum of a function over reweighted outcomes. -/
theorem integral_reweightAtoms (r X : Ω → K) : ∀ l : List (K × Ω),
    integral (reweightAtoms r l) X = integral l fun a => r a * X a
  | [] => rfl
  | (p, a) :: l => by
    show p * r a * X a + integral (reweightAtoms r l) X = p * (r a * X a) + integral l _
    rw [integral_reweightAtoms r X l, mul_assoc]

private theorem reweightAtoms_nonneg {r : Ω → K} (hr : ∀ a, 0 ≤ r a) : ∀ l : List (K × Ω),
    (∀ a, a ∈ l → 0 ≤ a.1) → ∀ b, b ∈ reweightAtoms r l → 0 ≤ b.1
  | [], _, _, h => absurd h List.not_mem_nil
  | (p, a) :: l, hl, b, h => by
    rcases List.mem_cons.mp h with e | e
    · rw [e]
      exact mul_nonneg (hl (p, a) (List.mem_cons.mpr (Or.inl rfl))) (hr a)
    · exact reweightAtoms_nonneg hr l (fun c hc => hl c (List.mem_cons.mpr (Or.inr hc))) b e

variable {P : Law Ω K}

/-- The other law of a likelihood ratio. -/
def Likelihood.law (L : Likelihood P) : Law Ω K where
  atoms := reweightAtoms L.ratio P.atoms
  nonneg := reweightAtoms_nonneg L.nonneg P.atoms P.nonneg
  total := by
    rw [integral_reweightAtoms]
    refine (integral_congr (fun a => mul_one (L.ratio a)) P.atoms).trans L.mean

/-- Expectations under the other law. -/
theorem Likelihood.expect_law (L : Likelihood P) (X : Ω → K) :
    DASH.expect L.law X = L.expect X := integral_reweightAtoms L.ratio X P.atoms

/-- **Copies of the other law.** The likelihood ratio of copies, the product of the ratios, is that
of independent copies of the other law. -/
theorem Likelihood.expect_law_copies (L : Likelihood P) : ∀ (n : Nat) (X : (Fin n → Ω) → K),
    DASH.expect (L.law.copies n) X = (L.copies n).expect X
  | 0, X => by
    show DASH.expect (Law.point _) X = DASH.expect (Law.point _) fun c => 1 * X c
    rw [expect_point, expect_point, one_mul]
  | n + 1, X => by
    rw [expect_copies_succ, L.expect_law]
    refine (expect_congr P fun a => ?_).trans (expect_copies_succ P n fun c =>
      (L.copies (n + 1)).ratio c * X c).symm
    show L.ratio a * DASH.expect (L.law.copies n) (fun r => X (cons a r)) = _
    rw [L.expect_law_copies n]
    refine (expect_mul_left (P.copies n) (L.ratio a) _).symm.trans ?_
    exact expect_congr (P.copies n) fun c => (mul_assoc _ _ _).symm

/-- The lower bound on the number of models, for the copies of the other law itself. -/
theorem models_needed_law (L : Likelihood P) (M : Nat) (B : (Fin M → Ω) → Prop) [DecidablePred B]
    (first : 3 * DASH.prob (P.copies M) B ≤ 1)
    (second : 3 * DASH.prob (L.law.copies M) (fun c => ¬B c) ≤ 1) :
    4 ≤ 13 * (ofNat M * L.divergence) :=
  models_needed L M B first (le_trans (le_of_eq (congrArg (fun x => 3 * x)
    (L.expect_law_copies M fun c => if ¬B c then 1 else 0).symm)) second)

/-- Laws with the same expectations have copies with the same expectations. -/
theorem expect_copies_of_expect_eq {P Q : Law Ω K} (h : ∀ X, expect P X = expect Q X) :
    ∀ (n : Nat) (X : (Fin n → Ω) → K), expect (P.copies n) X = expect (Q.copies n) X
  | 0, _ => rfl
  | n + 1, X => by
    rw [expect_copies_succ, expect_copies_succ, h]
    exact expect_congr Q fun a => expect_copies_of_expect_eq h n fun r => X (cons a r)

end Other

/-! ## Every unbiased estimator -/

section Unbiased
variable {Ω : Type u} {K : Type v} [OrderedField K]

private theorem integral_congr_mem {X Y : Ω → K} : ∀ l : List (K × Ω),
    (∀ a, a ∈ l → X a.2 = Y a.2) → integral l X = integral l Y
  | [], _ => rfl
  | (p, a) :: l, h => by
    show p * X a + integral l X = p * Y a + integral l Y
    rw [h (p, a) (List.mem_cons.mpr (Or.inl rfl)),
      integral_congr_mem l fun b hb => h b (List.mem_cons.mpr (Or.inr hb))]

private theorem exists_bound (X : Ω → K) : ∀ l : List (K × Ω),
    ∃ b : K, 0 ≤ b ∧ ∀ a, a ∈ l → -X a.2 ≤ b
  | [] => ⟨0, le_refl 0, fun _ h => absurd h List.not_mem_nil⟩
  | (p, a) :: l => by
    obtain ⟨b, hb, all⟩ := exists_bound X l
    refine ⟨max b (-X a), le_trans hb (le_max_left _ _), fun c hc => ?_⟩
    rcases List.mem_cons.mp hc with e | e
    · rw [e]
      exact le_max_right b (-X a)
    · exact le_trans (all c e) (le_max_left _ _)

private theorem max_zero {x : K} (h : 0 ≤ x) : max 0 x = x := ite_eq_left h

private theorem exists_tilt (P : Law Ω K) (X : Ω → K) (c : K)
    (h : ∀ a, a ∈ P.atoms → 0 ≤ 1 + c * (X a.2 - expect P X)) :
    ∃ L : Likelihood P, L.divergence = c ^ 2 * variance P X ∧
      L.expect X = expect P X + c * variance P X := by
  have on : ∀ Y : K → Ω → K,
      expect P (fun a => Y (max 0 (1 + c * (X a - expect P X))) a)
        = expect P fun a => Y (1 + c * (X a - expect P X)) a := fun Y =>
    integral_congr_mem P.atoms fun a ha => by rw [max_zero (h a ha)]
  have centred : expect P (fun a => X a - expect P X) = 0 := by
    rw [expect_sub, expect_const]
    exact ring_eq (by decide +kernel)
  have mean : expect P (fun a => max 0 (1 + c * (X a - expect P X))) = 1 := by
    rw [on fun y _ => y, expect_add, expect_const, expect_mul_left, centred]
    exact ring_eq (by decide +kernel)
  refine ⟨⟨fun a => max 0 (1 + c * (X a - expect P X)), fun a => le_max_left _ _, mean⟩, ?_, ?_⟩
  · unfold Likelihood.divergence variance
    rw [mean, on fun y _ => (y - 1) ^ 2, ← expect_mul_left]
    exact expect_congr P fun a => ring_eq (by decide +kernel)
  · show expect P (fun a => max 0 (1 + c * (X a - expect P X)) * X a) = _
    rw [on fun y a => y * X a]
    unfold variance
    rw [expect_congr P (Y := fun a => X a + (c * (X a - expect P X) ^ 2
        + c * expect P X * (X a - expect P X))) fun a => ring_eq (by decide +kernel),
      expect_add, expect_add, expect_mul_left, expect_mul_left, centred]
    exact ring_eq (by decide +kernel)

variable (P : Law Ω K) (X : Ω → K) {M : Nat}

/-- An estimator from `M` models is unbiased for the mean of a variable: under every law, its
expectation over `M` independent copies is the expectation of the variable. -/
def Unbiased (X : Ω → K) {M : Nat} (T : (Fin M → Ω) → K) : Prop :=
  ∀ Q : Law Ω K, expect (Q.copies M) T = expect Q X

/-- The mean of the copies is unbiased. -/
theorem unbiased_meanOfCopies (hM : 0 < M) : Unbiased X (meanOfCopies (n := M) X) :=
  fun Q => expect_meanOfCopies Q hM X

/-- **Cramér–Rao without a family.** An estimator from `M` models that is unbiased under every law
has, under each, at least the variance `σ² / M`. -/
theorem Unbiased.variance_ge {T : (Fin M → Ω) → K} (h : Unbiased X T) :
    variance P X ≤ ofNat M * variance (P.copies M) T := by
  refine Decidable.byContradiction fun less => ?_
  have small : ofNat M * variance (P.copies M) T < variance P X := lt_of_not_le less
  obtain ⟨b, hb, bound⟩ := exists_bound (fun a => X a - expect P X) P.atoms
  have hM := ofNat_nonneg (K := K) M
  have hV := variance_nonneg (P.copies M) T
  have hs : 0 < variance P X := lt_of_le_of_lt (mul_nonneg hM hV) small
  have hg : 0 < variance P X - ofNat M * variance (P.copies M) T := sub_pos.mpr small
  generalize gap : variance P X - ofNat M * variance (P.copies M) T = g at hg
  have unit : g * g⁻¹ = 1 := mul_inv_cancel (ne_of_gt hg)
  have hi : 0 < g⁻¹ := inv_pos hg
  have one0 : (0 : K) ≤ 1 := le_of_lt zero_lt_one
  -- a tilt so small that the tilted law exists and terms of second order do not count
  let A : K := b + ofNat M * variance P X ^ 2 * g⁻¹ + ofNat M * variance P X + 1
  have t1 : 0 ≤ ofNat M * variance P X ^ 2 * g⁻¹ :=
    mul_nonneg (mul_nonneg hM (square_nonneg _)) (le_of_lt hi)
  have t2 : 0 ≤ ofNat M * variance P X := mul_nonneg hM (le_of_lt hs)
  have base : 0 ≤ A - 1 := by
    rw [show A - 1 = b + ofNat M * variance P X ^ 2 * g⁻¹ + ofNat M * variance P X from
      (show b + ofNat M * variance P X ^ 2 * g⁻¹ + ofNat M * variance P X + 1 - 1 = _ from
        ring_eq (by decide +kernel))]
    exact add_nonneg (add_nonneg hb t1) t2
  have geB : b ≤ A := le_of_cert (add_nonneg (add_nonneg t1 t2) one0)
    (show b + ofNat M * variance P X ^ 2 * g⁻¹ + ofNat M * variance P X + 1 - b = _ from
      ring_eq (by decide +kernel))
  have geG : ofNat M * variance P X ^ 2 * g⁻¹ + 1 ≤ A := le_of_cert (add_nonneg hb t2)
    (show b + ofNat M * variance P X ^ 2 * g⁻¹ + ofNat M * variance P X + 1
      - (ofNat M * variance P X ^ 2 * g⁻¹ + 1) = _ from ring_eq (by decide +kernel))
  have geS : ofNat M * variance P X + 1 ≤ A := le_of_cert (add_nonneg hb t1)
    (show b + ofNat M * variance P X ^ 2 * g⁻¹ + ofNat M * variance P X + 1
      - (ofNat M * variance P X + 1) = _ from ring_eq (by decide +kernel))
  generalize A = A at base geB geG geS
  have hA : 0 < A := lt_of_lt_of_le zero_lt_one (sub_nonneg.mp base)
  have hcA : A⁻¹ * A = 1 := inv_mul_cancel (ne_of_gt hA)
  have hc : 0 < A⁻¹ := inv_pos hA
  generalize A⁻¹ = c at hcA hc
  have square : A ≤ A ^ 2 := le_of_cert (mul_nonneg (le_of_lt hA) base) (ring_eq (by decide +kernel))
  have scaled : c ^ 2 * A ^ 2 = 1 := by
    rw [show c ^ 2 * A ^ 2 = (c * A) ^ 2 from ring_eq (by decide +kernel), hcA]
    exact ring_eq (by decide +kernel)
  have hc2 : 0 < c ^ 2 := square_pos (ne_of_gt hc)
  obtain ⟨L, divergence, shift⟩ := exists_tilt P X c fun a ha => by
    rw [← hcA, show c * A + c * (X a.2 - expect P X) = c * (A - -(X a.2 - expect P X)) from
      ring_eq (by decide +kernel)]
    exact mul_nonneg (le_of_lt hc) (sub_nonneg.mpr (le_trans (bound a ha) geB))
  have first : ofNat M * L.divergence < 1 := by
    rw [divergence, ← scaled]
    refine lt_of_cert (mul_pos hc2 (sub_pos.mpr (lt_of_lt_of_le (lt_add_one _)
      (le_trans geS square)))) ?_
    exact ring_eq (by decide +kernel)
  have second : ofNat M * L.divergence * variance P X < g := by
    have key : ofNat M * variance P X ^ 2 < A ^ 2 * g := by
      have grown := mul_le_mul_of_nonneg_right (le_trans geG square) (le_of_lt hg)
      refine lt_of_lt_of_le ?_ grown
      refine lt_of_cert hg ?_
      rw [show (ofNat M * variance P X ^ 2 * g⁻¹ + 1) * g - ofNat M * variance P X ^ 2
        = ofNat M * variance P X ^ 2 * (g * g⁻¹) + g - ofNat M * variance P X ^ 2 from
        ring_eq (by decide +kernel), unit]
      exact ring_eq (by decide +kernel)
    rw [divergence, ← one_mul g, ← scaled]
    exact lt_of_cert (mul_pos hc2 (sub_pos.mpr key)) (ring_eq (by decide +kernel))
  have hD0 : 0 ≤ L.divergence := variance_nonneg P L.ratio
  have grown := power_mul_one_sub_le hD0 M
  rw [← L.divergence_copies M] at grown
  have moved := (L.copies M).shift_le T
  rw [← L.expect_law_copies, h L.law, h P, L.expect_law, shift] at moved
  -- the shift that the estimator must make exceeds what its variance allows
  have slack : 0 ≤ 1 - ofNat M * L.divergence := le_of_lt (sub_pos.mpr first)
  have one := mul_le_mul_of_nonneg_right moved slack
  have two := mul_le_mul_of_nonneg_right grown hV
  have less : 0 < c ^ 2 * variance P X * (g - ofNat M * L.divergence * variance P X) :=
    mul_pos (mul_pos hc2 hs) (sub_pos.mpr second)
  refine not_le_of_lt less ?_
  rw [← gap]
  refine le_of_cert (add_nonneg (sub_nonneg.mpr one) (sub_nonneg.mpr two)) ?_
  rw [show c ^ 2 * variance P X * (variance P X - ofNat M * variance (P.copies M) T
      - ofNat M * L.divergence * variance P X)
    = c ^ 2 * variance P X ^ 2 * (1 - ofNat M * L.divergence)
      - ofNat M * variance (P.copies M) T * (c ^ 2 * variance P X) from
    ring_eq (by decide +kernel), ← divergence]
  exact ring_eq (by decide +kernel)

/-- **The mean is the best unbiased estimator.** Not only among weighted sums: of all estimators
that are unbiased under every law, none has under any law less variance than the mean. -/
theorem Unbiased.variance_mean_le (hM : 0 < M) {T : (Fin M → Ω) → K} (h : Unbiased X T) :
    variance (P.copies M) (meanOfCopies X) ≤ variance (P.copies M) T := by
  rw [variance_meanOfCopies P hM, div_le_iff (ofNat_pos hM), mul_comm]
  exact h.variance_ge P X


/-- **Pythagoras.** An unbiased estimator has the variance of the mean and, on top of it, that of
its distance from the mean. -/
theorem Unbiased.variance_eq (hM : 0 < M) {T : (Fin M → Ω) → K} (h : Unbiased X T) :
    variance (P.copies M) T = variance (P.copies M) (meanOfCopies X)
      + variance (P.copies M) fun c => T c - meanOfCopies X c := by
  let R := P.copies M
  let N : (Fin M → Ω) → K := fun c => T c - meanOfCopies X c
  have mixed : ∀ t : K, Unbiased X fun c : Fin M → Ω => meanOfCopies X c + t * N c := fun t Q => by
    rw [expect_add, expect_mul_left, expect_sub, h Q, expect_meanOfCopies Q hM]
    exact ring_eq (by decide +kernel)
  have spread : ∀ t : K, variance R (fun c => meanOfCopies X c + t * N c)
      = variance R (meanOfCopies X) + t ^ 2 * variance R N
        + 2 * (t * covariance R N (meanOfCopies X)) := fun t => by
    rw [variance_add, variance_mul_left, covariance_comm, covariance_mul_left]
  have quadratic : ∀ t : K,
      0 ≤ t ^ 2 * variance R N + 2 * (t * covariance R N (meanOfCopies X)) := fun t => by
    have key := (mixed t).variance_mean_le P X hM
    rw [spread t] at key
    refine le_of_add_le_add_left (c := variance R (meanOfCopies X)) ?_
    rw [add_zero, ← add_assoc]
    exact key
  have none : covariance R N (meanOfCopies X) = 0 := by
    have hw : 0 ≤ variance R N := variance_nonneg R N
    generalize variance R N = w at quadratic hw
    generalize covariance R N (meanOfCopies X) = k at quadratic
    refine Decidable.byContradiction fun ne => ?_
    have hw1 : 0 < w + 1 := add_pos_of_nonneg_of_pos hw zero_lt_one
    have unit : (w + 1) * (w + 1)⁻¹ = 1 := mul_inv_cancel (ne_of_gt hw1)
    have key := quadratic (-k * (w + 1)⁻¹)
    have hu : 0 < (w + 1)⁻¹ := inv_pos hw1
    generalize (w + 1)⁻¹ = u at unit key hu
    have less : 0 < k ^ 2 * u * (1 + u) :=
      mul_pos (mul_pos (square_pos ne) hu) (add_pos_of_nonneg_of_pos (le_of_lt zero_lt_one) hu)
    refine not_le_of_lt less (le_of_cert key ?_)
    have cancel : w * u = 1 - u := by
      rw [← unit]
      exact ring_eq (by decide +kernel)
    rw [show (-k * u) ^ 2 * w + 2 * (-k * u * k) = k ^ 2 * u * (w * u) - 2 * (k ^ 2 * u) from
      ring_eq (by decide +kernel), cancel]
    exact ring_eq (by decide +kernel)
  have whole := spread 1
  rw [none] at whole
  have same : variance R T = variance R fun c => meanOfCopies X c + 1 * N c := by
    have each : ∀ c, T c = meanOfCopies X c + 1 * N c := fun c =>
      show T c = meanOfCopies X c + 1 * (T c - meanOfCopies X c) from ring_eq (by decide +kernel)
    unfold variance
    rw [expect_congr R each]
    exact expect_congr R fun c => by rw [each c]
  refine same.trans (whole.trans ?_)
  show variance R (meanOfCopies X) + 1 ^ 2 * variance R N + 2 * (1 * 0)
    = variance R (meanOfCopies X) + variance R N
  exact ring_eq (by decide +kernel)

private theorem integral_ne_zero {Ω : Type u} {N : Ω → K} : ∀ l : List (K × Ω),
    (∀ a, a ∈ l → 0 ≤ a.1) → integral l (fun a => N a ^ 2) = 0 →
      integral l (fun a => if N a ≠ 0 then 1 else 0) = 0
  | [], _, _ => rfl
  | (p, a) :: l, hl, h => by
    have hp : 0 ≤ p := hl (p, a) (List.mem_cons.mpr (Or.inl rfl))
    have rest : ∀ b, b ∈ l → 0 ≤ b.1 := fun b hb => hl b (List.mem_cons.mpr (Or.inr hb))
    have tail : 0 ≤ integral l fun a => N a ^ 2 := integral_nonneg l rest fun _ => square_nonneg _
    have head : 0 ≤ p * N a ^ 2 := mul_nonneg hp (square_nonneg _)
    have h : p * N a ^ 2 + integral l (fun a => N a ^ 2) = 0 := h
    have zero : integral l (fun a => N a ^ 2) = 0 :=
      le_antisymm (le_of_cert head (by rw [← h]; exact ring_eq (by decide +kernel))) tail
    have zero' : p * N a ^ 2 = 0 := by
      rw [zero, add_zero] at h
      exact h
    show p * (if N a ≠ 0 then 1 else 0) + integral l _ = 0
    rw [integral_ne_zero l rest zero, add_zero]
    by_cases e : N a = 0
    · rw [ite_eq_right fun k => k e, mul_zero]
    · rw [ite_eq_left e, mul_one]
      exact (mul_eq_zero zero').resolve_right fun k => e (eq_zero_of_square_eq_zero k)

/-- **And only the mean is.** An unbiased estimator with no more variance than the mean differs from
the mean with probability zero. -/
theorem Unbiased.eq_mean (hM : 0 < M) {T : (Fin M → Ω) → K} (h : Unbiased X T)
    (least : variance (P.copies M) T ≤ variance (P.copies M) (meanOfCopies X)) :
    prob (P.copies M) (fun c => T c - meanOfCopies X c ≠ 0) = 0 := by
  have key := h.variance_eq P X hM
  have centre : expect (P.copies M) (fun c => T c - meanOfCopies X c) = 0 := by
    rw [expect_sub, h P, expect_meanOfCopies P hM]
    exact ring_eq (by decide +kernel)
  rw [key] at least
  have zero : variance (P.copies M) (fun c => T c - meanOfCopies X c) = 0 :=
    le_antisymm (le_of_add_le_add_left (c := variance (P.copies M) (meanOfCopies X)) (by
      rw [add_zero]
      exact least)) (variance_nonneg _ _)
  rw [DASH.variance_eq, centre] at zero
  refine integral_ne_zero (P.copies M).atoms (P.copies M).nonneg ?_
  refine Eq.trans ?_ zero
  show expect (P.copies M) (fun c => (T c - meanOfCopies X c) ^ 2)
    = expect (P.copies M) (fun c => (T c - meanOfCopies X c) ^ 2) - 0 ^ 2
  exact ring_eq (by decide +kernel)

end Unbiased

/-! ## Coins: the classical case -/

section Coins
variable {K : Type v} [OrderedField K] {M : Nat}

/-- **The Cramér–Rao bound for coins.** An estimator from `M` tosses that is unbiased for the
probability of every coin has at every coin at least the variance `p (1 - p) / M`, which is the
variance of the share of successes. -/
theorem coin_cramer_rao {T : (Fin M → Bool) → K}
    (h : ∀ (q : K) (h0 : 0 ≤ q) (h1 : q ≤ 1),
      expect ((Law.ofProbability q h0 h1).copies M) T = q)
    {p : K} (h0 : 0 ≤ p) (h1 : p ≤ 1) :
    p * (1 - p) ≤ ofNat M * variance ((Law.ofProbability p h0 h1).copies M) T := by
  have unbiased : Unbiased (success : Bool → K) T := fun Q => by
    have q0 : 0 ≤ expect Q success := expect_nonneg Q fun b => by
      cases b with
      | true => exact le_of_lt (zero_lt_one (K := K))
      | false => exact le_refl (0 : K)
    have q1 : expect Q success ≤ 1 := by
      have key := expect_le_expect Q (X := success) (Y := fun _ => (1 : K)) fun b => by
        cases b with
        | true => exact le_refl (1 : K)
        | false => exact le_of_lt (zero_lt_one (K := K))
      rw [expect_const] at key
      exact key
    have coin : ∀ X : Bool → K, expect Q X = expect (Law.ofProbability _ q0 q1) X := fun X => by
      have split : ∀ b, X b = success b * (X true - X false) + X false := fun b => by
        cases b with
        | true =>
          show X true = 1 * (X true - X false) + X false
          exact ring_eq (by decide +kernel)
        | false =>
          show X false = 0 * (X true - X false) + X false
          exact ring_eq (by decide +kernel)
      rw [expect_ofProbability, expect_congr Q split, expect_add, expect_mul_right, expect_const]
      exact ring_eq (by decide +kernel)
    rw [expect_copies_of_expect_eq coin, h]
  have key := unbiased.variance_ge (Law.ofProbability p h0 h1) success
  rw [(success_moments h0 h1).2] at key
  exact key

/-- The share of successes attains the bound for coins. -/
theorem coin_share (hM : 0 < M) {p : K} (h0 : 0 ≤ p) (h1 : p ≤ 1) :
    expect ((Law.ofProbability p h0 h1).copies M) (meanOfCopies success) = p ∧
      ofNat M * variance ((Law.ofProbability p h0 h1).copies M) (meanOfCopies success)
        = p * (1 - p) := by
  rw [expect_meanOfCopies _ hM, variance_meanOfCopies _ hM, (success_moments h0 h1).1,
    (success_moments h0 h1).2, mul_comm (ofNat M), div_mul_cancel _ (ofNat_ne_zero hM)]
  exact ⟨rfl, rfl⟩

end Coins

/-! ## A family in which the mean is not best -/

section Shifted
variable {K : Type v} [OrderedField K]

/-- A fair coin around `θ`: the value `θ + 1` or `θ - 1`, each with probability one half. -/
def shiftedCoin (θ : K) : Law K K :=
  (Law.ofProbability (1 / 2 : K) (le_of_lt (half_pos zero_lt_one))
    (le_of_lt (half_lt_self zero_lt_one))).map fun b => θ + fairSign b

/-- Expectations under the shifted coin. -/
theorem expect_shiftedCoin (θ : K) (X : K → K) :
    2 * expect (shiftedCoin θ) X = X (θ + 1) + X (θ - 1) := by
  have half : (1 : K) / 2 * 2 = 1 := div_mul_cancel 1 two_ne_zero
  have value : expect (shiftedCoin θ) X
      = 1 / 2 * X (θ + 1) + (1 - 1 / 2) * X (θ + -1) :=
    (expect_map _ _ X).trans (expect_ofProbability _ _ fun b => X (θ + fairSign b))
  rw [value, ← sub_eq_add_neg, show 2 * (1 / 2 * X (θ + 1) + (1 - 1 / 2) * X (θ - 1))
    = 1 / 2 * 2 * X (θ + 1) + (2 - 1 / 2 * 2) * X (θ - 1) from ring_eq (by decide +kernel), half]
  exact ring_eq (by decide +kernel)

/-- The midrange of three values: halfway between the largest and the smallest. -/
def midrange (c : Fin 3 → K) : K :=
  (max (c ⟨0, by decide⟩) (max (c ⟨1, by decide⟩) (c ⟨2, by decide⟩))
    + min (c ⟨0, by decide⟩) (min (c ⟨1, by decide⟩) (c ⟨2, by decide⟩))) / 2

private theorem expect_three (θ : K) (T : (Fin 3 → K) → K) (V : K → K → K → K)
    (h : ∀ (x y z : K) (r : Fin 0 → K), T (cons x (cons y (cons z r))) = V x y z) :
    8 * expect ((shiftedCoin θ).copies 3) T
      = V (θ + 1) (θ + 1) (θ + 1) + V (θ + 1) (θ + 1) (θ - 1)
        + (V (θ + 1) (θ - 1) (θ + 1) + V (θ + 1) (θ - 1) (θ - 1))
        + (V (θ - 1) (θ + 1) (θ + 1) + V (θ - 1) (θ + 1) (θ - 1)
          + (V (θ - 1) (θ - 1) (θ + 1) + V (θ - 1) (θ - 1) (θ - 1))) := by
  have third : ∀ x y : K, 2 * expect ((shiftedCoin θ).copies 1) (fun r => T (cons x (cons y r)))
      = V x y (θ + 1) + V x y (θ - 1) := fun x y => by
    rw [expect_copies_succ, expect_congr (shiftedCoin θ) (Y := fun z => V x y z) fun z =>
      (expect_congr ((shiftedCoin θ).copies 0) fun r => h x y z r).trans (expect_const _ _)]
    exact expect_shiftedCoin θ fun z => V x y z
  have second : ∀ x : K, 4 * expect ((shiftedCoin θ).copies 2) (fun r => T (cons x r))
      = V x (θ + 1) (θ + 1) + V x (θ + 1) (θ - 1)
        + (V x (θ - 1) (θ + 1) + V x (θ - 1) (θ - 1)) := fun x => by
    rw [expect_copies_succ, ← third, ← third]
    have key := expect_shiftedCoin θ fun y =>
      expect ((shiftedCoin θ).copies 1) fun r => T (cons x (cons y r))
    rw [← mul_add, ← key]
    exact ring_eq (by decide +kernel)
  rw [expect_copies_succ, ← second, ← second]
  have key := expect_shiftedCoin θ fun x =>
    expect ((shiftedCoin θ).copies 2) fun r => T (cons x r)
  rw [← mul_add, ← key]
  exact ring_eq (by decide +kernel)

private theorem midrange_values (θ : K) (g : K → K) :
    8 * expect ((shiftedCoin θ).copies 3) (fun c => g (midrange c))
      = g (θ + 1) + 6 * g θ + g (θ - 1) := by
  have low : θ - 1 ≤ θ + 1 := le_of_cert (le_of_lt zero_lt_two) (ring_eq (by decide +kernel))
  have high : ¬θ + 1 ≤ θ - 1 := not_le_of_lt
    (lt_of_cert zero_lt_two (ring_eq (by decide +kernel)))
  have max0 : max (θ + 1) (θ - 1) = θ + 1 := ite_eq_right high
  have max1 : max (θ - 1) (θ + 1) = θ + 1 := ite_eq_left low
  have min0 : min (θ + 1) (θ - 1) = θ - 1 := ite_eq_right high
  have min1 : min (θ - 1) (θ + 1) = θ - 1 := ite_eq_left low
  have maxS : ∀ x : K, max x x = x := fun x => ite_eq_left (le_refl x)
  have minS : ∀ x : K, min x x = x := fun x => ite_eq_left (le_refl x)
  have whole : ∀ x : K, (x + x) / 2 = x := fun x => by
    rw [← div_add_div]
    exact half_add_half x
  have middle : (θ + 1 + (θ - 1)) / 2 = θ := by
    rw [show θ + 1 + (θ - 1) = θ + θ from ring_eq (by decide +kernel), whole]
  rw [expect_three θ (fun c => g (midrange c))
    (fun x y z => g ((max x (max y z) + min x (min y z)) / 2)) fun _ _ _ _ => rfl]
  simp only [max0, max1, min0, min1, maxS, minS, whole, middle]
  exact ring_eq (by decide +kernel)

/-- **The mean is not best in every family.** From three models whose values are `θ + 1` or `θ - 1`
with equal probability, the midrange is as unbiased for `θ` as the mean, for every `θ`, and has the
variance `1/4` where the mean has `1/3`. The published claim that the mean is best by sufficiency
fails here; it is best where an estimator has to be unbiased under every law. -/
theorem midrange_better (θ : K) :
    expect ((shiftedCoin θ).copies 3) midrange = θ ∧
      expect ((shiftedCoin θ).copies 3) (meanOfCopies fun x => x) = θ ∧
      4 * variance ((shiftedCoin θ).copies 3) midrange = 1 ∧
      3 * variance ((shiftedCoin θ).copies 3) (meanOfCopies fun x => x) = 1 := by
  have eight : (8 : K) ≠ 0 := ne_of_gt (ofNat_pos (by decide))
  have one : expect (shiftedCoin θ) (fun x => x) = θ := by
    refine mul_left_cancel two_ne_zero ((expect_shiftedCoin θ fun x => x).trans ?_)
    exact ring_eq (by decide +kernel)
  have spread : variance (shiftedCoin θ) (fun x => x) = 1 := by
    unfold variance
    rw [one]
    refine mul_left_cancel two_ne_zero ((expect_shiftedCoin θ fun x => (x - θ) ^ 2).trans ?_)
    exact ring_eq (by decide +kernel)
  have mid : expect ((shiftedCoin θ).copies 3) midrange = θ := by
    refine mul_left_cancel eight ((midrange_values θ fun x => x).trans ?_)
    exact ring_eq (by decide +kernel)
  refine ⟨mid, (expect_meanOfCopies _ (by decide) _).trans one, ?_, ?_⟩
  · unfold variance
    rw [mid]
    refine mul_left_cancel two_ne_zero ?_
    have key := midrange_values θ fun x => (x - θ) ^ 2
    rw [show (2 : K) * (4 * expect ((shiftedCoin θ).copies 3) fun c => (midrange c - θ) ^ 2)
      = 8 * expect ((shiftedCoin θ).copies 3) fun c => (midrange c - θ) ^ 2 from
      ring_eq (by decide +kernel), key]
    exact ring_eq (by decide +kernel)
  · rw [variance_meanOfCopies _ (by decide), spread]
    show (3 : K) * (1 / 3) = 1
    have three : (3 : K) ≠ 0 := ne_of_gt (ofNat_pos (by decide))
    rw [mul_comm, div_mul_cancel 1 three]

end Shifted

end DASH
