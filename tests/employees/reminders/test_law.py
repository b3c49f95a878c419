"""The law of reminders, for any pattern of nights: each (credential, threshold) at most once, and nobody is left untold."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from employees import reminders
from employees.models import CredentialReminder, HeldCredential, Notice
from employees.reminders.due import LAPSED_FOR, THRESHOLDS
from tests.factories.employees import EmployeeFactory, HeldCredentialFactory, PositionFactory

FIRST = dt.date(2026, 1, 1)
DAYS = 200
WINDOWS = list(zip([-LAPSED_FOR.days, *THRESHOLDS[:-1]], THRESHOLDS, strict=True))  # (days left above which, threshold), the tightest first

nights = st.lists(st.integers(0, DAYS), max_size=40).map(sorted)  # days since the first; a day may come twice
expiries = st.lists(st.integers(1, DAYS + 100), min_size=1, max_size=4)
corrections = st.lists(st.tuples(st.integers(0, DAYS), st.integers(0, 3), st.integers(1, DAYS + 100)), max_size=3)


def threshold_of(left: int) -> int | None:
    """Return the tightest threshold whose window holds so many days left: the law, said a second time."""
    return next((threshold for above, threshold in WINDOWS if above < left <= threshold), None)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


class TestLaw(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(nights=nights, expiries=expiries)
    def test_missed_and_repeated_nights(self, nights, expiries):
        held = self.holding(expiries)
        for night in nights:
            reminders.tell(day(night), 0, 10**9)
        told = {(row.held_id, row.threshold): row.on for row in CredentialReminder.objects.all()}
        for credential, expiry in zip(held, expiries, strict=True):
            # The first night of each window tells its threshold, and no other night tells anything.
            due = {threshold_of(expiry - night): night for night in reversed(nights)}
            due.pop(None, None)
            assert {threshold: day(night) for threshold, night in due.items()} == {
                threshold: on for (pk, threshold), on in told.items() if pk == credential.pk
            }
            if any(0 < expiry - night <= THRESHOLDS[-1] for night in nights):
                assert any(threshold > 0 for pk, threshold in told if pk == credential.pk), "not told before the expiry"
        self.assert_everybody_was_told_once(told)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(nights=nights, expiries=expiries, corrections=corrections)
    def test_dates_that_are_corrected_between_the_nights(self, nights, expiries, corrections):
        """However a date is moved to and fro, no threshold of a credential is told twice, and each by the date that it had that night."""
        held, told = self.holding(expiries), {}
        for night in nights:
            for when, which, expiry in corrections:
                if when == night:
                    HeldCredential.objects.filter(pk=held[which % len(held)].pk).update(expires_on=day(expiry))
            left = {pk: (expires - day(night)).days for pk, expires in HeldCredential.objects.values_list("pk", "expires_on")}
            for pk, days in left.items():
                if (threshold := threshold_of(days)) is not None:
                    told.setdefault((pk, threshold), day(night))
            reminders.tell(day(night), 0, 10**9)
        assert {(row.held_id, row.threshold): row.on for row in CredentialReminder.objects.all()} == told
        self.assert_everybody_was_told_once(told)

    def holding(self, expiries: list[int]) -> list[HeldCredential]:
        """Return credentials of two people with one manager; they were issued long ago."""
        manager = EmployeeFactory()
        people = [PositionFactory(manager=manager).employee for _ in range(2)]
        return [HeldCredentialFactory(employee=people[n % 2], issued_on=day(-400), expires_on=day(e)) for n, e in enumerate(expiries)]

    def assert_everybody_was_told_once(self, told: dict[tuple[int, int], dt.date]) -> None:
        """Each reminder stands for one notice to the holder and one to the manager of that night."""
        holders = dict(HeldCredential.objects.values_list("pk", "employee"))
        reminded = Counter((holders[held], on) for (held, _), on in told.items())
        notices = Counter(Notice.objects.values_list("about", "on"))
        assert notices == Counter({who: 2 * count for who, count in reminded.items()})


@pytest.mark.parametrize(("left", "threshold"), [(91, None), (90, 90), (60, 60), (7, 7), (1, 7), (0, 0), (-29, 0), (-30, None)])
def test_the_second_telling_of_the_law_agrees_with_what_people_are_promised(left, threshold):
    assert threshold_of(left) == threshold
