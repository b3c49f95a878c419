import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from pathways.signals import rules_published
from promotions.models import PolicyRule, PolicyVersion
from promotions.services import PolicyError, change_policy, ensure_default_policy, publish_policy, withdraw_policy
from tests.factories.pathways import JobFamilyFactory
from tests.factories.promotions import PolicyRuleFactory, PolicyVersionFactory

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


class TestPublishing:
    NEXT_DAY, DAY_BEFORE = dt.date(2024, 6, 2), dt.date(2024, 5, 31)

    @pytest.fixture(autouse=True)
    def _today(self):
        with time_machine.travel("2024-06-01 12:00"):
            yield

    @pytest.fixture
    def heard(self):
        """The days from which rules were said to hold, in order."""
        days = []

        def hear(effective_from, **_):
            days.append(effective_from)

        rules_published.connect(hear)
        yield days
        rules_published.disconnect(hear)

    def publish(self, *rules, effective_from=DAY):
        return publish_policy(name="Stricter", effective_from=effective_from, rules=rules or [PolicyRule()], by=None)

    def test_a_version_holds_from_its_day_and_the_one_before_until_then(self, heard):
        former = PolicyVersionFactory()
        version = self.publish(PolicyRule(ready_from=9500), PolicyRule(family=JobFamilyFactory()))
        assert PolicyVersion.objects.in_force(DAY).get() == version
        assert PolicyVersion.objects.in_force(self.DAY_BEFORE).get() == former
        assert version.rules.count() == 2
        assert heard == [DAY]

    def test_of_two_that_begin_the_same_day_the_newer_holds(self):
        self.publish()
        newer = self.publish()
        assert PolicyVersion.objects.in_force(DAY).get() == newer

    def test_a_past_day_is_refused_and_nothing_written(self, heard):
        with pytest.raises(PolicyError, match="Choose 2024-06-01 or a later day"):
            self.publish(effective_from=self.DAY_BEFORE)
        assert (PolicyVersion.objects.count(), heard) == (0, [])

    def test_thresholds_that_contradict_each_other_leave_nothing_behind(self, heard):
        with pytest.raises(ValidationError, match="Near begins at a score from 1 up to 5000"):
            self.publish(PolicyRule(ready_from=5000))
        assert (PolicyVersion.objects.count(), heard) == (0, [])

    def test_two_rules_of_one_family_are_refused(self):
        nursing = JobFamilyFactory()
        with pytest.raises(PolicyError, match=f"2 rules are for {nursing}. Keep one."):
            self.publish(PolicyRule(family=nursing), PolicyRule(family=nursing))
        assert not PolicyVersion.objects.exists()

    def test_a_version_to_come_says_something_else_or_is_withdrawn(self, heard):
        version = self.publish(effective_from=self.NEXT_DAY)
        change_policy(version=version, name="Milder", effective_from=DAY, rules=[PolicyRule(ready_from=8000)], by=None)
        assert PolicyVersion.objects.in_force(DAY).get().rules.get().ready_from == 8000
        assert heard == [self.NEXT_DAY, DAY]
        later = self.publish(effective_from=self.NEXT_DAY)
        withdraw_policy(version=later, by=None)
        assert PolicyVersion.objects.get() == version

    def test_a_version_that_has_come_stays_as_it_is(self):
        version = PolicyRuleFactory(version__effective_from=DAY).version
        version.effective_from = self.NEXT_DAY  # as a form would have it
        with pytest.raises(PolicyError, match="has held since 2024-06-01 and stays as it is"):
            change_policy(version=version, name="Milder", effective_from=self.NEXT_DAY, rules=[PolicyRule()], by=None)
        with pytest.raises(PolicyError, match="Publish a new version instead"):
            withdraw_policy(version=version, by=None)
        assert PolicyVersion.objects.get().rules.get().ready_from == 9000
