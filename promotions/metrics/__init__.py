"""Mobility metrics: monthly facts written by the nightly run, and the measures that pages work out from their sums."""

from promotions.metrics.refreshing import refresh

__all__ = ["refresh"]
