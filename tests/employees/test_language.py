"""In which language somebody reads: chosen on a page, else asked for by the browser, else the installation's."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from employees import language, outbox
from employees.models import AuditEvent, Notice
from tests.factories.employees import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
CHOOSE = reverse("my-language")


@pytest.fixture
def person():
    return EmployeeFactory(with_user=True)


@pytest.fixture
def own(client: Client, person) -> Client:
    client.force_login(person.user)
    return client


class TestChoosing:
    def test_what_is_chosen_holds_from_then_on_whatever_the_browser_asks_for(self, own, person):
        answered = own.post(
            CHOOSE, {"language": "de"}, headers={"Accept-Language": "en", "Referer": "http://testserver/roles/?q=x"}, follow=True
        )
        assert answered.redirect_chain == [("/roles/?q=x", 302)]
        assert "Die Seiten sind jetzt auf Deutsch." in answered.text
        person.user.refresh_from_db()
        assert person.user.language == "de"
        event = AuditEvent.objects.get(kind="employees.user", verb="changed")
        assert (event.who, event.details) == (person.user.pk, {"fields": ["language"]})

    def test_the_browser_decides_again_when_nothing_is_chosen(self, own, person):
        person.user.language = "de"
        person.user.save()
        own.post(CHOOSE, {"language": ""})
        assert '<html lang="en-gb" dir="ltr">' in own.get("/roles/").text
        assert '<html lang="de" dir="ltr">' in own.get("/roles/", headers={"Accept-Language": "de-AT,en;q=0.5"}).text

    def test_an_unknown_language_changes_nothing(self, own, person):
        for wrong in ({"language": "tlh"}, {}):
            assert own.post(CHOOSE, wrong).status_code == 400
        person.user.refresh_from_db()
        assert person.user.language == ""
        assert not AuditEvent.objects.filter(verb="changed").exists()

    def test_it_leads_to_no_other_site(self, own):
        for strange in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""):
            assert own.post(CHOOSE, {"language": "de"}, headers={"Referer": strange}).headers["Location"] == reverse("my-sign-in")

    def test_looking_chooses_nothing(self, own):
        assert own.get(CHOOSE).status_code == 405

    def test_who_has_not_signed_in_is_sent_to_the_door(self, client):
        assert client.post(CHOOSE, {"language": "de"}).headers["Location"].startswith("/sign-in/?next=")

    def test_nobody_chooses_for_somebody_else(self, person):
        with pytest.raises(ValueError, match="Only the holder"):
            language.choose(account=person.user, language="de", by=UserFactory())


class TestWhatIsAskedFor:
    @pytest.mark.parametrize(
        ("accepted", "code"),
        [("", "en-gb"), ("de", "de"), ("de-CH,fr;q=0.8", "de"), ("fr,en;q=0.1", "en-gb"), ("en-US", "en-gb"), ("fr", "en-gb")],
    )
    def test_of_a_browser(self, accepted: str, code: str):
        assert language.of_browser(accepted) == code

    def test_a_browser_that_likes_none_of_ours_gets_the_installations(self, settings):
        settings.DEFAULT_LANGUAGE = "de"
        assert [language.of_browser(accepted) for accepted in ("", "fr", "en")] == ["de", "de", "en-gb"]
        assert language.of(None) == "de"

    def test_the_door_speaks_the_browsers_language(self, client):
        answered = client.get("/sign-in/", headers={"Accept-Language": "de"})
        assert answered.headers["Content-Language"] == "de"
        assert "Accept-Language" in answered.headers["Vary"]
        assert "Passwort vergessen" in answered.text

    def test_programs_are_answered_in_english(self, own, person):
        person.user.language = "de"
        person.user.save()
        assert own.get("/api/v1/nowhere/", headers={"Accept-Language": "de"}).json()["detail"].startswith("There is nothing here")

    def test_a_language_that_is_offered_no_more_is_as_if_none_were_chosen(self):
        assert language.of(UserFactory(language="tlh")) == "en-gb"


def test_a_notice_is_written_in_its_recipients_language(person):
    person.user.language = "de"
    with translation.override("en-gb"):
        notice = outbox.compose(
            "credential_holder", {"credential": {"name": "Erste Hilfe"}, "held": {}, "left": 7}, to=person, kind=Notice.Kind.CREDENTIAL
        )
        assert translation.get_language() == "en-gb"
    assert notice.subject == "Ihr Nachweis Erste Hilfe läuft in 7 Tagen ab"
