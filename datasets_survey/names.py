"""The names by which a user means a data set."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from dash.errors import InputError


def find_key(name: str, keys: Iterable[str], *, place: str = "the registry") -> str:
    """The key that a user means: the key itself, or its last part where only one has it.

    Raises
    ------
    InputError
        If there is none, or more than one.

    Examples
    --------
    >>> find_key("iris", ["sklearn/iris", "sklearn/wine"])
    'sklearn/iris'
    """
    keys = list(dict.fromkeys(keys))
    if name in keys:
        return name
    short = [k for k in keys if k.rsplit("/", 1)[-1] == name]
    if len(short) == 1:
        return short[0]
    if short:
        raise InputError(f"{name!r} could be {' or '.join(sorted(short))}: name one of them.")
    endings = {k.rsplit("/", 1)[-1]: k for k in keys}
    close = difflib.get_close_matches(name, {**endings, **dict(zip(keys, keys, strict=True))}, n=3)
    cure = f": did you mean {' or '.join(close)}?" if close else "."
    raise InputError(f"{place} has no data set {name!r}{cure}")
