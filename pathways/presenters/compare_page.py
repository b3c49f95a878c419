"""What the comparison of two roles shows: their terms, what each asks beside what the reader holds, and where both lead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from employees import moves as moves_made
from employees.access import Access
from pathways.asks import RoleAsks
from pathways.comparison import Comparison, compare
from pathways.family_map import KIND_WORDS
from pathways.maps import Move
from pathways.models import RoleProfile
from pathways.packs import Pack
from pathways.role_search import NOTHING_TYPED, Found, RoleField, find_roles, with_parameters
from pathways.rulebook import Rulebook, rulebook
from pathways.words import duration
from promotions.openings import open_seats
from promotions.packs import pack_of
from promotions.readiness import facts_of

Pair = tuple[int, int]  # source role, target role


@dataclass(frozen=True)
class Column:
    """One of the two roles. `met` counts the skills that the reader holds as asked; None without a record."""

    profile: RoleProfile
    seats: int
    asked: int
    met: int | None

    @property
    def usual_time(self) -> str:
        return duration(self.profile.typical_months) if self.profile.typical_months else ""


@dataclass(frozen=True)
class Between:
    """The way straight from one role to the other."""

    source: RoleProfile
    target: RoleProfile
    move: Move | None

    @property
    def words(self) -> str:
        if self.move is None:
            return _("no move is written")
        months = (
            [_("policy asks %(minimum_months)s") % {"minimum_months": duration(self.move.minimum_months)}]
            if self.move.minimum_months
            else []
        )
        return " · ".join([str(KIND_WORDS[self.move.kind]), self.move.how_often, *months])


@dataclass(frozen=True)
class Neighbours:
    """Roles a written move away: from the first alone, from both, from the second alone."""

    first: Sequence[RoleProfile]
    both: Sequence[RoleProfile]
    second: Sequence[RoleProfile]


@dataclass(frozen=True)
class Compared:
    columns: tuple[Column, Column]
    comparison: Comparison
    between: tuple[Between, Between]
    out: Neighbours
    into: Neighbours

    @property
    def directions(self) -> list[tuple[str, Neighbours]]:
        return [(_("Leads to"), self.out), (_("Reached from"), self.into)]

    @property
    def held(self) -> bool:
        """Whether what the reader holds stands beside."""
        return self.columns[0].met is not None


@dataclass(frozen=True)
class ComparePage:
    """`compared` once both roles are known and differ."""

    fields: tuple[RoleField, RoleField]
    swapped: str
    compared: Compared | None = None

    @property
    def asking(self) -> bool:
        """Whether a side is still to be chosen."""
        return any(field.open for field in self.fields)

    @property
    def same(self) -> bool:
        first, second = (field.chosen for field in self.fields)
        return first is not None and first == second


def compare_page(reader: Access, query: QueryDict) -> ComparePage:
    """Return the page for `a` and `b`, addresses of roles or what somebody typed; without `a` it is the reader's own role."""
    facts = facts_of(reader.employee, reader.today) if reader.employee else None
    typed = {name: query.get(name, "").replace("\x00", "") for name in ("a", "b")}  # no database takes a NUL
    book = rulebook(reader.today)
    found = {name: NOTHING_TYPED if text in book.by_slug else find_roles(text, reader.today) for name, text in typed.items()}
    first = side(typed["a"], book, found["a"]) if typed["a"] else book.profile(facts.role if facts else None)
    second = side(typed["b"], book, found["b"])
    fields = (RoleField("a", _("One role"), query, first, found["a"]), RoleField("b", _("The other"), query, second, found["b"]))
    swapped = with_parameters(query, a=second.role.slug, b=first.role.slug) if first and second else ""
    if first is None or second is None or first == second:
        return ComparePage(fields, swapped)
    return ComparePage(fields, swapped, compared(first, second, pack_of(facts) if facts else None, book))


def side(typed: str, book: Rulebook, found: Found) -> RoleProfile | None:
    return book.by_slug.get(typed) or found.only


def compared(first: RoleProfile, second: RoleProfile, pack: Pack | None, book: Rulebook) -> Compared:
    roles = (first.role_id, second.role_id)
    asks, seats, written = book.asks, open_seats(roles, book.on), moves_of(roles, book)
    near = profiles_of({end for pair in written for end in pair} - set(roles), book)
    both = asks.get(first.role_id, RoleAsks()), asks.get(second.role_id, RoleAsks())
    return Compared(
        (column(first, both[0], seats, pack), column(second, both[1], seats, pack)),
        compare(*both, pack),
        (Between(first, second, written.get(roles)), Between(second, first, written.get((roles[1], roles[0])))),
        out=neighbours([{after for before, after in written if before == role} - set(roles) for role in roles], near),
        into=neighbours([{before for before, after in written if after == role} - set(roles) for role in roles], near),
    )


def column(profile: RoleProfile, asks: RoleAsks, seats: Mapping[int, int], pack: Pack | None) -> Column:
    met = sum(pack.skills.get(asked.skill, 0) >= asked.level for asked in asks.skills) if pack else None
    return Column(profile, seats.get(profile.role_id, 0), len(asks.skills), met)


def moves_of(roles: Pair, book: Rulebook) -> dict[Pair, Move]:
    """Return the written moves out of and into both roles, with how many people made those between them. One query."""
    made = moves_made.out_of(roles)
    written = [move for role in roles for move in (*book.moves.get(role, ()), *book.moves_into.get(role, ()))]
    return {ends: replace(move, people=made.get(ends, 0)) for move in written for ends in [(move.source, move.target)]}


def profiles_of(roles: Iterable[int], book: Rulebook) -> dict[int, RoleProfile]:
    """Return role → profile, by name."""
    return dict(sorted(book.profiles_of(roles).items(), key=lambda item: item[1].name))


def neighbours(roles: Sequence[set[int]], known: Mapping[int, RoleProfile]) -> Neighbours:
    first, second = roles
    return Neighbours(*([known[role] for role in known if role in chosen] for chosen in (first - second, first & second, second - first)))
