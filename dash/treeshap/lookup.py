"""The look-ups: from the codes of rows to sums of table lines."""

from __future__ import annotations

import numpy as np

from dash.treeshap.compiled import kernel
from dash.treeshap.vector import add_four_lanes, add_lanes

#: Rows whose sums stay in the cache while all groups of a bundle are added.
BLOCK = 1024


@kernel
def _patterns(
    g, codes, begin, end, term_start, term_feature, term_first, term_length, term_lut, luts, top,
    pattern,
):  # fmt: skip
    """Bit b of a row's pattern tells whether the row answers 1 to term b of the group."""
    n = end - begin
    for r in range(n):
        pattern[r] = 0
    for k in range(term_start[g], term_start[g + 1]):
        bit = np.uint16(1 << (k - term_start[g]))
        line = codes[term_feature[k], begin:end]
        if term_lut[k] < 0:
            first, length = term_first[k], term_length[k]
            for r in range(n):
                pattern[r] |= bit if np.uint16(line[r] - first) <= length else np.uint16(0)
        else:
            place, most = term_lut[k], top[term_feature[k]]
            for r in range(n):
                code = min(np.int64(line[r]), most + 1)
                pattern[r] |= bit if luts[place + code] else np.uint16(0)


@kernel
def add_bundle(
    codes, row_begin, row_end, first, last, term_start, term_feature, term_first, term_length,
    term_lut, luts, top, width, table_start, tables, columns, total,
):  # fmt: skip
    """Add the contributions of the groups `first` to `last` (not included) of one bundle.

    `total[r - row_begin, columns[c]]` grows by the sum in column c; the sums of a bundle are in
    single precision, and `total` in double.
    """
    pattern = np.empty((4, BLOCK), np.uint16)
    sums = np.empty(BLOCK * max(width, 8), np.float32)
    for begin in range(row_begin, row_end, BLOCK):
        end = min(begin + BLOCK, row_end)
        n = end - begin
        for r in range(n * width):
            sums[r] = 0.0
        g = first
        while g + 4 <= last:
            for k in range(4):
                _patterns(
                    g + k, codes, begin, end, term_start, term_feature, term_first, term_length,
                    term_lut, luts, top, pattern[k],
                )  # fmt: skip
            p0, p1, p2, p3 = (
                table_start[g], table_start[g + 1], table_start[g + 2], table_start[g + 3],
            )  # fmt: skip
            for r in range(n):
                a = p0 + np.int64(pattern[0, r]) * width
                b = p1 + np.int64(pattern[1, r]) * width
                c = p2 + np.int64(pattern[2, r]) * width
                d = p3 + np.int64(pattern[3, r]) * width
                at = r * width
                for lane in range(0, width, 8):
                    add_four_lanes(sums, at + lane, tables, a + lane, b + lane, c + lane, d + lane)
            g += 4
        while g < last:
            _patterns(
                g, codes, begin, end, term_start, term_feature, term_first, term_length, term_lut,
                luts, top, pattern[0],
            )  # fmt: skip
            for r in range(n):
                a = table_start[g] + np.int64(pattern[0, r]) * width
                at = r * width
                for lane in range(0, width, 8):
                    add_lanes(sums, at + lane, tables, a + lane)
            g += 1
        for r in range(n):
            line = total[begin - row_begin + r]
            for c in range(columns.shape[0]):
                line[columns[c]] += sums[r * width + c]


@kernel
def count_patterns(
    codes, first, last, term_start, term_feature, term_first, term_length, term_lut, luts, top,
    histogram_start, histograms,
):  # fmt: skip
    """How large a share of the rows has each pattern of the groups."""
    n = codes.shape[1]
    pattern = np.empty(BLOCK, np.uint16)
    # Four counters in turn, as a counter cannot grow again before it has been written.
    most = 0
    for g in range(first, last):
        most = max(most, term_start[g + 1] - term_start[g])
    counts = np.zeros((4, 1 << most), np.int32)
    for g in range(first, last):
        for begin in range(0, n, BLOCK):
            end = min(begin + BLOCK, n)
            _patterns(
                g, codes, begin, end, term_start, term_feature, term_first, term_length, term_lut,
                luts, top, pattern,
            )  # fmt: skip
            rows = end - begin
            for r in range(0, rows - 3, 4):
                counts[0, pattern[r]] += 1
                counts[1, pattern[r + 1]] += 1
                counts[2, pattern[r + 2]] += 1
                counts[3, pattern[r + 3]] += 1
            for r in range(rows - rows % 4, rows):
                counts[0, pattern[r]] += 1
        place = histogram_start[g]
        for p in range(1 << (term_start[g + 1] - term_start[g])):
            total = counts[0, p] + counts[1, p] + counts[2, p] + counts[3, p]
            histograms[place + p] = total / n
            for k in range(4):
                counts[k, p] = 0
