"""The report of a survey: one Markdown page, its figures, and a table of every data set."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from datasets_survey.analysis import (
    DESCRIPTORS,
    ENDPOINTS,
    EXPLAINING,
    PAIR_EDGES,
    PUBLISHED,
    RATES,
    RELATED,
    RETRAINED,
    SCREENS,
    SEEDS,
    Survey,
)
from datasets_survey.claims import by_pairs, claims, paired
from datasets_survey.families import Estimate
from datasets_survey.protocols import PROTOCOLS
from datasets_survey.store import VOLATILE
from diagnostics.result import jsonable

PAGE = "survey.md"
FOLDER = "survey"
TABLE = "datasets.csv"
WORDS_OF_EXPLAINING = {
    "max_association": "strongest association",
    "mean_association": "mean association",
    "n_rows": "rows",
    "n_features": "features",
    "skill": "held-out skill",
}


def tables(survey: Survey) -> dict[str, Any]:
    """Every table of the report, as plain data.

    Examples
    --------
    >>> from datasets_survey.store import Store, stored_run
    >>> sorted(tables(Survey.from_store(Store.open(stored_run()))))[:3]
    ['between_protocols', 'by_association', 'by_descriptor']
    """
    from datasets_survey.network import published

    found: dict[str, Any] = {"settings": survey.settings}
    for name in (
        "coverage", "not_done", "prevalence", "which_count", "between_protocols", "by_descriptor",
        "relations", "by_association", "predictors", "signs", "calibration", "in_sample",
        "verdicts_by_tests", "like_with_like",
    ):  # fmt: skip
        frame = getattr(survey, name)
        if name == "coverage":
            frame = frame.reset_index()
        found[name] = frame.to_dict("records")
    found["claims"] = [
        {**vars(c), "difference": c.difference, "verdict": c.verdict} for c in claims(survey)
    ]
    if PUBLISHED in survey.protocols:
        found["published"] = paired(survey, published()).to_dict("records")
        found["verdicts_by_tests"] = by_pairs(survey, published()).to_dict("records")
    return jsonable(found)


def write_report(survey: Survey, folder: Path, *, figures: bool = True) -> list[Path]:
    """Write the page, its figures and the table of every data set.

    Parameters
    ----------
    survey : Survey
        What is reported.
    folder : Path
        Where to: `survey.md`, and beside it a folder `survey` with the rest. Made if need be.
    figures : bool, default True
        Whether to draw figures, for which matplotlib must be installed.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InputError
        If matplotlib is missing, or a file cannot be written; one sentence.
    """
    from dash.errors import InputError

    drawn: dict[str, str] = {}
    written = []
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        if figures:
            from datasets_survey.figures import FIGURES, save

            for name, (draw, alternative) in FIGURES.items():
                path = folder / FOLDER / f"{name}.png"
                save(draw, survey, path)
                drawn[name] = f"![{alternative}]({FOLDER}/{path.name})"
                written.append(path)
        path = folder / FOLDER / TABLE
        write_table(survey, path)
        written.append(path)
        page = folder / PAGE
        page.write_text(render(survey, drawn), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{error.filename} cannot be written: {error.strerror}.") from None
    return [page, *written]


def write_table(survey: Survey, path: Path) -> None:
    """One line for each data set and protocol, as CSV: all of the rows but lists and times."""
    fields = [
        c
        for c in survey.rows
        if c not in VOLATILE and not any(isinstance(v, list) for v in survey.rows[c])
    ]
    rows = survey.rows.sort_values(["dataset", "protocol"])[fields]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(fields)
        for row in rows.itertuples(index=False, name=None):
            writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        if math.isnan(value):
            return ""
        return int(value) if float(value).is_integer() else f"{value:.5g}"
    return "" if value is None else value


def render(survey: Survey, figures: dict[str, str]) -> str:
    """The page as Markdown.

    Parameters
    ----------
    survey : Survey
        What is reported.
    figures : dict
        Markdown of the figures, by name; those that are missing are left out.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        percent=percent,
        interval=interval,
        number=number,
        numbers=numbers,
        numbers_of=_numbers_of,
        percent_of=lambda e: percent(e.value),
        seconds=lambda v: "–" if v is None or not np.isfinite(v) else f"{v:.1f}",
        cell=_cell,
    )
    return environment.get_template("survey.md.jinja").render(_context(survey, figures))


def percent(share: float | None) -> str:
    """A share in words.

    Examples
    --------
    >>> percent(0.675), percent(0.0004), percent(float("nan"))
    ('68 %', '< 0.1 %', '–')
    """
    if share is None or not np.isfinite(share):
        return "–"
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if 0 < share < 0.0995 else f"{100 * share:.0f} %"


def interval(estimate: Estimate) -> str:
    """A share with its interval.

    Examples
    --------
    >>> interval(Estimate(0.675, 0.565, 0.769, 77, 77)), interval(Estimate(0.94, 0.94, 0.94, 0, 0))
    ('68 % [56 %, 77 %]', '94 %')
    """
    low, high = percent(estimate.low), percent(estimate.high)
    if not estimate.families and np.isfinite(estimate.value):
        return low if estimate.low == estimate.high else f"{low} to {high}"
    if not np.isfinite(estimate.low):
        return percent(estimate.value)
    return f"{percent(estimate.value)} [{low}, {high}]"


def number(value: float | None) -> str:
    """A correlation or a score.

    Examples
    --------
    >>> number(0.456), number(-0.1), number(None)
    ('0.46', '−0.10', '–')
    """
    if value is None or not np.isfinite(value):
        return "–"
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def numbers(row: dict[str, Any], name: str) -> str:
    """A number of a table with its interval.

    Examples
    --------
    >>> numbers({"x": 0.5, "x_low": 0.4, "x_high": 0.6}, "x")
    '0.50 [0.40, 0.60]'
    """
    value = number(row[name])
    if value == "–" or not np.isfinite(row[f"{name}_low"]):
        return value
    return f"{value} [{number(row[f'{name}_low'])}, {number(row[f'{name}_high'])}]"


def _numbers_of(estimate: Estimate) -> str:
    return numbers({"x": estimate.value, "x_low": estimate.low, "x_high": estimate.high}, "x")


def _cell(text: Any) -> str:
    """Text that does not end a cell of a Markdown table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def _context(survey: Survey, figures: dict[str, str]) -> dict[str, Any]:
    from datasets_survey.network import published
    from datasets_survey.registry import TIERS, registry

    done, settings = survey.done, survey.settings
    every = {d.key: d for d in registry(tiers=TIERS, excluded=True)}
    counted = [d for d in every.values() if d.tier in ("A", "B") and not d.excluded]
    comparison = paired(survey, published()) if PUBLISHED in survey.protocols else None
    found = claims(survey)
    seconds = survey.rows["seconds"] if "seconds" in survey.rows else pd.Series(np.nan)
    worked = seconds.reindex(survey.rows.index).fillna(0)
    return {
        "survey": survey,
        "settings": settings,
        "versions": settings["versions"],
        "figures": figures,
        "protocols": [PROTOCOLS[p] for p in survey.protocols if p in PROTOCOLS],
        "models": {p: settings["protocols"][p]["n_models"] for p in survey.protocols},
        "halves": _halves(survey),
        "endpoints": {k: (words, kind) for k, (words, kind, _) in ENDPOINTS.items()},
        "PUBLISHED": PUBLISHED,
        "RETRAINED": RETRAINED,
        "SEEDS": SEEDS,
        "endpoint": survey.endpoint,
        "estimate": _estimate_of,
        "n_datasets": done["dataset"].nunique(),
        "n_families": done["family"].nunique(),
        "n_counted": len(counted),
        "n_registry": len(every),
        "n_excluded": sum(bool(d.excluded) for d in every.values()),
        "n_other": sum(d.tier == "K" and not d.excluded for d in every.values()),
        "missing": _missing(survey, [d.key for d in counted]),
        "alike": _alike(survey),
        "ours_wide": _many_pairs(survey, [r for r in published() if not r.timed_out]),
        "hours": float(worked.sum()) / 3600,
        "timed": bool(worked.sum() > 0),
        "tier_hours": (worked.groupby(survey.rows["tier"]).sum() / 3600).to_dict(),
        "by_protocol_seconds": _seconds(survey),
        "days": sorted({str(day)[:10] for day in done["finished"].dropna()}),
        "prevalence": _records(survey.prevalence),
        "parts": _by_endpoint(survey.which_count, ["protocol", "part"]),
        "between": _records(survey.between_protocols),
        "bins": _bins(survey),
        "relations": _records(survey.relations),
        "related": RELATED,
        "explaining": {k: WORDS_OF_EXPLAINING[k] for k in EXPLAINING},
        "by_tests": [] if comparison is None else _records(by_pairs(survey, published())),
        "not_collinear": {p: survey.not_collinear(p) for p in survey.protocols},
        "claims": found,
        **_short(survey),
        "claim": {c.key: c for c in found},
        "predictors": _records(survey.predictors),
        "rates": RATES,
        "predictor_words": RATES | SCREENS,
        "signs": _records(survey.signs),
        "in_sample": _records(survey.in_sample),
        "calibration": _records(survey.calibration),
        "published": [] if comparison is None else _records(comparison),
        "lost": [p.name for p in published() if "lost decimals" in p.remark],
        "not_done": _records(survey.not_done),
        "datasets": _datasets(survey),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")


def _estimate_of(row: dict[str, Any], name: str) -> Estimate:
    n = row[f"{name}_families"]
    return Estimate(row[name], row[f"{name}_low"], row[f"{name}_high"], n, n)


def _missing(survey: Survey, counted: list[str]) -> dict[str, list[str]]:
    """Data sets that count and have no row: at all, or under one of the protocols that were run."""
    rows = survey.rows
    found = {"": sorted(set(counted) - set(rows["dataset"]))}
    begun = set(counted) & set(rows["dataset"])
    for protocol in survey.settings["protocols"]:
        mine = set(rows.loc[rows["protocol"] == protocol, "dataset"])
        if mine:
            found[f" under `{protocol}`"] = sorted(begun - mine)
    return {words: keys for words, keys in found.items() if keys}


def _alike(survey: Survey) -> list[dict[str, Any]]:
    if survey.like_with_like.empty:
        return []
    return _by_endpoint(survey.like_with_like, ["part", "protocol"])


def _many_pairs(survey: Survey, theirs: Sequence[Any]) -> tuple[float, float] | None:
    """Share of the data sets with 21 collinear pairs or more: ours, and the published."""
    if PUBLISHED not in survey.protocols:
        return None
    mine = survey.of(PUBLISHED)["collinear_pairs"]
    edge = PAIR_EDGES[-2]
    return float((mine >= edge).mean()), float(np.mean([r.n_pairs >= edge for r in theirs]))


def _short(survey: Survey) -> dict[str, Any]:
    """Numbers of the first page that are in no claim."""
    found: dict[str, Any] = {}
    table = survey.predictors
    mine = table[(table["scope"] == "all") & (table["predictor"] == "screen_published")]
    for row in _records(mine[mine["protocol"] == RETRAINED]):
        found["screen"] = row
    protocol = survey.main[-1]
    bins = survey.calibration
    if bins.empty:
        return found
    bins = bins[
        (bins["protocol"] == protocol)
        & (bins["scope"] == "all")
        & (bins["predictor"] == "gaussian")
    ]
    far = bins[bins["high"] <= stats.norm.sf(1.96)]
    near = bins[bins["low"] >= stats.norm.sf(0.5)]
    if len(far) and len(near):
        found["near"] = {
            "protocol": protocol,
            "low": float(np.average(far["flips"], weights=far["pairs"])),
            "high": float(near["flips"].iloc[0]),
            "said": float(near["predicted"].iloc[0]),
        }
    return found


def _halves(survey: Survey) -> str:
    """How many models judge, in words."""
    groups: dict[int, list[str]] = {}
    for protocol in survey.protocols:
        half = survey.settings["protocols"][protocol]["n_models"] // 2
        groups.setdefault(half, []).append(f"`{protocol}`")
    words = [f"{half} under {', '.join(names)}" for half, names in sorted(groups.items())]
    return "; ".join(words)


def _seconds(survey: Survey) -> dict[str, float]:
    """Median seconds of a data set under each protocol."""
    return survey.done.groupby("protocol")["seconds"].median().to_dict()


def _by_endpoint(table: pd.DataFrame, keys: list[str]) -> list[dict[str, Any]]:
    """One line for each combination of the keys, with an estimate for each endpoint."""
    found = []
    for values, rows in table.groupby(keys, sort=False):
        line: dict[str, Any] = dict(zip(keys, values, strict=True))
        for r in rows.to_dict("records"):
            limits = [r.get(f"share_{k}", r[k]) for k in ("low", "high")]
            line[r["endpoint"]] = Estimate(r["value"], *limits, r["datasets"], r["families"])
        found.append(line)
    return found


def _bins(survey: Survey) -> list[dict[str, Any]]:
    lines = _by_endpoint(survey.by_descriptor, ["protocol", "descriptor", "low", "high"])
    for line in lines:
        line["range"] = bin_words(line["descriptor"], line["low"], line["high"])
        line["descriptor"] = DESCRIPTORS[line["descriptor"]][0]
    return lines


def bin_words(descriptor: str, low: float, high: float) -> str:
    """The range of a bin in words.

    Examples
    --------
    >>> bin_words("n_rows", 200, 500), bin_words("n_rows", 2000, float("inf"))
    ('200–499', '2000 or more')
    >>> bin_words("skill", float("-inf"), 0.5), bin_words("skill", 0.9, float("inf"))
    ('below 0.5', '0.9 or more')
    """
    whole = descriptor not in ("max_association", "skill")
    if not np.isfinite(low):
        return f"below {high:g}"
    if not np.isfinite(high):
        return f"{low:g} or more"
    if whole:
        return f"{low:g}" if high - 1 == low else f"{low:g}–{high - 1:g}"
    return f"{low:g} to {high:g}"


def _datasets(survey: Survey) -> list[dict[str, Any]]:
    """One line for each data set that has a row that is done."""
    found = []
    done = {(r["dataset"], r["protocol"]): r for r in _records(survey.done)}
    for key in sorted(survey.done["dataset"].unique()):
        rows = {p: done[key, p] for p in survey.protocols if (key, p) in done}
        first = next(iter(rows.values()))
        line: dict[str, Any] = {
            "dataset": key,
            "family": first["family"],
            "tier": first["tier"],
            "rows": max(r["n_rows"] for r in rows.values()),
            "features": max(r["n_features"] for r in rows.values()),
            "association": max(r["max_association"] for r in rows.values()),
            "flip": None,
            "unstable": "–",
        }
        if PUBLISHED in rows:
            row = rows[PUBLISHED]
            if row["collinear_pairs"] == 0:
                line["unstable"] = "no pair"
            else:
                line["flip"] = row["collinear_max_flip"]
                line["unstable"] = "unstable" if row["collinear_observed"] else "stable"
        for protocol in survey.protocols:
            row = rows.get(protocol)
            wide = row is not None and row["n_features"] > 3
            line[f"top1 {protocol}"] = None if row is None else row["top1_change"]
            line[f"top3 {protocol}"] = row["top3_change"] if wide else None
        found.append(line)
    return found
