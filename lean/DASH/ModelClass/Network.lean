import DASH.Probability.Law
import DASH.Impossibility.Theorem

/-!
# Networks: what follows from symmetry, and on what condition

The published statement on neural networks is conditional: if each feature of a group is
"captured", strictly above the others, by the outcome of some training, then the group is
collinear. The second half of the condition is not needed when the models are closed under
exchanging the features of the group: one model that does not tie the whole group is enough.

Where that closure comes from is shown on networks with one hidden layer, of any size and with any
activation. Exchanging two inputs in the weights exchanges them in the function; a law of the data
under which the two inputs are exchangeable gives both networks the same risk, for any loss; and
the attribution by occlusion is exchanged with them. An explicit network of two hidden units shows
that the hypotheses hold together.

All of this is about the set of networks of at most a given risk. Whether a training procedure
reaches both of two exchanged networks is a property of the procedure, and nothing here says so.
-/

namespace DASH

universe u v w

/-! ## The conditional statement -/

section Conditional
variable {F : Type u} {Θ : Type v} {K : Type w} [DecidableEq F] {G : Type u}

/-- A set of models closed under exchanging any two features of a group: the exchanged model is in
the set, and its attributions are the exchanged ones. -/
structure ExchangeClosed [LT K] (φ : Θ → F → K) (S : Θ → Prop) (group : F → G) (ℓ : G) where
  /-- The model with two features exchanged. -/
  exchange : F → F → Θ → Θ
  closed : ∀ j k, group j = ℓ → group k = ℓ → ∀ f, S f → S (exchange j k f)
  attribution : ∀ j k, group j = ℓ → group k = ℓ → ∀ f a,
    φ (exchange j k f) (swap j k a) = φ f a

variable {φ : Θ → F → K} {S : Θ → Prop} {group : F → G} {ℓ : G}

/-- **One distinguishing model is enough.** In a set of models closed under exchanging the features
of a group, one model that has one feature of the group above another makes every two different
features of the group a Rashomon pair. -/
theorem ExchangeClosed.collinearGroup [LT K] (h : ExchangeClosed φ S group ℓ) {f : Θ} (hf : S f)
    {a b : F} (ha : group a = ℓ) (hb : group b = ℓ) (hab : a ≠ b) (lt : φ f b < φ f a) :
    CollinearGroup φ S group ℓ := by
  have inside : ∀ {j k c : F}, group j = ℓ → group k = ℓ → group c = ℓ →
      group (swap j k c) = ℓ := fun {j k c} hj hk hc => by
    by_cases ej : c = j
    · rw [ej, swap_left]; exact hk
    by_cases ek : c = k
    · rw [ek, swap_right]; exact hj
    · rw [swap_other ej ek]; exact hc
  have side : ∀ j k, group j = ℓ → group k = ℓ → j ≠ k → ∃ g, S g ∧ φ g k < φ g j :=
    fun j k hj hk hjk => by
      have hb' : group (swap a j b) = ℓ := inside ha hj hb
      have ne : j ≠ swap a j b := fun e => hab (swap_injective a j ((swap_left a j).trans e))
      refine ⟨h.exchange (swap a j b) k (h.exchange a j f),
        h.closed _ _ hb' hk _ (h.closed _ _ ha hj f hf), ?_⟩
      have one := h.attribution a j ha hj f a
      have two := h.attribution a j ha hj f b
      rw [swap_left] at one
      have three := h.attribution (swap a j b) k hb' hk (h.exchange a j f) j
      rw [swap_other ne hjk] at three
      have four := h.attribution (swap a j b) k hb' hk (h.exchange a j f) (swap a j b)
      rw [swap_left] at four
      rw [three, four, one, two]
      exact lt
  exact fun j k hj hk hjk => ⟨side j k hj hk hjk, side k j hk hj hjk.symm⟩

/-- **The conditional statement of the published work**, with half of its condition: if the set is
closed under exchanging the features of a group and some training outcome captures one feature of
the group, strictly above all others, then every two features of the group are a Rashomon pair.
That every other feature is captured by some outcome follows. -/
theorem ExchangeClosed.captured [LT K] (h : ExchangeClosed φ S group ℓ) {f : Θ} (hf : S f) {d : F}
    (hd : group d = ℓ) (above : ∀ k, group k = ℓ → k ≠ d → φ f k < φ f d) :
    (∀ j, group j = ℓ → ∃ g, S g ∧ ∀ k, group k = ℓ → k ≠ j → φ g k < φ g j) ∧
      CollinearGroup φ S group ℓ := by
  have every : ∀ j, group j = ℓ → ∃ g, S g ∧ ∀ k, group k = ℓ → k ≠ j → φ g k < φ g j :=
    fun j hj => ⟨h.exchange d j f, h.closed d j hd hj f hf, fun k hk hkj => by
      have one := h.attribution d j hd hj f d
      rw [swap_left] at one
      have two := h.attribution d j hd hj f (swap d j k)
      rw [swap_swap] at two
      rw [one, two]
      refine above _ ?_ fun e => hkj ?_
      · by_cases ed : k = d
        · rw [ed, swap_left]; exact hj
        · rw [swap_other ed hkj]; exact hk
      · exact swap_injective d j (e.trans (swap_right d j).symm)⟩
  exact ⟨every, fun j k hj hk hjk =>
    ⟨(every j hj).elim fun g hg => ⟨g, hg.1, hg.2 k hk hjk.symm⟩,
     (every k hk).elim fun g hg => ⟨g, hg.1, hg.2 j hj hjk⟩⟩⟩

end Conditional

/-! ## Functions of the inputs: risk and occlusion -/

section Functions
variable {K : Type u} [OrderedField K] {n : Nat} {Y : Type v}

/-- The inputs with two of them exchanged. -/
def swapInputs (j k : Fin n) (x : Fin n → K) : Fin n → K := fun a => x (swap j k a)

/-- The inputs with one of them set to zero. -/
def occlude (j : Fin n) (x : Fin n → K) : Fin n → K := fun a => if a = j then 0 else x a

/-- Setting an input to zero after the exchange is setting the exchanged input to zero before. -/
theorem occlude_swapInputs (j k a : Fin n) (x : Fin n → K) :
    occlude (swap j k a) (swapInputs j k x) = swapInputs j k (occlude a x) :=
  funext fun b => by
    show (if b = swap j k a then (0 : K) else x (swap j k b)) = if swap j k b = a then 0 else _
    by_cases e : b = swap j k a
    · rw [ite_eq_left e, ite_eq_left (by rw [e, swap_swap])]
    · rw [ite_eq_right e, ite_eq_right fun s => e (by rw [← s, swap_swap])]

/-- Two inputs are exchangeable in the law of the data: expectations do not change when they are
exchanged. -/
def ExchangeableInputs (P : Law ((Fin n → K) × Y) K) (j k : Fin n) : Prop :=
  ∀ X : (Fin n → K) × Y → K, expect P (fun d => X (swapInputs j k d.1, d.2)) = expect P X

/-- The risk of a function of the inputs: its expected loss. -/
def risk (P : Law ((Fin n → K) × Y) K) (loss : K → Y → K) (g : (Fin n → K) → K) : K :=
  expect P fun d => loss (g d.1) d.2

/-- The attribution of an input by occlusion: the expected absolute change of the function when the
input is set to zero. -/
def occlusion (P : Law ((Fin n → K) × Y) K) (g : (Fin n → K) → K) (j : Fin n) : K :=
  expect P fun d => abs (g d.1 - g (occlude j d.1))

variable {P : Law ((Fin n → K) × Y) K} {j k : Fin n}

/-- **The exchange keeps the risk**, for any loss, when the two inputs are exchangeable. -/
theorem risk_swapInputs (h : ExchangeableInputs P j k) (loss : K → Y → K)
    (g : (Fin n → K) → K) : risk P loss (fun x => g (swapInputs j k x)) = risk P loss g :=
  h fun d => loss (g d.1) d.2

/-- **The exchange exchanges the attributions** by occlusion. -/
theorem occlusion_swapInputs (h : ExchangeableInputs P j k) (g : (Fin n → K) → K) (a : Fin n) :
    occlusion P (fun x => g (swapInputs j k x)) (swap j k a) = occlusion P g a := by
  refine Eq.trans ?_ (h fun d => abs (g d.1 - g (occlude a d.1)))
  refine expect_congr P fun d => ?_
  show abs (g (swapInputs j k d.1) - g (swapInputs j k (occlude (swap j k a) d.1)))
    = abs (g (swapInputs j k d.1) - g (occlude a (swapInputs j k d.1)))
  have key := occlude_swapInputs j k (swap j k a) d.1
  rw [swap_swap] at key
  rw [key]

/-- Inputs that are the same in all data are exchangeable. -/
theorem exchangeable_of_equal (h : ∀ d, d ∈ P.atoms → swapInputs j k d.2.1 = d.2.1) :
    ExchangeableInputs P j k := fun X => by
  show integral P.atoms _ = integral P.atoms X
  have go : ∀ l : List (K × ((Fin n → K) × Y)), (∀ d, d ∈ l → swapInputs j k d.2.1 = d.2.1) →
      integral l (fun d => X (swapInputs j k d.1, d.2)) = integral l X := fun l => by
    induction l with
    | nil => exact fun _ => rfl
    | cons d l ih =>
      intro hl
      show d.1 * X (swapInputs j k d.2.1, d.2.2) + integral l _ = d.1 * X d.2 + integral l X
      rw [hl d (List.mem_cons.mpr (Or.inl rfl)),
        ih fun e he => hl e (List.mem_cons.mpr (Or.inr he))]
  exact go P.atoms h

end Functions

/-! ## Networks with one hidden layer -/

section Network
variable {K : Type u} [OrderedField K] {n m : Nat} {Y : Type v}

/-- The weights of a network with `n` inputs and `m` hidden units. -/
structure Network (K : Type u) (n m : Nat) where
  /-- The weight of an input in a hidden unit. -/
  hidden : Fin m → Fin n → K
  /-- The offset of a hidden unit. -/
  offset : Fin m → K
  /-- The weight of a hidden unit in the output. -/
  output : Fin m → K

/-- The output of a network with an activation. -/
def Network.eval (act : K → K) (f : Network K n m) (x : Fin n → K) : K :=
  sum fun i => f.output i * act (f.offset i + sum fun a => f.hidden i a * x a)

/-- The network with the weights of two inputs exchanged. -/
def Network.exchange (j k : Fin n) (f : Network K n m) : Network K n m where
  hidden i a := f.hidden i (swap j k a)
  offset := f.offset
  output := f.output

/-- **The class of networks is closed under exchanging inputs**: exchanging the weights of two
inputs is exchanging the inputs. -/
theorem Network.eval_exchange (act : K → K) (j k : Fin n) (f : Network K n m) (x : Fin n → K) :
    (f.exchange j k).eval act x = f.eval act (swapInputs j k x) := by
  refine sum_congr fun i => ?_
  refine congrArg (fun v => f.output i * act (f.offset i + v)) ?_
  show (sum fun a => f.hidden i (swap j k a) * x a) = _
  rw [← sum_perm (swapPerm j k) fun a => f.hidden i (swap j k a) * x a]
  refine sum_congr fun a => ?_
  show f.hidden i (swap j k (swap j k a)) * x (swap j k a) = _
  rw [swap_swap]
  rfl

variable (act : K → K) (loss : K → Y → K) (P : Law ((Fin n → K) × Y) K)

/-- The risk of a network. -/
def Network.risk (f : Network K n m) : K := DASH.risk P loss (f.eval act)

/-- The attribution of an input of a network by occlusion. -/
def Network.occlusion (f : Network K n m) (j : Fin n) : K := DASH.occlusion P (f.eval act) j

variable {P} {j k : Fin n}

/-- Exchanging two exchangeable inputs does not change the risk of a network. -/
theorem Network.risk_exchange (h : ExchangeableInputs P j k) (f : Network K n m) :
    (f.exchange j k).risk act loss P = f.risk act loss P := by
  refine Eq.trans ?_ (risk_swapInputs h loss (f.eval act))
  exact expect_congr P fun d => by rw [Network.eval_exchange]

/-- Exchanging two exchangeable inputs exchanges their attributions and keeps all others. -/
theorem Network.occlusion_exchange (h : ExchangeableInputs P j k) (f : Network K n m)
    (a : Fin n) : (f.exchange j k).occlusion act P (swap j k a) = f.occlusion act P a := by
  refine Eq.trans ?_ (occlusion_swapInputs h (f.eval act) a)
  exact expect_congr P fun d => by rw [Network.eval_exchange, Network.eval_exchange]

/-- **Networks of at most a given risk are closed under exchanging** the inputs of a group that are
exchangeable in the law of the data. -/
def Network.exchangeClosed {G : Type} {group : Fin n → G} {ℓ : G}
    (h : ∀ j k, group j = ℓ → group k = ℓ → ExchangeableInputs P j k) (bound : K) :
    ExchangeClosed (fun f : Network K n m => f.occlusion act P)
      (RashomonSet (fun f : Network K n m => f.risk act loss P) bound) group ℓ where
  exchange := Network.exchange
  closed j k hj hk f hf := by
    show Network.risk act loss P (f.exchange j k) ≤ bound
    rw [Network.risk_exchange act loss (h j k hj hk)]
    exact hf
  attribution j k hj hk f a := Network.occlusion_exchange act (h j k hj hk) f a

/-- **Networks.** Whatever the size of the hidden layer, the activation, the loss and the bound on
the risk: if one network within the bound distinguishes two inputs of a group of exchangeable
inputs, every two inputs of the group are a Rashomon pair of the networks within the bound. -/
theorem Network.collinearGroup {G : Type} {group : Fin n → G} {ℓ : G}
    (h : ∀ j k, group j = ℓ → group k = ℓ → ExchangeableInputs P j k) {bound : K}
    {f : Network K n m} (hf : f.risk act loss P ≤ bound) {a b : Fin n} (ha : group a = ℓ)
    (hb : group b = ℓ) (lt : f.occlusion act P b < f.occlusion act P a) :
    CollinearGroup (fun f : Network K n m => f.occlusion act P)
      (RashomonSet (fun f : Network K n m => f.risk act loss P) bound) group ℓ :=
  (Network.exchangeClosed act loss h bound).collinearGroup hf ha hb
    (fun e => lt_irrefl _ (e ▸ lt)) lt

end Network

/-! ## An explicit network -/

section Witness
variable {K : Type u} [OrderedField K]

/-- The rectifier. -/
def rectifier (a : K) : K := if 0 ≤ a then a else 0

/-- Two rows of data, equally likely: both inputs and the target are one in the one row, and minus
one in the other. The inputs are the same column. -/
def twinData (K : Type u) [OrderedField K] : Law ((Fin 2 → K) × K) K :=
  (Law.uniform 2 (Nat.succ_pos 1)).map fun i =>
    if i = first then (fun _ => 1, 1) else (fun _ => -1, -1)

/-- The network of two hidden rectifiers that computes its first input. -/
def firstInput (K : Type u) [OrderedField K] : Network K 2 2 where
  hidden i a := if a = first then (if i = first then 1 else -1) else 0
  offset _ := 0
  output i := if i = first then 1 else -1

/-- A number is the difference of its rectified value and that of its negative. -/
theorem rectifier_sub (a : K) : rectifier a - rectifier (-a) = a := by
  unfold rectifier
  by_cases h : 0 ≤ a
  · rw [ite_eq_left h]
    by_cases k : 0 ≤ -a
    · rw [ite_eq_left k, le_antisymm (neg_nonneg.mp k) h]
      exact ring_eq (by decide +kernel)
    · rw [ite_eq_right k]
      exact ring_eq (by decide +kernel)
  · rw [ite_eq_right h, ite_eq_left (neg_nonneg.mpr (le_of_lt (lt_of_not_le h)))]
    exact ring_eq (by decide +kernel)

/-- The network computes its first input. -/
theorem firstInput_eval (x : Fin 2 → K) : (firstInput K).eval rectifier x = x first := by
  refine Eq.trans ?_ (rectifier_sub (x first))
  show 1 * rectifier (0 + (1 * x first + (0 * x (next first) + 0)))
    + (-1 * rectifier (0 + (-1 * x first + (0 * x (next first) + 0))) + 0) = _
  rw [show (0 : K) + (1 * x first + (0 * x (next first) + 0)) = x first from
      ring_eq (by decide +kernel),
    show (0 : K) + (-1 * x first + (0 * x (next first) + 0)) = -x first from
      ring_eq (by decide +kernel)]
  exact ring_eq (by decide +kernel)

/-- Expectations over the twin data. -/
theorem expect_twinData (X : (Fin 2 → K) × K → K) :
    expect (twinData K) X = (X (fun _ => 1, 1) + X (fun _ => -1, -1)) / 2 := by
  unfold twinData
  rw [expect_map, expect_uniform]
  show (X (fun _ => 1, 1) + (X (fun _ => -1, -1) + 0)) / 2 = _
  rw [add_zero]

/-- The two inputs of the twin data are exchangeable. -/
theorem twinData_exchangeable (j k : Fin 2) : ExchangeableInputs (twinData K) j k := fun X => by
  rw [expect_twinData, expect_twinData]
  rfl

/-- The network has no risk at all on the twin data. -/
theorem firstInput_risk :
    (firstInput K).risk rectifier (fun a y => (a - y) ^ 2) (twinData K) = 0 := by
  show expect (twinData K) (fun d => ((firstInput K).eval rectifier d.1 - d.2) ^ 2) = 0
  rw [expect_twinData, firstInput_eval, firstInput_eval,
    show ((1 : K) - 1) ^ 2 + (-1 - -1) ^ 2 = 0 from ring_eq (by decide +kernel), zero_div]

/-- The network uses its first input and not its second. -/
theorem firstInput_occlusion :
    (firstInput K).occlusion rectifier (twinData K) first = 1 ∧
      (firstInput K).occlusion rectifier (twinData K) (next first) = 0 := by
  have value : ∀ j, (firstInput K).occlusion rectifier (twinData K) j
      = (abs (1 - occlude j (fun _ => (1 : K)) first)
        + abs (-1 - occlude j (fun _ => (-1 : K)) first)) / 2 := fun j => by
    show expect (twinData K) (fun d => abs ((firstInput K).eval rectifier d.1
      - (firstInput K).eval rectifier (occlude j d.1))) = _
    rw [expect_twinData, firstInput_eval, firstInput_eval, firstInput_eval, firstInput_eval]
  have one : abs (1 : K) = 1 := abs_of_nonneg (le_of_lt zero_lt_one)
  constructor
  · rw [value]
    show (abs ((1 : K) - 0) + abs (-1 - 0)) / 2 = 1
    rw [show (1 : K) - 0 = 1 from ring_eq (by decide +kernel),
      show (-1 : K) - 0 = -1 from ring_eq (by decide +kernel), abs_neg, one]
    exact (eq_div_of_mul_eq two_ne_zero (ring_eq (by decide +kernel))).symm
  · rw [value]
    show (abs ((1 : K) - 1) + abs (-1 - -1)) / 2 = 0
    rw [show (1 : K) - 1 = 0 from ring_eq (by decide +kernel),
      show (-1 : K) - -1 = 0 from ring_eq (by decide +kernel), abs_of_nonneg (le_refl (0 : K)),
      add_zero, zero_div]

/-- **Two perfect networks that disagree.** Among the networks of two hidden rectifiers that fit
the twin data without any error, the two inputs are a Rashomon pair. -/
theorem firstInput_rashomon :
    Rashomon (fun f : Network K 2 2 => f.occlusion rectifier (twinData K))
      (RashomonSet (fun f : Network K 2 2 =>
        f.risk rectifier (fun a y => (a - y) ^ 2) (twinData K)) 0) first (next first) :=
  Network.collinearGroup (group := fun _ => ()) (ℓ := ()) (a := first) (b := next first) rectifier
    (fun a y => (a - y) ^ 2) (fun j k _ _ => twinData_exchangeable j k) (le_of_eq firstInput_risk)
    rfl rfl (by
      rw [firstInput_occlusion.1, firstInput_occlusion.2]
      exact zero_lt_one) first (next first) rfl rfl fun e => next_ne_first _ e.symm

/-- The network captures its first input, so that the hypotheses of the conditional statement hold
together; by that statement each input is captured by a network without error. -/
theorem each_input_captured (j : Fin 2) : ∃ f : Network K 2 2,
    f.risk rectifier (fun a y => (a - y) ^ 2) (twinData K) ≤ 0 ∧
      ∀ k, k ≠ j → f.occlusion rectifier (twinData K) k < f.occlusion rectifier (twinData K) j := by
  have closed := Network.exchangeClosed (m := 2) (group := fun _ : Fin 2 => ()) (ℓ := ()) rectifier
    (fun a y => (a - y) ^ 2) (fun j k _ _ => twinData_exchangeable (K := K) j k) 0
  obtain ⟨f, hf, above⟩ := (closed.captured (f := firstInput K) (d := first)
    (le_of_eq firstInput_risk) rfl fun k _ hk => by
      have key : k = next first := (first_or_next k).elim (fun e => absurd e hk) fun ⟨l, e⟩ => by
        rw [e]
        exact congrArg next (Fin.ext (Nat.le_antisymm (Nat.le_of_lt_succ l.isLt) (Nat.zero_le _)))
      rw [key, firstInput_occlusion.1, firstInput_occlusion.2]
      exact zero_lt_one).1 j rfl
  exact ⟨f, hf, fun k hk => above k rfl hk⟩

end Witness

end DASH
