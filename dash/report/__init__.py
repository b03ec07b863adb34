"""The report: plain data, made once from a screening, and its renderings."""

from dash.report.build import build_report
from dash.report.data import Report
from dash.report.html import render_html
from dash.report.markdown import render_markdown
from dash.report.terminal import render_terminal

__all__ = ["Report", "build_report", "render_html", "render_markdown", "render_terminal"]
