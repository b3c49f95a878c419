"""What the API does beside disputes and comments: the reader's own record, standing in, and the desks of administrators and auditors."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from employees.demographics.questions import questions
from employees.models import AuditEvent, Delegation, DemographicConsent, Goal, KeptAnswer, User, Webhook
from employees.sign_in import sessions
from promotions.disparity.verdicts import HIDDEN, LIKELY
from promotions.models import Audit
from tests.asking import Asker, asker
from tests.company import Company, found_company
from tests.factories.promotions import NOTHING_FOUND

TODAY = timezone.localdate()


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Asker:
    return asker(company.users["self"])


@pytest.fixture
def manager(company: Company) -> Asker:
    return asker(company.users["manager"])


@pytest.fixture
def administrator(company: Company) -> Asker:
    return asker(company.users["administrator"])


def test_a_wish_is_noted_shared_changed_and_dropped(company: Company, nurse: Asker):
    made = nurse.send("post", "me/aspirations/", {"role": company.target.role.slug, "goal": "promotion", "within_months": 12})
    assert made.status_code == 201
    address = made.headers["Location"].removeprefix("/api/v1/")
    assert made.json()["shared_on"] is None
    changed = nurse.send("patch", address, {"shared": True, "open_to_move": True}).json()
    assert (changed["shared_on"], changed["open_to_move"], changed["within_months"]) == (TODAY.isoformat(), True, 12)
    assert nurse.send("patch", address, {"shared": False}).json()["shared_on"] is None
    assert len(nurse.json("me/aspirations/")["results"]) == 2
    assert nurse.send("delete", address).status_code == 204
    assert nurse.get(address).status_code == 404
    assert nurse.send("post", "me/aspirations/", {"role": "nowhere", "goal": "promotion"}).json()["errors"][0]["field"] == "role"


def test_a_goal_is_shared_and_the_mentor_alone_reads_it(company: Company, nurse: Asker):
    kept, mentor = Goal.objects.get(shared_on=None), asker(company.users["mentor"])
    assert [goal["skill"] for goal in mentor.json(f"me/mentoring/{company.subject.pk}/")["goals"]] == ["Shared goal"]
    assert nurse.send("patch", f"me/goals/{kept.pk}/sharing/", {"shared": True}).json()["shared_on"] == TODAY.isoformat()
    assert len(mentor.json(f"me/mentoring/{company.subject.pk}/")["goals"]) == 2
    assert nurse.send("patch", f"me/goals/{kept.pk}/sharing/", {"shared": False}).json()["shared_on"] is None
    assert mentor.send("patch", f"me/goals/{kept.pk}/sharing/", {"shared": True}).status_code == 404


def test_a_colleague_stands_in_and_is_taken_back(company: Company, manager: Asker):
    days = {"start": (TODAY + dt.timedelta(days=60)).isoformat(), "end": (TODAY + dt.timedelta(days=70)).isoformat()}
    asked = {"colleague": company.users["stranger"].email} | days
    refused = manager.send("post", "delegations/", asked | {"manager": "matron"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "manager")
    made = manager.send("post", "delegations/", asked)
    assert made.status_code == 201
    assert manager.send("post", "delegations/", asked).status_code == 409
    assert manager.send("delete", f"delegations/{made.json()['id']}/").status_code == 204
    assert not Delegation.objects.filter(pk=made.json()["id"]).exists()


def test_answers_about_oneself_take_their_own_scope_or_a_proof(company: Company, nurse: Asker):
    said = {"answers": {"sex": nurse.json("me/demographics/")["answers"].get("sex", "")}, "agree": True}
    assert nurse.send("patch", "me/demographics/", said | {"answers": {"shoe_size": "44"}}).status_code == 400
    assert nurse.send("patch", "me/demographics/", {"answers": {"sex": "undisclosed"}, "agree": False}).status_code == 400
    browser = Client()
    browser.force_login(company.users["self"])
    assert browser.get("/api/v1/me/demographics/").status_code == 200
    session = browser.session
    sessions.alter(session, confirmed=0.0)
    session.save()
    for path in ("me/demographics/", "me/data/"):
        refused = browser.get(f"/api/v1/{path}")
        assert (refused.status_code, "/confirm/" in refused.json()["detail"]) == (403, True), path
    assert nurse.send("delete", "me/demographics/").status_code == 204
    assert not DemographicConsent.objects.filter(ended_at=None).exists()


def test_answers_about_oneself_lie_in_clear_under_no_key(company: Company, nurse: Asker):
    said, key = {"answers": {"sex": questions().asked["sex"].answers[0]}, "agree": True}, {"Idempotency-Key": "once"}
    first, again = (nurse.send("patch", "me/demographics/", said, **key) for _ in range(2))
    assert (first.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (200, 200, "true")
    assert first.json() == again.json()
    assert KeptAnswer.objects.get().body == ""
    assert nurse.send("delete", "me/demographics/").status_code == 204
    assert nurse.send("patch", "me/demographics/", said, **key).json()["answers"] == {}


def test_a_webhooks_secret_is_told_once_and_kept_nowhere_in_the_open(administrator: Asker):
    asked, key = {"name": "Hub", "url": "https://93.184.216.34/in", "events": ["nightly.ended"]}, {"Idempotency-Key": "once"}
    made, again = (administrator.send("post", "webhooks/", asked, **key) for _ in range(2))
    assert (made.status_code, again.headers["Idempotency-Replayed"], again.json()["secret"]) == (201, "true", None)
    assert len(made.json()["secret"]) > 20
    assert made.json()["secret"] not in KeptAnswer.objects.get().body
    assert Webhook.objects.filter(name="Hub").count() == 1
    address = f"webhooks/{made.json()['webhook']['id']}/"
    assert administrator.send("patch", address, {"active": False, "name": "Hub 2"}).json()["active"] is False
    assert administrator.send("post", f"{address}test/").status_code == 409
    inside = administrator.send("patch", address, {"url": "http://127.0.0.1/"})
    assert inside.status_code == 409
    assert administrator.send("post", f"{address}secret/").json()["secret"] != made.json()["secret"]
    assert administrator.send("delete", address).status_code == 204


def test_an_account_is_invited_entrusted_and_closed(company: Company, administrator: Asker):
    made = administrator.send("post", "accounts/", {"email": "new@example.org"})
    assert (made.status_code, made.json()["invited"]) == (201, True)
    assert administrator.send("post", "accounts/", {"email": "new@example.org"}).status_code == 409
    address = f"accounts/{made.json()['id']}/"
    entrusted = administrator.send("post", f"{address}duties/", {"duty": "hr-partner", "unit": "ward"}).json()["duties"]
    assert [(duty["duty"], duty["unit"]) for duty in entrusted] == [("hr-partner", "ward")]
    assert administrator.send("post", f"{address}duties/", {"duty": "hr-partner"}).status_code == 409
    assert administrator.send("delete", f"{address}duties/{entrusted[0]['id']}/").status_code == 204
    assert administrator.send("post", f"{address}steps/", {"step": "close"}).json()["open"] is False
    assert not User.objects.get(email="new@example.org").is_active
    own = company.users["administrator"].pk
    assert administrator.send("post", f"accounts/{own}/steps/", {"step": "close"}).status_code == 409


def test_reading_the_trail_is_an_export_of_it_and_the_person_sees_who_looked(company: Company, nurse: Asker, manager: Asker):
    auditor = asker(company.users["auditor"])
    manager.json(f"people/{company.subject.pk}/")
    seen = nurse.json("me/record/")["results"]
    assert [(deed["who"], deed["verb"]) for deed in seen if deed["verb"] == "looked"] == [("Ada Named-manager", "looked")]
    found = auditor.json("trail/?whom=nurse&verb=looked")["results"]
    assert len(found) == 1
    assert AuditEvent.objects.filter(verb="exported", kind="employees.auditevent", who=company.users["auditor"].pk).count() == 1
    assert auditor.get("trail/?whom=nobody-at-all").status_code == 400


def test_an_audit_is_read_as_masked_as_the_page(company: Company):
    audit = asker(company.users["auditor"]).json("audits/")["results"][0]["id"]
    assert asker(company.users["auditor"]).json(f"audits/{audit}/")["masked"] is False
    assert asker(company.users["HR partner inside"]).json(f"audits/{audit}/")["masked"] is True
    few = {"name": "woman", "moved": 3, "people": 40, "rate": 0.08, "hidden": False}
    words = {"focal": "women", "reference": "man", "verdict": LIKELY, "reason": "X", "sentence": "There is.", "detectable": 0.6}
    Audit.objects.filter(pk=audit).update(result=NOTHING_FOUND | {"groups": [few], "comparisons": [{"group": "woman", **words}]})
    for persona, told in {"auditor": (LIKELY, LIKELY, True), "HR partner inside": (HIDDEN, HIDDEN, False)}.items():
        read = asker(company.users[persona])
        detail, row = read.json(f"audits/{audit}/"), read.json("audits/")["results"][0]
        assert (detail["verdict"], row["verdict"], bool(detail["purpose"])) == told, persona
    asked = {
        "attribute": "sex",
        "stage": "eligible-promoted",
        "strata": "family",
        "first_cycle": TODAY.year - 1,
        "last_cycle": TODAY.year - 1,
    }
    refused = asker(company.users["auditor"]).send("post", "audits/", asked | {"purpose": "short"})
    assert refused.status_code in (400, 409)


def test_ones_own_token_is_listed_and_ends_itself(nurse: Asker):
    (own,) = nurse.json("me/tokens/")["results"]
    assert nurse.send("delete", f"me/tokens/{own['id']}/").status_code == 204
    assert nurse.get("me/").status_code == 401


def test_whoever_is_asked_to_endorse_reads_the_result_and_no_other_colleagues_words(company, manager):
    entry = company.subject.impact_entries.get()
    other = company.users["stranger"].employee
    entry.endorsements.create(endorser=other, state="given", on=entry.on, text="Zanzibar")
    told = manager.json("me/endorsements/")
    (row,) = told["results"]
    assert row["entry"]["problem"] == entry.problem
    assert (row["text"], "endorsements" in row["entry"]) == ("", False)
    assert "Zanzibar" not in str(told)
    assert other.last_name not in str(told)
    mine = entry.endorsements.get(endorser=company.users["manager"].employee)
    mine.state, mine.text = "given", "I saw it."
    mine.save()
    assert manager.json("me/endorsements/")["results"][0]["text"] == "I saw it."
