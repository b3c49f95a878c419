"""Mobility figures, nightly runs and policy through the API: the page's figures, the page's refusals."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from promotions.models import Audit, Finding, NightlyRun, Review
from promotions.nights import runs
from tests.asking import Asker, asker
from tests.company import Company, found_company


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def administrator(company: Company) -> Asker:
    return asker(company.users["administrator"])


# --- Mobility -----------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["auditor", "HR partner inside", "HR partner outside"])
def test_every_figure_is_the_page_s(company, persona):
    client = Client()
    client.force_login(company.users[persona])
    shown = client.get(reverse("hr-mobility")).context["page"]
    told = asker(company.users[persona]).json("mobility/")
    cards = [card.card for group in shown.groups.values() for card in group]
    assert {card["key"]: card["text"] for card in told["measures"]} == {card.definition.key: card.value for card in cards}
    assert [row["label"] for row in told["rows"]] == [row.label for row in shown.table.rows]
    assert [row["headcount"] for row in told["rows"]] == [row.cells[0] for row in shown.table.rows]
    assert all(card["definition"] and len(card["trend"]) in (0, len(told["trend"])) for card in told["measures"])


def test_a_unit_out_of_reach_is_found_nowhere(company):
    outside = asker(company.users["HR partner outside"])
    there, nowhere = outside.get("mobility/?unit=ward"), outside.get("mobility/?unit=no-such-unit")
    assert (there.status_code, there.content) == (404, nowhere.content)
    assert asker(company.users["HR partner inside"]).get("mobility/?unit=ward").status_code == 200


@pytest.mark.parametrize("query", ["from=soon", "from=2020-05&to=2020-01", "by=star", "family=none-such", "level=9999999"])
def test_a_selection_that_is_none_is_refused_by_field(company, query):
    answer = asker(company.users["auditor"]).get(f"mobility/?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, query.partition("=")[0])


def test_before_the_first_night_there_are_no_figures(company):
    NightlyRun.objects.update(status="failed")
    assert asker(company.users["auditor"]).get("mobility/").status_code == 404


# --- Nightly runs ---------------------------------------------------------------------------------


def test_a_run_is_begun_looked_at_and_listed(company, administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as handed_out:
        begun = administrator.send("post", "nightly-runs/", {"job": "readiness"}, **{"Idempotency-Key": "tonight"})
    assert [call.func.__self__.name for call in handed_out] == ["promotions.run_shard"]
    list(runs.work_off(NightlyRun.objects.latest("pk")))
    assert (begun.status_code, begun.json()["status"], begun.json()["started_by"]) == (202, "running", "administrator@example.org")
    ended = administrator.json(begun.headers["Location"].removeprefix("/api/v1/"))
    assert (ended["status"], ended["on"], ended["percent"]) == ("succeeded", timezone.localdate().isoformat(), 100)
    assert administrator.json("nightly-runs/?status=succeeded&job=readiness")["results"][0]["id"] == ended["id"]
    runs_before = NightlyRun.objects.count()
    again = administrator.send("post", "nightly-runs/", {"job": "readiness"}, **{"Idempotency-Key": "tonight"})
    assert (again.content, NightlyRun.objects.count()) == (begun.content, runs_before)


def test_no_second_run_begins_and_one_that_goes_can_be_cancelled(company, administrator):
    run = runs.start("readiness", on=timezone.localdate(), full=True, by=None)
    refused = administrator.send("post", "nightly-runs/", {"job": "readiness"})
    assert (refused.status_code, "under way" in refused.json()["detail"]) == (409, True)
    path = f"nightly-runs/{run.pk}/"
    cancelled = administrator.send("post", f"{path}cancel/", **{"If-Match": administrator.get(path).headers["ETag"]})
    assert (cancelled.status_code, cancelled.json()["status"], cancelled.json()["cancelled_by"]) == (
        200,
        "cancelled",
        "administrator@example.org",
    )
    assert administrator.send("post", f"{path}cancel/").status_code == 409


def test_a_run_for_a_day_that_is_past_is_refused_in_words(company, administrator):
    NightlyRun.objects.update(on=timezone.localdate() + dt.timedelta(days=2))
    refused = administrator.send("post", "nightly-runs/", {"job": "readiness"})
    assert (refused.status_code, "would undo the newer one" in refused.json()["detail"]) == (409, True)


def test_those_who_read_runs_start_none(company):
    auditor = asker(company.users["auditor"])
    assert auditor.get("nightly-runs/").status_code == 200
    assert auditor.send("post", "nightly-runs/", {"job": "readiness"}).status_code == 403


# --- Policy -----------------------------------------------------------------------------------------


def test_the_policy_is_told_rule_by_rule(company, administrator):
    told = administrator.json("policy-versions/")["results"]
    assert [version["rules"][0]["ready_from"] for version in told] == [9000]
    assert administrator.json(f"policy-versions/{told[0]['number']}/") == told[0]
    assert administrator.get("policy-versions/4711/").status_code == 404


# --- Audits -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("persona", "told"), [("auditor", True), ("HR partner inside", False)])
def test_why_an_audit_was_asked_for_is_told_as_on_its_page(company, persona, told):
    audit = Audit.objects.get()
    found = asker(company.users[persona]).json(f"audits/{audit.pk}/")
    assert (found["masked"], found["purpose"]) == (not told, audit.purpose if told else "")
    assert audit.purpose


# --- Findings ---------------------------------------------------------------------------------------

CLEAR = {
    "group": "woman",
    "focal": "women",
    "reference": "men",
    "verdict": "Watch",
    "reason": "CHANCE",
    "sentence": "There may be a gap.",
    "pooled": {"ratio": 0.66, "low": 0.5, "high": 0.9, "p": 0.01},
    "stratified": {"ratio": 0.7, "low": 0.5, "high": 0.99},
    "p": 0.02,
    "counts": "17 of 63 and 40 of 101.",
    "detectable": 0.6,
}
GROUPS = [
    {"name": "woman", "moved": 17, "people": 63, "rate": 0.27, "hidden": False, "tested": True},
    {"name": "man", "moved": 40, "people": 101, "rate": 0.4, "hidden": False, "tested": True},
]


@pytest.fixture
def stands_out(company):
    """The company's audit and review, each with one thing that stands out."""
    audit, review = Audit.objects.get(), Review.objects.get()
    audit.result |= {"groups": GROUPS, "reference": "man", "comparisons": [CLEAR]}
    review.result |= {"departures": {"promoted-unready": [0, 0], "refused-ready": [3, 3]}}
    audit.save()
    review.save()
    return {"audits": audit, "reviews": review}


@pytest.mark.parametrize("source", ["audits", "reviews"])
@pytest.mark.parametrize("persona", ["auditor", "HR partner inside"])
def test_a_finding_is_made_handed_over_and_ended(company, stands_out, source, persona):
    path, client = f"{source}/{stands_out[source].pk}/", asker(company.users[persona])
    [signal] = client.json(path)["stands_out"]
    assert signal["finding"] is None
    said = {"key": signal["key"], "due_on": "2999-01-01", "owner": company.users["HR partner inside"].email, "text": "Ask first."}
    made = client.send("post", f"{path}findings/", said)
    assert (made.status_code, made.json()["history"][0]["text"], made.json()["state"]) == (201, "Ask first.", "opened")
    finding = Finding.objects.get(pk=made.json()["id"])
    assert (finding.owner, finding.title) == (company.users["HR partner inside"], signal["title"])
    assert client.json(path)["stands_out"][0]["finding"] == finding.pk
    assert client.send("post", f"{path}findings/", said).status_code == 409
    steps = f"findings/{finding.pk}/steps/"
    handed = client.send("post", steps, {"kind": "handed", "owner": company.users["auditor"].email, "due_on": "2999-02-01"})
    assert (handed.status_code, handed.json()["due_on"], handed.json()["history"][1]["kind"]) == (201, "2999-02-01", "handed")
    ended = client.send("post", steps, {"kind": "explained", "text": "The minutes say why."})
    assert (ended.status_code, ended.json()["state"]) == (201, "explained")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"key": "none"}, "key"), ({"due_on": "soon"}, "due_on"), ({"owner": "nobody@example.org"}, "owner"), ({"key": None}, "key")],
)
def test_what_cannot_be_made_a_finding_is_refused_by_field(company, stands_out, wrong, field):
    client, path = asker(company.users["auditor"]), f"audits/{stands_out['audits'].pk}/"
    said = {"key": client.json(path)["stands_out"][0]["key"], "due_on": "2999-01-01"} | wrong
    refused = client.send("post", f"{path}findings/", said)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field)
    assert Finding.objects.count() == 1, "that of the company"


def test_handing_over_needs_whom_and_until_when(company):
    client, steps = asker(company.users["auditor"]), f"findings/{Finding.objects.get().pk}/steps/"
    refused = client.send("post", steps, {"kind": "handed"})
    assert (refused.status_code, {fault["field"] for fault in refused.json()["errors"]}) == (400, {"owner", "due_on"})
    elsewhere = {"kind": "handed", "owner": company.users["HR partner outside"].email, "due_on": "2999-01-01"}
    assert client.send("post", steps, elsewhere).status_code == 409
