"""Answers lie sealed, belong to one row and attribute, are written by the person alone, and are read in bulk with consent."""

import logging
import secrets
from base64 import urlsafe_b64encode
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from employees.demographics import services
from employees.demographics.answers import answers_of
from employees.demographics.for_audits import values_by_employee
from employees.demographics.questions import QuestionsError, questions
from employees.demographics.sealing import SealError
from employees.models import AuditEvent, DemographicConsent, Demographics
from tests.factories.employees import DemographicConsentFactory, DemographicsFactory, EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
AUDIT = DemographicConsent.Purpose.EQUALITY_AUDIT


def new_key() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture
def person():
    return EmployeeFactory(with_user=True)


def agree(person, **answers):
    services.answer(employee=person, answers=answers, purpose=AUDIT, by=person.user)
    return Demographics.objects.get(employee=person)


def read(attribute="sex", **wanted):
    return values_by_employee(attribute=attribute, purpose=AUDIT, by=None, **wanted)


class TestAtRest:
    def test_no_answer_lies_in_the_table_in_clear(self, person):
        agree(person, sex="woman", ethnicity="Mixed or multiple", birth_year="1984")
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM employees_demographics")
            stored = repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in cursor.fetchone()])
        assert not [word for word in ("woman", "Mixed", "1984") if word in stored]

    def test_an_answer_moved_to_another_attribute_does_not_open(self, person):
        agree(person, sex="woman", disability="yes")
        Demographics.objects.update(sealed_sex=F("sealed_disability"))
        with pytest.raises(SealError, match="moved or damaged"):
            answers_of(Demographics.objects.get())

    def test_an_answer_moved_to_another_person_does_not_open(self, person):
        sealed = agree(person, sex="woman").sealed_sex
        other = DemographicsFactory(sex="man")
        Demographics.objects.filter(pk=other.pk).update(sealed_sex=sealed)
        with pytest.raises(SealError, match="moved or damaged"):
            answers_of(Demographics.objects.get(pk=other.pk))


class TestAnswering:
    def test_answers_come_with_consent_to_the_text_of_the_day(self, person):
        said = agree(person, sex="woman", ethnicity="prefer not to say")
        assert answers_of(said) == {"sex": "woman", "ethnicity": "prefer not to say"}
        assert list(DemographicConsent.objects.values_list("purpose", "text_version", "ended_at")) == [(AUDIT, "2026-11", None)]

    def test_answering_again_keeps_one_consent_and_forgets_what_is_left_empty(self, person):
        agree(person, sex="woman", disability="yes")
        assert answers_of(agree(person, sex="non-binary")) == {"sex": "non-binary"}
        assert DemographicConsent.objects.count() == 1

    def test_a_new_text_replaces_the_consent_and_keeps_its_history(self, person):
        DemographicConsentFactory(employee=person, text_version="2025-01")
        agree(person, sex="woman")
        assert list(DemographicConsent.objects.values_list("text_version", "end")) == [("2025-01", "replaced"), ("2026-11", "")]

    def test_withdrawing_deletes_the_answers_and_dates_the_end_of_consent(self, person):
        agree(person, sex="woman")
        services.withdraw(employee=person, by=person.user)
        assert answers_of(Demographics.objects.get()) == {}
        consent = DemographicConsent.objects.get()
        assert (consent.end, consent.ended_at is not None) == ("withdrawn", True)

    def test_withdrawing_twice_changes_nothing(self, person):
        agree(person, sex="woman")
        for _ in range(2):
            services.withdraw(employee=person, by=person.user)
        assert DemographicConsent.objects.count() == 1

    @pytest.mark.parametrize("verb", ["answer", "withdraw"])
    def test_nobody_does_it_for_another(self, person, verb):
        more = {"answers": {"sex": "man"}, "purpose": AUDIT} if verb == "answer" else {}
        with pytest.raises(services.NotTheirOwnError):
            getattr(services, verb)(employee=person, by=UserFactory(), **more)
        assert not Demographics.objects.exists()

    def test_no_value_is_logged_or_on_the_trail(self, person, caplog):
        caplog.set_level(logging.DEBUG)
        agree(person, sex="non-binary")
        read()
        services.withdraw(employee=person, by=person.user)
        events = list(AuditEvent.objects.order_by("pk").values("verb", "kind", "whom", "details"))
        assert [event["verb"] for event in events] == ["answered", "looked", "removed"]
        assert "non-binary" not in caplog.text + str(events)


class TestForAudits:
    def test_only_those_whose_consent_is_in_force_are_read(self, person):
        agree(person, sex="woman")
        DemographicsFactory(sex="man")  # from a feed, never agreed
        withdrawn = EmployeeFactory(with_user=True)
        agree(withdrawn, sex="man")
        services.withdraw(employee=withdrawn, by=withdrawn.user)
        outdated = DemographicsFactory(sex="man", from_feed=False)
        DemographicConsentFactory(employee=outdated.employee, text_version="2025-01")
        assert read() == {person.pk: "woman"}

    def test_declining_is_an_answer_and_silence_is_none(self, person):
        agree(person, sex="prefer not to say")
        assert read() == {person.pk: "prefer not to say"}
        assert read("ethnicity") == {}

    def test_only_those_asked_for_are_opened(self, person):
        agree(person, sex="woman")
        other = EmployeeFactory(with_user=True)
        agree(other, sex="man")
        assert read(employees=[other.pk]) == {other.pk: "man"}

    def test_each_reading_is_on_the_trail_with_its_purpose(self, person):
        agree(person, sex="woman")
        asker = UserFactory()
        values_by_employee(attribute="sex", purpose=AUDIT, by=asker)
        event = AuditEvent.objects.get(verb="looked", kind="employees.demographics")
        assert (event.who, event.whom) == (asker.pk, None)
        assert event.details == {"fields": ["sex"], "reason": "equality-audit", "count": 1}

    @pytest.mark.parametrize(("attribute", "purpose"), [("salary", AUDIT), ("sex", "curiosity")])
    def test_another_attribute_or_purpose_is_refused(self, attribute, purpose):
        with pytest.raises(ValueError, match="cannot be read"):
            values_by_employee(attribute=attribute, purpose=purpose, by=None)

    def test_one_query_however_many(self, person, django_assert_num_queries):
        agree(person, sex="woman")
        with django_assert_num_queries(2):  # the answers, and their place on the trail
            read()


class TestRotation:
    def test_everything_is_sealed_with_the_newest_key_and_reads_as_before(self, person, settings):
        agree(person, sex="woman", birth_year="1984")
        settings.DEMOGRAPHICS_KEYS = [new_key(), *settings.DEMOGRAPHICS_KEYS]
        assert "1 rows looked at, 1 sealed anew" in resealed()
        settings.DEMOGRAPHICS_KEYS = settings.DEMOGRAPHICS_KEYS[:1]
        assert answers_of(Demographics.objects.get()) == {"sex": "woman", "birth_year": "1984"}

    def test_a_second_time_there_is_nothing_to_do(self, person):
        before = agree(person, sex="woman").sealed_sex
        assert "0 sealed anew" in resealed()
        assert bytes(Demographics.objects.get().sealed_sex) == bytes(before)

    def test_a_missing_key_stops_it_with_a_sentence(self, person, settings):
        agree(person, sex="woman")
        settings.DEMOGRAPHICS_KEYS = [new_key()]
        with pytest.raises(CommandError, match="Add that key after the newest one"):
            resealed()


def resealed() -> str:
    output = StringIO()
    call_command("reseal_demographics", stdout=output)
    return output.getvalue()


TEXT = 'consent = "I agree."\nused_for = ["audits"]\nnever = ["else"]\n'


class TestQuestions:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "text_version is None"),
            (f'text_version = "1"\n{TEXT}', "nothing is asked"),
            ('text_version = "1"\n[sex]\nanswers = ["one", "two"]', "consent, used_for or never is missing"),
            ('text_version = "1"\n[sex]\nanswers = ["one"]', "two or more"),
            ('text_version = "1"\n[birth_year]\nanswers = ["1990", "1991"]', "a year is asked"),
            ('text_version = "1"\n[religion]\nanswers = ["a", "b"]', "religion is asked"),
            ("[", "could not be read"),
        ],
    )
    def test_a_file_that_cannot_be_used_is_refused_in_words(self, settings, tmp_path, text, sentence):
        settings.DEMOGRAPHICS_FILE = str(tmp_path / "questions.toml")
        (tmp_path / "questions.toml").write_text(text)
        with pytest.raises(QuestionsError, match=sentence):
            questions()

    def test_a_text_that_holds_on_keeps_its_consents(self, settings, tmp_path, person):
        agree(person, sex="woman")
        settings.DEMOGRAPHICS_FILE = str(tmp_path / "questions.toml")
        (tmp_path / "questions.toml").write_text(
            f'text_version = "2027"\nearlier_texts_that_hold = ["2026-11"]\n{TEXT}[sex]\nanswers = ["woman", "man"]'
        )
        assert read() == {person.pk: "woman"}
