"""Charts of the fairness page: intervals, single-model verdicts, outcomes, the model in use."""

from __future__ import annotations

import math

from markupsafe import Markup

from dash.report.charts.text import fit
from dash.report.fairness_data import (
    JointAudit,
    OutcomeRow,
    OutcomeTable,
    ProxyRow,
    ReferenceModel,
    SetTotal,
    SingleModelVerdict,
)
from dash.report.wording import difference, estimate, number, percent, shortened

MAX_DOTS = 100
DOTS_A_ROW = 25
DOT = 9
REFERENCE_ROWS = 15
OUTCOME_ROWS = 8


def interval_bar(low: float, value: float, high: float, largest: float = 1.0) -> Markup:
    """A share with its interval on a scale from nothing to `largest`."""
    a, x, b = (200 * min(max(v, 0.0), largest) / largest for v in (low, value, high))
    return Markup(
        '<svg class="bar" viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" x="0" y="6" width="200" height="2"/>'
        '<rect class="bar-fill" x="0" y="2" width="{:.1f}" height="10"/>'
        '<path class="whisker" d="M{:.1f} 7H{:.1f}M{:.1f} 3V11M{:.1f} 3V11"/></svg>'
    ).format(x, a, b, a, b)


def rank_strip(total: SetTotal, k: int) -> Markup:
    """Where a set stands among all players: its rank interval, and the line after the first k."""
    n = total.n_players
    cell = 480 / n
    out = [
        Markup(
            '<svg class="strip" viewBox="0 0 480 46" role="img" aria-label="{}">'
            '<rect class="track" x="0" y="18" width="480" height="8" rx="4"/>'
        ).format(
            f"Place {total.rank_low} to {total.rank_high} of {n}; the first {k} count as relied on."
        )
    ]
    out.append(
        Markup(
            '<rect class="strip-fill" x="{:.1f}" y="14" width="{:.1f}" height="16" rx="5"/>'
            '<path class="cut" d="M{:.1f} 6V38"/>'
            '<text class="tick" x="{:.1f}" y="45" text-anchor="{}">first {}</text>'
        ).format(
            cell * (total.rank_low - 1), cell * (total.rank_high - total.rank_low + 1),
            cell * k, cell * k + (-4 if k > n / 4 else 4), "end" if k > n / 4 else "start", k,
        )
    )  # fmt: skip
    out.append(
        Markup('<text class="tick" x="476" y="45" text-anchor="end">{}</text></svg>').format(n)
    )
    return Markup("").join(out)


def flag_bar(single: SingleModelVerdict, n_models: int) -> Markup:
    """One dot a model: filled where its audit would flag, so that a coin flip can be seen."""
    shown = min(n_models, MAX_DOTS)
    flagged = round(single.flagged * shown)
    rows = math.ceil(shown / DOTS_A_ROW)
    told = f"{percent(single.flagged)} of {n_models} audits of one model would flag." + (
        f" One dot stands for {number_of_models(n_models / shown)} models." if shown < n_models
        else ""
    )  # fmt: skip
    out = [
        Markup('<svg class="dots" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            DOTS_A_ROW * DOT * 2, rows * DOT * 2, told
        )
    ]
    for i in range(shown):
        x, y = (i % DOTS_A_ROW) * DOT * 2 + DOT, (i // DOTS_A_ROW) * DOT * 2 + DOT
        kind = "flagged" if i < flagged else "clear"
        out.append(Markup('<circle class="{}" cx="{}" cy="{}" r="6.5"/>').format(kind, x, y))
    out.append(Markup("</svg>"))
    return Markup("").join(out)


def number_of_models(value: float) -> str:
    """Models that one dot stands for: whole where it is whole.

    Examples
    --------
    >>> number_of_models(2.0), number_of_models(1.5)
    ('2', '1.5')
    """
    return f"{value:.0f}" if value == round(value) else f"{value:.2g}"


def proxy_mark(proxy: ProxyRow, threshold: float) -> Markup:
    """AUC from 0.4 to one: the range of chance in grey, a line where 2 AUC - 1 is the threshold."""

    def x(auc: float) -> float:
        return 8 + 184 * min(max((auc - 0.4) / 0.6, 0.0), 1.0)

    return Markup(
        '<svg class="mark" viewBox="0 0 200 14" aria-hidden="true">'
        '<rect class="track" x="0" y="6" width="200" height="2"/>'
        '<rect class="chance" x="{:.1f}" y="3" width="{:.1f}" height="8" rx="2"/>'
        '<path class="cut" d="M{:.1f} 0V14"/><circle class="{}" cx="{:.1f}" cy="7" r="5"/></svg>'
    ).format(
        x(0.4), max(1.0, x(proxy.null_auc) - x(0.4)), x((1 + threshold) / 2),
        "flagged" if proxy.is_proxy else "clear", x(proxy.auc),
    )  # fmt: skip


def joint_axis(joint: JointAudit) -> Markup:
    """At least one wrong answer: counted, what independence would give, what is possible."""

    def x(share: float) -> float:
        return 10 + 460 * share

    told = (
        f"Counted {percent(joint.counted)}, independent {percent(joint.independent)}, possible "
        f"{percent(joint.lower)} to {percent(joint.upper)}."
    )
    out = [
        Markup(
            '<svg class="plot" viewBox="0 0 480 96" role="img" aria-label="{}">'
            '<path class="grid" d="M10 60H470"/>'
            '<rect class="chance" x="{:.1f}" y="54" width="{:.1f}" height="12" rx="3"/>'
            '<path class="whisker" d="M{:.1f} 34H{:.1f}M{:.1f} 29V39M{:.1f} 29V39"/>'
            '<circle class="flagged" cx="{:.1f}" cy="34" r="6"/>'
            '<path class="hollow" d="M{:.1f} 53l7 7l-7 7l-7 -7z"/>'
        ).format(
            told, x(joint.lower), max(2.0, x(joint.upper) - x(joint.lower)), x(joint.low),
            x(joint.high), x(joint.low), x(joint.high), x(joint.counted), x(joint.independent),
        )
    ]  # fmt: skip
    for share in (0, 0.25, 0.5, 0.75, 1):
        anchor = "start" if share == 0 else "end" if share == 1 else "middle"
        out.append(
            Markup('<text class="tick" x="{:.1f}" y="88" text-anchor="{}">{}</text>').format(
                x(share), anchor, percent(share)
            )
        )
    out.append(Markup("</svg>"))
    return Markup("").join(out)


def is_share(table: OutcomeTable, metric: int) -> bool:
    """Whether a metric is a share, so that it is written in percent."""
    ends = [v for r in table.rows for v in (r.values[metric], r.low[metric], r.high[metric])]
    return all(0 <= v <= 1 for v in ends if math.isfinite(v))


def outcome(table: OutcomeTable, metric: int, row: OutcomeRow) -> str:
    """A number of the table of outcomes with its interval, in percent where its chart is."""
    return estimate(
        row.values[metric], row.low[metric], row.high[metric], table.undefined[metric],
        share=is_share(table, metric),
    )  # fmt: skip


def outcome_difference(table: OutcomeTable, metric: int) -> str:
    """How far the groups differ by one metric."""
    return difference(
        table.differences[metric], table.difference_low[metric], table.difference_high[metric],
        table.difference_p[metric], share=is_share(table, metric),
    )  # fmt: skip


def outcome_plot(table: OutcomeTable, metric: int) -> Markup:
    """One metric by group: a dot with its interval."""
    rows = table.rows[:OUTCOME_ROWS]
    known = [math.isfinite(r.values[metric]) for r in rows]
    if not any(known):
        return Markup("<p>{}</p>").format(table.undefined[metric])
    lows = [r.low[metric] if math.isfinite(r.low[metric]) else r.values[metric] for r in rows]
    highs = [r.high[metric] if math.isfinite(r.high[metric]) else r.values[metric] for r in rows]
    share = is_share(table, metric)
    ends = [v for v in (*lows, *highs) if math.isfinite(v)]
    start, end = (0.0, 1.0) if share else (min(*ends, 0.0), max(*ends, 0.0))
    span = (end - start) or 1.0

    def x(value: float) -> float:
        return 112 + 208 * (value - start) / span

    show = percent if share else number
    told = "; ".join(
        f"{shortened(r.group, 40)} {show(r.values[metric]) if there else table.undefined[metric]}"
        for r, there in zip(rows, known, strict=True)
    )
    height = 26 * len(rows) + 24
    out = [
        Markup('<svg class="plot" viewBox="0 0 340 {}" role="img" aria-label="{}">').format(
            height, f"{table.metrics[metric]}: {told}."
        )
    ]
    for value in (start, start + span / 2, start + span):
        anchor = "middle" if value < start + span else "end"
        out.append(
            Markup(
                '<path class="grid" d="M{0:.1f} 4V{1}"/><text class="tick" x="{0:.1f}" y="{2}" '
                'text-anchor="{3}">{4}</text>'
            ).format(x(value), height - 20, height - 6, anchor, show(value))
        )
    for i, (r, a, b) in enumerate(zip(rows, lows, highs, strict=True)):
        y = 16 + 26 * i
        if not known[i]:
            out.append(
                Markup(
                    '<text class="label" x="102" y="{0}" text-anchor="end">{1}</text>'
                    '<text class="tick" x="112" y="{0}">not defined<title>{2}</title></text>'
                ).format(y + 4, shortened(r.group, 14), table.undefined[metric])
            )
            continue
        out.append(
            Markup(
                '<text class="label" x="102" y="{}" text-anchor="end">{}</text>'
                '<path class="whisker" d="M{:.1f} {}H{:.1f}"/>'
                '<circle class="dot" cx="{:.1f}" cy="{}" r="6"><title>{}</title></circle>'
            ).format(
                y + 4, fit(r.group, 98, 13), x(a), y, x(b), x(r.values[metric]), y,
                f"{shortened(r.group, 60)}: {show(r.values[metric])} [{show(a)}, {show(b)}]",
            )
        )  # fmt: skip
    out.append(Markup("</svg>"))
    return Markup("").join(out)


def reference_plot(reference: ReferenceModel) -> Markup:
    """Rank of each feature in the model in use, beside its usual ranks in retrained models."""
    rows = reference.features[:REFERENCE_ROWS]
    last = max(max(r.rank, r.ensemble_rank_high) for r in rows)
    height = 26 * len(rows) + 40

    def x(rank: float) -> float:
        return 180 + 284 * (rank - 1) / max(1.0, last - 1)

    unusual = [r for r in rows if r.unusual]
    told = "; ".join(
        f"{shortened(r.name, 40)}: place {r.rank}, usually {r.ensemble_rank_low:g} to "
        f"{r.ensemble_rank_high:g}"
        for r in unusual[:6]
    )
    out = [
        Markup('<svg class="plot" viewBox="0 0 480 {}" role="img" aria-label="{}">').format(
            height,
            f"Places in the model in use. Unusual: {told}." if told else
            "Places in the model in use; all of them are usual.",
        )
    ]  # fmt: skip
    step = max(1, math.ceil(last / 8))
    for rank in range(1, int(last) + 1, step):
        out.append(
            Markup(
                '<path class="grid" d="M{0:.1f} 6V{1}"/><text class="tick" x="{0:.1f}" y="{2}" '
                'text-anchor="middle">{3}</text>'
            ).format(x(rank), height - 34, height - 20, rank)
        )
    for i, r in enumerate(rows):
        y = 18 + 26 * i
        mark = (
            f"M{x(r.rank):.1f} {y - 7}l7 7l-7 7l-7 -7z" if r.unusual else
            f"M{x(r.rank) - 5:.1f} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"
        )  # fmt: skip
        out.append(
            Markup(
                '<text class="label" x="166" y="{}" text-anchor="end">{}</text>'
                '<path class="range" d="M{:.1f} {}H{:.1f}"/>'
                '<path class="{}" d="{}"><title>{}</title></path>'
            ).format(
                y + 4, fit(r.name, 160, 16), x(r.ensemble_rank_low), y, x(r.ensemble_rank_high),
                "flagged" if r.unusual else "dot", mark,
                f"{shortened(r.name, 60)}: place {r.rank}; in retrained models "
                f"{r.ensemble_rank_low:g} to {r.ensemble_rank_high:g}",
            )
        )  # fmt: skip
    out.append(
        Markup('<text class="axis" x="322" y="{}" text-anchor="middle">place</text></svg>').format(
            height - 3
        )
    )
    return Markup("").join(out)
