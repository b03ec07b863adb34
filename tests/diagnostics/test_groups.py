"""Groups: the association measures against scipy, and linkage against chaining."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.datasets import load_breast_cancer

from diagnostics.groups import collinear_groups


@pytest.fixture(scope="module")
def cancer():
    return load_breast_cancer(as_frame=True).data


def test_spearman_and_pearson_equal_scipy_on_real_data(cancer):
    np.testing.assert_allclose(
        collinear_groups(cancer).association,
        np.abs(stats.spearmanr(cancer.to_numpy()).statistic),
        atol=1e-12,
    )
    np.testing.assert_allclose(
        collinear_groups(cancer, method="pearson").association,
        np.abs(np.corrcoef(cancer.to_numpy().T)),
        atol=1e-12,
    )


def test_average_linkage_does_not_chain():
    """Five steps along a chain, neighbours at 0.8, ends unrelated: single linkage joins them all."""
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(20_000, 14))
    chain = np.column_stack([noise[:, i : i + 5].sum(axis=1) for i in range(10)])
    result = collinear_groups(chain, threshold=0.7)
    neighbours = result.association[np.arange(9), np.arange(1, 10)]
    assert (neighbours > 0.75).all()
    assert result.association[0, 9] < 0.05
    reached = np.linalg.matrix_power((result.association > 0.7).astype(int), 10) > 0
    assert reached.all()  # one component under the published rule
    assert len(result.groups) > 1
    assert max(len(g) for g in result.groups) <= 3
    for group in result.groups:
        block = result.association[np.ix_(group, group)]
        assert block[np.triu_indices(len(group), 1)].mean() >= 0.7


def test_breast_cancer_group_of_25_is_split(cancer):
    result = collinear_groups(cancer)
    linked = np.abs(cancer.corr().to_numpy()) > 0.5
    component = np.linalg.matrix_power(linked.astype(float), 30)[0] > 0
    assert component.sum() == 25  # the published component
    assert max(len(g) for g in result.groups) < 25
    frame = result.to_frame()
    together = frame.loc[frame.feature.isin(["worst perimeter", "worst area"]), "group"]
    assert together.nunique() == 1 and together.iloc[0] >= 0
    assert (frame.weakest.dropna() <= frame.association[frame.group >= 0] + 1e-12).all()


def test_missing_values_are_pairwise():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(300, 6)) @ rng.normal(size=(6, 6))
    X[rng.random(X.shape) < 0.3] = np.nan
    association = collinear_groups(X).association
    ranks = np.full_like(X, np.nan)
    for j in range(6):
        seen = ~np.isnan(X[:, j])
        ranks[seen, j] = stats.rankdata(X[seen, j])
    for j in range(6):
        for k in range(j):
            both = ~np.isnan(X[:, j]) & ~np.isnan(X[:, k])
            expected = abs(stats.pearsonr(ranks[both, j], ranks[both, k]).statistic)
            assert association[j, k] == pytest.approx(expected, abs=1e-10)
            reranked = abs(stats.spearmanr(X[both, j], X[both, k]).statistic)
            assert association[j, k] == pytest.approx(reranked, abs=0.03)


def test_copies_with_different_gaps_stay_together():
    rng = np.random.default_rng(2)
    x = rng.normal(size=400)
    a, b = x.copy(), x.copy()
    a[:150], b[250:] = np.nan, np.nan
    result = collinear_groups(np.column_stack([a, b, rng.normal(size=400)]))
    assert result.groups == ((0, 1),)
    assert result.association[0, 1] > 0.99  # each is ranked among its own observed values


def test_constant_and_unshared_columns_associate_with_nothing():
    x = np.arange(40.0)
    half, other = np.where(x < 20, x, np.nan), np.where(x >= 20, x, np.nan)
    missing = np.full(40, np.nan)
    X = np.column_stack([x, np.full(40, 0.1), missing, half, other, np.full(40, 1e300)])
    for method in ("spearman", "pearson"):
        association = collinear_groups(X, method=method).association
        assert (association[1, [0, 2, 3, 4, 5]] == 0).all()
        assert (association[2, [0, 1, 3, 4, 5]] == 0).all()
        assert association[3, 4] == 0  # no row in common
        assert association[0, 3] == pytest.approx(1)


def mixed_frame(n=500, seed=3):
    rng = np.random.default_rng(seed)
    kind = rng.choice(list("abcd"), n, p=[0.4, 0.3, 0.2, 0.1])
    return pd.DataFrame(
        {
            "kind": pd.Categorical(kind),
            "size": np.round((kind == "a") * 2 + rng.normal(size=n), 1),
            "colour": np.where(rng.random(n) < 0.6, kind, rng.choice(list("xyz"), n)),
            "noise": rng.normal(size=n),
            "flag": rng.random(n) < 0.5,
        }
    )


def test_mixed_plain_measures_equal_scipy():
    frame = mixed_frame()
    result = collinear_groups(frame, method="mixed", bias_corrected=False)
    by_kind = [group.to_numpy() for _, group in frame.groupby("kind", observed=True)["size"]]
    h = stats.kruskal(*by_kind).statistic  # H / (n - 1) is eta squared of the ranks
    assert result.association[0, 1] == pytest.approx(np.sqrt(h / (len(frame) - 1)))
    table = pd.crosstab(frame.kind, frame.colour).to_numpy()
    v = stats.contingency.association(table, method="cramer")
    assert result.association[0, 2] == pytest.approx(v)
    rho = abs(stats.spearmanr(frame["size"], frame.noise).statistic)
    assert result.association[1, 3] == pytest.approx(rho)
    assert np.array_equal(result.association, result.association.T)


def test_mixed_by_hand():
    """Ranks 1-4 in two classes {1, 2}, {3, 4}: eta² = 4/5; a 2 x 2 table: V = phi."""
    X = np.array([[0, 1.0, 0], [0, 2.0, 0], [1, 3.0, 0], [1, 4.0, 1]])
    mask = [True, False, True]
    association = collinear_groups(
        X, method="mixed", categorical=mask, bias_corrected=False
    ).association
    assert association[0, 1] == pytest.approx(np.sqrt(4 / 5))
    assert association[0, 2] == pytest.approx(1 / np.sqrt(3))  # phi of [[2, 0], [1, 1]]
    corrected = collinear_groups(X, method="mixed", categorical=mask).association
    assert corrected[0, 1] == pytest.approx(np.sqrt(1 - (1 - 4 / 5) * 3 / 2))
    phi2 = max(0, 1 / 3 - 1 / 3)
    assert corrected[0, 2] == pytest.approx(phi2)


def test_mixed_missing_rows_are_left_out_pairwise():
    frame = mixed_frame()
    rng = np.random.default_rng(5)
    holes = frame.astype({"kind": object}).mask(rng.random(frame.shape) < 0.2)
    holes = holes.astype({"size": float, "noise": float, "flag": "boolean"})
    result = collinear_groups(holes, method="mixed", bias_corrected=False)
    both = holes.dropna(subset=["kind", "colour"])
    table = pd.crosstab(both.kind, both.colour).to_numpy()
    v = stats.contingency.association(table, method="cramer")
    assert result.association[0, 2] == pytest.approx(v)
    ranks = stats.rankdata(holes["size"].dropna())
    sizes = holes.loc[holes["size"].notna()].assign(rank=ranks).dropna(subset=["kind"])
    total = ((sizes["rank"] - sizes["rank"].mean()) ** 2).sum()
    means = sizes.groupby("kind")["rank"].transform("mean")
    between = ((means - sizes["rank"].mean()) ** 2).sum()
    assert result.association[0, 1] == pytest.approx(np.sqrt(between / total))


def test_bias_correction_spares_high_cardinality():
    rng = np.random.default_rng(6)
    X = np.column_stack(
        [rng.integers(0, 300, 1000), rng.normal(size=1000), rng.integers(0, 200, 1000)]
    )
    mask = [True, False, True]
    plain = collinear_groups(X, method="mixed", categorical=mask, bias_corrected=False)
    corrected = collinear_groups(X, method="mixed", categorical=mask)
    assert plain.association[0, 1] > 0.5 and len(plain.groups)
    assert corrected.association[0, 1] < 0.3 and corrected.association[0, 2] < 0.3
    assert not corrected.groups


def test_categorical_copies_reach_one():
    frame = mixed_frame().assign(again=lambda f: f.kind.astype(str).str.upper())
    result = collinear_groups(frame, method="mixed", threshold=1.0)
    assert result.groups == ((0, 5),)


def test_wide_table_with_gaps():
    rng = np.random.default_rng(7)
    X = rng.normal(size=(1000, 300))
    X[:, 1] = X[:, 0] + 0.1 * rng.normal(size=1000)
    X[rng.random(X.shape) < 0.02] = np.nan
    assert collinear_groups(X).groups == ((0, 1),)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    holes=st.sampled_from([0.0, 0.2]),
    method=st.sampled_from(["spearman", "pearson", "mixed"]),
    corrected=st.booleans(),
)
def test_symmetric_in_range_and_blind_to_order(seed, holes, method, corrected):
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 6, size=(40, 7)) + rng.normal(size=(40, 1)) * rng.integers(0, 3, 7)
    X = np.round(X)
    X[rng.random(X.shape) < holes] = np.nan
    mask = (rng.random(7) < 0.4) if method == "mixed" else np.zeros(7, bool)
    options = dict(method=method, bias_corrected=corrected)
    result = collinear_groups(X, categorical=mask, **options)
    a = result.association
    np.testing.assert_allclose(a, a.T, atol=1e-9)
    assert ((a >= 0) & (a <= 1)).all() and (np.diag(a) == 1).all()
    order = rng.permutation(7)
    shuffled = collinear_groups(
        X[rng.permutation(40)][:, order], categorical=mask[order], **options
    )
    np.testing.assert_allclose(shuffled.association, a[np.ix_(order, order)], atol=1e-9)
    members = [j for g in result.groups for j in g]
    assert len(members) == len(set(members)) == (result.labels >= 0).sum()
    if method == "spearman":
        monotone = collinear_groups(np.exp(X / 3), **options)
        np.testing.assert_allclose(monotone.association, a, atol=1e-9)


def test_refusals_name_the_column():
    frame = mixed_frame()
    with pytest.raises(ValueError, match="column kind is not numeric: use method='mixed'"):
        collinear_groups(frame)
    with pytest.raises(ValueError, match="column b holds infinite"):
        collinear_groups([[0, np.inf], [1, 2]], names=["a", "b"])
    with pytest.raises(ValueError, match="threshold"):
        collinear_groups(np.eye(3), threshold=0)
    with pytest.raises(ValueError, match="not known"):
        collinear_groups(np.eye(3), method="kendall")
    with pytest.raises(ValueError, match="mixed"):
        collinear_groups(np.eye(3), categorical=[True, False, False])


def test_result_prints_and_serialises(cancer):
    result = collinear_groups(cancer)
    assert "worst perimeter" in repr(result)
    assert '"threshold": 0.5' in result.to_json()
    assert len(result.to_frame()) == 30
