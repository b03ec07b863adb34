"""A survey of how stable feature rankings are on public data sets."""
