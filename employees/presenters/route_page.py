"""What the route finder shows: the best routes from a role to another, each leg with its gap, or why there is none and what is near."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import moves as moves_made
from employees.presenters.dead_end import DeadEnd, NearRole, dead_end
from employees.presenters.route_legs import Leg, LegLine, leg_lines
from employees.presenters.route_question import Question
from pathways import no_route
from pathways.asks import RoleAsks
from pathways.family_map import HERE, TRAVELLED, LegendEntry
from pathways.maps import Drawing, Mark, Move, Station
from pathways.maps.routes import Stop, draw_routes
from pathways.models import RoleProfile
from pathways.role_search import RoleField, with_parameters
from pathways.routes import Order, Route, Traveller, best_routes, levels_by_leg
from pathways.words import duration
from promotions.openings import open_seats

DRAWING_WIDTH = 1240.0
RANKING = {
    Order.SKILLS: gettext_lazy("the skill levels to gain on the whole way, each counted once; then by credentials, time and moves"),
    Order.CREDENTIALS: gettext_lazy("the credentials to earn on the whole way; then by skill levels, time and moves"),
    Order.MONTHS: gettext_lazy("the time that people usually spend in the roles on the way; then by skill levels, credentials and moves"),
}


@dataclass(frozen=True)
class RouteCard:
    """One route, its moves, and the address that tells them in full."""

    number: int
    route: Route
    legs: Sequence[Leg]
    url: str

    @property
    def between(self) -> list[RoleProfile]:
        return [leg.target for leg in self.legs[:-1]]

    @property
    def time(self) -> str:
        return _("about %(months)s") % {"months": duration(self.route.cost.months)} if self.route.cost.months else ""

    @property
    def never(self) -> int:
        """How many of its moves nobody has made yet."""
        return sum(leg.move.never for leg in self.legs)


@dataclass(frozen=True)
class RoutePage:
    """`profiles` hold both ends as far as they are known. `shown` is the route whose `lines` are told in full."""

    question: Question
    profiles: Mapping[int, RoleProfile]
    cards: Sequence[RouteCard] = ()
    shown: RouteCard | None = None
    lines: Sequence[LegLine] = ()
    drawing: Drawing | None = None
    dead_end: DeadEnd | None = None

    @property
    def start(self) -> RoleProfile | None:
        return self.profiles.get(self.question.start.role or 0)

    @property
    def target(self) -> RoleProfile | None:
        return self.profiles.get(self.question.target.role or 0)

    @property
    def fields(self) -> list[RoleField]:
        start, target, query = self.question.start, self.question.target, self.question.query
        return [RoleField("from", _("From"), query, self.start, start.found), RoleField("to", _("To"), query, self.target, target.found)]

    @property
    def searched(self) -> bool:
        """Whether a field shows what was found for a text, and a role is still to be chosen among that."""
        return any(field.open and field.found.text for field in self.fields)

    @property
    def eyebrow(self) -> str:
        return (
            _("From %(start)s, where you are now") % {"start": self.start}
            if self.question.own
            else _("From %(start)s") % {"start": self.start}
        )

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        return ((HERE,) if self.question.own else ()) + TRAVELLED

    @property
    def stays(self) -> bool:
        """Whether both ends are the same role."""
        return self.start is not None and self.start == self.target

    @property
    def ranking(self) -> str:
        return str(RANKING[self.question.order])

    @property
    def unassessed(self) -> bool:
        """Whether nobody has assessed a skill of the reader's, so that all that is asked counts as missing."""
        return self.question.facts is not None and not self.question.facts.skills

    @property
    def timed(self) -> bool:
        """Whether any route can be told by its time: some frameworks write none."""
        return any(card.time for card in self.cards)

    @property
    def wishes(self) -> list[tuple[RoleProfile, str]]:
        """The roles that the reader aspires to, each with the address of the routes to it."""
        wanted = self.question.facts.aspirations if self.question.facts else ()
        known = sorted((self.profiles[role] for role in wanted if role in self.profiles), key=lambda profile: profile.name)
        return [(profile, self.url_to(profile)) for profile in known]

    @property
    def near(self) -> list[tuple[NearRole, str]]:
        """The nearest roles within reach, each with the address of the routes to it."""
        return [(near, self.url_to(near.profile)) for near in self.dead_end.within_reach] if self.dead_end else []

    def url_to(self, profile: RoleProfile) -> str:
        return with_parameters(self.question.query, to=profile.role.slug)


def route_page(question: Question) -> RoutePage:
    start, target = question.start.role, question.target.role
    if start is None or target is None or start == target:
        wishes = question.facts.aspirations if question.facts else ()
        return RoutePage(question, profiles_of({start, target, *wishes}, question))
    traveller = question.traveller(start)
    routes = best_routes(question.graph, traveller, target, question.order, question.limits)
    if not routes:
        found = no_route.explain(question.graph, traveller, target, question.limits)
        profiles = profiles_of({start, target, *(near.role for near in (*found.within_reach, *found.doors))}, question)
        return RoutePage(question, profiles, dead_end=dead_end(found, profiles, start, target))
    cards = cards_of(routes, traveller, question)
    shown = next((card for card in cards if str(card.number) == question.query.get("route")), cards[0])
    ends = {end.role_id: end for end in (shown.legs[0].source, shown.legs[-1].target)}
    return RoutePage(question, ends, cards, shown, lines_of(shown, question), drawing_of(cards, question))


def cards_of(routes: Sequence[Route], traveller: Traveller, question: Question) -> list[RouteCard]:
    """Return the routes with what is known of their roles and moves: two queries, however many routes."""
    ways = {end for route in routes for leg in route.legs for end in (leg.source, leg.target)}
    profiles, made = profiles_of(ways, question), moves_made.out_of(ways)
    cards = []
    for number, route in enumerate(routes, start=1):
        legs = [
            Leg(
                profiles[leg.source],
                profiles[leg.target],
                Move(leg.source, leg.target, leg.kind, made.get((leg.source, leg.target), 0), leg.minimum_months),
                levels,
            )
            for leg, levels in zip(route.legs, levels_by_leg(question.graph, traveller, route), strict=True)
        ]
        cards.append(RouteCard(number, route, legs, with_parameters(question.query, route=str(number))))
    return cards


def lines_of(card: RouteCard, question: Question) -> list[LegLine]:
    """Return the moves of a route in full: two queries."""
    on, start = question.reader.today, card.legs[0].move.source
    roles = {start, *(leg.move.target for leg in card.legs)}
    asks = question.book.asks_of(roles)
    pack = question.pack()
    if not question.own:
        pack.take(asks.get(start, RoleAsks()))
    served = question.facts.months if question.facts and question.own else 0
    return list(leg_lines(card.legs, question.graph, asks, open_seats(roles, on), pack, served))


def profiles_of(roles: Iterable[int | None], question: Question) -> dict[int, RoleProfile]:
    return question.book.profiles_of(roles)


def drawing_of(cards: Sequence[RouteCard], question: Question) -> Drawing:
    stops = [[Stop(station_of(leg.target), leg.move, leg.learning) for leg in card.legs] for card in cards]
    first = station_of(cards[0].legs[0].source, Mark.HERE if question.own else Mark.CENTRE, _("You are here") if question.own else "")
    return draw_routes(first, station_of(cards[0].legs[-1].target, Mark.AIM), stops, width=DRAWING_WIDTH)


def station_of(profile: RoleProfile, mark: Mark = Mark.NONE, note: str = "") -> Station:
    return Station(
        role=profile.role_id,
        name=profile.name,
        url=reverse("role", args=[profile.role.slug]),
        rank=profile.rank,
        level=profile.level.name if profile.level else "",
        column=profile.family.pk,
        column_name=profile.family.name,
        mark=mark,
        note=note,
    )
