"""Check the Lean proofs of this project: every theorem, what it rests on, and where it stands."""

from __future__ import annotations

from dash.proofs.check import verify
from dash.proofs.kernel import KernelUnavailable
from dash.proofs.result import Failure, Module, Proofs, Theorem

__all__ = ["Failure", "KernelUnavailable", "Module", "Proofs", "Theorem", "verify"]
