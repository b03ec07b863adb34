"""Exact SHAP values of tree ensembles, faster than the libraries' own."""

from dash.treeshap.explain import ShapMeans, TreeShap
from dash.treeshap.readers import read_trees, readable
from dash.treeshap.trees import Trees

__all__ = ["ShapMeans", "TreeShap", "Trees", "read_trees", "readable"]
