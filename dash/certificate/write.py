"""Turn a finished report into a certificate: a Lake project of its own, with the report inside."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import dash
from dash.certificate.exact import exact_table
from dash.certificate.library import certificate_library, toolchain
from dash.certificate.recompute import contradictions
from dash.certificate.source import MODULE, certificate_source
from dash.errors import InputError
from dash.report.data import Report, parsed
from dash.report.fairness_data import FairnessReport
from dash.report.reading import read_report, screen_of

REPORT, MANIFEST, README = "report.json", "certificate.json", "README.md"
SOURCE_PATH = "lean/" + MODULE.replace(".", "/") + ".lean"
TOP_PATH = "lean/DASH.lean"
SCHEMA, SCHEMA_VERSION = "dash-attribution/certificate", 1
#: Hexadecimal digits of the digest of one item of a list.
ITEM_DIGITS = 16
#: Where a report has the attributions of single models, and the digests of their columns.
VALUES, BY_FEATURE = "/models/values", "/models/by_feature"

LAKEFILE = """import Lake
open Lake DSL

package «dash-certificate» where
  version := v!"0.1.0"

/-- The certificate and the library that it stands on; nothing beyond Lean's own `Init`. -/
@[default_target]
lean_lib DASH where
  srcDir := "lean"
  roots := #[`DASH]
"""

TOP = f"""import {MODULE}

/-! The certificate of one report, and the part of the library that it stands on. -/
"""

README_TEXT = """# Certificate of a feature ranking

`report.json` is a report of dash-attribution. `{source}` restates the attributions of its single
models as whole numbers, without rounding, and proves what follows for each pair of features: the
pairs that two models order oppositely, the pairs that all models order alike, and the number of
models on each side.

Check it again, anywhere:

    pip install "dash-attribution[proofs]=={version}"    # the version that made it
    dash-audit verify .
    lake build                 # with an installed Lean; then read {source}

`dash-audit verify` also makes the Lean file anew from the report and compares the two, compares the
library with its own copy, refuses axioms, `sorry` and options that switch a check off, and computes
anew every statistic of the report that follows from the attributions: means and intervals, flip
rates, verdicts, ranks, the headline.

What a certificate does not say: that the attributions are those of models of some data. What the
report says of the data themselves (associations, proxies, scores, outcomes of groups) is not
computed anew either; its digest is kept, so that a change after certification is found. The SHA-256
digest of the report is {digest}.
"""


def write_certificate(
    report: str | Path | Report | FairnessReport, folder: str | Path
) -> dict[str, str]:
    """Write the certificate of a report.

    Parameters
    ----------
    report : Report, FairnessReport, str or Path
        A report, or a file with its JSON, which is kept byte by byte.
    folder : str or Path
        Folder to write; made if it is not there. It must be empty or hold a certificate.

    Returns
    -------
    dict
        Path inside the folder → text, as written.

    Raises
    ------
    InputError
        If the report cannot be read, is none, or contradicts its own attributions, or the folder
        cannot be written.
    """
    folder = Path(folder)
    if isinstance(report, str | Path):
        name = str(report)
        try:
            content = Path(report).read_bytes()
        except OSError as error:
            raise InputError(f"{name} cannot be read: {error.strerror}.") from None
    else:
        name, content = "the report", report.to_json().encode("utf-8")
    files = certificate_files(content, name)
    check_folder(folder)
    try:
        for name, text in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_symlink():
                raise InputError(f"{target} is a link: name a new folder for the certificate.")
            target.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise InputError(
            f"{error.filename or folder} cannot be written: {error.strerror}."
        ) from None
    return files


def certificate_files(content: bytes, name: str) -> dict[str, str]:
    """All files of a certificate for the bytes of a report.

    The Lean file depends on the report and on the version of this package alone.

    Raises
    ------
    InputError
        If it is no report, has no attributions of single models, or contradicts them.
    """
    digest = hashlib.sha256(content).hexdigest()
    text = decoded(content, name)
    report = read_report(text)
    table = exact_table(screen_of(report))
    wrong = contradictions(report)
    if wrong:
        more = f" (and in {len(wrong) - 1} more places)" if len(wrong) > 1 else ""
        raise InputError(f"the report contradicts itself: {wrong[0]}{more}.")
    manifest = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "product_version": dash.__version__,
        "report_sha256": digest,
        "features": len(table.names),
        "features_left_out": table.left_out,
        "models": table.n_models,
        "undecided_pairs": len(table.undecided()),
        "agreed_pairs": int(table.agreed().sum()),
        "library": {path: _sha256(words) for path, words in certificate_library().items()},
        "report_parts": part_digests(parsed(text)),
    }
    return {
        REPORT: text,
        SOURCE_PATH: certificate_source(table, digest, title_of(screen_of(report))),
        **project_files(),
        MANIFEST: json.dumps(manifest, indent=1, ensure_ascii=False) + "\n",
        README: README_TEXT.format(source=SOURCE_PATH, digest=digest, version=dash.__version__),
    }


def project_files() -> dict[str, str]:
    """The files of every certificate: the library, what imports all of it, and Lake's own."""
    return {
        TOP_PATH: TOP,
        **certificate_library(),
        "lean-toolchain": toolchain(),
        "lakefile.lean": LAKEFILE,
    }


def title_of(report: Any) -> str:
    """What a report is about, in a line."""
    data = report.data
    return f"Report of {data.name}, target {data.target}." if data.target else "Given attributions."


def decoded(content: bytes, name: str) -> str:
    """The text of a report."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{name} is not UTF-8 text: it is no report.") from None


def part_digests(report: dict[str, Any]) -> dict[str, str]:
    """Digest of each part of a report, by its place: `/verdict`, `/pairs/3`, `/models/values/0`.

    The attributions have a digest for each model and one for each feature, so that a changed
    number is found by its row and its column.
    """
    found: dict[str, str] = {}

    def walk(value: Any, place: str, depth: int) -> None:
        if place.endswith(VALUES) and isinstance(value, list):
            columns = zip(*value, strict=False) if all(isinstance(r, list) for r in value) else ()
            for j, column in enumerate(columns):
                found[f"{place.removesuffix(VALUES)}{BY_FEATURE}/{j}"] = _digest(column)
        if isinstance(value, dict) and depth:
            for key, below in value.items():
                walk(below, f"{place}/{key}", depth - (key != "screen"))
        elif isinstance(value, list) and depth:
            for i, below in enumerate(value):
                found[f"{place}/{i}"] = _digest(below)
        else:
            found[place] = _digest(value)

    walk(report, "", 3)
    return found


def _digest(value: Any) -> str:
    return _sha256(json.dumps(value, sort_keys=True, ensure_ascii=False))[:ITEM_DIGITS]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check_folder(folder: Path) -> None:
    """Refuse to write among the files of others."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file: name a folder for the certificate.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise InputError(f"{folder} holds other files: name a new folder for the certificate.")


def holds_another(folder: Path, content: bytes) -> bool:
    """Whether a folder holds the certificate of another report than that with these bytes."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    kept = manifest.get("report_sha256") if isinstance(manifest, dict) else None
    return kept != hashlib.sha256(content).hexdigest()
