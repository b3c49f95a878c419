"""How managers rate, as a list by name: for each the drift, its interval as words and as a drawing, and what that says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from django.db.models import F
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from employees.models import User
from pathways.words import search_text
from promotions.models import RatingDrift, UsualDifference
from promotions.models.calibration import Evidence
from promotions.reviews.words.figures import decimal, whole
from skills.listing import Column, Listing
from skills.words import Text

MANAGERS_A_PAGE = 30
CLOSE = 25  # hundredths of a level: an interval that lies within is no drift worth a word
HALF = 50  # hundredths of a level between the marks of the drawing
WIDTH = 200  # of the drawing

SAYS: Mapping[str, tuple[Text, str, str]] = {  # words, and the kind and the icon of their tag
    "higher": (gettext_lazy("rates higher than others do"), "caution", "ascending"),
    "lower": (gettext_lazy("rates lower than others do"), "caution", "descending"),
    "close": (gettext_lazy("rates as others do"), "good", "pass"),
    "open": (gettext_lazy("cannot be told"), "", ""),
}


def says(row: RatingDrift) -> str:
    """Return what an interval says: a key of `SAYS`."""
    if row.low > 0:
        return "higher"
    if row.high < 0:
        return "lower"
    return "close" if row.low >= -CLOSE and row.high <= CLOSE else "open"


def levels(hundredths: int) -> str:
    """Return a difference in levels, with its sign."""
    written = decimal(abs(hundredths) / 100, 2)
    return f"+{written}" if hundredths > 0 else f"−{written}" if hundredths < 0 else written


def interval(row: RatingDrift) -> str:
    return _("%(low)s to %(high)s") % {"low": levels(row.low), "high": levels(row.high)}


@dataclass(frozen=True)
class Drawing:
    """An interval as places on a line of `WIDTH`, with a place for none and one every half level."""

    low: float
    high: float
    dot: float
    zero: float
    ticks: Sequence[float]

    @property
    def length(self) -> float:
        return max(self.high - self.low, 1)


def drawing(row: RatingDrift, reach: int) -> Drawing:
    def place(hundredths: int) -> float:
        return round(WIDTH * (hundredths + reach) / (2 * reach), 1)

    return Drawing(place(row.low), place(row.high), place(row.drift), place(0), [place(one) for one in range(-reach, reach + 1, HALF)])


@dataclass(frozen=True)
class DriftRow:
    drift: RatingDrift
    own: bool
    drawing: Drawing

    @property
    def name(self) -> str:
        return self.drift.manager.name

    @property
    def estimate(self) -> str:
        return levels(self.drift.drift)

    @property
    def interval(self) -> str:
        return interval(self.drift)

    @property
    def tag(self) -> tuple[Text, str, str]:
        return SAYS[says(self.drift)]

    @property
    def compared(self) -> str:
        """Return with what the ratings were compared, and how often."""
        return ", ".join(f"{Evidence(kind).label}: {whole(number)}" for kind, number in self.drift.numbers.items() if number)


@dataclass(frozen=True)
class Usual:
    kind: Text
    number: str
    difference: str


@dataclass(frozen=True)
class CalibrationPage:
    listing: Listing
    text: str
    own: int | None  # the reader's own record
    usual: list[Usual]

    @cached_property
    def rows(self) -> list[DriftRow]:
        return [DriftRow(row, row.pk == self.own, drawing(row, self.reach)) for row in self.listing.page]

    @cached_property
    def reach(self) -> int:
        """Return how far the drawings of the page go on either side, in hundredths of a level: whole halves."""
        furthest = max((max(-row.low, row.high) for row in self.listing.page), default=0)
        return HALF * max(1, -(-furthest // HALF))

    @property
    def ends(self) -> tuple[str, str]:
        return levels(-self.reach), levels(self.reach)


def usual(reader: User) -> list[Usual]:
    """Return what every drift is measured from, in the order in which kinds of evidence are named."""
    known = {one.kind: one for one in UsualDifference.objects.visible_to(reader) if one.number}
    return [Usual(Evidence(kind).label, whole(known[kind].number), usual_words(known[kind])) for kind in Evidence.values if kind in known]


def usual_words(one: UsualDifference) -> str:
    return _("too few comparisons to tell") if one.difference is None else levels(one.difference)


def calibration_page(reader: User, asked: Mapping[str, str]) -> CalibrationPage:
    """Return the list as its address asks: `q`, `sort`, `page`. By name, unless the reader asks for the surest first; never by drift."""
    text = search_text(asked.get("q", ""))
    rows = RatingDrift.objects.visible_to(reader).matching(text).select_related("manager").annotate(width=F("high") - F("low"))
    own = getattr(reader, "employee", None)
    return CalibrationPage(Listing(rows, COLUMNS, asked, MANAGERS_A_PAGE), text, own.pk if own else None, usual(reader))


def wording(row: RatingDrift) -> str:
    return str(SAYS[says(row)][0])


def compared_with(kind: str, row: RatingDrift) -> str:
    return str(row.numbers[kind])


COLUMNS = [
    Column(gettext_lazy("Manager"), lambda row: row.manager.name, order=("manager__last_name", "manager__first_name")),
    Column(pgettext_lazy("people compared", "People"), lambda row: str(row.people), order=("people",), number=True),
    Column(pgettext_lazy("of a manager's ratings", "Drift"), lambda row: decimal(row.drift / 100, 2), number=True),
    Column(gettext_lazy("How sure"), interval, order=("width",)),
    Column(gettext_lazy("What that says"), wording),
]
IN_FILE = [
    Column(gettext_lazy("Number"), lambda row: row.manager.number),
    *COLUMNS[:2],
    *(Column(Evidence(kind).label, partial(compared_with, kind)) for kind in Evidence.values),
    Column(gettext_lazy("Drift in levels"), lambda row: f"{row.drift / 100:.2f}"),
    Column(gettext_lazy("Lower limit"), lambda row: f"{row.low / 100:.2f}"),
    Column(gettext_lazy("Upper limit"), lambda row: f"{row.high / 100:.2f}"),
    COLUMNS[4],
    Column(gettext_lazy("Night"), lambda row: f"{row.on:%Y-%m-%d}"),
]


def file_of(page: CalibrationPage) -> StreamingHttpResponse:
    return Listing(page.listing.ordered, IN_FILE, {}).file("calibration")
