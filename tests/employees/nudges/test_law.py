"""The law of the weekly digest, whatever nights are missed or repeated: at most one a week, and nothing that is due is missed."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from employees.models import NoticeLine, NudgeDigest, NudgePreference
from employees.nudges.digests import monday_of, write_digests
from tests.factories.employees import EmployeeFactory, PositionFactory, PromiseFactory

FIRST = dt.date(2026, 6, 1)  # a Monday
DAYS = 56

nights = st.lists(st.integers(0, DAYS), max_size=30).map(sorted)  # days since the first; a day may come twice
due_days = st.lists(st.integers(0, DAYS), min_size=1, max_size=3)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


class Law(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(nights=nights, due=due_days, weekday=st.integers(0, 4), kept=st.integers(0, DAYS))
    def test_one_a_week_and_nothing_missed(self, nights: list[int], due: list[int], weekday: int, kept: int):
        person = EmployeeFactory(hired_on=FIRST)
        PositionFactory(employee=person)
        NudgePreference.objects.create(employee=person, weekday=weekday)
        made = [
            PromiseFactory(employee=person, side="employee", text=f"Number {place}", made_on=FIRST, due_on=day(number))
            for place, number in enumerate(due)
        ]
        for night in nights:
            if night >= kept and made[0].kept_on is None:
                made[0].kept_on = day(night)
                made[0].save()
            write_digests(day(night), 0, 10**9)
        told = {row.week: row.on for row in NudgeDigest.objects.filter(employee=person)}
        assert NudgeDigest.objects.count() == len(told)
        for week in {monday_of(day(night)) for night in nights}:
            self.assert_week(week, nights, due, weekday, kept, told)

    def assert_week(self, week: dt.date, nights: list[int], due: list[int], weekday: int, kept: int, told: dict[dt.date, dt.date]) -> None:
        """The first night of the week on or after the chosen day, on which anything is due, tells all of it; no other night does."""
        chosen = [night for night in nights if monday_of(day(night)) == week and day(night).weekday() >= weekday]
        waiting = {
            night: {f"Number {place}" for place, number in enumerate(due) if number <= night + 14 and (place or night < kept)}
            for night in chosen
        }
        first = next((night for night in chosen if waiting[night]), None)
        if first is None:
            assert week not in told
            return
        assert told[week] == day(first)
        lines = NoticeLine.objects.filter(notice__on=day(first), notice__kind="nudges").values_list("text", flat=True)
        assert {name for name in waiting[first] if not any(f"“{name}”" in line for line in lines)} == set()
        assert len(lines) == len(waiting[first])
