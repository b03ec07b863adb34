"""Check a certificate: the report, the Lean file, the library, and Lean's own verdict."""

from __future__ import annotations

import json
import shlex
import tempfile
from pathlib import Path
from typing import Any

import dash
from dash.certificate.library import STAND_IN_PATH, stand_in
from dash.certificate.source import MODULE
from dash.certificate.write import (
    BY_FEATURE,
    MANIFEST,
    README,
    REPORT,
    SCHEMA,
    SCHEMA_VERSION,
    SOURCE_PATH,
    VALUES,
    certificate_files,
    decoded,
    part_digests,
    project_files,
)
from dash.errors import InputError
from dash.proofs import verify
from dash.report.data import CertificateStatus, parsed

TOLD = 5
#: Kinds of failure that say nothing about the certificate.
OVER_LIMIT = ("time", "memory")
DIGEST_LINE = "def digest : Nat := "
#: What `lake build` leaves behind.
LAKE_BUILD, LAKE_MANIFEST = ".lake", "lake-manifest.json"


def check_certificate(
    folder: str | Path,
    report: str | Path | None = None,
    *,
    kernel: str = "auto",
    cache: str | Path | None = None,
    progress: bool = False,
) -> CertificateStatus:
    """Check a certificate from its files alone.

    The report inside is read, and what it derives from its attributions is computed anew and
    compared; the Lean file is made anew and compared; the library is compared with the copy in this
    package; then Lean checks the whole, and our audit refuses what Lean by itself lets pass.

    Parameters
    ----------
    folder : str or Path
        What `write_certificate` wrote.
    report : str or Path, optional
        A report that the certificate is said to be of; without it, the report inside.
    kernel, cache, progress
        Passed to `dash.verify`.

    Returns
    -------
    CertificateStatus
        With `problems`, each naming its place, where the certificate is refused.

    Raises
    ------
    InputError
        If the folder holds no certificate, one of another version of this package, or Lean needs
        more time or memory than it may take.
    KernelUnavailable
        If no Lean can be run here.
    """
    folder = Path(folder)
    manifest = _manifest(folder)
    content = _bytes(folder / REPORT)
    problems = [] if report is None else _other_report(content, Path(report))
    try:
        raw = parsed(decoded(content, REPORT))
        problems += _changed_parts(manifest, raw)
        fresh = certificate_files(content, REPORT)
    except InputError as error:
        told = str(error)
        problems.append(told if told.startswith(REPORT) else f"{REPORT}: {told}")
    else:
        problems += _changed_source(folder, fresh[SOURCE_PATH])
        problems += _changed_manifest(manifest, json.loads(fresh[MANIFEST]))
        problems += _changed_lines(
            README, _text(folder / README) or "", fresh[README], "the one that is written with it"
        )
    problems += _changed_files(folder)
    checked_by = ""
    if not problems:
        checked_by, problems = _lean(folder, kernel, cache, progress)
    return _status(folder, report, manifest, checked_by, problems)


def _status(folder, report, manifest, checked_by, problems) -> CertificateStatus:
    undecided = _count(manifest.get("undecided_pairs"))
    agreed = _count(manifest.get("agreed_pairs"))
    if problems:
        sentence = f"The certificate is refused: {problems[0]}"
    else:
        left_out = manifest["features_left_out"]
        first = f"of the first {manifest['features']} of {manifest['features'] + left_out}"
        of = first if left_out else f"of {manifest['features']}"
        sentence = (
            f"Certified: {of} features in {manifest['models']} models, {undecided} pairs are "
            f"ordered oppositely by two of the models and {agreed} are ordered alike by all; "
            f"{checked_by}. What the report derives from its attributions was computed anew and "
            "agrees."
        )
    command = f"dash-audit verify {shlex.quote(str(folder))}"
    if report is not None:
        command += f" --report {shlex.quote(str(report))}"
    return CertificateStatus(
        valid=not problems,
        sentence=sentence,
        report_sha256=str(manifest.get("report_sha256", "")),
        checked_by=checked_by,
        undecided_pairs=undecided,
        agreed_pairs=agreed,
        command=command,
        problems=tuple(problems),
    )


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: name the folder of a certificate.")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder} holds no certificate: {MANIFEST} is missing.") from None
    except (OSError, ValueError, RecursionError):
        raise InputError(f"{folder / MANIFEST} is damaged: certify the report again.") from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise InputError(f"{folder / MANIFEST} is not the manifest of a certificate.")
    if manifest.get("schema_version") != SCHEMA_VERSION:
        raise InputError(
            f"this certificate has version {manifest.get('schema_version')}; this version of "
            f"dash-attribution checks version {SCHEMA_VERSION}."
        )
    made_by = manifest.get("product_version")
    if made_by != dash.__version__:
        raise InputError(
            f"{folder} was made by version {made_by} of dash-attribution, and this is version "
            f'{dash.__version__}: check it with pip install "dash-attribution[proofs]=={made_by}", '
            "or certify the report again."
        )
    return manifest


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None


def _other_report(content: bytes, path: Path) -> list[str]:
    """Whether a report beside the certificate is the one inside it, and where it differs."""
    other = _bytes(path)
    if other == content:
        return []
    try:
        theirs, ours = parsed(decoded(other, str(path))), parsed(decoded(content, REPORT))
    except InputError:
        return [f"{path} is not the report that is certified."]
    place = _first_difference(ours, theirs, "")
    if place is None:
        return [f"{path} has the content of the report that is certified, but other bytes."]
    where, before, after = place
    return [
        f"{path} is not the report that is certified: at {where} it says {after}, not {before}."
    ]


def _first_difference(a: Any, b: Any, place: str) -> tuple[str, str, str] | None:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(k for k in b if k not in a)]:
            if key not in a or key not in b:
                return f"{place}/{key}", _shown(a.get(key)), _shown(b.get(key))
            found = _first_difference(a[key], b[key], f"{place}/{key}")
            if found:
                return found
        return None
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            found = _first_difference(x, y, f"{place}/{i}")
            if found:
                return found
        return None
    same = a == b and type(a) is type(b)
    return None if same else (place or "/", _shown(a), _shown(b))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def _changed_parts(manifest: dict[str, Any], report: dict[str, Any]) -> list[str]:
    """Places of the report that are not as they were when it was certified."""
    kept = manifest.get("report_parts")
    if not isinstance(kept, dict):
        return [f"{MANIFEST}: the digests of the report's parts are missing."]
    now = part_digests(report)
    changed = [p for p in [*kept, *(p for p in now if p not in kept)] if kept.get(p) != now.get(p)]
    columns = [p for p in changed if BY_FEATURE in p]
    rows = [p for p in changed if p not in columns]
    told = [f"{REPORT} was changed at {_cell(p, columns, report)}." for p in rows[:TOLD]]
    if len(rows) > TOLD:
        told.append(f"{REPORT} was changed in {len(rows) - TOLD} more places.")
    return told


def _cell(place: str, columns: list[str], report: dict[str, Any]) -> str:
    """A place of the report; of an attribution, which model and which feature it is of."""
    head, _, model = place.rpartition("/")
    if not head.endswith(VALUES):
        return place
    if len(columns) != 1:
        return f"{place} (the attributions of model {model})"
    feature = int(columns[0].rpartition("/")[2])
    screen = report.get("screen", report)
    try:
        name = screen["models"]["features"][feature]
    except (KeyError, IndexError, TypeError):
        name = feature
    return f"{place}/{feature} (the attribution of “{name}” in model {model})"


def _changed_source(folder: Path, expected: str) -> list[str]:
    """Whether the Lean file is the one that this report gives, line by line."""
    found = _text(folder / SOURCE_PATH)
    if found is None:
        return [f"{SOURCE_PATH} is missing."]
    what = "the one that this report gives"
    # With another report the digest is another, too; what else differs says more.
    return _changed_lines(
        SOURCE_PATH, _undigested(found), _undigested(expected), what
    ) or _changed_lines(SOURCE_PATH, found, expected, what)


def _undigested(text: str) -> str:
    return "\n".join(
        DIGEST_LINE if line.startswith(DIGEST_LINE) else line for line in text.split("\n")
    )


def _changed_lines(name: str, found: str, expected: str, what: str) -> list[str]:
    if found == expected:
        return []
    ours, theirs = expected.split("\n"), found.split("\n")
    pairs = zip(ours, theirs, strict=False)
    line = next((i for i, (a, b) in enumerate(pairs, 1) if a != b), min(len(ours), len(theirs)))
    near = next((w for w in reversed(ours[:line]) if w.startswith(("theorem ", "def "))), "").split(
        " "
    )
    where = f", in {near[1]}" if len(near) > 1 else ""
    return [f"{name}:{line}{where}: the file is not {what}."]


def _changed_manifest(manifest: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Whether the manifest says what the report and this package give, and nothing else."""
    names = [*expected, *(name for name in manifest if name not in expected)]
    wrong = [n for n in names if n != "report_parts" and manifest.get(n) != expected.get(n)]
    return [f"{MANIFEST}: {name} is not that of {REPORT} and this package." for name in wrong]


def _changed_files(folder: Path) -> list[str]:
    """Whether the library inside the certificate is ours, file by file, and nothing is added."""
    problems = []
    ours = project_files()
    for path, text in ours.items():
        found = _text(folder / path)
        if found is None:
            problems.append(f"{path} is missing.")
        else:
            problems += _changed_lines(path, found, text, "the one of this package")
    known = {*ours, SOURCE_PATH, MANIFEST, REPORT, README}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if name == LAKE_BUILD or name == LAKE_MANIFEST:
            problems.append(
                f"{name} is of an earlier lake build, which verify does not use and Lean would "
                "trust: remove it."
            )
        elif name.startswith(f"{LAKE_BUILD}/"):
            continue
        elif file.is_symlink():
            problems.append(f"{name} is a link and no part of the certificate.")
        elif file.is_file() and name not in known:
            problems.append(f"{name} is no part of the certificate.")
    return problems


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _lean(folder: Path, kernel: str, cache: Any, progress: bool) -> tuple[str, list[str]]:
    """Let Lean check the certificate's file on top of our own library, and audit the whole."""
    with tempfile.TemporaryDirectory(prefix="certificate-") as place:
        root = Path(place)
        files = {
            **project_files(),
            STAND_IN_PATH: stand_in(),
            SOURCE_PATH: _text(folder / SOURCE_PATH) or "",
        }
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(text.encode("utf-8"))
        proofs = verify(root, kernel=kernel, cache=cache, progress=progress)
    over = next((f for f in proofs.failures if f.kind in OVER_LIMIT), None)
    if over is not None:
        raise InputError(
            f"the certificate could not be checked here, which says nothing against it: {over}"
        )
    problems = [str(f) for f in proofs.failures[:TOLD]]
    if not any(t.module == MODULE for t in proofs.theorems):
        problems.append(f"{SOURCE_PATH}: no theorem was checked.")
    return proofs.checked_by, problems
