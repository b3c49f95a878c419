"""What I say of myself: the person's own page, in plain words, and nobody else's."""

from pathlib import Path

import pytest
from django.urls import reverse

from employees.demographics.answers import answers_of
from employees.demographics.for_audits import values_by_employee
from employees.models import DemographicConsent, Demographics
from tests.factories.employees import DemographicsFactory, EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE, WITHDRAW = reverse("my-demographics"), reverse("my-demographics-withdraw")


@pytest.fixture
def person():
    return EmployeeFactory(with_user=True)


@pytest.fixture
def own(client, person):
    client.force_login(person.user)
    return client


def stored(person) -> dict[str, str]:
    return answers_of(Demographics.objects.filter(employee=person).first())


class TestAnswering:
    def test_what_is_chosen_and_agreed_to_is_kept_and_shown_again(self, own, person):
        answered = own.post(PAGE, {"sex": "woman", "ethnicity": "prefer not to say", "birth_year": "1984", "agree": "on"}, follow=True)
        assert stored(person) == {"sex": "woman", "ethnicity": "prefer not to say", "birth_year": "1984"}
        assert '<option value="woman" selected>' in answered.text
        assert "Audits of fairness, text 2026-11: agreed on" in answered.text

    def test_without_consent_nothing_is_kept(self, own, person):
        answered = own.post(PAGE, {"sex": "woman"})
        assert "kept only if you agree" in answered.text
        assert (stored(person), DemographicConsent.objects.count()) == ({}, 0)

    def test_nothing_answered_is_refused_in_words(self, own):
        assert "Nothing is answered" in own.post(PAGE, {"agree": "on"}).text

    def test_an_answer_that_is_on_no_list_is_refused(self, own, person):
        answered = own.post(PAGE, {"sex": "robot", "agree": "on"})
        assert "robot is not one of the available choices" in answered.text
        assert stored(person) == {}

    def test_what_the_hr_system_says_is_shown_and_used_only_once_saved(self, own, person):
        DemographicsFactory(employee=person, sex="woman")
        assert "used for nothing until you save it" in own.get(PAGE).text
        assert values_by_employee(attribute="sex", purpose="equality-audit", by=None) == {}
        assert "used for nothing until you save it" not in own.post(PAGE, {"sex": "woman", "agree": "on"}, follow=True).text
        assert values_by_employee(attribute="sex", purpose="equality-audit", by=None) == {person.pk: "woman"}

    def test_an_answer_that_is_on_no_list_any_more_can_be_kept(self, own, person):
        DemographicsFactory(employee=person, sex="agender", from_feed=False)
        assert '<option value="agender" selected>' in own.get(PAGE).text
        own.post(PAGE, {"sex": "agender", "agree": "on"})
        assert stored(person) == {"sex": "agender"}

    def test_a_text_worded_anew_asks_again(self, own, settings, tmp_path, person):
        own.post(PAGE, {"sex": "woman", "agree": "on"})
        text = Path(settings.DEMOGRAPHICS_FILE).read_text(encoding="utf-8")
        settings.DEMOGRAPHICS_FILE = str(tmp_path / "questions.toml")
        (tmp_path / "questions.toml").write_text(text.replace("2026-11", "2027-01"), encoding="utf-8")
        assert "is worded anew" in own.get(PAGE).text
        assert values_by_employee(attribute="sex", purpose="equality-audit", by=None) == {}


class TestWithdrawing:
    def test_everything_is_deleted_and_the_consent_dated(self, own, person):
        own.post(PAGE, {"sex": "woman", "agree": "on"})
        answered = own.post(WITHDRAW, follow=True)
        assert stored(person) == {}
        assert "withdrawn on" in answered.text
        assert "Delete my answers" not in answered.text


class TestWhoElse:
    def test_the_page_has_no_address_for_another_person(self):
        assert "<" not in PAGE + WITHDRAW

    def test_a_person_in_the_body_is_not_listened_to(self, own, person):
        other = EmployeeFactory()
        own.post(PAGE, {"sex": "woman", "agree": "on", "employee": other.pk, "employee_id": other.pk})
        assert (stored(person), stored(other)) == ({"sex": "woman"}, {})

    def test_who_has_not_signed_in_is_sent_to_the_door(self, client):
        assert client.get(PAGE).headers["Location"].startswith("/sign-in/")
        assert client.post(WITHDRAW).headers["Location"].startswith("/sign-in/")

    def test_an_account_without_a_record_has_nothing_to_answer(self, client):
        client.force_login(UserFactory())
        assert "form" not in client.get(PAGE).context
        assert "form" not in client.post(WITHDRAW, follow=True).context
        assert not Demographics.objects.exists()

    @pytest.mark.parametrize(("path", "verb"), [(WITHDRAW, "get"), (PAGE, "put"), (PAGE, "delete")])
    def test_wrong_verbs(self, own, path, verb):
        assert getattr(own, verb)(path).status_code == 405

    def test_browsers_and_proxies_keep_no_copy(self, own):
        assert "no-store" in own.get(PAGE).headers["Cache-Control"]
