import DASH.Probability.Law

/-!
# Counting successes

How often an event happens in independent copies: the binomial law, by its recursion, and the
probability that a minority is seen.
-/

namespace DASH

universe u v

section Binomial
variable {Ω : Type u} {K : Type v} [OrderedField K] (P : Law Ω K) (A : Ω → Prop)
  [DecidablePred A]

/-- The number of copies in which an event happens. -/
def successes {n : Nat} (c : Fin n → Ω) : Nat := count fun i => A (c i)

/-- The binomial probabilities by their recursion: `k` successes in `n` trials that succeed with
probability `p` each. -/
def binomial (p : K) : Nat → Nat → K
  | 0, 0 => 1
  | 0, _ + 1 => 0
  | n + 1, 0 => (1 - p) * binomial p n 0
  | n + 1, k + 1 => p * binomial p n k + (1 - p) * binomial p n (k + 1)

/-- A first copy adds one to the number of successes exactly when it is a success. -/
theorem successes_cons {n : Nat} (a : Ω) (c : Fin n → Ω) :
    successes A (cons a c) = (if A a then 1 else 0) + successes A c := rfl

/-- The expectation of a function that has one value on an event and another off it. -/
theorem expect_of_two_values (x y : K) :
    expect P (fun a => if A a then x else y) = prob P A * x + (1 - prob P A) * y := by
  have split : ∀ a, (if A a then x else y) = (if A a then 1 else 0) * (x - y) + y := fun a => by
    by_cases h : A a
    · rw [ite_eq_left h, ite_eq_left h]
      exact ring_eq (by decide +kernel)
    · rw [ite_eq_right h, ite_eq_right h]
      exact ring_eq (by decide +kernel)
  rw [expect_congr P split, expect_add, expect_const, expect_mul_right]
  show prob P A * (x - y) + y = _
  exact ring_eq (by decide +kernel)

/-- **The binomial law.** The probability of exactly `k` successes in `n` independent copies. -/
theorem prob_successes : ∀ n k : Nat,
    prob (P.copies n) (fun c => successes A c = k) = binomial (prob P A) n k
  | 0, 0 => (prob_congr _ (B := fun _ => True) fun _ => ⟨fun _ => trivial, fun _ => rfl⟩).trans
      (prob_true _)
  | 0, k + 1 => (prob_congr _ (B := fun _ => False) fun _ =>
      ⟨fun h => absurd h (fun e => Nat.succ_ne_zero k e.symm), False.elim⟩).trans (prob_false _)
  | n + 1, 0 => by
    unfold prob
    rw [expect_copies_succ]
    refine (expect_congr P (Y := fun a => if A a then 0 else
      prob (P.copies n) fun c => successes A c = 0) fun a => ?_).trans ?_
    · by_cases h : A a
      · rw [ite_eq_left h]
        refine (prob_congr _ (B := fun _ => False) fun c => ⟨fun e => ?_, False.elim⟩).trans
          (prob_false _)
        have e : successes A (cons a c) = 0 := e
        rw [successes_cons, ite_eq_left h, Nat.add_comm] at e
        exact absurd e (Nat.succ_ne_zero _)
      · rw [ite_eq_right h]
        refine prob_congr _ fun c => ?_
        show successes A (cons a c) = 0 ↔ _
        rw [successes_cons, ite_eq_right h, Nat.zero_add]
    · rw [expect_of_two_values, prob_successes n 0, mul_zero, zero_add]
      rfl
  | n + 1, k + 1 => by
    unfold prob
    rw [expect_copies_succ]
    refine (expect_congr P (Y := fun a => if A a then
      prob (P.copies n) (fun c => successes A c = k) else
      prob (P.copies n) fun c => successes A c = k + 1) fun a => ?_).trans ?_
    · by_cases h : A a
      · rw [ite_eq_left h]
        refine prob_congr _ fun c => ?_
        show successes A (cons a c) = k + 1 ↔ _
        rw [successes_cons, ite_eq_left h, Nat.add_comm]
        exact ⟨Nat.succ.inj, congrArg Nat.succ⟩
      · rw [ite_eq_right h]
        refine prob_congr _ fun c => ?_
        show successes A (cons a c) = k + 1 ↔ _
        rw [successes_cons, ite_eq_right h, Nat.zero_add]
    · rw [expect_of_two_values, prob_successes n k, prob_successes n (k + 1)]
      rfl

/-- The sum of a function of the number of successes, weighted by the binomial probabilities of
`0, …, n` successes. -/
def binomialSum (p : K) (n : Nat) (g : Nat → K) : K :=
  sum fun k : Fin (n + 1) => binomial p n k.val * g k.val

/-- More successes than trials have probability zero. -/
theorem binomial_eq_zero (p : K) : ∀ n k : Nat, n < k → binomial p n k = 0
  | 0, 0, h => absurd h (Nat.lt_irrefl 0)
  | 0, _ + 1, _ => rfl
  | n + 1, 0, h => absurd h (Nat.not_lt_zero _)
  | n + 1, k + 1, h => by
    show p * binomial p n k + (1 - p) * binomial p n (k + 1) = 0
    rw [binomial_eq_zero p n k (Nat.le_of_succ_le_succ h),
      binomial_eq_zero p n (k + 1) (Nat.lt_trans (Nat.le_of_succ_le_succ h) (Nat.lt_add_one k))]
    exact ring_eq (by decide +kernel)

/-- **Expectations of a function of the number of successes** are sums over the binomial law; so
is the probability of every set of numbers of successes. -/
theorem expect_successes (n : Nat) (g : Nat → K) :
    expect (P.copies n) (fun c => g (successes A c)) = binomialSum (prob P A) n g := by
  have split : ∀ c : Fin n → Ω, g (successes A c)
      = sum fun k : Fin (n + 1) => (if successes A c = k.val then 1 else 0) * g k.val := fun c => by
    have inside : successes A c < n + 1 := Nat.lt_succ_of_le (count_le _)
    refine ((sum_single ⟨successes A c, inside⟩ _ fun k hk => ?_).trans ?_).symm
    · rw [ite_eq_right fun e => hk (Fin.ext e.symm), zero_mul]
    · show (if successes A c = successes A c then (1 : K) else 0) * g (successes A c) = _
      rw [ite_eq_left rfl, one_mul]
  rw [expect_congr (P.copies n) split,
    expect_sum (P.copies n) fun (k : Fin (n + 1)) c =>
      (if successes A c = k.val then 1 else 0) * g k.val]
  refine sum_congr fun k => ?_
  rw [expect_mul_right]
  exact congrArg (fun x => x * g k.val) (prob_successes P A n k.val)

/-- The expected number of successes is the number of trials times the probability. -/
theorem expect_number_of_successes (n : Nat) :
    expect (P.copies n) (fun c => (ofNat (successes A c) : K)) = ofNat n * prob P A := by
  rw [expect_congr (P.copies n) (X := fun c => (ofNat (successes A c) : K))
      fun c => ofNat_count fun i => A (c i),
    expect_sum (P.copies n) fun (i : Fin n) c => if A (c i) then (1 : K) else 0,
    sum_congr (g := fun _ => prob P A) fun i =>
      expect_copy P (fun a => if A a then (1 : K) else 0) i, sum_const]

/-- **The power of a minority alarm.** The probability that in `n` models both orders of a pair
are seen at least `r` times, when each model has the first order with probability `p` and the
other with probability `1 - p`: a sum over the binomial law. -/
theorem prob_minority (n r : Nat) :
    prob (P.copies n) (fun c => r ≤ successes A c ∧ successes A c + r ≤ n)
      = binomialSum (prob P A) n fun k => if r ≤ k ∧ k + r ≤ n then 1 else 0 :=
  expect_successes P A n fun k => if r ≤ k ∧ k + r ≤ n then 1 else 0

end Binomial

end DASH
