"""Files as they come: each is read right, or refused with one sentence.

Read right:
 1 plain CSV · 2 tab separated · 3 semicolons with decimal commas · 4 pipes · 5 semicolons with
 points for thousands · 6 quoted fields with delimiters and line breaks · 7 single quotes ·
 8 UTF-8 with byte order mark · 9 UTF-16 · 10 UTF-16 without a mark · 11 Latin-1 · 12 cp1252 with
 typographic quotes · 13 gzip · 14 bzip2 · 15 xz · 16 zstandard · 17 zip · 18 Parquet · 19 Feather ·
 20 standard input · 21 Windows line ends and blank lines · 22 row names without a header ·
 23 missing marks (?, NA, -, empty) among numbers · 24 infinite values · 25 duplicate column names ·
 26 names with spaces, brackets, <, quotes, emoji, 年齢, RTL · 27 an unnamed index column ·
 28 constant, empty, identifier, free text, duplicate columns · 29 dates in three forms ·
 30 labels {1,2} · 31 labels {no,yes} · 32 a multiclass text target · 33 integer ratings · 34 counts ·
 35 a target with missing values · 36 booleans in three spellings · 37 currency and percent ·
 38 more than 100 categories · 39 a copy that is kept · 40 a group column · 41 max_rows ·
 42 a feature that is the target in other words · 43 "sep=;" in the first line · 44 a class of one row

Refused:
 45 missing file · 46 empty file · 47 header only · 48 target absent · 49 target constant · 50 one
 feature · 51 fewer than 30 rows · 52 a picture · 53 an Excel file · 54 ragged rows · 55 damaged gzip ·
 56 a zip of two files · 57 a folder · 58 damaged Parquet · 59 binary rubbish · 60 target all
 missing · 61 unknown columns in drop, keep, group · 62 a date as target · 63 an identifier as target ·
 64 text as regression target · 65 a broken UTF-16 file
"""

import bz2
import gzip
import io
import lzma
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest
import zstandard

import dash

N = 40
RNG = np.random.default_rng(0)
BASE = pd.DataFrame(
    {
        "a": np.round(RNG.normal(size=N), 3),
        "b": np.round(RNG.normal(size=N) * 100, 1),
        "c": RNG.choice(["rot", "grün", "blau"], N),
        "y": np.tile([0, 1], N // 2),
    }
)
PLAIN = BASE.to_csv(index=False)


def write(folder, content, name="data.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def is_base(table):
    """The table holds exactly what BASE holds."""
    assert table.feature_names == ("a", "b", "c")
    assert np.array_equal(table.frame["a"], BASE["a"])
    assert np.array_equal(table.frame["b"], BASE["b"])
    assert table.frame["c"].astype(str).tolist() == BASE["c"].tolist()
    assert table.categorical.tolist() == [False, False, True]
    assert table.y.tolist() == BASE["y"].tolist()
    assert table.task == "binary" and table.classes == ("0", "1")
    return True


def comma(value):
    return str(value).replace(".", ",")


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, PLAIN)
    return buffer.getvalue()


def columnar(kind):
    buffer = io.BytesIO()
    getattr(BASE, f"to_{kind}")(buffer)
    return buffer.getvalue()


GERMAN = BASE.assign(a=BASE["a"].map(comma), b=BASE["b"].map(comma)).to_csv(index=False, sep=";")
EQUAL = {
    "1 plain": PLAIN,
    "2 tabs": BASE.to_csv(index=False, sep="\t"),
    "3 semicolons, decimal commas": GERMAN,
    "4 pipes": BASE.to_csv(index=False, sep="|"),
    "7 single quotes": BASE.assign(c=[f"'{c}'" for c in BASE["c"]]).to_csv(index=False),
    "8 UTF-8 with mark": PLAIN.encode("utf-8-sig"),
    "9 UTF-16": PLAIN.encode("utf-16"),
    "10 UTF-16 without mark": PLAIN.encode("utf-16-le"),
    "11 Latin-1": PLAIN.encode("latin-1"),
    "13 gzip": gzip.compress(PLAIN.encode()),
    "14 bzip2": bz2.compress(PLAIN.encode()),
    "15 xz": lzma.compress(PLAIN.encode()),
    "16 zstandard": zstandard.compress(PLAIN.encode()),
    "17 zip": zipped("inner.csv"),
    "18 Parquet": columnar("parquet"),
    "19 Feather": columnar("feather"),
    "21 Windows line ends, blank lines": PLAIN.replace("\n", "\r\n") + "\r\n\r\n",
    "43 sep=;": "sep=;\n" + BASE.to_csv(index=False, sep=";"),
}


@pytest.mark.parametrize("case", EQUAL)
def test_the_same_table_in_many_clothes(case, tmp_path):
    assert is_base(dash.read_table(write(tmp_path, EQUAL[case]), "y"))


def test_buffers_frames_and_standard_input_are_the_same_table(monkeypatch):
    assert is_base(dash.read_table(io.BytesIO(PLAIN.encode()), "y"))
    assert is_base(dash.read_table(io.StringIO(PLAIN), "y"))
    assert is_base(dash.read_table(BASE, "y"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAIN.encode())))
    table = dash.read_table("-", "y")  # 20
    assert is_base(table) and table.name == "standard input"


def test_5_points_for_thousands(tmp_path):
    price = [f"1.{i:03d},5" for i in range(N)]
    table = dash.read_table(
        write(tmp_path, BASE.assign(a=price, b=BASE["b"].map(comma)).to_csv(index=False, sep=";")),
        "y",
    )
    assert table.frame["a"].tolist() == [1000.5 + i for i in range(N)]


def test_6_quoted_delimiters_and_line_breaks(tmp_path):
    words = ['one, "two"', "three\nfour"] * (N // 2)
    table = dash.read_table(write(tmp_path, BASE.assign(c=words).to_csv(index=False)), "y")
    assert set(table.frame["c"].cat.categories) == {'one, "two"', "three\nfour"}


def test_12_cp1252_typographic_quotes(tmp_path):
    words = ["“groß”", "klein – fein"] * (N // 2)
    content = BASE.assign(c=words).to_csv(index=False).encode("cp1252")
    table = dash.read_table(write(tmp_path, content), "y")
    assert set(table.frame["c"].cat.categories) == {"“groß”", "klein – fein"}
    assert any("encoding" in n.text for n in table.notes)


def test_22_row_names_without_a_header(tmp_path):
    lines = PLAIN.splitlines()
    content = "\n".join([lines[0], *(f"r{i},{line}" for i, line in enumerate(lines[1:]))])
    table = dash.read_table(write(tmp_path, content), "y")
    assert table.feature_names == ("a", "b", "c")
    assert table.set_aside[0].kind == "identifier"


def test_23_missing_marks(tmp_path):
    a = BASE["a"].astype(str).tolist()
    a[:6] = ["?", "NA", "-", "", "null", " N/A "]
    table = dash.read_table(write(tmp_path, BASE.assign(a=a).to_csv(index=False)), "y")
    assert np.isnan(table.matrix()[:6, 0]).all() and np.array_equal(
        table.frame["a"][6:], BASE["a"][6:]
    )
    a[7] = "unknown"
    table = dash.read_table(write(tmp_path, BASE.assign(a=a).to_csv(index=False)), "y")
    assert np.isnan(table.frame["a"][7]) and any("“unknown”" in n.text for n in table.notes)


def test_24_infinite_values():
    table = dash.read_table(BASE.assign(a=[np.inf, -np.inf, *BASE["a"][2:]]), "y")
    assert table.frame["a"].isna().sum() == 2
    assert any("2 infinite values" in n.text for n in table.notes)


def test_25_duplicate_column_names(tmp_path):
    lines = PLAIN.splitlines()
    table = dash.read_table(write(tmp_path, "\n".join(["a,a,a,y", *lines[1:]])), "y")
    assert table.feature_names == ("a", "a (2)", "a (3)")
    assert sum("more than once" in n.text for n in table.notes) == 2


def test_26_names_stay_as_written(tmp_path):
    names = ["two words", "a[0] < b", 'say "hi", <b>', "🙂 年齢", "עברית", "x{y}", "[", "'", "\\"]
    frame = pd.DataFrame(RNG.normal(size=(N, len(names))), columns=names).assign(y=BASE["y"])
    table = dash.read_table(write(tmp_path, frame.to_csv(index=False)), "y")
    assert table.feature_names == tuple(names)
    for model in ("xgboost", "lightgbm", "random_forest"):
        ensemble = dash.train_ensemble(
            table, model=model, n_models=2, parameters={"n_estimators": 3}
        )
        assert dash.attribute(ensemble).names == tuple(names)


def test_27_unnamed_index_column(tmp_path):
    table = dash.read_table(write(tmp_path, BASE.to_csv(index=True)), "y")
    assert table.feature_names == ("a", "b", "c")
    assert table.set_aside[0].reason == "it numbers the rows"


def test_28_columns_that_are_set_aside(tmp_path):
    text = [f"this is the long remark number {i} on the matter" for i in range(N)]
    frame = BASE.assign(
        one=1, nothing=np.nan, id=np.arange(N) * 7 + 3, key=[f"k{i}" for i in range(N)], remark=text,
        a2=BASE["a"], c2=BASE["c"],
    )  # fmt: skip
    table = dash.read_table(write(tmp_path, frame.to_csv(index=False)), "y")
    assert table.feature_names == ("a", "b", "c")
    assert {s.column: s.kind for s in table.set_aside} == {
        "one": "constant", "nothing": "all missing", "id": "identifier", "key": "identifier",
        "remark": "free text", "a2": "duplicate", "c2": "duplicate",
    }  # fmt: skip
    assert "“a”" in next(s.reason for s in table.set_aside if s.column == "a2")
    assert len(table.to_frame()) == 10


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y", "%m/%d/%Y", "%d %b %Y", "%Y-%m-%d %H:%M"]
)
def test_29_dates(form, tmp_path):
    days = pd.date_range("2020-01-05", periods=N, freq="17D")
    table = dash.read_table(
        write(tmp_path, BASE.assign(day=days.strftime(form)).to_csv(index=False)), "y"
    )
    assert np.array_equal(table.frame["day · year"], days.year)
    assert np.array_equal(table.frame["day · month"], days.month)
    assert np.array_equal(table.frame["day · day"], days.day)
    assert "day · minute" not in table.feature_names
    assert any("is a date" in n.text for n in table.notes)


TARGETS = {
    "30 {1,2}": ([1, 2] * 20, None, "binary", ("1", "2")),
    "31 {no,yes}": (["no", "yes"] * 20, None, "binary", ("no", "yes")),
    "booleans": ([True, False] * 20, None, "binary", ("False", "True")),
    "32 text": (["x", "y", "z", "x"] * 10, None, "multiclass", ("x", "y", "z")),
    "33 ratings": ([1, 2, 3, 4, 5] * 8, None, "multiclass", ("1", "2", "3", "4", "5")),
    "33 ratings as numbers": ([1, 2, 3, 4, 5] * 8, "regression", "regression", ()),
    "34 counts": (list(range(20)) * 2, None, "regression", ()),
    "fractions": (list(np.linspace(0, 1, N)), None, "regression", ()),
    "numbers in text": ([f"{i}.5" for i in range(N)], None, "regression", ()),
    "floats that are labels": ([0.0, 1.0] * 20, None, "binary", ("0", "1")),
}


@pytest.mark.parametrize("case", TARGETS)
def test_30_to_34_targets(case, tmp_path):
    values, task, found, classes = TARGETS[case]
    table = dash.read_table(
        write(tmp_path, BASE.assign(y=values).to_csv(index=False)), "y", task=task
    )
    assert table.task == found and table.classes == classes
    if found == "regression":
        assert np.allclose(table.y, np.array(values, dtype=float))
    else:
        assert [classes[i] for i in table.y] == [
            f"{v:g}" if isinstance(v, float) else str(v) for v in values
        ]


def test_35_rows_without_a_target_are_left_out_and_counted(tmp_path):
    y = BASE["y"].astype(object).tolist()
    y[3] = y[9] = ""
    y[20] = "?"
    table = dash.read_table(write(tmp_path, BASE.assign(y=y).to_csv(index=False)), "y")
    assert table.n_rows == N - 3
    assert any("3 rows without a value of “y”" in n.text for n in table.notes)
    assert np.array_equal(table.frame["a"], BASE["a"].drop([3, 9, 20]))


@pytest.mark.parametrize("words", [("yes", "no"), ("TRUE", "FALSE"), ("t", "f"), ("Y", "N")])
def test_36_booleans(words, tmp_path):
    values = [words[0], words[1], words[1], ""] * 10
    table = dash.read_table(write(tmp_path, BASE.assign(c=values).to_csv(index=False)), "y")
    assert table.frame["c"].dropna().tolist() == [1.0, 0.0, 0.0] * 10


def test_37_currency_and_percent(tmp_path):
    frame = BASE.assign(a=[f"${1000 + i:,}.50" for i in range(N)], b=[f"{i} %" for i in range(N)])
    table = dash.read_table(write(tmp_path, frame.to_csv(index=False)), "y", keep=["b"])
    assert table.frame["a"].tolist() == [1000.5 + i for i in range(N)]
    assert table.frame["b"].tolist() == list(range(N))


def test_38_many_categories_are_taken_together():
    n = 600
    frame = pd.DataFrame({"k": [f"k{min(i % 300, 250)}" for i in range(n)], "a": RNG.normal(size=n),
                          "y": [0, 1] * (n // 2)})  # fmt: skip
    table = dash.read_table(frame, "y")
    assert len(table.frame["k"].cat.categories) == 100
    assert any("rarest of 251 categories" in n.text for n in table.notes)


def test_39_a_copy_is_kept_on_request_and_known_as_one():
    table = dash.read_table(BASE.assign(a2=BASE["a"]), "y", keep=["a2"])
    assert table.feature_names == ("a", "b", "c", "a2") and table.identical == (("a", "a2"),)


def test_40_group_column_is_no_feature():
    table = dash.read_table(BASE.assign(who=[f"p{i // 4}" for i in range(N)]), "y", group="who")
    assert table.feature_names == ("a", "b", "c")
    assert np.array_equal(table.groups, np.arange(N) // 4)


def test_41_max_rows_keeps_the_classes_in_proportion():
    n = 1000
    frame = pd.DataFrame(
        {"a": RNG.normal(size=n), "b": RNG.normal(size=n), "y": [1] * 100 + [0] * 900}
    )
    table = dash.read_table(frame, "y", max_rows=200)
    assert table.n_rows == 200 and 19 <= table.y.sum() <= 21
    assert np.array_equal(table.frame["a"], dash.read_table(frame, "y", max_rows=200).frame["a"])
    assert any("sample of 200 of 1000" in n.text for n in table.notes)
    assert dash.read_table(frame.assign(y=RNG.normal(size=n)), "y", max_rows=50).n_rows == 50


def test_42_a_feature_that_is_the_target_in_other_words():
    table = dash.read_table(BASE.assign(verdict=np.where(BASE["y"] == 1, "bad", "good")), "y")
    leak = [n.text for n in table.notes if n.topic == "leak"]
    assert len(leak) == 1 and "“verdict”" in leak[0]


def test_44_a_class_of_one_row_is_left_out():
    table = dash.read_table(BASE.assign(y=["x", "y"] * 19 + ["x", "rare"]), "y")
    assert table.classes == ("x", "y") and table.n_rows == N - 1
    assert any("“rare”" in n.text for n in table.notes)


REFUSED = {
    "46 empty": (b"", "y", {}, "data.csv is empty"),
    "46 blank": (b"\n \n", "y", {}, "data.csv is empty"),
    "47 header only": ("a,b,y\n", "y", {}, "no rows of data"),
    "48 target absent": (PLAIN, "Y1", {}, "no column “Y1”.*“y”"),
    "49 target constant": (BASE.assign(y=1).to_csv(index=False), "y", {}, "“y” of data.csv is constant"),
    "50 one feature": (BASE[["a", "y"]].to_csv(index=False), "y", {}, "only one usable feature, “a”"),
    "51 few rows": (BASE.head(12).to_csv(index=False), "y", {}, "12 rows with a target; at least 30"),
    "52 picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "y", {}, "PNG picture.*export"),
    "53 Excel": (zipped("[Content_Types].xml", "xl/workbook.xml"), "y", {}, "office document.*CSV"),
    "54 ragged": (PLAIN + "1,2,3\n", "y", {}, "line 42 of data.csv has 3 fields.*header has 4"),
    "54 ragged, too many": (PLAIN.replace("\n", "\n1,2,3,4,5\n", 1), "y", {}, "line 2 .*5 fields"),
    "55 damaged gzip": (gzip.compress(PLAIN.encode())[:-30], "y", {}, "damaged.*gzip"),
    "56 zip of two": (zipped("a.csv", "b.csv"), "y", {}, "holds 2 files"),
    "58 damaged Parquet": (columnar("parquet")[:200], "y", {}, "damaged Parquet"),
    "59 rubbish": (bytes(RNG.integers(0, 256, 5000, dtype=np.uint8)), "y", {}, "binary file"),
    "60 target missing": (BASE.assign(y="").to_csv(index=False), "y", {}, "missing in every row"),
    "61 drop": (PLAIN, "y", {"drop": ["aa"]}, "no column “aa” .given as drop.*“a”"),
    "61 keep": (PLAIN, "y", {"keep": ["bb"]}, "given as keep"),
    "61 group": (PLAIN, "y", {"group": "zzz"}, "given as group.*columns are a, b, c, y"),
    "63 identifier as target": (
        BASE.assign(y=[f"n{i}" for i in range(N)]).to_csv(index=False), "y", {}, "40 different classes",
    ),
    "64 text as regression": (PLAIN, "c", {"task": "regression"}, "“c” of data.csv holds text"),
    "65 broken UTF-16": (PLAIN.encode("utf-16")[:-1] + b"\xd8", "y", {}, "save it again as UTF-8"),
    "unknown task": (PLAIN, "y", {"task": "ranking"}, "task 'ranking'"),
    "binary with three classes": (PLAIN, "c", {"task": "binary"}, "3 classes"),
    "few max_rows": (PLAIN, "y", {"max_rows": 5}, "max_rows is 5"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_one_sentence(case, tmp_path):
    content, target, options, message = REFUSED[case]
    with pytest.raises(dash.InputError, match=message) as caught:
        dash.read_table(write(tmp_path, content), target, **options)
    assert "\n" not in str(caught.value) and str(caught.value).endswith((".", "?"))


def test_45_and_57_paths(tmp_path):
    write(tmp_path, PLAIN, "customers.csv")
    with pytest.raises(dash.InputError, match=r"does not exist.*Did you mean customers.csv\?"):
        dash.read_table(tmp_path / "custmers.csv", "y")
    with pytest.raises(dash.InputError, match="is a folder"):
        dash.read_table(tmp_path, "y")
    with pytest.raises(dash.InputError, match="a path, a buffer or a DataFrame"):
        dash.read_table(42, "y")


def test_62_a_date_as_target():
    with pytest.raises(dash.InputError, match="is a date"):
        dash.read_table(BASE.assign(y=pd.date_range("2020", periods=N)), "y")
