"""Days of the history, counted back from today, as dates."""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from promotions.demo.blueprint import Ints


class Calendar:
    """Turns days before (negative) and after today into ISO dates, quickly and by the million."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self._first = -12_000
        start = np.datetime64(today) + self._first
        self._iso = np.datetime_as_string(np.arange(start, start + 16_000))

    def iso(self, days: Ints | NDArray[np.int64], *, none: NDArray[np.bool_] | None = None) -> list[str | None]:
        """Return a date for each day; None where `none` is true."""
        dates: list[str | None] = self._iso[days - self._first].tolist()
        if none is not None:
            for place in np.flatnonzero(none).tolist():
                dates[place] = None
        return dates

    def date(self, day: int) -> dt.date:
        return self.today + dt.timedelta(days=day)
