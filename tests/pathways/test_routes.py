"""The route finder against an oracle that tries every way there is, with sets instead of bits and no bound at all."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from pathways.no_route import Reason, explain
from pathways.role_graph import Leg, RoleGraph
from pathways.routes import MOST_MOVES, MOST_MOVES_MORE, Cost, Limits, Order, Route, Traveller, best_routes, in_order, levels_by_leg
from pathways.steps import Steps

SKILLS, CREDENTIALS, TOP = 4, 3, 5
Levels = dict[int, int]


@dataclass
class Plan:
    """A framework in plain words: moves by (source, target), levels and credentials by role."""

    moves: dict[tuple[int, int], Leg]
    asks: dict[int, Levels] = field(default_factory=dict)
    licences: dict[int, set[int]] = field(default_factory=dict)
    months: dict[int, int] = field(default_factory=dict)

    @property
    def roles(self) -> list[int]:
        return sorted({end for pair in self.moves for end in pair} | self.asks.keys())

    @property
    def graph(self) -> RoleGraph:
        steps, papers = Steps(dict.fromkeys(range(SKILLS), TOP)), Steps(dict.fromkeys(range(CREDENTIALS), 1))
        return RoleGraph(
            version=dict.fromkeys(self.roles, 1),
            moves=list(self.moves.values()),
            skills=steps,
            credentials=papers,
            skills_asked={role: steps.of(levels) for role, levels in self.asks.items()},
            credentials_asked={role: papers.of(dict.fromkeys(held, 1)) for role, held in self.licences.items()},
            usual_months=self.months,
        )

    def traveller(self, role: int, held: Mapping[int, int], months: int = 0) -> Traveller:
        return Traveller(role, self.graph.skills.of(held), months=months)


def line(*roles: int, kind: str = "promotion") -> dict[tuple[int, int], Leg]:
    return {(one, other): Leg(one, other, kind) for one, other in pairwise(roles)}


def made_up(seed: int) -> Plan:
    chance = random.Random(seed)  # noqa: S311  # a made-up framework, not a secret
    roles = range(8)
    pairs = [(a, b) for a in roles for b in roles if a != b and chance.random() < 0.4]
    kinds = ["promotion", "lateral", "step-down"]
    return Plan(
        {(a, b): Leg(a, b, chance.choice(kinds), chance.choice([None, 6, 30])) for a, b in pairs},
        {
            role: {skill: chance.randint(1, TOP) for skill in range(SKILLS) if chance.random() < 0.6}
            for role in roles
            if chance.random() < 0.9
        },
        {role: {paper for paper in range(CREDENTIALS) if chance.random() < 0.3} for role in roles},
        {role: chance.choice([12, 18, 24, 48]) for role in roles if chance.random() < 0.8},
    )


# --- The oracle -----------------------------------------------------------------------------------


def every_way(plan: Plan, start: int, target: int, limits: Limits) -> Iterator[tuple[int, ...]]:
    open_moves = [pair for pair, leg in plan.moves.items() if limits.step_down or leg.kind != "step-down"]
    closed = limits.avoided - {start, target}
    ways: list[tuple[int, ...]] = [(start,)]
    while ways:
        way = ways.pop()
        if way[-1] == target:
            yield way
            continue
        ways += [(*way, b) for a, b in open_moves if a == way[-1] and b not in way and b not in closed]


def cost_of(plan: Plan, way: tuple[int, ...], held: Levels, served: int) -> Cost:
    asked = {(skill, level) for role in way[1:] for skill, top in plan.asks.get(role, {}).items() for level in range(1, top + 1)}
    known = {(skill, level) for skill, top in held.items() for level in range(1, top + 1)}
    waits = [max(plan.months.get(a, plan.graph.stand_in(a)), plan.moves[a, b].minimum_months or 0) for a, b in pairwise(way)]
    return Cost(
        unwritten=sum(role not in plan.asks for role in way[1:]),
        levels=len(asked - known),
        credentials=len({paper for role in way[1:] for paper in plan.licences.get(role, ())}),
        months=max(0, waits[0] - served) + sum(waits[1:]),
        moves=len(way) - 1,
    )


def ranked(cost: Cost, order: Order) -> tuple[int, ...]:
    unwritten, levels, credentials, months, moves = cost
    return {
        Order.SKILLS: (unwritten, levels, credentials, months, moves),
        Order.CREDENTIALS: (unwritten, credentials, levels, months, moves),
        Order.MONTHS: (months, unwritten, levels, credentials, moves),
    }[order]


def oracle(plan: Plan, start: int, target: int, order: Order, limits: Limits, held: Levels, served: int) -> list[tuple[int, ...]]:
    ways = list(every_way(plan, start, target, limits))
    shortest = min((len(way) - 1 for way in ways), default=0)
    longest = max(shortest, min(shortest + MOST_MOVES_MORE, MOST_MOVES))
    costs = {way: cost_of(plan, way, held, served) for way in ways if len(way) - 1 <= longest}
    fitting = [way for way, cost in costs.items() if limits.months is None or cost.months <= limits.months]
    return sorted(fitting, key=lambda way: (ranked(costs[way], order), way))


def roles_of(route: Route) -> tuple[int, ...]:
    return (route.legs[0].source, *(leg.target for leg in route.legs))


LIMITS = [Limits(), Limits(step_down=False), Limits(avoided=frozenset({2, 5})), Limits(months=60), Limits(frozenset({1, 7}), False, 120)]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("limits", LIMITS, ids=str)
def test_the_routes_are_those_of_trying_everything(order: Order, limits: Limits):
    compared = 0
    for seed in range(25):
        plan, held, served = made_up(seed), {0: 2, 1: 1}, seed % 20
        for target in (3, 7):
            expected = oracle(plan, 0, target, order, limits, held, served)
            found = list(in_order(plan.graph, plan.traveller(0, held, served), target, order, limits))
            assert [roles_of(route) for route in found] == expected
            assert [route.cost for route in found] == [cost_of(plan, way, held, served) for way in expected]
            for route in found:
                assert sum(levels or 0 for levels in levels_by_leg(plan.graph, plan.traveller(0, held), route)) == route.cost.levels
            compared += len(found)
    assert compared > 50  # the frameworks made up are no dead ends


@pytest.mark.parametrize("order", Order)
def test_the_routes_shown_are_each_the_best_that_differs_from_those_above(order: Order):
    for seed in range(25):
        plan = made_up(seed)
        chosen: list[set[int]] = []
        ways: list[tuple[int, ...]] = []
        for way in oracle(plan, 0, 7, order, Limits(), {}, 0):
            between = set(way[1:-1])
            if all(3 * len(between & other) <= len(between | other) for other in chosen) and len(ways) < 3:
                chosen.append(between)
                ways.append(way)
        assert [roles_of(route) for route in best_routes(plan.graph, plan.traveller(0, {}), 7, order, Limits(), most=3)] == ways


def test_a_skill_that_two_roles_on_the_way_ask_is_counted_once():
    plan = Plan(line(0, 1, 2), {1: {0: 3}, 2: {0: 4, 1: 1}})
    (route,) = best_routes(plan.graph, plan.traveller(0, {0: 1}), 2, Order.SKILLS, Limits())
    assert route.cost.levels == 4  # three more of the first skill, one of the second


def test_time_already_served_counts_and_no_surplus_is_carried_on():
    plan = Plan(line(0, 1, 2), months={0: 24, 1: 36})
    months = [best_routes(plan.graph, plan.traveller(0, {}, served), 2, Order.MONTHS, Limits())[0].cost.months for served in (0, 10, 99)]
    assert months == [60, 50, 36]


def test_policy_may_ask_more_months_than_are_usual_and_the_median_stands_in_where_none_are_written():
    moves = {(0, 1): Leg(0, 1, "promotion", 40), (1, 2): Leg(1, 2, "promotion")}
    plan = Plan(moves, months={0: 24, 2: 30})
    assert best_routes(plan.graph, plan.traveller(0, {}), 2, Order.MONTHS, Limits())[0].cost.months == 40 + 24


def test_a_role_whose_requirements_nobody_wrote_does_not_pass_for_the_easiest():
    plan = Plan(line(0, 1, 3) | line(0, 2, 3), {2: {0: 5}, 3: {1: 1}})
    routes = best_routes(plan.graph, plan.traveller(0, {}), 3, Order.SKILLS, Limits())
    assert [roles_of(route) for route in routes] == [(0, 2, 3), (0, 1, 3)]


def test_the_target_may_be_a_role_to_be_avoided_on_the_way():
    plan = Plan(line(0, 1, 2), {})
    assert best_routes(plan.graph, plan.traveller(0, {}), 2, Order.SKILLS, Limits(avoided=frozenset({0, 2})))
    assert not best_routes(plan.graph, plan.traveller(0, {}), 2, Order.SKILLS, Limits(avoided=frozenset({1})))


def test_there_is_no_route_to_where_one_stands():
    plan = Plan(line(0, 1, 0))
    assert best_routes(plan.graph, plan.traveller(0, {}), 0, Order.SKILLS, Limits()) == []


@pytest.mark.parametrize(("shortest", "most"), [(1, 3), (5, 7), (6, 7), (7, 7), (9, 9)])
def test_a_route_may_be_a_little_longer_than_the_shortest_but_not_endless(shortest: int, most: int):
    straight = line(*range(shortest + 1))
    around = {pair: leg for extra in (1, 2, 3) for pair, leg in line(0, *range(100, 100 + extra), 1).items()}
    plan = Plan(straight | around, {})
    found = list(in_order(plan.graph, plan.traveller(0, {}), shortest, Order.SKILLS, Limits()))
    assert max(route.cost.moves for route in found) == most


class TestSteps:
    def test_what_is_missing_counts_levels(self):
        steps = Steps({7: 5, 9: 3})
        asked, held = steps.of({7: 4, 9: 2}), steps.of({7: 1, 9: 3, 11: 2})
        assert (asked & ~held).bit_count() == 3

    def test_more_than_anybody_asks_is_as_good_as_the_most_asked(self):
        assert Steps({7: 2}).of({7: 9}) == Steps({7: 2}).of({7: 2})

    def test_level_nought_is_nothing(self):
        assert Steps({7: 2}).of({7: 0}) == 0


class TestNoRoute:
    def test_each_reason_is_told(self):
        plan = Plan(line(0, 1) | line(2, 3), {4: {}})
        graph, here = plan.graph, plan.traveller(0, {})
        assert explain(graph, here, 4, Limits()).reason == Reason.NO_WAY_IN
        assert explain(graph, here, 3, Limits()).reason == Reason.NOT_CONNECTED
        assert explain(graph, plan.traveller(1, {}), 3, Limits()).reason == Reason.NO_WAY_OUT
        elsewhere = RoleGraph({0: 1, 1: 2}, [])
        assert explain(elsewhere, here, 1, Limits()).reason == Reason.ANOTHER_FRAMEWORK

    def test_the_limit_that_is_in_the_way_is_named(self):
        plan = Plan(line(0, 1, 2) | line(0, 3, kind="step-down") | line(3, 2), {}, months=dict.fromkeys(range(4), 24))
        limits = Limits(avoided=frozenset({1}), step_down=False, months=60)
        found = explain(plan.graph, plan.traveller(0, {}), 2, limits)
        assert found.reason == Reason.LIMITS
        assert found.lifting == ("avoided", "step_down")
        assert explain(plan.graph, plan.traveller(0, {}), 2, Limits(months=30)).lifting == ("months",)

    def test_two_limits_that_only_together_are_in_the_way(self):
        plan = Plan(line(0, 1, kind="step-down") | line(1, 2), {})
        found = explain(plan.graph, plan.traveller(0, {}), 2, Limits(avoided=frozenset({1}), step_down=False))
        assert (found.reason, found.lifting) == (Reason.LIMITS, ())

    def test_the_nearest_are_those_that_bring_most_of_what_is_missing(self):
        plan = Plan(line(0, 1, 2) | line(0, 3) | line(6, 5), {1: {0: 1}, 2: {0: 3}, 3: {1: 2}, 5: {0: 4}, 6: {0: 2}})
        found = explain(plan.graph, plan.traveller(0, {}), 5, Limits())
        assert [(near.role, near.brings) for near in found.within_reach] == [(2, 3), (1, 1)]
        assert [(near.role, near.brings) for near in found.doors] == [(6, 2)]
        assert found.missing == 4
