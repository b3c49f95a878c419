"""What a reader asks of the route finder: between which roles, in which order, within which limits, and with what they hold."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from employees.access import Access
from pathways.forms import RouteForm
from pathways.graph_in_force import graph_of
from pathways.models import Track
from pathways.packs import Pack
from pathways.role_graph import RoleGraph
from pathways.role_search import NOTHING_TYPED, Found, find_roles
from pathways.routes import Limits, Order, Traveller
from pathways.rulebook import Rulebook, rulebook
from promotions.packs import pack_of
from promotions.readiness import Facts, facts_of


@dataclass(frozen=True)
class End:
    """One end of a route: the role that is meant, or else what a search for it found."""

    role: int | None = None
    found: Found = NOTHING_TYPED


@dataclass(frozen=True)
class Question:
    """`facts` are those of the reader alone; None for somebody without a record."""

    reader: Access
    query: QueryDict
    graph: RoleGraph
    book: Rulebook
    facts: Facts | None
    start: End
    target: End
    form: RouteForm

    @property
    def own(self) -> bool:
        """Whether the routes set out from the reader's present role."""
        return self.facts is not None and self.facts.role == self.start.role

    @property
    def order(self) -> Order:
        return Order(self.form.cleaned_data.get("order") or Order.SKILLS)

    @cached_property
    def limits(self) -> Limits:
        wanted = self.form.cleaned_data
        years = wanted.get("years")
        avoided = self.manager_roles() if wanted.get("managers") else frozenset[int]()
        return Limits(avoided, step_down=not wanted.get("down"), months=12 * years if years else None)

    def manager_roles(self) -> frozenset[int]:
        return frozenset(role for role, profile in self.book.profiles.items() if profile.track.kind == Track.Kind.MANAGEMENT)

    def pack(self) -> Pack:
        """Return what the reader holds."""
        return pack_of(self.facts) if self.facts else Pack()

    def traveller(self, start: int) -> Traveller:
        """Return who sets out: the reader with what they hold; from a role that is not theirs also with what it asks."""
        graph, pack = self.graph, self.pack()
        skills, credentials = graph.skills.of(pack.skills), graph.credentials.of(dict.fromkeys(pack.credentials, 1))
        if self.own and self.facts:
            return Traveller(start, skills, credentials, self.facts.months)
        return Traveller(start, skills | graph.skills_asked.get(start, 0), credentials | graph.credentials_asked.get(start, 0))


def asked_by(reader: Access, query: QueryDict) -> Question:
    """Return the question of an address: `from` and `to` are roles' addresses or what somebody typed; without `from` it is the own role."""
    book = rulebook(reader.today)
    graph = graph_of(book)
    facts = facts_of(reader.employee, reader.today) if reader.employee else None
    own = facts.role if facts and facts.role in graph.version else None
    start = end_of(query.get("from", ""), graph, reader)
    form = RouteForm(query)
    form.is_valid()  # a limit that is none is said beside its field, and not kept
    start = start if query.get("from") else End(own)
    return Question(reader, query, graph, book, facts, start, end_of(query.get("to", ""), graph, reader), form)


def end_of(typed: str, graph: RoleGraph, reader: Access) -> End:
    if typed in graph.by_slug:
        return End(graph.by_slug[typed])
    found = find_roles(typed, reader.today)
    return End(found.only.role_id if found.only else None, found)
