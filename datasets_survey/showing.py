"""One data set on the terminal: a column for each protocol."""

from __future__ import annotations

import os
from typing import Any

#: Field, or a pair of fields "count/all", and what it is called.
LINES = (
    ("n_rows", "rows used"),
    ("n_features", "features"),
    ("n_models", "models"),
    ("score", "held-out score"),
    ("max_association", "strongest association"),
    ("all_observed/all_pairs", "pairs seen to flip"),
    ("all_flips_holm/all_pairs", "  claimed"),
    ("collinear_observed/collinear_pairs", "collinear pairs"),
    ("collinear_flips_holm/collinear_pairs", "  claimed"),
    ("collinear_max_flip", "  largest flip rate"),
    ("top5_observed/top5_pairs", "pairs with a top 5"),
    ("top5_flips_holm/top5_pairs", "  claimed"),
    ("top1_change", "first place differs"),
    ("top3_change", "first three differ"),
    ("all_unresolved/all_pairs", "means unresolved"),
    ("all_gaussian_spearman", "Gaussian formula"),
    ("all_minority_spearman", "minority fraction"),
    ("null_spearman", "  shuffled"),
    ("seconds", "seconds"),
)
#: Columns of a page that is not a terminal.
PAGE_WIDTH = 96


def print_rows(rows: list[dict[str, Any]]) -> None:
    """Print the rows of one data set, and below them who leads and which pair flips most."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(highlight=False, width=PAGE_WIDTH)
    first = rows[0]
    table = Table(
        title=f"{first['dataset']}: {first.get('task', '')}, tier {first.get('tier', '?')}",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    table.add_column("", no_wrap=True)
    for row in rows:
        table.add_column(row["protocol"].replace("-", "\n"), justify="right", overflow="fold")
    if any(row["status"] != "done" for row in rows):
        table.add_row("status", *(row["status"] for row in rows))
    for fields, label in LINES:
        cells = [cell(row, fields) for row in rows]
        if any(cells):
            table.add_row(label, *cells)
    console.print(table)
    console.print(
        "\n“Seen to flip”: in more than 10 % of the models; “claimed”: at 5 % over all pairs "
        "(Holm).\n“Differs”: in two retrainings, as a probability. Last lines: rank correlation of "
        "a\npredictor with the flips of models that it has not seen."
    )
    for row in rows:
        if row.get("leaders"):
            console.print(sentence(row), markup=False)
    for row in rows:
        if row.get("reason"):
            console.print(f"{row['protocol']}: {row['reason']}", markup=False)


def sentence(row: dict[str, Any]) -> str:
    """Who comes first, and which pair with one of the first five flips most.

    Examples
    --------
    >>> sentence({"protocol": "p", "leaders": [["a", 0.6], ["b", 0.4]],
    ...           "top5_worst_pair": ["a", "b", 0.4, 0.93]})
    'p: first are a (60 %), b (40 %); a / b flips in 40 %, association 0.93'
    """
    leaders = ", ".join(f"{name} ({100 * share:.0f} %)" for name, share in row["leaders"])
    text = f"{row['protocol']}: first {'are' if len(row['leaders']) > 1 else 'is'} {leaders}"
    if row.get("top5_worst_pair"):
        a, b, flip, strength = row["top5_worst_pair"]
        text += f"; {a} / {b} flips in {100 * flip:.0f} %, association {strength:.2f}"
    return text


def cell(row: dict[str, Any], fields: str) -> str:
    """A number, or "count/all"; empty where the row has none.

    Examples
    --------
    >>> cell({"all_observed": 2, "all_pairs": 6}, "all_observed/all_pairs")
    '2/6'
    """
    values = [row.get(name) for name in fields.split("/")]
    if any(value is None for value in values):
        return ""
    return "/".join(str(v) if isinstance(v, int) else f"{v:.3g}" for v in values)
