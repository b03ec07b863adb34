"""Which data sets and which protocols a run is about."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from dash.errors import InputError
from datasets_survey.names import find_key
from datasets_survey.protocols import PROTOCOLS, Protocol
from datasets_survey.registry import TIERS, Dataset, registry

DEFAULT_TIERS = ("A", "B")


def chosen_protocols(
    populations: Sequence[Any] | None, models: Sequence[Any] | None, *, n_models: int
) -> tuple[list[Protocol], list[Protocol]]:
    """The protocols that were asked for, and all of them, with that many models.

    Examples
    --------
    >>> chosen, every = chosen_protocols(["seed"], None, n_models=10)
    >>> [p.name for p in chosen], len(every), every[0].n_models
    (['xgboost-seed'], 6, 20)

    Raises
    ------
    InputError
        If no protocol is left.
    """
    every = [
        p if p.population == "published" else dataclasses.replace(p, n_models=n_models)
        for p in PROTOCOLS.values()
    ]
    populations = [getattr(p, "value", p) for p in populations or ()]
    models = [getattr(m, "value", m) for m in models or ()]
    chosen = [
        p
        for p in every
        if (not populations or p.population in populations) and (not models or p.model in models)
    ]
    if not chosen:
        raise InputError(
            f"no protocol has population {' or '.join(populations)} and model "
            f"{' or '.join(models)}; there are {', '.join(PROTOCOLS)}."
        )
    return chosen, every


def chosen_datasets(tiers: Sequence[str] | None, names: Sequence[str] | None) -> list[Dataset]:
    """The data sets of the registry that were asked for, excluded ones among them.

    Raises
    ------
    InputError
        For a tier or a name that the registry does not have.
    """
    wanted = tuple(t.upper() for t in tiers or DEFAULT_TIERS)
    unknown = [t for t in wanted if t not in TIERS]
    if unknown:
        raise InputError(f"tier {unknown[0]!r} is not known: use {', '.join(TIERS)}.")
    # By name a data set is found in every tier.
    found = registry(tiers=TIERS if names and not tiers else wanted, excluded=True)
    if not names:
        return list(found)
    known = {d.key: d for d in found}
    return [known[key] for key in dict.fromkeys(find_key(name, known) for name in names)]
