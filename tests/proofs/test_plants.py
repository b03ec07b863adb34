"""Faults that must fail, each with a message that names the place; and look-alikes that must pass."""

import pytest


def has(failures, *parts) -> bool:
    """One of the failures begins with the first part and holds the others."""
    return any(f.startswith(parts[0]) and all(p in f for p in parts) for f in failures)


def test_a_sound_project_passes(project):
    project.write("lean/DASH.lean", "import DASH.Algebra.Basic\nimport DASH.Tie\n")
    project.write(
        "lean/DASH/Algebra/Basic.lean",
        "theorem truth : True := True.intro\ntheorem pair : And True True := And.intro truth truth\n",
    )
    project.write(
        "lean/DASH/Tie.lean",
        "import DASH.Algebra.Basic\n/-! # Ties\n\nWhen two are equal. -/\nnamespace DASH\n"
        "/-- Whatever holds\n   is equal to what is true. -/\n"
        "theorem tie (p : Prop) (h : p) : Eq p True := propext (fun _ => truth) (fun _ => h)\n"
        "private theorem helper : True := pair.left\nend DASH\n",
    )
    proofs = project.check()
    assert proofs.ok and proofs.replayed, proofs
    lemma, _, tie = proofs.theorems
    assert (lemma.name, lemma.layer, lemma.axioms, lemma.core) == ("truth", "foundation", (), False)
    assert (tie.name, tie.layer, tie.axioms) == ("DASH.tie", "theory", ("propext",))
    assert tie.statement == "DASH.tie (p : Prop) (h : p) : Eq p True"
    assert tie.docstring == "Whatever holds\nis equal to what is true."
    assert (tie.module, tie.path, tie.line) == ("DASH.Tie", "lean/DASH/Tie.lean", 8)
    assert [m.name for m in proofs.modules] == ["Init", "DASH.Algebra.Basic", "DASH.Tie", "DASH"]
    assert proofs.modules[2].introduction == "# Ties\n\nWhen two are equal."
    assert proofs.to_frame()["name"].tolist() == ["truth", "pair", "DASH.tie"]
    assert "1 theorem, 2 foundation lemmas; all proved" in repr(proofs)


def test_words_in_comments_strings_and_names_pass(full_project):
    full_project.write(
        "lean/DASH.lean",
        "/- sorry /- axiom -/ native_decide -/\n-- set_option debug.skipKernelTC true\n"
        "/-- No sorry and no axiom is in it. -/\n"
        "theorem sorry_free : True := True.intro\n"
        "/-- Quoted. -/\ntheorem «axiom» : True := sorry_free\n"
        "/-- As a part. -/\ntheorem axiomatic.sorry' : True := sorry_free\n",
    )
    assert full_project.failures() == []


def test_a_sorry(full_project):
    full_project.write("lean/DASH.lean", "/-- No. -/\ntheorem no : 2 = 3 := by\n  sorry\n")
    failures = full_project.failures()
    assert has(failures, "lean/DASH.lean:3: `sorry` is not allowed")
    assert has(failures, "lean/DASH.lean:2: no uses `sorry`")


def test_a_sorry_that_was_silenced_and_hidden(full_project):
    full_project.write(
        "lean/DASH.lean",
        "set_option warn.sorry false\nprivate theorem hidden : 2 = 3 := sorry\n"
        "/-- No. -/\ntheorem no : 2 = 3 := hidden\n",
    )
    proofs = full_project.check()
    failures = [str(f) for f in proofs.failures]
    assert has(failures, "lean/DASH.lean:1: `set_option warn.sorry`")
    assert has(failures, "lean/DASH.lean:2: hidden uses `sorry`")
    assert "sorryAx" in proofs.theorems[0].axioms


def test_an_axiom(project):
    project.write("lean/DASH.lean", "axiom no : False\n/-- No. -/\ntheorem bad : False := no\n")
    failures = project.failures()
    assert has(failures, "lean/DASH.lean:1: `axiom` is not allowed")
    assert has(failures, "lean/DASH.lean:1: no is an axiom, not a proof")


def test_an_axiom_of_the_stand_in_at_any_depth(project):
    project.write(
        "lean/DASH.lean",
        "theorem DASH.inner : And True True := through\n"
        "/-- Rests on one. -/\ntheorem outer : And True True := DASH.inner\n",
    )
    proofs = project.check()
    message = "lean/DASH.lean:1: DASH.inner rests on a forbidden axiom: ours (through through)"
    assert message in [str(f) for f in proofs.failures]
    assert [t.axioms for t in proofs.theorems] == [("ours",), ("ours",)]


def test_a_false_theorem(full_project):
    full_project.write("lean/DASH.lean", "/-- No. -/\n\ntheorem no : 2 = 3 := by decide\n")
    assert has(full_project.failures(), "lean/DASH.lean:3:", "2 = 3")


def test_a_proof_kept_from_the_kernel_is_rejected_on_replay(full_project):
    full_project.write(
        "lean/DASH.lean",
        "/-- No. -/\ntheorem ok : 2 = 2 := by decide +kernel\n"
        "set_option debug.skipKernelTC true in\n/-- No. -/\n"
        "theorem no : 2 = 3 := by decide +kernel\n",
    )
    proofs = full_project.check()
    failures = [str(f) for f in proofs.failures]
    assert has(failures, "lean/DASH.lean:3: `set_option debug.skipKernelTC`")
    assert has(failures, "lean/DASH.lean:5: the kernel rejects it on replay")
    assert proofs.theorems == ()
    assert not proofs.modules[-1].checked


def test_native_decide(full_project):
    full_project.write("lean/DASH.lean", "/-- No. -/\ntheorem no : 2 = 2 := by native_decide\n")
    failures = full_project.failures()
    assert has(failures, "lean/DASH.lean:2: `native_decide` is not allowed")
    assert has(failures, "lean/DASH.lean:2:", "is an axiom")


def test_a_name_that_the_kernel_computes(project):
    project.write("lean/DASH.lean", "def Nat.div (p q : Prop) : Prop := And p q\n")
    assert has(project.failures(), "lean/DASH.lean:1: Nat.div is computed by the kernel")


def test_an_unknown_import(project):
    project.write("lean/DASH.lean", "-- first\nimport DASH.Nowhere\n")
    failures = project.failures()
    assert failures == [
        "lean/DASH.lean:2: imports DASH.Nowhere, which is not there: no file lean/DASH/Nowhere.lean"
    ]


def test_an_import_cycle(project):
    project.write("lean/DASH.lean", "import DASH.A\n")
    project.write("lean/DASH/A.lean", "\nimport DASH.B\n")
    project.write("lean/DASH/B.lean", "import DASH.A\n")
    failures = project.failures()
    assert has(failures, "lean/DASH/A.lean:2:", "circle", "DASH.B (lean/DASH/B.lean) → DASH.A")
    assert has(failures, "lean/DASH.lean:1: not checked")


def test_a_module_that_nobody_imports(project):
    project.write("lean/DASH.lean", "")
    project.write("lean/DASH/Lost.lean", "")
    assert has(project.failures(), "lean/DASH/Lost.lean: lean/DASH.lean does not import it")


def test_a_missing_top_and_a_missing_stand_in(project):
    (project.root / "lean/Kernel/Init.lean").unlink()
    failures = project.failures()
    assert has(failures, "lean/DASH.lean: the file that imports all others is missing")
    assert has(failures, "lean/Kernel/Init.lean: the stand-in for Init is missing")


def test_an_edited_statement_in_the_stand_in(project):
    project.write("lean/DASH.lean", "/-- W. -/\ntheorem w (h : And False True) : False := h.left\n")
    assert project.failures() == []
    init = (project.root / "lean/Kernel/Init.lean").read_text(encoding="utf-8")
    project.write(
        "lean/Kernel/Init.lean",
        init.replace("(h : And a b) : a :=", "(h : And a b) : b :=").replace(
            "fun x _ => x", "fun _ x => x"
        ),
    )
    assert has(project.failures(), "lean/DASH.lean:2:")


def test_a_warning_counts_as_a_failure(full_project):
    full_project.write("lean/DASH.lean", "/-- W. -/\ntheorem w (p q : Prop) (h : p) : p := h\n")
    assert has(full_project.failures(), "lean/DASH.lean:2:", "`q`")


def test_a_theorem_without_words(project):
    project.write("lean/DASH.lean", "import DASH.Order.B\n\ntheorem w : True := True.intro\n")
    project.write("lean/DASH/Order/B.lean", "theorem lemma_without : True := True.intro\n")
    assert project.failures() == ["lean/DASH.lean:3: w has no words: give it a docstring"]


def test_another_toolchain(project):
    project.write("lean/DASH.lean", "")
    project.write("lean-toolchain", "leanprover/lean4:v4.34.0\n")
    assert has(project.failures(), "lean-toolchain:1:", "must say leanprover/lean4:v4.35.0")


def test_a_sorry_inside_the_stand_in(full_project):
    init = full_project.root / "lean/Kernel/Init.lean"
    text = init.read_text(encoding="utf-8")
    last = text.count("\n") + 1
    init.write_text(text + "set_option warn.sorry false\ntheorem no : 2 = 3 := sorry\n", "utf-8")
    full_project.write("lean/DASH.lean", "")
    assert has(full_project.failures(), f"lean/Kernel/Init.lean:{last + 1}: no uses `sorry`")


@pytest.mark.parametrize("word", ["unsafe def f : True := True.intro", "partial def f : True := f"])
def test_other_banned_words(project, word):
    project.write("lean/DASH.lean", word)
    assert has(project.failures(), f"lean/DASH.lean:1: `{word.split()[0]}` is not allowed")
