"""The single cases behind a review: decisions, or seats, for the HR partners of the people they are about.

Auditors read counts: a decision without a name is still one person's, and its role, unit and day lead to them (DESIGN section 5).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import access
from employees.models import Employee, User
from promotions.models import Review
from promotions.reviews.cases import CaseSeen, SeatSeen, cases_seen, cases_within, seats_seen, seats_within
from promotions.reviews.names import read_names
from promotions.reviews.overlooked import seats_of
from promotions.reviews.replay import Departure, cases_of
from promotions.reviews.words.figures import decimal
from promotions.reviews.words.overlooked import became_words

TITLES = {
    Review.Kind.REPLAY: gettext_lazy("Decisions that depart from policy"),
    Review.Kind.OVERLOOKED: gettext_lazy("Seats that went outside over ready insiders"),
}
ON_A_PAGE = 50
NAMED_AT_MOST = 12  # ready insiders of one seat


@dataclass(frozen=True)
class Rows:
    """`named` holds the employees who are named on it."""

    heads: Sequence[str]
    lines: Sequence[Sequence[str]]
    named: set[int]


def rows_title(review: Review) -> str:
    return str(TITLES[Review.Kind(review.kind)])


def is_listed(review: Review, reader: User) -> bool:
    """Return whether this reader may open the single cases: as an HR partner, of a review that is done and has some."""
    return review.kind in TITLES and review.result is not None and access.of(reader).is_partner


def listed_ids(review: Review, reader: User) -> list[int]:
    """Return the cases of people whose HR partner the reader is, or the seats in their units; the newest first."""
    if review.kind == Review.Kind.REPLAY:
        return cases_within(cases_of(review.result), reader)  # type: ignore[arg-type]  # it is done
    return seats_within(seats_of(review.result), reader)  # type: ignore[arg-type]  # as above


def page_of_rows(review: Review, reader: User, asked: str | None) -> "Page[int]":
    return Paginator(listed_ids(review, reader), ON_A_PAGE).get_page(asked)


def rows_of(review: Review, ids: Sequence[int], reader: User) -> Rows:
    """Return these cases or seats as lines."""
    if review.kind == Review.Kind.REPLAY:
        return _decisions(review, ids, reader)
    return _seats(review, ids, reader)


def _names(people: set[int], reader: User) -> dict[int, str]:
    looked_after = Employee.objects.visible_to(reader).filter(access.of(reader).partnered(), pk__in=people)
    return {person.pk: person.name for person in looked_after}


def _decisions(review: Review, ids: Sequence[int], reader: User) -> Rows:
    known, seen = cases_of(review.result), cases_seen(ids)  # type: ignore[arg-type]  # it is done
    names = _names({case.employee for case in seen}, reader)
    departs = {Departure.PROMOTED_UNREADY: _("promoted, not ready"), Departure.REFUSED_READY: _("refused, ready")}
    heads = [
        _("Case"),
        _("Decided"),
        _("Role"),
        _("Unit"),
        _("Person"),
        _("Departure"),
        _("Score on file"),
        _("Gates failed"),
        _("Policy"),
        _("Reason"),
    ]
    roles = read_names()
    lines = [_decision(case, roles.role(case.role), names, departs[Departure(known[case.pk][0])]) for case in seen]
    return Rows(heads, lines, set(names))


def _decision(case: CaseSeen, role: str, names: Mapping[int, str], departure: str) -> list[str]:
    score = "–" if case.score is None else decimal(case.score / 100)
    cells = [str(case.pk), day(case.on), role, case.unit, names[case.employee], departure, score]
    return [*cells, ", ".join(case.failed) or "–", case.policy, case.reason or _("none on file")]


def _seats(review: Review, ids: Sequence[int], reader: User) -> Rows:
    known, said = seats_of(review.result), became_words()  # type: ignore[arg-type]  # it is done
    names = _names({person for seat in ids for person, _became in known[seat]}, reader)
    heads = [
        _("Requisition"),
        _("Opened"),
        _("Filled"),
        _("Role"),
        _("Unit"),
        _("Ready insiders"),
        _("Who, and what became of them"),
        _("Reason"),
    ]
    roles = read_names()
    lines = []
    for seat in seats_seen(ids):
        ready = known[seat.pk]
        lines.append(_seat(seat, roles.role(seat.role), len(ready), [(names[who], said[became]) for who, became in ready if who in names]))
    return Rows(heads, lines, set(names))


def _seat(seat: SeatSeen, role: str, ready: int, named: Sequence[tuple[str, str]]) -> list[str]:
    """Return a seat's line. Ready insiders whom the reader does not look after are counted, and nothing is told of each."""
    told = [_("%(person)s %(became)s") % {"person": name, "became": became} for name, became in named[:NAMED_AT_MOST]]
    more = [_("and %(number)s more") % {"number": ready - len(told)}] if ready > len(told) else []
    cells = [seat.number, day(seat.opened), day(seat.filled), role, seat.unit, str(ready), "; ".join([*told, *more])]
    return [*cells, seat.reason or _("none on file")]


def day(on: dt.date | None) -> str:
    return date_format(on, "j M Y") if on else "–"
