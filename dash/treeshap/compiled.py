"""How our kernels are compiled."""

from __future__ import annotations

from collections.abc import Callable

from numba import njit


def kernel(function: Callable) -> Callable:
    """Compile a function at its first call, to run without the interpreter lock.

    The compiled code is kept for later processes, beside the package, in the user's cache folder
    or in `NUMBA_CACHE_DIR`. Where none of them can be written to, every process compiles anew.

    Parameters
    ----------
    function : callable

    Returns
    -------
    callable
    """
    try:
        return njit(nogil=True, error_model="numpy", cache=True)(function)
    except RuntimeError:
        return njit(nogil=True, error_model="numpy")(function)
