"""The promotion policy in the admin: who may enter, what a version says, and that it stays once its day has come."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from promotions.models import PolicyVersion
from tests.factories.employees import GrantFactory
from tests.factories.pathways import JobFamilyFactory
from tests.factories.promotions import PolicyRuleFactory

pytestmark = pytest.mark.django_db
TODAY, TOMORROW, YESTERDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3), dt.date(2026, 3, 1)
LIST, ADD = "admin:promotions_policyversion_changelist", "admin:promotions_policyversion_add"
RULE = {"ready_from": 9000, "near_from": 7000, "near_failed_gates": 1, "minimum_rating": "", "time_counts": "on", "decided_by": "The board"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-03-02 12:00"):
        yield


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(GrantFactory(duty="administrator").user)
    return client


def told(*rules, effective_from=TOMORROW, **version):
    """Return what the browser would send for a version with these rules."""
    sent = {"name": "Stricter", "effective_from": effective_from, "text": "", **version}
    sent |= {"rules-TOTAL_FORMS": len(rules), "rules-INITIAL_FORMS": sum("id" in rule for rule in rules)}
    for number, rule in enumerate(rules):
        sent |= {f"rules-{number}-{name}": value for name, value in (RULE | rule).items() if value is not None}
    return sent


def add(client, *rules, **version):
    return client.post(reverse(ADD), told(*rules, **version))


def page(action, version):
    return reverse(f"admin:promotions_policyversion_{action}", args=[version.pk])


def test_a_version_is_added_with_a_rule_for_all_and_one_for_a_family(administrator):
    nursing = JobFamilyFactory()
    assert add(administrator, {}, {"family": nursing.pk, "ready_from": 9500, "minimum_rating": 3}, effective_from=TODAY).status_code == 302
    version = PolicyVersion.objects.in_force(TODAY).get()
    assert (version.name, version.effective_from) == ("Stricter", TODAY)
    rules = version.rules.order_by("pk").values_list("family", "ready_from", "near_from", "minimum_rating", "decided_by")
    assert list(rules) == [(None, 9000, 7000, None, "The board"), (nursing.pk, 9500, 7000, 3, "The board")]


def test_the_rule_that_the_empty_page_shows_holds_as_it_stands(administrator):
    [shown] = administrator.get(reverse(ADD)).context["inline_admin_formsets"][0].formset.forms
    as_shown = {name: shown[name].value() for name in ("ready_from", "near_from", "near_failed_gates")}
    assert add(administrator, as_shown | {"decided_by": ""}).status_code == 302
    rule = PolicyVersion.objects.get().rules.get()
    assert (rule.family, rule.ready_from, rule.near_from, rule.near_failed_gates) == (None, 9000, 7000, 1)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"near_from": 9500}, "Near begins at a score from 1 up to 9000, where ready begins; 9500 is not."),
        ({"near_from": 0}, "Near begins at a score from 1 up to 9000"),
        ({"ready_from": 10_001}, "Ready begins at a score from 1 to 10000, in hundredths of a percent: 9000 is 90 %."),
        ({"near_failed_gates": 6}, "There are 5 gates; near may fail at most so many."),
        ({"minimum_rating": 6}, "Ratings go from 1 to 5; leave it empty when ratings are not asked."),
    ],
)
def test_thresholds_that_contradict_each_other_are_refused_with_a_sentence(administrator, rule, sentence):
    assert sentence in add(administrator, rule).content.decode()
    assert not PolicyVersion.objects.exists()


def test_a_day_that_is_past_is_refused(administrator):
    answer = add(administrator, {}, effective_from=YESTERDAY).content.decode()
    assert "A policy cannot hold from 2026-03-01 on: that would rewrite what was decided. Choose 2026-03-02 or a later day." in answer
    assert not PolicyVersion.objects.exists()


def test_two_rules_for_all_and_no_rule_at_all_are_refused(administrator):
    assert "2 rules are for all families. Keep one." in add(administrator, {}, {}).content.decode()
    assert "A policy without a rule says nothing." in add(administrator).content.decode()
    assert not PolicyVersion.objects.exists()


def test_a_version_to_come_is_changed(administrator):
    rule = PolicyRuleFactory(version__effective_from=TOMORROW)
    sent = told({"id": rule.pk, "version": rule.version_id, "ready_from": 8000}, {"family": JobFamilyFactory().pk}, name="Milder")
    assert administrator.post(page("change", rule.version), sent).status_code == 302
    version = PolicyVersion.objects.get()
    assert (version.name, version.number) == ("Milder", rule.version.number)
    assert sorted(version.rules.values_list("ready_from", flat=True)) == [8000, 9000]


def test_a_rule_of_a_version_to_come_is_struck_out(administrator):
    rule = PolicyRuleFactory(version__effective_from=TOMORROW)
    PolicyRuleFactory(version=rule.version, family=JobFamilyFactory())
    rows = [{"id": row.pk, "version": row.version_id, "family": row.family_id} for row in rule.version.rules.order_by("pk")]
    rows[1]["DELETE"] = "on"
    assert administrator.post(page("change", rule.version), told(*rows)).status_code == 302
    assert rule.version.rules.get().family is None


def test_a_version_to_come_is_withdrawn(administrator):
    version = PolicyRuleFactory(version__effective_from=TOMORROW).version
    assert administrator.post(page("delete", version), {"post": "yes"}).status_code == 302
    assert not PolicyVersion.objects.exists()


def test_a_version_whose_day_has_come_is_read_only(administrator):
    version = PolicyRuleFactory(version__effective_from=TODAY).version
    answer = administrator.get(page("change", version))
    assert answer.status_code == 200
    assert not answer.context["adminform"].form.fields
    assert administrator.post(page("change", version), told({})).status_code == 403
    assert administrator.post(page("delete", version), {"post": "yes"}).status_code == 403
    assert PolicyVersion.objects.get().name == version.name


def test_the_list_says_which_one_holds(administrator):
    for day in (YESTERDAY - dt.timedelta(days=1), YESTERDAY, TOMORROW):
        PolicyRuleFactory(version__effective_from=day)
    answer = administrator.get(reverse(LIST)).content.decode()
    assert [answer.count(f">{word}<") for word in ("past", "in force", "to come")] == [1, 1, 1]


def test_an_editor_of_frameworks_decides_no_policy(client):
    version = PolicyRuleFactory(version__effective_from=TOMORROW).version
    client.force_login(GrantFactory(duty="framework-editor").user)
    assert "policy" not in client.get(reverse("admin:index")).content.decode().replace("framework and policy", "")
    for address in (reverse(LIST), reverse(ADD), page("change", version), page("delete", version)):
        assert client.get(address).status_code == 403
        assert client.post(address, told({})).status_code == 403
    assert PolicyVersion.objects.get() == version
