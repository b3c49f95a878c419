"""What the comparison of two roles shows: their terms, what each asks beside what the reader holds, and where both lead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict

from employees import moves as moves_made
from employees.access import Access
from pathways.asks import RoleAsks, asks_of
from pathways.comparison import Comparison, compare
from pathways.family_map import KIND_WORDS
from pathways.maps import Move
from pathways.models import RoleProfile, Transition
from pathways.packs import Pack
from pathways.role_search import NOTHING_TYPED, Found, RoleField, find_roles, with_parameters
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
            return "no move is written"
        months = [f"policy asks {duration(self.move.minimum_months)}"] if self.move.minimum_months else []
        return " · ".join([KIND_WORDS[self.move.kind], self.move.how_often, *months])


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
        return [("Leads to", self.out), ("Reached from", self.into)]

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
    in_force = RoleProfile.objects.in_force(reader.today).with_place()
    known = list(in_force.filter(Q(role__slug__in=typed.values()) | Q(role=facts.role if facts else None)))
    by_slug = {profile.role.slug: profile for profile in known}
    own = next((profile for profile in known if facts and profile.role_id == facts.role), None)
    found = {name: NOTHING_TYPED if text in by_slug else find_roles(text, reader.today) for name, text in typed.items()}
    first = side(typed["a"], by_slug, found["a"]) if typed["a"] else own
    second = side(typed["b"], by_slug, found["b"])
    fields = (RoleField("a", "One role", query, first, found["a"]), RoleField("b", "The other", query, second, found["b"]))
    swapped = with_parameters(query, a=second.role.slug, b=first.role.slug) if first and second else ""
    if first is None or second is None or first == second:
        return ComparePage(fields, swapped)
    return ComparePage(fields, swapped, compared(first, second, pack_of(facts) if facts else None, reader))


def side(typed: str, by_slug: Mapping[str, RoleProfile], found: Found) -> RoleProfile | None:
    return by_slug.get(typed) or found.only


def compared(first: RoleProfile, second: RoleProfile, pack: Pack | None, reader: Access) -> Compared:
    roles = (first.role_id, second.role_id)
    asks, seats, written = asks_of(roles, reader.today), open_seats(roles, reader.today), moves_of(roles, reader)
    near = profiles_of({end for pair in written for end in pair} - set(roles), reader)
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


def moves_of(roles: Pair, reader: Access) -> dict[Pair, Move]:
    """Return the written moves out of and into both roles, with how many people made those between them. Two queries."""
    rows = Transition.objects.in_force(reader.today).filter(Q(source__role__in=roles) | Q(target__role__in=roles))
    made = moves_made.out_of(roles)
    return {
        (source, target): Move(source, target, kind, made.get((source, target), 0), months)
        for source, target, kind, months in rows.values_list("source__role", "target__role", "kind", "minimum_months")
    }


def profiles_of(roles: Iterable[int], reader: Access) -> dict[int, RoleProfile]:
    found = RoleProfile.objects.in_force(reader.today).select_related("role").defer("summary").filter(role__in=roles).order_by("name")
    return {profile.role_id: profile for profile in found}


def neighbours(roles: Sequence[set[int]], known: Mapping[int, RoleProfile]) -> Neighbours:
    first, second = roles
    return Neighbours(*([known[role] for role in known if role in chosen] for chosen in (first - second, first & second, second - first)))
