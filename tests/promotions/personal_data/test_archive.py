"""The export: whole, readable, without the private words of others."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from employees.models import AuditEvent, ConversationNote
from promotions.personal_data.archive import PIECE, archive
from promotions.personal_data.rows import Person, exported
from tests.factories.employees import EmployeeFactory, SkillAssessmentFactory, UserFactory
from tests.promotions.personal_data.conftest import SECRET, THEIRS

pytestmark = pytest.mark.django_db


def unpacked(body: bytes) -> zipfile.ZipFile:
    packed = zipfile.ZipFile(io.BytesIO(body))
    assert packed.testzip() is None
    return packed


@pytest.fixture
def packed(left) -> zipfile.ZipFile:
    return unpacked(b"".join(archive(Person(left.gone.user, left.gone))))


def rows(packed: zipfile.ZipFile, name: str) -> list[dict]:
    return json.loads(packed.read(f"json/{name}.json"))


def everything(packed: zipfile.ZipFile) -> str:
    return "\n".join(packed.read(name).decode() for name in packed.namelist())


class TestWhatIsInIt:
    def test_each_kind_as_page_spreadsheet_and_json(self, packed):
        names = [kind.name for kind in exported()] + ["employees-auditevent"]
        wanted = {f"{folder}/{name}.{end}" for name in names for folder, end in (("json", "json"), ("csv", "csv"), ("pages", "html"))}
        assert set(packed.namelist()) == wanted | {"index.html"}

    def test_the_index_counts_every_kind(self, packed):
        assert '<a href="pages/employees-dispute.html">Inputs I disputed</a></td><td>1</td>' in packed.read("index.html").decode()

    def test_every_kind_that_the_person_has_rows_of_has_them(self, packed, left):
        for kind in exported():
            assert len(rows(packed, kind.name)) >= kind.rows([left.gone.pk], []).count() - (kind.sealed is not None or bool(kind.record))

    def test_values_are_words_and_others_have_names(self, packed):
        (decision,) = rows(packed, "promotions-decision")
        assert (decision["outcome"], decision["reason"]) == ("refused", SECRET)
        assert decision["decided by"].endswith("Colleague")

    def test_answers_about_oneself_are_opened(self, packed):
        assert rows(packed, "employees-demographics")[0]["ethnicity"] == "Mixed or multiple"
        assert rows(packed, "employees-demographicconsent")[0]["text version"] == "2026-11"

    def test_who_looked_is_in_it(self, packed, left):
        assert [event["did"] for event in rows(packed, "employees-auditevent")] == ["answered"]

    def test_a_formula_is_guarded_in_spreadsheets_and_markup_in_pages(self, left):
        SkillAssessmentFactory(employee=left.gone, evidence='=HYPERLINK("x")<script>')
        packed = unpacked(b"".join(archive(Person(left.gone.user, left.gone))))
        assert "'=HYPERLINK" in packed.read("csv/employees-skillassessment.csv").decode()
        assert "<script>" not in packed.read("pages/employees-skillassessment.html").decode()


class TestWhatIsNot:
    def test_nothing_private_to_somebody_else(self, packed):
        assert THEIRS not in everything(packed)

    def test_one_s_own_private_notes_are_in_it_and_not_in_the_others_export(self, packed, left):
        assert f"{SECRET}, my own" in everything(packed)
        theirs = everything(unpacked(b"".join(archive(Person(left.stays.user, left.stays)))))
        assert f"{SECRET}, my own" not in theirs
        assert f"{SECRET}, of my report" not in theirs
        assert "Shared with my report" in theirs

    def test_no_secret_of_signing_in(self, packed, left):
        account = rows(packed, "employees-user")[0]
        assert "password" not in account
        assert left.gone.user.password not in everything(packed)

    def test_an_account_without_a_record_gets_what_there_is(self):
        user = UserFactory(email="robin@example.org")
        packed = unpacked(b"".join(archive(Person(user, None))))
        assert rows(packed, "employees-user")[0]["email"] == "robin@example.org"
        assert rows(packed, "employees-position") == []


class TestSize:
    def test_it_comes_in_pieces(self, left):
        SkillAssessmentFactory.create_batch(40, employee=left.gone, evidence="")
        text = "".join(map(str, range(20_000)))
        ConversationNote.objects.filter(author=left.gone.user, kind="shared").update(text=text)
        pieces = list(archive(Person(left.gone.user, left.gone)))
        assert len(pieces) > 1
        assert all(len(piece) < 4 * PIECE for piece in pieces)

    def test_as_many_queries_for_thirty_rows_as_for_one(self, left, django_assert_max_num_queries):
        person = Person(left.gone.user, left.gone)
        SkillAssessmentFactory.create_batch(30, employee=left.gone, assessor=left.stays.user)
        with django_assert_max_num_queries(3 * len(exported())):
            list(archive(person))


class TestPage:
    DATA, DOWNLOAD = "my-data", "my-data-download"

    def test_it_is_downloaded_and_stands_on_the_trail(self, client, left):
        client.force_login(left.stays.user)
        answer = client.post(reverse(self.DOWNLOAD))
        assert answer.headers["Content-Type"] == "application/zip"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert rows(unpacked(answer.getvalue()), "employees-employee")[0]["last name"] == "Colleague"
        event = AuditEvent.objects.latest("pk")
        assert (event.verb, event.who) == ("exported", left.stays.user.pk)

    def test_the_page_says_what_is_looked_through_and_what_is_left_out(self, client, left):
        client.force_login(left.stays.user)
        page = client.get(reverse(self.DATA)).text
        assert "Inputs I disputed" in page
        assert "Private notes that others wrote" in page

    def test_nobody_else_s_is_reached_by_naming_them(self, client, left):
        client.force_login(left.stays.user)
        answer = client.post(reverse(self.DOWNLOAD), {"employee": left.gone.pk, "user": left.gone.user.pk})
        packed = unpacked(answer.getvalue())
        assert [row["last name"] for row in rows(packed, "employees-employee")] == ["Colleague"]
        assert rows(packed, "promotions-decision") == []

    def test_who_has_not_signed_in_is_sent_to_the_door(self, client):
        assert client.post(reverse(self.DOWNLOAD)).headers["Location"].startswith("/sign-in/")

    def test_it_is_not_fetched_by_a_link(self, client):
        client.force_login(EmployeeFactory(with_user=True).user)
        assert client.get(reverse(self.DOWNLOAD)).status_code == 405
