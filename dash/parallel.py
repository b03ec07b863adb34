"""Where independent jobs run: threads of this process, or any joblib backend, Dask among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import joblib

from dash.errors import InputError

BACKENDS = ("threading", "loky", "multiprocessing", "dask")


def run_jobs(
    function: Callable,
    calls: Iterable[tuple],
    *,
    n_jobs: int | None,
    backend: str | None,
    shared: Any = None,
    ordered: bool = True,
) -> Iterator[Any]:
    """Results of `function(shared, *call)` for each call, or of `function(*call)` without `shared`.

    Parameters
    ----------
    function : callable
        Importable by name, for the backends that run in other processes.
    calls : iterable of tuple
        Taken one by one, as jobs become free.
    n_jobs : int or None
        Jobs at once; Dask uses what its cluster has.
    backend : str or None
        A joblib backend. None: the one of an enclosing `joblib.parallel_config`, else threads,
        since all of our jobs leave the interpreter lock alone.
    shared : object, optional
        First argument of every call. It is sent to the workers once: as memory-mapped arrays
        with loky, scattered with Dask.
    ordered : bool, default True
        Results in the order of the calls, or as they are done.

    Raises
    ------
    InputError
        If the backend is not known, or Dask has no client.
    """
    config: dict[str, Any] = {}
    if backend is not None:
        config["backend"] = backend
    if backend == "dask":
        _require_client()
        if shared is not None:
            config["scatter"] = [shared]
    leading = () if shared is None else (shared,)
    kind = "generator" if ordered else "generator_unordered"
    with joblib.parallel_config(**config) if config else joblib.parallel_config():
        parallel = joblib.Parallel(n_jobs=n_jobs, prefer="threads", return_as=kind)
        return parallel(joblib.delayed(function)(*leading, *call) for call in calls)


def check_backend(backend: str | None) -> None:
    """Refuse a backend that joblib does not know, and Dask without a client.

    Raises
    ------
    InputError
    """
    from joblib.parallel import BACKENDS as known

    if backend is None or backend in known:
        return
    if backend == "dask":
        _require_client()
        return
    raise InputError(f"backend {backend!r} is not known: use one of {', '.join(BACKENDS)}.")


def _require_client() -> None:
    try:
        from distributed import get_client
    except ImportError:
        raise InputError('backend dask needs Dask: pip install "dash-attribution[dask]".') from None
    try:
        get_client()
    except ValueError:
        raise InputError(
            "backend dask needs a cluster: open one first, such as "
            "dask.distributed.Client(n_workers=2)."
        ) from None
