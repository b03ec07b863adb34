"""Tables that look harmless and are read wrongly by a careless reader.

Numbers and dates: 1 German dates beside decimal commas · 2 decimal points beside decimal commas ·
3 quoted decimal commas in a comma file · 4 blanks between groups of digits · 5 dates beyond 2262 ·
6 times of day · 7 nullable columns · 8 local time of a time zone.
Files: 9 a delimiter after every row · 10 a cut zstandard file and one of two frames · 11 other
encodings than Western · 12 signs of Western text · 13 the line number below "sep=" · 14 a quote
that is never closed · 15 a web page and a web address · 16 a zip with a password.
Columns and targets: 17 a numbering with gaps, where rows were left out · 18 class labels beyond
six digits or with leading zeros · 19 one word in a numeric target · 20 two measurements without
ties are no leak, a function of the target is · 21 codes of three categories and the same three
numbers are no copies · 22 either of two copies is kept · 23 a column in two roles.
"""

import bz2
import io
import lzma
import zipfile

import numpy as np
import pandas as pd
import pytest
import zstandard

import dash

N = 60
RNG = np.random.default_rng(1)
A = np.round(RNG.normal(size=N), 3)
Y = np.tile([0, 1], N // 2)


def text(header, *columns, sep=","):
    """A file with the given columns, and the target y at the end."""
    rows = zip(*columns, Y, strict=True)
    return sep.join([header, "y"]) + "\n" + "\n".join(sep.join(map(str, r)) for r in rows)


def read(content, target="y", **options):
    content = content.encode() if isinstance(content, str) else content
    return dash.read_table(io.BytesIO(content), target, **options)


def refusal(content, target="y", **options):
    with pytest.raises(dash.InputError) as caught:
        read(content, target, **options)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")
    return str(caught.value)


def commas(values):
    return [f"{v:.3f}".replace(".", ",") for v in values]


def test_1_german_dates_are_no_numbers():
    days = pd.date_range("2020-01-05", periods=N, freq="17D")
    table = read(text("tag;a", days.strftime("%d.%m.%Y"), commas(A), sep=";"))
    assert table.frame["tag · day"].tolist() == days.day.tolist()
    assert table.frame["a"].tolist() == A.tolist()


def test_2_each_column_has_its_own_decimal_mark():
    p = [f"0.{100 + i}" for i in range(N)]
    table = read(text("p;a", p, commas(A), sep=";"))
    assert table.frame["p"].tolist() == [float(v) for v in p]
    assert table.frame["a"].tolist() == A.tolist()
    table = read(text("p;a", [f"{i}.25" for i in range(N)], commas(A), sep=";"))
    assert table.frame["p"].tolist() == [i + 0.25 for i in range(N)]
    assert table.frame["a"].tolist() == A.tolist()
    assert any("each is read as written" in n.text for n in table.notes)


def test_3_quoted_decimal_commas_in_a_comma_file():
    quoted = [f'"{v:.2f}"'.replace(".", ",") for v in A]
    table = read(text("p,a", [i % 7 for i in range(N)], quoted))
    assert np.allclose(table.frame["a"], A, atol=0.005 + 1e-12)
    assert any("decimal comma" in n.text for n in table.notes)
    thousands = [f'"{1000 + 37 * i:,}"' for i in range(N)]
    table = read(text("p,a", [i % 7 for i in range(N)], thousands))
    assert table.frame["a"].tolist() == [1000 + 37 * i for i in range(N)]


@pytest.mark.parametrize("gap", [" ", "\u00a0", "\u202f", "'"])
def test_4_groups_of_digits(gap):
    numbers = [f"1{gap}{234 + i},5" for i in range(N)]
    table = read(text("a;b", numbers, A * 2, sep=";"))
    assert table.frame["a"].tolist() == [1234.5 + i for i in range(N)]


def test_5_dates_beyond_the_nanosecond_range():
    ends = ["9999-12-31" if i % 5 == 0 else f"2020-01-{i % 28 + 1:02d}" for i in range(N)]
    table = read(text("end,a", ends, A))
    assert table.frame["end · year"].tolist() == [9999.0 if i % 5 == 0 else 2020 for i in range(N)]


def test_6_times_of_day():
    table = read(text("t,a", [f"{i % 24:02d}:{i % 60:02d}" for i in range(N)], A))
    assert table.feature_names == ("t · hour", "t · minute", "a")
    assert table.frame["t · hour"].tolist() == [i % 24 for i in range(N)]


def test_7_nullable_columns():
    frame = pd.DataFrame(
        {
            "i": pd.array([None, 2, 2, 3] * 15, dtype="Int64"),
            "b": pd.array([None, True, False] * 20, dtype="boolean"),
            "s": pd.array(["u", None, "v", "v", "u"] * 12, dtype="string"),
            "f": pd.array([1.5, None, 2.5, 4.0, 5.0] * 12, dtype="Float64"),
            "y": pd.array([1, 2, None] * 20, dtype="Int64"),
        }
    )
    table = dash.read_table(frame, "y")
    kept = np.arange(N) % 3 != 2
    assert table.n_rows == 40 and table.classes == ("1", "2")
    assert table.categorical.tolist() == [False, False, True, False]
    codes = {"u": 0.0, "v": 1.0}
    wanted = np.column_stack(
        [
            frame["i"].to_numpy("float64", na_value=np.nan),
            frame["b"].to_numpy("float64", na_value=np.nan),
            [codes.get(v, np.nan) if isinstance(v, str) else np.nan for v in frame["s"]],
            frame["f"].to_numpy("float64", na_value=np.nan),
        ]
    )
    assert np.array_equal(table.matrix(), wanted[kept], equal_nan=True)
    assert table.matrix().flags.c_contiguous


def test_8_a_time_zone_keeps_its_local_time():
    when = pd.date_range("2020-01-01", periods=N, freq="5h", tz="Asia/Tokyo")
    buffer = io.BytesIO()
    pd.DataFrame({"when": when, "a": A, "y": Y}).to_feather(buffer)
    table = read(buffer.getvalue())
    assert table.frame["when · hour"].tolist() == when.hour.tolist()


def test_9_a_delimiter_after_every_row_shifts_nothing():
    lines = text("p,a", [i % 7 for i in range(N)], A).splitlines()
    table = read("\n".join([lines[0], *(f"{line}," for line in lines[1:])]))
    assert table.frame["p"].tolist() == [i % 7 for i in range(N)]
    assert table.frame["a"].tolist() == A.tolist() and table.y.tolist() == Y.tolist()
    assert any("ends with a delimiter" in n.text for n in table.notes)


def test_10_zstandard_is_read_whole_or_refused():
    head, _, rows = text("p,a", [i % 7 for i in range(N)], A).encode().partition(b"\n")
    both = zstandard.compress(head + b"\n" + rows + b"\n") + zstandard.compress(rows)
    assert read(both).n_rows == 2 * N
    big = head + b"\n" + b"\n".join([rows] * 400)
    for pack in (zstandard.compress, bz2.compress, lzma.compress):
        packed = pack(big)
        assert "damaged" in refusal(packed[: len(packed) * 2 // 3])


WORDS = {
    "cp1250": ["Łódź", "Częstochowa", "Wrocław", "Świnoujście", "Żywiec", "Gdańsk", "Rzeszów"],
    "cp1251": ["Москва", "Казань", "Новосибирск", "Екатеринбург", "Тверь", "Самара"],
    "cp932": ["東京都", "大阪府", "北海道", "愛知県", "神奈川県"],
    "latin-1": ["Größe", "Käse", "naïve", "Málaga", "São Paulo", "Ærø"],
    "cp1252": ["“Zürich”", "Genève – cité", "5 €", "l’été", "œuvre"],
}


@pytest.mark.parametrize("encoding", WORDS)
def test_11_encodings(encoding):
    words = [WORDS[encoding][i % len(WORDS[encoding])] for i in range(N)]
    table = read(text("where,a", words, A).encode(encoding))
    assert table.frame["where"].astype(str).tolist() == words
    assert any(encoding in n.text for n in table.notes)


def test_12_signs_in_western_text():
    table = read(text("Temp °C;µ m²;Preis in £", A, A * 2, A * 3, sep=";").encode("latin-1"))
    assert table.feature_names == ("Temp °C", "µ m²", "Preis in £")


def test_13_the_line_number_counts_the_line_with_sep():
    content = "sep=;\n" + text("p;a", A, A * 2, sep=";") + "\n1;2\n"
    assert "line 63 " in refusal(content) and "1 of 61" in refusal(content)


def test_14_a_quote_that_is_never_closed():
    message = refusal(text("p,a", [i % 7 for i in range(N)], A) + '\n"3,4,1\n2,3,0\n')
    assert "line 63" in message and "1 field where the header has 3" in message


def test_15_the_web():
    assert "a web page" in refusal("<!DOCTYPE html>\n<p>not found</p>")
    with pytest.raises(dash.InputError, match="download"):
        dash.read_table("https://example.org/data.csv", "y")


def test_16_a_zip_with_a_password():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data.csv", text("p,a", A, A * 2))
    content = bytearray(buffer.getvalue())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(bytes(content))


@pytest.mark.parametrize("left_out", ["missing targets", "max_rows"])
def test_17_a_numbering_with_gaps_is_still_a_numbering(left_out):
    frame = pd.DataFrame({"row": np.arange(1, N + 1), "a": A, "b": -A, "y": Y.astype(float)})
    if left_out == "max_rows":
        table = dash.read_table(frame, "y", max_rows=40)
    else:
        frame.loc[[3, 17, 40], "y"] = np.nan
        table = dash.read_table(frame, "y")
    assert [(s.column, s.kind) for s in table.set_aside] == [("row", "identifier")]
    assert table.n_rows in (40, N - 3)


@pytest.mark.parametrize(
    "labels", [("1000001", "1000002"), ("01", "02"), ("-1", "1"), ("0.25", "0.75")]
)
def test_18_labels_as_written(labels):
    rows = [f"{a},{-a},{labels[c]}" for a, c in zip(A, Y, strict=True)]
    table = read("a,b,y\n" + "\n".join(rows), task="classification")
    assert table.classes == labels and table.y.tolist() == Y.tolist()


def test_19_one_word_in_a_numeric_target():
    rows = [f"{a},{i % 7},{'n.v.' if i == 3 else i * 1.5}" for i, a in enumerate(A)]
    content = "a,b,y\n" + "\n".join(rows)
    assert "“n.v.”" in refusal(content) and "“n.v.”" in refusal(content, task="regression")


def test_20_leaks():
    frame = pd.DataFrame({"a": RNG.normal(size=N), "b": RNG.normal(size=N), "k": np.arange(N) % 5})

    def leaks(y):
        table = dash.read_table(frame.assign(y=y), "y", task="regression")
        return [n.text.split("”")[0][1:] for n in table.notes if n.topic == "leak"]

    assert leaks(RNG.normal(size=N)) == []
    assert leaks(np.exp(frame["a"])) == ["a"] and leaks(3 - 2 * frame["b"]) == ["b"]
    assert leaks(np.array([5.0, 1.0, 2.5, 7.0, 0.0])[frame["k"]]) == ["k"]


def test_21_three_codes_are_not_three_numbers():
    codes = np.arange(N) % 3
    frame = pd.DataFrame(
        {"a": A, "number": codes, "word": np.array(["u", "v", "w"])[codes],
         "other": np.array(["p", "q", "r"])[codes], "y": Y}
    )  # fmt: skip
    table = dash.read_table(frame, "y")
    assert table.feature_names == ("a", "number", "word")
    assert table.set_aside[0].reason == "an exact copy of “word” with other labels"


@pytest.mark.parametrize("order", [("x", "copy"), ("copy", "x")])
@pytest.mark.parametrize("named", ["x", "copy"])
def test_22_naming_either_of_two_copies_keeps_both(order, named):
    frame = pd.DataFrame({order[0]: A, order[1]: A, "b": -2 * A**2, "b2": -2 * A**2, "y": Y})
    table = dash.read_table(frame, "y", keep=[named])
    columns = table.to_frame().set_index("name")
    assert columns.loc["b2", "status"] == "set aside: an exact copy of “b”"
    assert columns.loc["x", ["kind", "n_missing", "n_unique"]].tolist() == [
        "numeric",
        0,
        len(set(A)),
    ]
    assert table.feature_names == (*order, "b") and table.identical == (order,)


def test_23_one_column_has_one_role():
    content = text("a,b", A, A * 2)
    assert "as group and as target" in refusal(content, group="y")
    assert "as target and as drop" in refusal(content, drop=["y"])
