import DASH.Finite.Count

/-!
# Digits

A number is the row of its digits in a base: `digit` reads one, `pack` makes a number of them, and
each determines the other. A table of small numbers can so be one number, which the kernel of Lean
compares and adds as a whole.
-/

namespace DASH

/-- The digit of a number at a place, in a base; the last digit stands at place 0. -/
def digit (base n place : Nat) : Nat := n / base ^ place % base

/-- The number whose first `d` digits, from the last place on, are those of a row. -/
def pack (base : Nat) : Nat → (Nat → Nat) → Nat
  | 0, _ => 0
  | d + 1, f => f 0 + base * pack base d fun k => f (k + 1)

/-! ## Division with remainder -/

section Division

private theorem div_add_mod_go {y : Nat} (hy : 0 < y) : ∀ (fuel x : Nat) (h : x < fuel),
    y * Nat.div.go y hy fuel x h + Nat.modCore.go y hy fuel x h = x
  | 0, _, h => absurd h (Nat.not_lt_zero _)
  | fuel + 1, x, h => by
    show y * dite (y ≤ x)
        (fun le => Nat.div.go y hy fuel (x - y) (Nat.div_rec_fuel_lemma hy le h) + 1) (fun _ => 0)
      + dite (y ≤ x)
        (fun le => Nat.modCore.go y hy fuel (x - y) (Nat.div_rec_fuel_lemma hy le h)) (fun _ => x)
      = x
    by_cases le : y ≤ x
    · rw [dite_eq_left le, dite_eq_left le, Nat.left_distrib, Nat.mul_one, Nat.add_right_comm,
        div_add_mod_go hy fuel (x - y) (Nat.div_rec_fuel_lemma hy le h), Nat.sub_add_cancel le]
    · rw [dite_eq_right le, dite_eq_right le, Nat.mul_zero, Nat.zero_add]

private theorem div_add_modCore (m n : Nat) : n * Nat.div m n + Nat.modCore m n = m := by
  unfold Nat.div Nat.modCore
  by_cases pos : 0 < n
  · rw [dite_eq_left pos, dite_eq_left pos]
    exact div_add_mod_go pos _ _ _
  · rw [dite_eq_right pos, dite_eq_right pos, Nat.mul_zero, Nat.zero_add]

private theorem mod_eq_modCore (m n : Nat) : m % n = Nat.modCore m n := by
  cases m with
  | zero =>
    have core := div_add_modCore 0 n
    show 0 = Nat.modCore 0 n
    cases k : Nat.modCore 0 n with
    | zero => rfl
    | succ l => rw [k] at core; exact nomatch core
  | succ m =>
    show ite (n ≤ m + 1) (Nat.modCore (m + 1) n) (m + 1) = _
    by_cases le : n ≤ m + 1
    · rw [ite_eq_left le]
    · rw [ite_eq_right le]
      unfold Nat.modCore
      by_cases pos : 0 < n
      · rw [dite_eq_left pos]
        show m + 1 = dite (n ≤ m + 1) _ fun _ => m + 1
        rw [dite_eq_right le]
      · rw [dite_eq_right pos]

/-- Remainder and quotient make up the number. -/
theorem mod_add_mul_div (m n : Nat) : m % n + n * (m / n) = m := by
  rw [mod_eq_modCore, Nat.add_comm]
  exact div_add_modCore m n

/-- **Division with remainder has one answer.** -/
theorem eq_and_eq_of_add_mul {base a a' x y : Nat} (ha : a < base) (ha' : a' < base)
    (h : a + base * x = a' + base * y) : a = a' ∧ x = y := by
  have less : ∀ {a a' x y : Nat}, a < base → a + base * x = a' + base * y → ¬x < y :=
    fun {a a' x y} ha h lt => by
      have key : base * x + base ≤ base * y := Nat.mul_le_mul_left base lt
      have one : a + base * x < base * x + base := by
        rw [Nat.add_comm a]
        exact Nat.add_lt_add_left ha _
      rw [h] at one
      exact Nat.lt_irrefl _ (Nat.lt_of_le_of_lt (Nat.le_add_left _ _)
        (Nat.lt_of_lt_of_le one key))
  have same : x = y :=
    Nat.le_antisymm (Nat.not_lt.mp (less ha' h.symm)) (Nat.not_lt.mp (less ha h))
  exact ⟨Nat.add_right_cancel (h.trans (congrArg (fun z => a' + base * z) same.symm)), same⟩

end Division

/-! ## Digits and the number of them -/

section Digits
variable {base : Nat}

/-- Numbers with equal digits are equal. -/
theorem pack_congr : ∀ {d : Nat} {f g : Nat → Nat}, (∀ k, k < d → f k = g k) →
    pack base d f = pack base d g
  | 0, _, _, _ => rfl
  | d + 1, f, g, h => by
    show f 0 + base * pack base d (fun k => f (k + 1)) = g 0 + base * pack base d fun k => g (k + 1)
    rw [h 0 (Nat.zero_lt_succ d), pack_congr (d := d) fun k hk => h (k + 1) (Nat.succ_le_succ hk)]

/-- Numbers are added digit by digit. -/
theorem pack_add : ∀ (d : Nat) (f g : Nat → Nat),
    pack base d (fun k => f k + g k) = pack base d f + pack base d g
  | 0, _, _ => rfl
  | d + 1, f, g => by
    show f 0 + g 0 + base * pack base d (fun k => f (k + 1) + g (k + 1))
      = f 0 + base * pack base d (fun k => f (k + 1)) + (g 0 + base * pack base d fun k => g (k + 1))
    rw [pack_add d (fun k => f (k + 1)) fun k => g (k + 1), Nat.mul_add]
    exact add_add_add_comm (K := Nat) _ _ _ _

/-- A number of `d` digits is below the power of the base. -/
theorem pack_lt : ∀ {d : Nat} {f : Nat → Nat}, (∀ k, k < d → f k < base) →
    pack base d f < base ^ d
  | 0, _, _ => Nat.zero_lt_one
  | d + 1, f, h => by
    have rest : pack base d (fun k => f (k + 1)) + 1 ≤ base ^ d :=
      pack_lt (d := d) fun k hk => h (k + 1) (Nat.succ_le_succ hk)
    have key : base * pack base d (fun k => f (k + 1)) + base ≤ base * base ^ d :=
      Nat.mul_le_mul_left base rest
    have one : f 0 + base * pack base d (fun k => f (k + 1))
        < base * pack base d (fun k => f (k + 1)) + base := by
      rw [Nat.add_comm (f 0)]
      exact Nat.add_lt_add_left (h 0 (Nat.zero_lt_succ d)) _
    show _ < base ^ d * base
    rw [Nat.mul_comm (base ^ d)]
    exact Nat.lt_of_lt_of_le one key

/-- **A number has one row of digits.** -/
theorem pack_injective : ∀ {d : Nat} {f g : Nat → Nat}, (∀ k, k < d → f k < base) →
    (∀ k, k < d → g k < base) → pack base d f = pack base d g → ∀ k, k < d → f k = g k
  | 0, _, _, _, _, _, _, hk => absurd hk (Nat.not_lt_zero _)
  | d + 1, _, _, hf, hg, h, k, hk => by
    have both := eq_and_eq_of_add_mul (hf 0 (Nat.zero_lt_succ d)) (hg 0 (Nat.zero_lt_succ d)) h
    cases k with
    | zero => exact both.1
    | succ k =>
      exact pack_injective (d := d) (fun k hk => hf (k + 1) (Nat.succ_le_succ hk))
        (fun k hk => hg (k + 1) (Nat.succ_le_succ hk)) both.2 k (Nat.le_of_succ_le_succ hk)

private theorem pack_split (d : Nat) : ∀ (k : Nat) (f : Nat → Nat),
    pack base (k + d) f = pack base k f + base ^ k * pack base d fun l => f (k + l)
  | 0, f => by
    show _ = 0 + 1 * _
    rw [Nat.zero_add, Nat.zero_add, Nat.one_mul]
    exact pack_congr fun k _ => congrArg f (Nat.zero_add k).symm
  | k + 1, f => by
    rw [Nat.succ_add]
    show f 0 + base * pack base (k + d) (fun l => f (l + 1))
      = f 0 + base * pack base k (fun l => f (l + 1)) + base ^ k * base * _
    have tail : pack base d (fun l => f (k + 1 + l)) = pack base d fun l => f (k + l + 1) :=
      pack_congr fun l _ => congrArg f (Nat.succ_add k l)
    rw [tail, pack_split d k fun l => f (l + 1), Nat.mul_add, Nat.add_assoc,
      Nat.mul_comm (base ^ k) base, Nat.mul_assoc]

private theorem div_eq {x low high n : Nat} (h : low < n) (e : x = low + n * high) :
    x / n = high :=
  (eq_and_eq_of_add_mul (Nat.mod_lt x (Nat.lt_of_le_of_lt (Nat.zero_le _) h)) h
    ((mod_add_mul_div x n).trans e)).2

private theorem mod_eq {x low high n : Nat} (h : low < n) (e : x = low + n * high) :
    x % n = low :=
  (eq_and_eq_of_add_mul (Nat.mod_lt x (Nat.lt_of_le_of_lt (Nat.zero_le _) h)) h
    ((mod_add_mul_div x n).trans e)).1

/-- **The digits of a number are those of which it is made.** -/
theorem digit_pack {d k : Nat} {f : Nat → Nat} (h : ∀ k, k < d → f k < base) (hk : k < d) :
    digit base (pack base d f) k = f k := by
  have parts : k + (d - (k + 1) + 1) = d := by
    rw [← Nat.add_assoc, Nat.add_right_comm, Nat.add_comm (k + 1)]
    exact Nat.sub_add_cancel hk
  have split := pack_split (base := base) (d - (k + 1) + 1) k f
  rw [parts] at split
  have low : pack base k f < base ^ k := pack_lt fun l hl => h l (Nat.lt_trans hl hk)
  have first : f (k + 0) < base := h k hk
  show pack base d f / base ^ k % base = f k
  rw [div_eq low split]
  exact mod_eq first rfl

end Digits

end DASH
