"""Where jobs run changes nothing: threads, processes, a Dask cluster that loses a worker."""

import os
import signal
import threading
import time

import joblib
import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer

import dash
import dash.members

SMALL = {"n_estimators": 20, "max_depth": 3}


@pytest.fixture(scope="module")
def data():
    return load_breast_cancer(return_X_y=True, as_frame=True)


@pytest.fixture(scope="module")
def local(data):
    ensemble = dash.train_ensemble(data, n_models=6, parameters=SMALL, n_jobs=1)
    return ensemble, dash.attribute(ensemble, n_jobs=1)


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
    ) as here:
        with distributed.Client(here) as client:
            yield here, client


def same(a, b):
    assert np.array_equal(a.values, b.values)
    assert np.array_equal(a.signed, b.signed)


def same_models(a, b):
    for x, y in zip(a.members, b.members, strict=True):
        assert (x.index, x.seed, x.score) == (y.index, y.seed, y.score)
        assert np.array_equal(x.prediction, y.prediction)
        assert x.model.save_raw() == y.model.save_raw()


def test_dask_without_a_cluster_says_how_to_open_one(data):
    pytest.importorskip("distributed", reason="Dask is not installed")
    with pytest.raises(dash.InputError, match="open one first"):
        dash.train_ensemble(data, n_models=2, backend="dask")


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_same_bits_on_every_backend(data, local, backend):
    ensemble = dash.train_ensemble(
        data, n_models=6, parameters=SMALL, n_jobs=2, backend=backend, explain="auto"
    )
    same_models(ensemble, local[0])
    same(dash.attribute(ensemble), local[1])
    same(dash.attribute(ensemble, n_jobs=2, backend=backend, X=local[0].plan.X[:50]),
         dash.attribute(local[0], X=local[0].plan.X[:50]))  # fmt: skip


def test_an_enclosing_joblib_configuration_is_followed(data, local):
    with joblib.parallel_config(backend="loky", n_jobs=2):
        ensemble = dash.train_ensemble(data, n_models=6, parameters=SMALL, n_jobs=2)
    same_models(ensemble, local[0])


def test_models_are_explained_as_soon_as_they_are_trained(data, local):
    ensemble = dash.train_ensemble(data, n_models=6, parameters=SMALL, explain="auto")
    assert all(m.explained is not None for m in ensemble.members)
    same(dash.attribute(ensemble), local[1])
    # Anything but what was explained is computed.
    other = dash.attribute(ensemble, X=ensemble.plan.X[:40])
    assert other.n_rows == (40,) * 6
    assert dash.attribute(ensemble, engine="xgboost").engine == "xgboost"
    # Members that are added later are explained as well.
    grown = ensemble.extend(8)
    assert dash.attribute(grown).values.shape == (8, 30)
    same_models(grown, dash.train_ensemble(data, n_models=8, parameters=SMALL))


def test_dask_gives_the_same_bits_and_sends_the_data_once(data, local, cluster, monkeypatch):
    sent = []
    plain = dash.members.Plan.__reduce_ex__

    def counted(self, protocol):
        sent.append(self)
        return plain(self, protocol)

    monkeypatch.setattr(dash.members.Plan, "__reduce_ex__", counted)
    fitted = dash.DASH(n_models=6, parameters=SMALL, backend="dask").fit(*data)
    same_models(fitted.ensemble_, local[0])
    same(fitted.attributions_, local[1])
    # Once for all models and workers, not once a model.
    assert 1 <= len(sent) <= 2


def test_a_killed_worker_loses_nothing(data, local, cluster):
    _, client = cluster
    workers = client.run(os.getpid)
    victim = next(iter(workers.values()))
    trained = len(local[0])
    killer = threading.Timer(0.3, os.kill, (victim, signal.SIGKILL))
    killer.start()
    started = time.perf_counter()
    ensemble = dash.train_ensemble(
        data, n_models=24, parameters={"n_estimators": 100, "max_depth": 6}, backend="dask"
    )
    killer.join()
    assert time.perf_counter() - started > 0.3, "the worker outlived the work"
    assert [m.index for m in ensemble.members] == list(range(24))
    alone = dash.train_ensemble(
        data, n_models=2, parameters={"n_estimators": 100, "max_depth": 6}, n_jobs=1
    )
    assert alone.members[0].model.save_raw() == ensemble.members[0].model.save_raw()
    assert trained == 6


def test_bad_backends_are_refused_before_any_training(data, monkeypatch):
    with pytest.raises(dash.InputError, match="backend 'cloud' is not known"):
        dash.train_ensemble(data, n_models=2, backend="cloud")
    with pytest.raises(dash.InputError, match="engine 'fast' is not known"):
        dash.DASH(engine="fast").fit(*data)
