"""What every operation does alike: who asks, in which words it refuses, tags, and what may be kept."""

import json
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from rest_framework.throttling import SimpleRateThrottle

from config.rest.problems import CONTENT_TYPE, TITLES
from employees.models import ApiToken, Notice
from tests.asking import Asker, asker
from tests.company import Company, found_company


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Asker:
    return asker(company.users["self"])


@pytest.fixture
def notice(company: Company) -> Notice:
    person = company.subject
    return Notice.objects.create(to_person=person, about=person, kind="credential", on="2026-01-01", subject="Told", text="It ends.")


def refused(answer, status):
    body = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, CONTENT_TYPE)
    assert (body["status"], body["title"], body["type"]) == (status, TITLES[status], f"/api/docs/#problem-{status}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return body


# --- Who asks -----------------------------------------------------------------------------------


def test_a_stranger_is_told_how_to_sign_in(company):
    answer = Client().get("/api/v1/me/")
    assert "/me/tokens/" in refused(answer, 401)["detail"]
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Pathways"'


@pytest.mark.parametrize("secret", ["", "pathways_nothing", "ü", "a b"])
def test_a_token_that_is_none_is_401_also_for_somebody_with_a_session(company, client, secret):
    client.force_login(company.users["self"])
    answer = client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}".encode().decode("latin-1")})
    assert "unknown, expired or revoked" in refused(answer, 401)["detail"]


def test_a_token_ends_by_its_day_by_revoking_and_with_its_owners_account(company, nurse):
    token = ApiToken.objects.get()
    for model, fields in (
        (ApiToken, {"revoked_at": token.created_at}),
        (ApiToken, {"revoked_at": None, "created_at": "2020-01-01T00:00Z", "expires_at": "2020-01-02T00:00Z"}),
    ):
        assert model.objects.update(**fields)
        refused(nurse.get("me/"), 401)
    ApiToken.objects.update(expires_at="2999-01-01T00:00Z")
    assert nurse.get("me/").status_code == 200
    company.users["self"].is_active = False
    company.users["self"].save()
    refused(nurse.get("me/"), 401)


def test_a_session_reads_and_writes_with_the_form_token_alone(company, notice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(company.users["self"])
    path = "/api/v1/me/notices/read/"
    assert client.get("/api/v1/me/").status_code == 200
    assert "CSRF" in refused(client.post(path, content_type="application/json"), 403)["detail"]
    assert Notice.objects.get().read_at is None
    client.get(reverse("my-tokens"))
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    assert client.post(path, content_type="application/json", headers=token).status_code == 204
    assert Notice.objects.get().read_at is not None


# --- Refusals -----------------------------------------------------------------------------------


def test_every_refusal_is_a_problem(nurse, company):
    gone, wrong = "people/987654321/", {"step": "dance"}
    refused(nurse.get(gone), 404)
    refused(nurse.get("no/such/place/"), 404)
    assert "Expected GET or HEAD" in refused(nurse.send("patch", "me/", {}), 405)["detail"]
    refused(nurse.get("me/", Accept="text/html"), 406)
    body = refused(nurse.send("post", "me/disputes/", {"wanted_level": "many"}), 400)
    assert {fault["field"] for fault in body["errors"]} == {"role", "key", "wrong", "wanted_level"}
    path = f"/api/v1/me/disputes/{company.subject.disputes.get().pk}/steps/"
    assert refused(nurse.send("post", path.removeprefix("/api/v1/"), wrong), 400)["errors"][0]["field"] == "step"
    held = {"Authorization": f"Bearer {nurse.secret}"}
    refused(nurse.client.post(path, data="<step/>", content_type="text/xml", headers=held), 415)


@pytest.mark.parametrize("body", ["{", "[" * 5000, "\x00", '{"step": NaN}', '"text"', "[1]", '{"step": "\\ud800"}'])
def test_a_body_that_nobody_can_read_is_400(nurse, company, body):
    path = f"/api/v1/me/disputes/{company.subject.disputes.get().pk}/steps/"
    held = {"Authorization": f"Bearer {nurse.secret}"}
    refused(nurse.client.post(path, data=body, content_type="application/json", headers=held), 400)


def test_a_body_of_more_than_64_kb_is_refused_unread(nurse):
    refused(nurse.send("post", "me/disputes/", {"wrong": "x" * 70_000}), 413)


@pytest.mark.parametrize("query", ["q=%00", "rank=99999999999999999999", "rank=x", "critical=perhaps", "cursor=abc", "page_size=201"])
def test_a_parameter_that_is_none_is_400_and_named(nurse, query):
    answer = nurse.get(f"roles/?{query}")
    if query.startswith("rank=9") and answer.status_code == 200:
        pytest.fail("a rank beyond all ranks was taken")
    assert refused(answer, 400)["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("path", ["roles/compare/?b=%00", "routes/?to=%00", "routes/?from=%00&to=x", "families/x/?around=%00"])
def test_what_no_database_takes_is_found_nowhere(nurse, path):
    refused(nurse.get(path), 404)


def test_a_fault_of_ours_is_a_problem_too(nurse, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("employees.api.me.path_page", fail)
    nurse.client.raise_request_exception = False
    answer = nurse.get("me/path/")
    assert "secret" not in json.dumps(refused(answer, 500))


# --- Tags and keeping -----------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "kept"), [("me/path/", "private, no-store"), ("roles/", "private, no-cache")])
def test_what_somebody_holds_already_is_not_sent_again(nurse, path, kept):
    answer = nurse.get(path)
    tag = answer.headers["ETag"]
    assert answer.headers["Cache-Control"] == kept
    for held in (tag, f'"other", W/{tag}', "*"):
        again = nurse.get(path, **{"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert nurse.get(path, **{"If-None-Match": '"other"'}).status_code == 200


def test_a_write_is_refused_when_the_thing_has_changed_since_it_was_read(nurse, notice):
    path = f"me/notices/{notice.pk}/"
    tag = nurse.get(path).headers["ETag"]
    Notice.objects.update(text="It ended.")
    refused(nurse.send("patch", path, {"read": True}, **{"If-Match": tag}), 412)
    assert Notice.objects.get().read_at is None
    newer = nurse.get(path).headers["ETag"]
    assert nurse.send("patch", path, {"read": True}, **{"If-Match": newer}).status_code == 200


# --- Limits ---------------------------------------------------------------------------------------


@pytest.fixture
def counted_anew(monkeypatch):
    """Count from nothing: the cache outlives a test, and the ids of its accounts come again."""
    monkeypatch.setattr(SimpleRateThrottle, "cache_format", f"{uuid4()}-%(scope)s-%(ident)s")


@override_settings(API_RATES={"account": "2/min", "stranger": "2/min"})
@pytest.mark.usefixtures("counted_anew")
def test_an_account_may_ask_so_often_whatever_its_tokens(company, nurse):
    other = asker(company.users["self"])
    assert [one.get("me/").status_code for one in (nurse, other)] == [200, 200]
    answer = nurse.get("me/")
    refused(answer, 429)
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert asker(company.users["manager"]).get("me/").status_code == 200


@override_settings(API_RATES={"account": "9/min", "stranger": "2/min"})
@pytest.mark.usefixtures("counted_anew")
def test_strangers_may_ask_less_often_with_a_wrong_token_or_none(company):
    client = Client(REMOTE_ADDR="192.0.2.7")
    wrong = {"Authorization": "Bearer pathways_guess"}
    assert [client.get("/api/v1/me/").status_code, client.get("/api/v1/me/", headers=wrong).status_code] == [401, 401]
    refused(client.get("/api/v1/me/", headers=wrong), 429)
    refused(client.get("/api/v1/me/"), 429)
    assert Client(REMOTE_ADDR="192.0.2.8").get("/api/v1/me/").status_code == 401
