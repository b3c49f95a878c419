"""The pages of findings."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employees.models import AuditEvent
from tests.factories.employees import EmployeeFactory, GrantFactory, UnitFactory
from tests.factories.promotions import FindingFactory

pytestmark = pytest.mark.django_db
WHY = "The reasons were in the minutes."


@pytest.fixture
def auditor(client):
    user = EmployeeFactory(with_user=True).user
    GrantFactory(user=user, duty="hr-auditor")
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def step(client, finding, name, **said):
    return client.post(reverse("hr-finding-step", args=[finding.pk, name]), {f"{name}-{key}": value for key, value in said.items()})


def test_the_list_shows_open_ones_first_and_those_asked_for(client, auditor):
    FindingFactory(title="An open one", owner=auditor)
    FindingFactory(title="A late one", due_on=timezone.localdate() - dt.timedelta(days=1))
    FindingFactory(title="An ended one", closed_at=timezone.now())
    shown = {show: text_of(client.get(reverse("hr-findings"), {"show": show})) for show in ("", "mine", "overdue", "all")}
    assert ["An open one" in text for text in shown.values()] == [True, True, False, True]
    assert ["A late one" in text for text in shown.values()] == [True, False, True, True]
    assert ["An ended one" in text for text in shown.values()] == [False, False, False, True]


def test_without_any_the_list_says_where_they_come_from(client, auditor):
    assert "No finding here" in text_of(client.get(reverse("hr-findings")))


def test_the_file_holds_the_list_and_stands_on_the_trail(client, auditor):
    FindingFactory()
    file = client.get(reverse("hr-findings-file")).getvalue().decode().splitlines()
    assert file[0] == "Until,Finding,Of,Unit,How sure,Owner,State"
    assert len(file) == 2
    assert AuditEvent.objects.get(verb="exported").who == auditor.pk


def test_one_finding_shows_evidence_history_and_says_that_it_accuses_nobody(client, auditor):
    text = text_of(client.get(reverse("hr-finding", args=[FindingFactory().pk])))
    assert "Decisions 80" in text
    assert "accuses nobody" in text
    assert "The review that it comes from" in text


def test_steps_are_kept_with_their_reasons(client, auditor):
    finding = FindingFactory()
    assert step(client, finding, "step", kind="looking", text="").status_code == 302
    assert step(client, finding, "note", text="Asked for the minutes.").status_code == 302
    assert step(client, finding, "step", kind="explained", text=WHY).status_code == 302
    text = text_of(client.get(reverse("hr-finding", args=[finding.pk])))
    assert "Asked for the minutes." in text
    assert WHY in text
    assert "Hand it over" not in text


def test_a_refused_step_keeps_what_was_typed(client, auditor):
    finding = FindingFactory()
    response = step(client, finding, "step", kind="closed", text="Too short")
    assert response.status_code == 400
    assert "Give the reason" in text_of(response)
    assert "Too short" in response.content.decode()
    assert finding.steps.count() == 1


def test_handing_over_needs_a_known_account_that_may_read_it(client, auditor):
    finding, tomorrow = FindingFactory(unit=UnitFactory()), (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    assert "Nobody of HR signs in with this address" in text_of(step(client, finding, "hand", owner="nobody@example.org", due_on=tomorrow))
    stranger = EmployeeFactory(with_user=True).user
    assert "Nobody of HR signs in with this address" in text_of(step(client, finding, "hand", owner=stranger.email, due_on=tomorrow))
    elsewhere = GrantFactory(user=EmployeeFactory(with_user=True).user, duty="hr-partner", unit=UnitFactory()).user
    assert "may not read this finding" in text_of(step(client, finding, "hand", owner=elsewhere.email, due_on=tomorrow))
    partner = GrantFactory(user=EmployeeFactory(with_user=True).user, duty="hr-partner", unit=finding.unit).user
    assert step(client, finding, "hand", owner=partner.email.upper(), due_on=tomorrow).status_code == 302
    finding.refresh_from_db()
    assert finding.owner == partner


def test_an_unknown_step_is_nowhere_and_reading_takes_none(client, auditor):
    finding = FindingFactory()
    assert client.post(reverse("hr-finding-step", args=[finding.pk, "dance"])).status_code == 404
    assert client.get(reverse("hr-finding-step", args=[finding.pk, "note"])).status_code == 405


def test_the_list_asks_as_much_for_thirty_as_for_one(client, auditor):
    counts = []
    for many in (1, 29):
        for _ in range(many):
            FindingFactory()
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("hr-findings"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
