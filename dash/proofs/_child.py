"""What runs in the child process: Lean's own `main`, or its kernel over a compiled file.

Started as a script with nothing but the standard library:
`python -I -S -B _child.py LIBRARY MEMORY lean ARGUMENT…` hands the arguments to Lean;
`python -I -S -B _child.py LIBRARY MEMORY replay FILE IMPORTED…` sends every declaration of FILE
through the kernel, on an environment that holds the constants of IMPORTED and nothing else.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
import threading

ACCEPTED, REJECTED, UNHANDLED = 0, 1, 70
SET_PARENT_DEATH_SIGNAL = 1
HEAD = struct.Struct("<iHBB")
QUOTIENT = 4
STACK_BYTES = 256 << 20
OBJECT = ctypes.c_void_p


def main() -> int:
    library, memory, mode, *rest = sys.argv[1:]
    _limit(int(memory))
    lean = ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    if mode == "lean":
        arguments = [b"lean", *map(os.fsencode, rest)]
        return lean.lean_main(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments))
    return _Replay(lean).run(rest[0], rest[1:])


def _limit(memory: int) -> None:
    """Die with the parent, leave no core file, and take no more than this many bytes."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


class _Replay:
    """Lean's kernel, called through the functions that its library exports.

    Objects that are made here have the reference count 0, which Lean neither changes nor frees;
    so have all objects of a compiled file.
    """

    def __init__(self, lean: ctypes.CDLL):
        self.lean = lean
        self.kept: list[object] = []
        self.call("lean_initialize", result=None)
        self.call("lean_io_mark_end_initialization", result=None)

    def call(self, name: str, *arguments: object, result=OBJECT):
        function = getattr(self.lean, name)
        function.restype = result
        function.argtypes = [OBJECT] * len(arguments)
        return function(*arguments)

    def run(self, file: str, imported: list[str]) -> int:
        empty = self.lean.l_Lean_mkEmptyEnvironment
        empty.restype, empty.argtypes = OBJECT, [ctypes.c_uint32]
        environment = self.call("lean_elab_environment_to_kernel_env", self.value(empty(0)))
        for path in imported:
            has_quotients = False
            for _, constant in self.constants(path):
                environment = self.call("lean_environment_add", environment, constant)
                has_quotients |= self.head(constant)[3] == QUOTIENT
            if has_quotients:
                environment = self.call("lean_environment_mark_quot_init", environment)
        new = self.constants(file)
        rejected = self.failure(
            self.call("l_Lean_Kernel_Environment_replay", self.table(new), environment)
        )
        if rejected is not None:
            print(rejected)
            return REJECTED
        print(f"replayed {len(new)}")
        return ACCEPTED

    def constants(self, path: str) -> list[tuple[int, int]]:
        """Name and content of each constant of a compiled file."""
        text = self.call("lean_mk_string", ctypes.c_char_p(os.fsencode(path)))
        module = self.word(self.value(self.call("l_Lean_readModuleData", text)), 1)
        names, contents = self.array(self.word(module, 2)), self.array(self.word(module, 3))
        return list(zip(names, contents, strict=True))

    def table(self, constants: list[tuple[int, int]]) -> int:
        """A hash table with one bucket: right for any hash function, quick enough for a module."""
        bucket = 1
        for name, content in constants:
            bucket = self.make(1, name, content, bucket)
        size = len(constants)
        array = struct.pack("<iHBBQQQ", 0, 1, 0, 246, 1, 1, bucket)
        return self.make(0, 2 * size + 1, self.keep(array))

    def make(self, tag: int, *fields: int) -> int:
        size = HEAD.size + 8 * len(fields)
        return self.keep(
            HEAD.pack(0, size, len(fields), tag) + struct.pack(f"<{len(fields)}Q", *fields)
        )

    def keep(self, content: bytes) -> int:
        words = (ctypes.c_uint64 * (len(content) // 8)).from_buffer_copy(content)
        self.kept.append(words)
        return ctypes.addressof(words)

    def value(self, result: int) -> int:
        failure = self.failure(result)
        if failure is not None:
            raise RuntimeError(failure)
        return self.word(result, 1)

    def failure(self, result: int) -> str | None:
        """The error inside an `IO` result, or None."""
        if self.head(result)[3] == 0:
            return None
        text = self.call("lean_io_error_to_string", self.word(result, 1))
        return ctypes.string_at(text + 32, self.word(text, 1) - 1).decode("utf-8", "replace")

    def head(self, pointer: int) -> tuple[int, int, int, int]:
        return HEAD.unpack(ctypes.string_at(pointer, HEAD.size))

    def word(self, pointer: int, index: int) -> int:
        return ctypes.c_uint64.from_address(pointer + 8 * index).value

    def array(self, pointer: int) -> tuple[int, ...]:
        size = self.word(pointer, 1)
        return struct.unpack(f"<{size}Q", ctypes.string_at(pointer + 24, 8 * size))


def _run() -> None:
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status & 255)


if __name__ == "__main__":
    # Proofs nest deeply: Lean gets a thread with more stack than a process has by itself.
    threading.stack_size(STACK_BYTES)
    worker = threading.Thread(target=_run)
    worker.start()
    worker.join()
    os._exit(UNHANDLED)
