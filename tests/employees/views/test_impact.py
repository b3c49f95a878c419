"""The impact log: written, drafted, endorsed when asked, printed; each reader sees what is theirs to see."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from employees import impact
from employees.impact import ImpactError
from employees.models import AuditEvent, Employee, Endorsement, ImpactEntry, Notice, User
from skills import pdf
from tests.asking import asker
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import EmployeeFactory, HeldSkillFactory, ImpactEntryFactory, UserFactory

TODAY = timezone.localdate()
SAID = {"on": TODAY.isoformat(), "problem": "Falls at night.", "decision": "Lights.", "value": "Fewer falls.", "metric": "7 to 2"}


@pytest.fixture
def ward(db: None) -> Ward:
    return open_ward()


@pytest.fixture
def colleague(db: None) -> Employee:
    return EmployeeFactory(with_user=True, last_name="Colleague")


@pytest.fixture
def entry(ward: Ward) -> ImpactEntry:
    return ImpactEntryFactory(employee=ward.nurse)


def signed_in(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(user)
    return client


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestWriting:
    def test_a_result_is_written_with_what_it_shows(self, ward: Ward):
        HeldSkillFactory(employee=ward.nurse, skill=ward.care)
        answer = signed_in(ward.own).post("/me/impact/new/", SAID | {"skills": [ward.care.pk]}, follow=True)
        assert "Written down." in answer.content.decode()
        kept = ImpactEntry.objects.get()
        assert (kept.value, kept.draft, list(kept.skills.all())) == ("Fewer falls.", False, [ward.care])
        assert AuditEvent.objects.filter(verb="added", kind="employees.impactentry", whom=ward.nurse.pk).exists()

    def test_a_draft_may_be_unfinished_and_is_its_author_s_alone(self, ward: Ward):
        signed_in(ward.own).post("/me/impact/new/", {"on": TODAY.isoformat(), "problem": "Zanzibar", "draft": "on"})
        assert ImpactEntry.objects.get().draft
        assert "Zanzibar" in text_of(signed_in(ward.own), "/me/impact/")
        for path in (f"/people/{ward.nurse.pk}/impact/", f"/people/{ward.nurse.pk}/impact/brief/?since=&until="):
            assert "Zanzibar" not in text_of(signed_in(ward.lead), path)
        assert "Zanzibar" not in text_of(signed_in(ward.own), "/me/impact/brief/")

    def test_unfinished_and_no_draft_changes_nothing_and_keeps_the_words(self, ward: Ward):
        page = signed_in(ward.own).post("/me/impact/new/", SAID | {"value": ""}).content.decode()
        assert "Nothing is written here" in page
        assert "Falls at night." in page
        tomorrow = (TODAY + dt.timedelta(days=1)).isoformat()
        assert "still to come" in signed_in(ward.own).post("/me/impact/new/", SAID | {"on": tomorrow}).content.decode()
        assert not ImpactEntry.objects.exists()

    def test_nobody_writes_in_another_s_log(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        for user in (ward.lead, colleague.user):
            client = signed_in(user)
            assert client.post(f"/me/impact/{entry.pk}/", SAID).status_code == 404
            assert client.post(f"/me/impact/{entry.pk}/remove/").status_code == 404
        assert signed_in(UserFactory()).get("/me/impact/new/").status_code == 404
        assert Client().post("/me/impact/new/", SAID).status_code == 302
        assert signed_in(ward.own).get(f"/me/impact/{entry.pk}/remove/").status_code == 405
        assert signed_in(ward.own).post(f"/me/impact/{entry.pk}/dance/").status_code == 404

    def test_the_database_holds_that_what_is_finished_says_something(self, ward: Ward):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImpactEntryFactory(employee=ward.nurse, value="")

    def test_it_is_removed(self, ward: Ward, entry: ImpactEntry):
        signed_in(ward.own).post(f"/me/impact/{entry.pk}/remove/")
        assert not ImpactEntry.objects.exists()


class TestEndorsing:
    def asked(self, ward: Ward, entry: ImpactEntry, colleague: Employee) -> Endorsement:
        return impact.ask(entry=entry, colleague=colleague, by=ward.own)

    def test_a_colleague_is_asked_sees_this_one_alone_and_endorses_it(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        ImpactEntryFactory(employee=ward.nurse, problem="Zanzibar")
        assert colleague.user is not None
        signed_in(ward.own).post(f"/me/impact/{entry.pk}/ask/", {"colleague": colleague.user.email.upper()})
        client = signed_in(colleague.user)
        assert f"{ward.nurse.name} asks you to endorse a result" in text_of(client, "/me/notices/")
        page = text_of(client, "/endorsements/")
        assert entry.problem in page
        assert "Zanzibar" not in page
        for path in ("", "skills/", "impact/"):
            assert client.get(f"/people/{ward.nurse.pk}/{path}").status_code == 404
        client.post(f"/endorsements/{Endorsement.objects.get().pk}/give/", {"text": "I saw it."})
        assert "I saw it." in text_of(signed_in(ward.own), "/me/impact/")
        assert "I saw it." in text_of(signed_in(ward.lead), f"/people/{ward.nurse.pk}/impact/")
        assert "I saw it." in text_of(signed_in(ward.own), "/me/impact/brief/?since=&until=")

    def test_what_the_manager_sees_of_who_was_asked_is_only_what_was_given(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        self.asked(ward, entry, colleague)
        assert colleague.last_name not in text_of(signed_in(ward.lead), f"/people/{ward.nurse.pk}/impact/")

    def test_declined_is_told_and_not_asked_again(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        endorsement = self.asked(ward, entry, colleague)
        signed_in(colleague.user).post(f"/endorsements/{endorsement.pk}/decline/")
        assert Notice.objects.filter(to_person=ward.nurse, kind="endorsement").exists()
        with pytest.raises(ImpactError, match="asked before: declined"):
            self.asked(ward, entry, colleague)
        assert not ImpactEntry.objects.visible_to(User.objects.get(employee=colleague)).exists()

    def test_given_is_withdrawn_with_its_words_and_asked_again(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        endorsement = self.asked(ward, entry, colleague)
        client = signed_in(colleague.user)
        client.post(f"/endorsements/{endorsement.pk}/give/", {"text": "Zanzibar"})
        client.post(f"/endorsements/{endorsement.pk}/withdraw/")
        endorsement.refresh_from_db()
        assert (endorsement.state, endorsement.text) == ("withdrawn", "")
        assert self.asked(ward, entry, colleague).state == "asked"

    def test_changed_words_are_asked_for_again(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        impact.give(endorsement=self.asked(ward, entry, colleague), text="I saw it.", by=UserFactory())
        client = signed_in(ward.own)
        client.post(
            f"/me/impact/{entry.pk}/", SAID | {"problem": entry.problem, "decision": entry.decision, "value": entry.value, "metric": ""}
        )
        assert Endorsement.objects.get().state == "given"
        client.post(f"/me/impact/{entry.pk}/", SAID)
        assert Endorsement.objects.get().state == "asked"
        assert "I saw it." not in text_of(signed_in(ward.lead), f"/people/{ward.nurse.pk}/impact/")

    def test_a_step_that_comes_too_late_is_said(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        endorsement = self.asked(ward, entry, colleague)
        signed_in(ward.own).post(f"/endorsements/{endorsement.pk}/take-back/")
        answer = signed_in(colleague.user).post(f"/endorsements/{endorsement.pk}/give/", {"text": "I saw it."}, follow=True)
        assert "changed meanwhile: withdrawn" in answer.content.decode()
        assert Endorsement.objects.get().state == "withdrawn"

    def test_steps_are_for_whose_they_are(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        endorsement = self.asked(ward, entry, colleague)
        path = f"/endorsements/{endorsement.pk}"
        assert signed_in(ward.own).post(f"{path}/give/", {"text": "Mine."}).status_code == 404
        assert signed_in(ward.lead).post(f"{path}/give/", {"text": "Mine."}).status_code == 404
        assert signed_in(colleague.user).post(f"{path}/take-back/").status_code == 404
        assert signed_in(colleague.user).get(f"{path}/give/").status_code == 405
        assert "Nothing is written here" in signed_in(colleague.user).post(f"{path}/give/", {"text": ""}).content.decode()

    @pytest.mark.parametrize("typed", ["", "nobody@example.org"])
    def test_nobody_unknown_is_asked(self, ward: Ward, entry: ImpactEntry, typed: str):
        page = signed_in(ward.own).post(f"/me/impact/{entry.pk}/ask/", {"colleague": typed}).content.decode()
        assert "field-error" in page
        assert not Endorsement.objects.exists()

    def test_neither_oneself_nor_for_a_draft(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        with pytest.raises(ImpactError, match="own result"):
            self.asked(ward, entry, ward.nurse)
        ImpactEntry.objects.update(draft=True)
        with pytest.raises(ImpactError, match="draft"):
            self.asked(ward, ImpactEntry.objects.get(), colleague)

    def test_whoever_leads_may_endorse_unasked(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        path = f"/people/{ward.nurse.pk}/impact/{entry.pk}/endorse/"
        assert signed_in(colleague.user).post(path, {"text": "Mine."}).status_code == 404
        assert signed_in(ward.own).post(path, {"text": "Mine."}).status_code == 403
        assert "Nothing is written here" in signed_in(ward.lead).post(path, {"text": ""}).content.decode()
        signed_in(ward.lead).post(path, {"text": "Seen on the ward."})
        assert Endorsement.objects.get().endorser == ward.manager


class TestBrief:
    def test_it_holds_the_period_asked_for(self, ward: Ward):
        for year in (2023, 2024):
            ImpactEntryFactory(employee=ward.nurse, on=dt.date(year, 5, 1), value=f"Better in {year}.", metric="7 to 2")
        page = text_of(signed_in(ward.own), "/me/impact/brief/?since=2024-01-01&until=2024-12-31")
        assert "Better in 2024." in page
        assert "Better in 2023." not in page

    def test_a_period_that_ends_before_it_begins_is_said(self, ward: Ward):
        assert "ends before it begins" in text_of(signed_in(ward.own), "/me/impact/brief/?since=2024-12-31&until=2024-01-01")

    @pytest.mark.skipif(not pdf.available(), reason="needs Pango")
    def test_it_comes_as_a_pdf(self, ward: Ward, entry: ImpactEntry):
        answer = signed_in(ward.own).get("/me/impact/brief/brief.pdf?since=&until=")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    def test_the_file_of_the_log(self, ward: Ward, entry: ImpactEntry):
        assert entry.problem in b"".join(signed_in(ward.own).get("/me/impact/impact.csv")).decode()


def test_many_results_take_as_many_queries_as_one(ward: Ward, django_assert_max_num_queries):
    client = signed_in(ward.own)

    def fill(count: int) -> None:
        for _ in range(count):
            impact.endorse(entry=ImpactEntryFactory(employee=ward.nurse), endorser=EmployeeFactory(), text="Seen.", by=ward.lead)

    fill(1)
    with django_assert_max_num_queries(15) as one:
        client.get("/me/impact/")
    fill(12)
    with django_assert_max_num_queries(15) as many:
        client.get("/me/impact/")
    assert len(one) == len(many)


class TestApi:
    def test_it_is_written_read_changed_and_removed(self, ward: Ward):
        own = asker(ward.own)
        made = own.send("post", "me/impact/", SAID | {"skills": []})
        assert made.status_code == 201, made.content
        number = made.json()["id"]
        assert own.json("me/impact/")["results"][0]["problem"] == "Falls at night."
        changed = own.send("patch", f"me/impact/{number}/", SAID | {"value": "No falls."})
        assert (changed.status_code, changed.json()["value"]) == (200, "No falls.")
        assert own.send("post", "me/impact/", SAID | {"problem": ""}).status_code == 400
        assert asker(ward.lead).json(f"people/{ward.nurse.pk}/impact/")["results"][0]["value"] == "No falls."
        assert own.send("delete", f"me/impact/{number}/").status_code == 204

    def test_a_colleague_is_asked_and_answers(self, ward: Ward, entry: ImpactEntry, colleague: Employee):
        assert colleague.user is not None
        asked = asker(ward.own).send("post", f"me/impact/{entry.pk}/endorsements/", {"colleague": colleague.user.email})
        assert asked.status_code == 201, asked.content
        other = asker(colleague.user)
        (row,) = other.json("me/endorsements/")["results"]
        assert row["entry"]["problem"] == entry.problem
        given = other.send("post", f"me/endorsements/{row['id']}/steps/", {"step": "give", "text": "I saw it."})
        assert given.status_code == 204, given.content
        assert Endorsement.objects.get().state == "given"
