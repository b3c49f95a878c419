"""Promises by API: the same steps, for the same people, with the same refusals as on the pages."""

import datetime as dt

import pytest
from django.utils import timezone

from employees import reporting_line
from employees.models import Employee
from tests.asking import Asker, asker
from tests.company import Company, found_company

SOON = (timezone.localdate() + dt.timedelta(days=20)).isoformat()


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Asker:
    return asker(company.users["self"])


@pytest.fixture
def manager(company: Company) -> Asker:
    return asker(company.users["manager"])


def test_it_is_made_kept_and_opened_again(nurse: Asker, manager: Asker):
    made = nurse.send("post", "promises/", {"to": "manager", "text": "Write the report", "due_on": SOON})
    assert made.status_code == 201
    told = made.json()
    assert (told["promise"]["side"], told["promise"]["manager"], told["may"]) == (
        "employee",
        "Ada Named-manager",
        ["keep", "postpone", "withdraw"],
    )
    assert made.headers["Location"] == f"/api/v1/promises/{told['promise']['id']}/"
    path = f"promises/{told['promise']['id']}/"
    assert [one["text"] for one in nurse.json("promises/")["results"]] == ["Write the report"]
    assert "Write the report" in [one["text"] for one in manager.json("promises/?show=to-me")["results"]]
    assert manager.send("post", f"{path}steps/", {"step": "keep"}).status_code == 403
    assert nurse.send("post", f"{path}steps/", {"step": "postpone", "due_on": SOON, "text": "x"}).status_code == 409
    assert nurse.send("post", f"{path}steps/", {"step": "postpone", "due_on": SOON}).status_code == 400
    assert nurse.send("post", f"{path}steps/", {"step": "keep", "text": "Sent."}).json()["promise"]["kept_on"]
    assert nurse.json("promises/")["results"] == []
    assert [one["text"] for one in nurse.json("promises/?state=closed")["results"]] == ["Write the report"]
    assert manager.send("post", f"{path}steps/", {"step": "reopen", "text": "Where?"}).json()["history"][-1]["kind"] == "reopened"


def test_a_new_manager_answers(company: Company, nurse: Asker):
    company.subject.positions.filter(end=None).update(manager=Employee.objects.get(number="sideways"))
    reporting_line.rebuild(timezone.localdate())
    sideways = asker(company.users["sideways manager"])
    (waiting,) = sideways.json("promises/?show=passed-on")["results"]
    assert (waiting["bearer"], waiting["waits_for_manager"]) == ("Ada Named-manager", True)
    path = f"promises/{waiting['id']}/steps/"
    offer = {"step": "offer", "due_on": SOON, "words": "Half the days", "text": "We are short."}
    assert sideways.send("post", path, offer | {"words": "x" * 301}).status_code == 400
    assert sideways.send("post", path, offer).json()["offered_text"] == "Half the days"
    assert nurse.send("post", path, {"step": "agree"}).json()["promise"]["bearer"] == "Ada Named-sideways"
    assert sideways.json("promises/?show=passed-on")["results"] == []


@pytest.mark.parametrize("asked", ["?show=everything", "?state=lost"])
def test_an_unknown_part_is_refused(nurse: Asker, asked: str):
    assert nurse.get(f"promises/{asked}").status_code == 400


def test_what_cannot_be_promised_is_refused(nurse: Asker):
    asked = {"to": "manager", "text": "x", "due_on": SOON}
    assert nurse.send("post", "promises/", asked | {"to": "17"}).status_code == 400
    assert nurse.send("post", "promises/", asked | {"due_on": "2001-01-01"}).status_code == 409
    assert nurse.json("promises/")["results"] == []
