"""Written moves as a table: the same that a map draws as lines, to sort, to read aloud, and as a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from employees.moves import with_people
from pathways.family_map import KIND_WORDS
from pathways.maps import Move
from pathways.models import RoleProfile, Transition
from pathways.presenters.lattice_question import LatticeQuestion, Made
from pathways.words import duration
from skills.listing import Column, Listing

MOVES_A_PAGE = 25


@dataclass(frozen=True)
class MoveRow:
    """A move in words; `minimum` and `after` are empty where nothing is asked, or too few moved to tell."""

    source: RoleProfile
    target: RoleProfile
    kind: str
    minimum: str
    made: str
    after: str


def in_words(row: Transition) -> MoveRow:
    made = Move(0, 0, row.kind, row.people).made_by  # type: ignore[attr-defined]  # annotated by with_people
    return MoveRow(row.source, row.target, str(KIND_WORDS[row.kind]), time(row.minimum_months), made, time(row.months_told))  # type: ignore[attr-defined]  # as above


def time(months: int | None) -> str:
    return duration(months) if months else ""


COLUMNS = [
    Column(gettext_lazy("From"), lambda row: row.source.name, order=("source__name", "target__name")),
    Column(gettext_lazy("To"), lambda row: row.target.name, order=("target__name", "source__name")),
    Column(gettext_lazy("Kind"), lambda row: in_words(row).kind, order=("kind", "source__name")),
    Column(gettext_lazy("Minimum time"), lambda row: in_words(row).minimum, order=("minimum_months",), number=True),
    Column(gettext_lazy("Made by"), lambda row: in_words(row).made, order=("people_told",), number=True),
    Column(gettext_lazy("Typically after"), lambda row: in_words(row).after, order=("months_told",), number=True),
]


MOST_TRAVELLED = ("-people_told", "source__name", "target__name", "pk")


@dataclass(frozen=True)
class MovesTable:
    listing: Listing

    @property
    def rows(self) -> list[MoveRow]:
        return [in_words(row) for row in self.listing.page]


def moves_table(rows: "QuerySet[Transition, Transition]", question: LatticeQuestion, asked: Mapping[str, str]) -> MovesTable:
    """Return the moves that the question admits, the most travelled first."""
    told = admitted(with_people(rows).select_related("source__role", "target__role"), question)
    ordered = told.order_by(*MOST_TRAVELLED)
    return MovesTable(Listing(ordered, COLUMNS, asked, MOVES_A_PAGE))


def admitted(rows: "QuerySet[Transition, Transition]", question: LatticeQuestion) -> "QuerySet[Transition, Transition]":
    wanted = Q(kind=question.kind) if question.kind else Q()
    if question.made != Made.ANY:
        wanted &= Q(people=0) if question.made == Made.NEVER else Q(people__gt=0)
    return rows.filter(wanted)
