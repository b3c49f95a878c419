"""Credentials about to close a route."""

import datetime as dt

import pytest

from pathways.asks import RoleAsks
from promotions.closing import closing
from promotions.readiness import Facts
from promotions.readiness.facts import Tenure

TODAY = dt.date(2024, 6, 1)
ISSUED = dt.date(2020, 1, 1)


def facts(*ends: dt.date | None) -> Facts:
    held = {7: [(ISSUED + dt.timedelta(days=number), end) for number, end in enumerate(ends)]} if ends else {}
    return Facts(1, TODAY, True, Tenure(), frozenset(), frozenset(), {}, held, None, [])


ASKS = {1: RoleAsks(credentials={7: "Life support"}), 2: RoleAsks(credentials={7: "Life support", 8: "Driving"}), 3: RoleAsks()}


@pytest.mark.parametrize(("days", "told"), [(90, True), (91, False), (1, True), (0, True), (-400, True)])
def test_ninety_days_before_it_is_told_and_from_then_on(days: int, told: bool):
    found = closing(facts(TODAY + dt.timedelta(days=days)), ASKS)
    assert [(one.name, one.days, one.roles) for one in found] == ([("Life support", days, (1, 2))] if told else [])
    assert all(one.lapsed == (days <= 0) for one in found)


def test_the_longest_certificate_counts():
    assert closing(facts(TODAY, TODAY + dt.timedelta(days=400)), ASKS) == []
    assert closing(facts(TODAY, None), ASKS) == []


def test_what_was_never_held_cannot_lapse():
    assert closing(facts(), ASKS) == []
