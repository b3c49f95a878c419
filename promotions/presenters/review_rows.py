"""The single cases behind a review: decisions, or seats. People are named to whoever may open their record, and to nobody else."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import Employee, User
from promotions.models import Review
from promotions.reviews.cases import CaseSeen, SeatSeen, cases_seen, seats_seen
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


def is_listed(review: Review) -> bool:
    return review.kind in TITLES and review.result is not None


def page_of_rows(review: Review, asked: str | None) -> "Page[int]":
    known = cases_of(review.result) if review.kind == Review.Kind.REPLAY else seats_of(review.result)  # type: ignore[arg-type]  # it is done
    return Paginator(sorted(known, reverse=True), ON_A_PAGE).get_page(asked)


def rows_of(review: Review, ids: Sequence[int], reader: User) -> Rows:
    """Return these cases or seats as lines."""
    if review.kind == Review.Kind.REPLAY:
        return _decisions(review, ids, reader)
    return _seats(review, ids, reader)


def _names(people: set[int], reader: User) -> dict[int, str]:
    return {person.pk: person.name for person in Employee.objects.visible_to(reader).filter(pk__in=people)}


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
    cells = [str(case.pk), day(case.on), role, case.unit, names.get(case.employee, _("not yours to see")), departure, score]
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
    lines = [
        _seat(seat, roles.role(seat.role), [(names.get(person), said[became]) for person, became in known[seat.pk]])
        for seat in seats_seen(ids)
    ]
    return Rows(heads, lines, set(names))


def _seat(seat: SeatSeen, role: str, ready: Sequence[tuple[str | None, str]]) -> list[str]:
    told = [_("%(person)s %(became)s") % {"person": name or _("somebody"), "became": became} for name, became in ready[:NAMED_AT_MOST]]
    more = [_("and %(number)s more") % {"number": len(ready) - NAMED_AT_MOST}] if len(ready) > NAMED_AT_MOST else []
    cells = [seat.number, day(seat.opened), day(seat.filled), role, seat.unit, str(len(ready)), "; ".join([*told, *more])]
    return [*cells, seat.reason or _("none on file")]


def day(on: dt.date | None) -> str:
    return date_format(on, "j M Y") if on else "–"
