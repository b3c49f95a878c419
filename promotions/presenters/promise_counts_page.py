"""How promises are kept by part of the company, as a table of texts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from promotions.promise_counts import SIDES, STATES, AreaCounts, PromiseCounts
from promotions.reviews.words.figures import whole
from skills.words import Text

SIDE_WORDS: dict[str, Text] = {"employee": gettext_lazy("Promised by employees"), "manager": gettext_lazy("Promised by managers")}
STATE_WORDS: dict[str, Text] = {
    "open": pgettext_lazy("promises counted", "open, not yet due"),
    "overdue": pgettext_lazy("promises counted", "overdue"),
    "kept": pgettext_lazy("promises counted", "kept"),
    "withdrawn": pgettext_lazy("promises counted", "withdrawn"),
    "declined": pgettext_lazy("promises counted", "not taken on by a new manager"),
}
HEADS: Sequence[Text] = [gettext_lazy("Part of the company"), *STATE_WORDS.values()]


def tables(page: PromiseCounts) -> list[tuple[Text, list[list[str]]]]:
    """Return for each side its words and its lines, one an area and the last for all of them."""
    rows = [*page.areas, *([page.whole] if page.whole else [])]
    return [(SIDE_WORDS[side], [line(row, side) for row in rows]) for side in reversed(SIDES)]


def line(row: AreaCounts, side: str) -> list[str]:
    return [name_of(row), *(cell(row.counts[side][state]) for state in STATES)]


def name_of(row: AreaCounts) -> str:
    return row.unit.name if row.unit else _("All of these")


def cell(number: int | None) -> str:
    return _("hidden") if number is None else whole(number)


def file_rows(page: PromiseCounts) -> list[list[str]]:
    return [[str(words), *line] for words, lines in tables(page) for line in lines]
