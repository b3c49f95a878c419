"""Windows of whole calendar months, their days, and the windows they are compared with."""

import calendar
import datetime as dt
from dataclasses import dataclass

from pathways.words import written
from promotions.metrics.months import first_of, month_number

DEFAULT_MONTHS = 12
TREND_POINTS = 24
YEAR = 12


def month_name(month: int) -> str:
    """Return a month number as "Mar 2026"."""
    return written(first_of(month), "SHORT_YEAR_MONTH_FORMAT")


def month_code(month: int) -> str:
    """Return a month number as "2026-03", the way addresses and forms write it."""
    return f"{first_of(month):%Y-%m}"


def parsed_month(text: str) -> int:
    """Return the month number of "2026-03". Raises `ValueError` when it is none."""
    return month_number(dt.datetime.strptime(text.strip(), "%Y-%m").replace(tzinfo=dt.UTC).date())


@dataclass(frozen=True)
class Window:
    """The months from `first` to `last`, both included, as far as facts go: up to and with the day `until`."""

    first: int
    last: int
    until: dt.date

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def start(self) -> dt.date:
        return first_of(self.first)

    @property
    def stop(self) -> dt.date:
        """The last day of the window."""
        return min(first_of(self.last + 1) - dt.timedelta(days=1), self.until)

    @property
    def days(self) -> int:
        return max((self.stop - self.start).days + 1, 0)

    @property
    def before(self) -> "Window":
        """The same months of the year before; of so many years before that the two do not overlap, where it is longer than one."""
        earlier = -(-self.months // YEAR) * YEAR
        return Window(self.first - earlier, self.last - earlier, self.until)

    def trend(self) -> list["Window"]:
        """Return windows of the same length that end in each of the 24 months up to and with this one's last."""
        ends = range(self.last - TREND_POINTS + 1, self.last + 1)
        return [Window(end - self.months + 1, end, self.until) for end in ends]

    def __str__(self) -> str:
        return month_name(self.first) if self.months == 1 else f"{month_name(self.first)} – {month_name(self.last)}"


def default_window(until: dt.date) -> Window:
    """Return the last twelve whole months; the month of `until` is whole on its last day."""
    whole = until.day == calendar.monthrange(until.year, until.month)[1]
    last = month_number(until) - (0 if whole else 1)
    return Window(last - DEFAULT_MONTHS + 1, last, until)
