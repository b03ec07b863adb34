"""Whatever pandas writes is read back: any delimiter, quoting, encoding and compression."""

import bz2
import csv
import gzip
import io

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dash

PACK = {"none": bytes, "gzip": gzip.compress, "bzip2": bz2.compress}
NAMES = st.lists(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")),
        min_size=1, max_size=12,
    ).filter(lambda s: s.strip() == s and not s.startswith(("﻿", "Unnamed", "sep="))
             and "'" not in s and '"' not in s),
    min_size=3, max_size=3, unique=True,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=NAMES,
    seed=st.integers(0, 2**32 - 1),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    packing=st.sampled_from(sorted(PACK)),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_round_trip(names, seed, delimiter, quoting, encoding, packing, line_end):
    rng = np.random.default_rng(seed)
    n = 33
    frame = pd.DataFrame(
        {
            names[0]: rng.normal(size=n),
            names[1]: rng.choice(["alpha, beta", "gam;ma", 'del"ta', "ep|silon"], n),
            names[2]: rng.integers(0, 1000, n),
            "the target": np.arange(n) % 2,
        }
    )
    text = frame.to_csv(index=False, sep=delimiter, quoting=quoting, lineterminator=line_end)
    content = PACK[packing](text.encode(encoding))
    table = dash.read_table(io.BytesIO(content), "the target", keep=names)
    assert table.feature_names == tuple(names)
    assert np.array_equal(table.frame[names[0]], frame[names[0]])
    assert table.frame[names[1]].astype(str).tolist() == frame[names[1]].tolist()
    assert np.array_equal(table.frame[names[2]], frame[names[2]].astype(float))
    assert table.y.tolist() == frame["the target"].tolist()
