import datetime as dt

import pytest

from promotions.models import PolicyVersion
from promotions.services import ensure_default_policy
from tests.factories.promotions import PolicyVersionFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 6, 1)


def test_a_company_without_a_policy_gets_the_default_one():
    version = ensure_default_policy(on=DAY, by=None)
    assert version is not None
    assert (version.number, version.name, version.effective_from) == (1, "Policy 1", DAY)
    rule = version.rules.get()
    assert (rule.family, rule.ready_from, rule.near_from, rule.near_failed_gates, rule.minimum_rating) == (None, 9000, 7000, 1, None)


def test_a_policy_in_force_stays():
    PolicyVersionFactory()
    assert ensure_default_policy(on=DAY, by=None) is None
    assert PolicyVersion.objects.count() == 1


def test_a_policy_of_the_future_does_not_hold_yet():
    PolicyVersionFactory(effective_from=dt.date(2025, 1, 1))
    version = ensure_default_policy(on=DAY, by=None)
    assert version is not None
    assert version.number == 2
