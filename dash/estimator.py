"""DASH as a scikit-learn estimator: fit an ensemble, get a stable ranking with ties."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from dash.attributions import Attributions, attribute
from dash.ensemble import as_table, train_ensemble
from dash.workflow import Rules, Screening, conclude, table_groups


class DASH(BaseEstimator):
    """Diversified Aggregation of SHAP: a feature ranking that survives retraining.

    Trains independent models, averages their mean absolute SHAP values, tests every pair of
    features, and ranks them with ties where the data cannot tell them apart.

    Parameters
    ----------
    model : str or scikit-learn estimator, default "xgboost"
        Model class; see `dash.train_ensemble`.
    n_models : int, default 25
        Number of models M.
    population : str, default "resample"
        What a retrained model is: "resample", "bootstrap", "seed", "diverse" or "published".
    parameters : dict, optional
        Hyperparameters that override the defaults of the model class.
    permute_columns : bool, optional
        Show each model the columns in its own order; default True but for "published".
    alpha : float, default 0.05
        Family-wise error level of the verdicts over all pairs.
    margin : float, default 0.01
        Indifference width: differences below it do not matter. A share of the total attribution,
        or an absolute attribution with `margin_kind="absolute"`.
    margin_kind : {"share", "absolute"}, default "share"
    correction : {"holm", "bonferroni", "bh", "by", "none"}, default "holm"
        Correction for testing all pairs.
    engine : str, default "auto"
        Attribution engine; see `dash.attribute`.
    n_jobs : int, default -1
        Models trained at once; the result does not depend on it.
    device : {"cpu", "cuda"}, default "cpu"
    random_state : int, RandomState or None, default 0
        Same seed, same result.
    verbose : bool, default False
        Show a progress bar.
    backend : str, optional
        Where the models are trained and explained: a joblib backend such as "loky" or "dask".
        Default threads of this process; the result does not depend on it.

    Attributes
    ----------
    attributions_ : Attributions
        Mean absolute SHAP values, (M, d).
    pairs_ : PairStatistics
        Flip rates of all pairs: would one retrained model show the order?
    test_ : ZTest
        Verdicts of all pairs: is the order of the means known?
    order_ : StableOrder
        The partial order that the test supports: tiers, tied groups, rank intervals.
    ranking_ : DataFrame
        One row a feature in consensus order: attribution, standard error, interval, rank
        interval, tier.
    ensemble_ : Ensemble or None
        The models (None after `fit_attributions`).
    screening_ : Screening
        All of it in one object.
    n_features_in_, feature_names_in_
        As in scikit-learn.

    References
    ----------
    The Attribution Impossibility, section on DASH: the mean over models is the linear unbiased
    combination of least variance, sigma²/M. It is stable; it is not by itself a tie: averages
    almost never tie exactly, so that ties here are decisions of an equivalence test.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True, as_frame=True)
    >>> dash = DASH(n_models=5, parameters={"n_estimators": 10}).fit(X, y)
    >>> dash.ranking_.shape[0]
    4
    >>> dash.attributions_.values.shape
    (5, 4)
    """

    def __init__(
        self,
        model: Any = "xgboost",
        *,
        n_models: int = 25,
        population: str = "resample",
        parameters: dict[str, Any] | None = None,
        permute_columns: bool | None = None,
        alpha: float = 0.05,
        margin: float = 0.01,
        margin_kind: str = "share",
        correction: str = "holm",
        engine: str = "auto",
        n_jobs: int | None = -1,
        device: str = "cpu",
        random_state: Any = 0,
        verbose: bool = False,
        backend: str | None = None,
    ):
        self.model = model
        self.n_models = n_models
        self.population = population
        self.parameters = parameters
        self.permute_columns = permute_columns
        self.alpha = alpha
        self.margin = margin
        self.margin_kind = margin_kind
        self.correction = correction
        self.engine = engine
        self.n_jobs = n_jobs
        self.device = device
        self.random_state = random_state
        self.verbose = verbose
        self.backend = backend

    def fit(self, X: Any, y: Any) -> DASH:
        """Train the ensemble and rank the features.

        Parameters
        ----------
        X : DataFrame or array of shape (n, d)
            Features; numbers, categories, dates and missing values as in `dash.read_table`.
        y : array of shape (n,)
            Target: numbers or labels.

        Returns
        -------
        DASH
            Itself, fitted.

        Raises
        ------
        InputError
            As `dash.train_ensemble`.
        """
        started = time.perf_counter()
        rules = self._rules()
        if not isinstance(X, pd.DataFrame):
            X, y = validate_data(
                self, X, y, dtype="numeric", ensure_all_finite="allow-nan", ensure_min_features=2
            )
        table = as_table(X, y)
        self.ensemble_ = train_ensemble(
            table,
            model=self.model,
            n_models=self.n_models,
            population=self.population,
            parameters=self.parameters,
            permute_columns=self.permute_columns,
            n_jobs=self.n_jobs,
            device=self.device,
            random_state=self.random_state,
            progress=self.verbose,
            backend=self.backend,
            explain=self.engine,
        )
        attributions = attribute(
            self.ensemble_,
            engine=self.engine,
            n_jobs=self.n_jobs,
            progress=self.verbose,
            backend=self.backend,
        )
        screening = conclude(
            attributions,
            ensemble=self.ensemble_,
            groups=table_groups(table),
            rules=rules,
            seconds=time.perf_counter() - started,
        )
        if isinstance(X, pd.DataFrame):
            self.n_features_in_ = X.shape[1]
            self.feature_names_in_ = np.asarray([str(c) for c in X.columns], dtype=object)
        return self._keep(screening)

    def fit_attributions(self, values: Any, *, names: Any = None) -> DASH:
        """Rank features by attributions that were computed elsewhere.

        Parameters
        ----------
        values : Attributions, or array of shape (M, d), or DataFrame
            Mean absolute attributions, one row for each independently trained model.
        names : sequence of str, optional
            Names of the features.

        Returns
        -------
        DASH
            Itself; `ensemble_` is None.

        Examples
        --------
        >>> import numpy as np
        >>> rng = np.random.default_rng(0)
        >>> values = np.abs(rng.normal([3.0, 1.0, 1.0], 0.1, (30, 3)))
        >>> DASH().fit_attributions(values, names=["a", "b", "c"]).order_.tiers[0]
        (0,)
        """
        attributions = (
            values
            if isinstance(values, Attributions)
            else Attributions.from_array(values, names=names)
        )
        self.ensemble_ = None
        self.n_features_in_ = attributions.values.shape[1]
        return self._keep(conclude(attributions, rules=self._rules()))

    def report(self):
        """The result as a `Report`, for the HTML, terminal, Markdown and JSON faces.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before `fit` or `fit_attributions`.
        """
        check_is_fitted(self, "screening_")
        return self.screening_.report()

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags

    def _rules(self) -> Rules:
        return Rules(
            alpha=self.alpha,
            margin=self.margin,
            margin_kind=self.margin_kind,
            correction=self.correction,
        )

    def _keep(self, screening: Screening) -> DASH:
        self.screening_ = screening
        self.attributions_ = screening.attributions
        self.pairs_ = screening.pairs
        self.test_ = screening.test
        self.order_ = screening.order
        self.ranking_ = screening.to_frame()
        return self
