"""The one error that a user can cure: bad input, said in one sentence."""

from __future__ import annotations


class InputError(ValueError):
    """Input that cannot be used; the message names the place and the cure.

    The command line prints the message alone and exits with code 2; a library caller
    catches it as a `ValueError`.
    """
