"""Reading sources and compiled files, and what `lake` writes."""

import pytest

from dash.proofs.audit import Message, axioms_of, read_messages, shown_name
from dash.proofs.lake import read_axioms, read_build_log
from dash.proofs.olean import Constant, OleanError, read_olean
from dash.proofs.source import banned, read_header, stated_as_theorem, tokens


def words(source: str) -> list[str]:
    return [t.text for t in tokens(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a -- b\nc", ["a", "c"]),
        ("a /- b /- c -/ d -/ e", ["a", "e"]),
        ("/-- doc -/ x", ["x"]),
        ('"sorry" x', ["x"]),
        (r'"a\"sorry" x', ["x"]),
        ('r"a\\" x', ["x"]),
        ('r#"a"sorry"# x', ["x"]),
        ("'a' '\\'' '\\u0041' h' x.y' z", ["h'", "x.y'", "z"]),
        ("«a sorry».b x.1", ["«a sorry».b", "x.1"]),
        ("λsorry", ["λ", "sorry"]),
        ("1sorry", ["1", "sorry"]),
        ("#eval x", ["#eval", "x"]),
        ("a /- never closed sorry", ["a"]),
    ],
)
def test_tokens(source, expected):
    assert words(source) == expected


def test_tokens_know_their_place():
    place = [(t.line, t.column) for t in tokens("/- a\nb -/ α β\n  c")]
    assert place == [(2, 5), (2, 7), (3, 2)]


def test_header():
    header = read_header("/- x -/\nprelude\npublic import A.B\nmeta import all C\ndef import_ := 1")
    assert [(i.module, i.line) for i in header.imports] == [("A.B", 3), ("C", 4)]
    assert header.prelude and not header.module_system
    assert read_header("module\nimport A").module_system
    assert [i.module for i in read_header("theorem x : y := z\nimport A").imports] == ["Init"]


@pytest.mark.parametrize(
    "source",
    [
        "axiom x : y", "theorem x : y := by admit", "@[extern \"f\"] def x := y",
        "@[«implemented_by» f] def x := y", "attribute [csimp] f", "opaque f : x",
        "set_option debug.skipKernelTC true", "set_option «warn».sorry false", "#eval 1",
        "run_cmd x", "elab \"a\" : term => x", "initialize x : y", "open StandIn",
        "x StandIn.f y", "native_decide", "#exit",
    ],
)  # fmt: skip
def test_banned(source):
    assert len(list(banned(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "theorem Sorry : x := y", "x.sorry", "theorem sorry_free : x := y", "macro \"a\" : term => x",
        "notation \"a\" => b", "decide +kernel", "set_option linter.all false", "-- axiom",
        "/- sorry -/", "\"axiom\"", "Standing.x", "axiom' x",
    ],
)  # fmt: skip
def test_not_banned(source):
    assert list(banned(source)) == []


def test_only_what_the_source_states_as_a_theorem():
    source = "theorem a.b : x := y\ninstance c : x := y\n@[simp] protected theorem d : x := y"
    places = {"a.b": (1, 8), "c": (2, 9), "d": (3, 26)}
    assert stated_as_theorem(source, places) == {"a.b", "d"}


def test_axioms_are_followed_through_circles():
    def constant(name, uses, kind="definition"):
        return Constant(name, kind, frozenset(uses), frozenset())

    constants = [
        constant("a", {"b"}), constant("b", {"c", "a"}), constant("c", {"a", "outside"}),
        constant("own", set(), "axiom"), constant("d", {"own", "a"}), constant("e", {"nowhere"}),
    ]  # fmt: skip
    rest = axioms_of(constants, {"outside": frozenset({"propext"})}.get)
    assert {n: sorted(a) for n, a in rest.items()} == {
        "a": ["propext"], "b": ["propext"], "c": ["propext"], "own": ["own"],
        "d": ["own", "propext"], "e": [],
    }  # fmt: skip


def test_messages_that_are_no_json_are_errors():
    said = read_messages('{"severity":"warning","data":"x","pos":{"line":3}}\nout of memory\n')
    assert said == [Message("warning", "x", 3), Message("error", "out of memory", 1)]


def test_names_as_their_author_wrote_them():
    assert shown_name("_private.DASH.A.0.DASH.helper") == "DASH.helper"
    assert shown_name("DASH.helper") == "DASH.helper"


def test_the_compiled_file(project):
    project.write("lean/DASH.lean", "/-- W. -/\ntheorem a.w : And True True := through\n")
    project.check()
    files = sorted(project.cache.glob("entries/*/module.olean"), key=lambda f: f.stat().st_size)
    module = read_olean(files[0])
    assert module.imports == ("Init",)
    (constant,) = module.constants
    assert (constant.name, constant.kind) == ("a.w", "theorem")
    assert constant.uses == {"And", "True", "through"} and constant.about == {"And", "True"}
    assert module.docstrings == {"a.w": "W. "}
    assert module.places["a.w"].name_line == 2 and module.places["a.w"].name_column == 8
    init = {c.name: c for c in read_olean(files[1]).constants}
    assert init["propext"].kind == "axiom" and init["And.rec"].kind == "recursor"
    assert init["And"].uses >= {"And.intro"}


def test_a_compiled_file_that_is_not_whole(project, tmp_path):
    project.write("lean/DASH.lean", "theorem w : True := True.intro\n")
    project.check()
    whole = next(project.cache.glob("entries/*/module.olean")).read_bytes()
    file = tmp_path / "x.olean"
    for size in (0, 10, 88, 96, len(whole) // 2 // 8 * 8, len(whole) - 8, len(whole) - 1):
        file.write_bytes(whole[:size])
        with pytest.raises(OleanError):
            read_olean(file)
    with pytest.raises(OleanError, match="cannot be read"):
        read_olean(tmp_path / "none.olean")


LOG = """⚠ [2/5] Built DASH.Foo
warning: lean/DASH/Foo.lean:3:8: declaration uses `sorry`
✖ [3/5] Building DASH.Bar (123ms)
trace: .> LEAN_PATH=… lean lean/DASH/Bar.lean
error: ././lean/DASH/Bar.lean:1:2: Type mismatch
  h
has type
  p
error: Lean exited with code 1
Some required targets logged failures:
- DASH.Bar
error: build failed
"""


def test_the_log_of_lake_build():
    (path, warning), (other, error) = read_build_log(LOG)
    assert (path, warning) == (
        "lean/DASH/Foo.lean",
        Message("warning", "declaration uses `sorry`", 3),
    )
    assert (other, error.line) == ("lean/DASH/Bar.lean", 1)
    assert error.text == "Type mismatch\n  h\nhas type\n  p"


def test_the_answer_of_print_axioms():
    assert read_axioms("'a.b' does not depend on any axioms") == ("a.b", frozenset())
    assert read_axioms("'f'' depends on axioms: [propext,\n Quot.sound]") == (
        "f'", frozenset({"propext", "Quot.sound"}),
    )  # fmt: skip
    assert read_axioms("Unknown constant `x`") is None
