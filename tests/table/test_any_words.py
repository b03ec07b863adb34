"""Any words and any numbers survive every delimiter, decimal mark, quoting, encoding and packing."""

import csv
import gzip
import io
import lzma

import numpy as np
import pandas as pd
import zstandard
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import dash

PACK = {"none": bytes, "gzip": gzip.compress, "xz": lzma.compress, "zstandard": zstandard.compress}
# A letter in front: a word that is a number, a date or a mark of a missing value is read as such.
WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=15
).map(lambda s: "w" + s.rstrip())


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    words=st.lists(WORD, min_size=2, max_size=5, unique=True),
    numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=35, max_size=35),
    delimiter=st.sampled_from(",;\t|"),
    decimal=st.sampled_from(".,"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    packing=st.sampled_from(sorted(PACK)),
)
def test_any_words_and_numbers(words, numbers, delimiter, decimal, quoting, encoding, packing):
    assume(len(set(numbers)) > 1)
    frame = pd.DataFrame(
        {
            "any number": numbers,
            "word": [words[i % len(words)] for i in range(35)],
            "k": np.arange(35) * 1.25,
            "y": np.arange(35) % 2,
        }
    )
    text = frame.to_csv(index=False, sep=delimiter, decimal=decimal, quoting=quoting)
    table = dash.read_table(io.BytesIO(PACK[packing](text.encode(encoding))), "y", keep=list(frame))
    assert table.feature_names == ("any number", "word", "k")
    assert np.array_equal(table.frame["any number"], frame["any number"])
    assert table.frame["word"].astype(str).tolist() == frame["word"].tolist()
    assert np.array_equal(table.frame["k"], frame["k"])
