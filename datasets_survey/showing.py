"""One data set on the terminal: a column for each protocol."""

from __future__ import annotations

from typing import Any

#: Field, or a pair of fields "count of all", and what it is called.
LINES = (
    ("n_rows", "rows used"),
    ("n_features", "features"),
    ("n_models", "models"),
    ("score", "held-out score, mean"),
    ("max_association", "strongest association"),
    ("all_observed/all_pairs", "pairs seen to flip > 10 %"),
    ("all_flips_holm/all_pairs", "… claimed, all pairs corrected"),
    ("collinear_observed/collinear_pairs", "collinear pairs seen to flip"),
    ("collinear_flips_holm/collinear_pairs", "… claimed"),
    ("collinear_max_flip", "largest collinear flip rate"),
    ("top5_observed/top5_pairs", "pairs with a top-5 feature seen to flip"),
    ("top5_flips_holm/top5_pairs", "… claimed"),
    ("top1_change", "first place differs, two models"),
    ("top3_change", "first three differ, two models"),
    ("all_unresolved/all_pairs", "orders of means unresolved"),
    ("all_gaussian_spearman", "Gaussian formula, held-out Spearman"),
    ("all_minority_spearman", "minority fraction, held-out Spearman"),
    ("null_spearman", "… shuffled attributions"),
    ("seconds", "seconds"),
)


def print_rows(rows: list[dict[str, Any]]) -> None:
    """Print the rows of one data set."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title=rows[0]["dataset"], title_justify="left")
    table.add_column("")
    for row in rows:
        table.add_column(row["protocol"], justify="right", overflow="fold")
    table.add_row("status", *(row["status"] for row in rows))
    for fields, label in LINES:
        cells = [cell(row, fields) for row in rows]
        if any(cells):
            table.add_row(label, *cells)
    console.print(table)
    for row in rows:
        if row.get("reason"):
            console.print(f"{row['protocol']}: {row['reason']}")


def cell(row: dict[str, Any], fields: str) -> str:
    """A number, or "count of all"; empty where the row has none.

    Examples
    --------
    >>> cell({"all_observed": 2, "all_pairs": 6}, "all_observed/all_pairs")
    '2 of 6'
    """
    values = [row.get(name) for name in fields.split("/")]
    if any(value is None for value in values):
        return ""
    shown = [str(v) if isinstance(v, int) else f"{v:.3g}" for v in values]
    return " of ".join(shown)
