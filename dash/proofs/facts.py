"""What is found out about one module, on its way into the cache and out of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from dash.proofs.result import Failure, Theorem


@dataclass(frozen=True)
class Facts:
    """One module, checked or not.

    Attributes
    ----------
    introduction : str
        The `/-! … -/` comment that opens it.
    constants : int
        How many the compiled file has.
    theorems : tuple of Theorem
        Those that the source states as theorems.
    failures : tuple of Failure
        What is wrong with it.
    seconds : float
        Time it took.
    checked : bool
        Lean and the audit came to their end; a module that imports this one can be compiled.
    replayed : bool
        Its declarations went through the kernel a second time.
    cached : bool
        Taken from the cache.
    """

    introduction: str = ""
    constants: int = 0
    theorems: tuple[Theorem, ...] = ()
    failures: tuple[Failure, ...] = ()
    seconds: float = 0.0
    checked: bool = False
    replayed: bool = False
    cached: bool = False

    def to_dict(self) -> dict:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: dict) -> Facts:
        """Out of JSON, from the cache."""
        theorems = (Theorem(**{**t, "axioms": tuple(t["axioms"])}) for t in fields["theorems"])
        failures = (Failure(**f) for f in fields["failures"])
        return cls(
            **{
                **fields,
                "theorems": tuple(theorems),
                "failures": tuple(failures),
                "cached": True,
            }
        )
