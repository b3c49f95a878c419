"""What somebody with an account and this source tried, beside what other files try: SECURITY.md tells it as a whole."""

from functools import partial
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees import accounts, impact, outbox, tokens
from employees.models import ApiToken, Endorsement, Grant, Invitation, Notice, User
from employees.sign_in import invitations
from skills import tables
from tests.at_once import at_once, on_postgresql
from tests.employees.scim.directory import Directory, new_directory
from tests.employees.sign_in.conftest import PASSWORD
from tests.factories.employees import EmployeeFactory, GrantFactory, ImpactEntryFactory, UserFactory

pytestmark = pytest.mark.django_db
ELSEWHERE = ["//evil.example/", "///evil.example", r"/\evil.example", r"\\evil.example", "https:evil.example", " //evil.example"]


def signed_in() -> tuple[Client, User]:
    user = EmployeeFactory(user=UserFactory(password=PASSWORD)).user
    client = Client()
    client.force_login(user)
    return client, user


# --- Being led elsewhere ------------------------------------------------------------------------


@pytest.mark.parametrize("where", [*ELSEWHERE, "javascript:alert(1)", "\t//evil.example", "http://testserver@evil.example/"])
def test_no_door_leads_to_another_site(where: str):
    client, user = signed_in()
    said = {"username": user.email, "password": PASSWORD, "next": where}
    for response in (Client().post("/sign-in/", said), client.post("/confirm/", said), client.get("/sign-in/", {"next": where})):
        assert response.status_code == 302
        assert "evil" not in response["Location"]
        assert "javascript" not in response["Location"]


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example/", "/%2F/evil.example", "//evil.example/..//x"])
def test_choosing_a_language_on_a_page_with_an_odd_address_leads_nowhere_else(path: str):
    """https://here//evil.example/ is a page of ours, which is not there; its path alone is another site's address."""
    client, _ = signed_in()
    response = client.post("/me/language/", {"language": "de"}, headers={"Referer": f"http://testserver{path}"})
    assert not response["Location"].startswith("//")
    assert not response["Location"].startswith("http")


# --- Mails --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028"])
def test_a_name_with_a_break_of_lines_adds_no_header_to_a_mail(settings, sign: str):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    asker, colleague = (
        EmployeeFactory(with_user=True, first_name=f"Ada{sign}Bcc: evil@example.org{sign}{sign}Click"),
        EmployeeFactory(with_user=True),
    )
    impact.ask(entry=ImpactEntryFactory(employee=asker), colleague=colleague, by=asker.user)
    list(outbox.send_waiting())
    (sent,) = mail.outbox
    assert len(sent.subject.splitlines()) == 1
    headers = sent.message().as_string().partition("\n\n")[0]
    assert not [line for line in headers.splitlines() if line.lower().startswith(("bcc", "cc"))]
    assert sent.recipients() == [colleague.email]
    assert Notice.objects.get().mail == "sent"


def test_a_forged_host_reaches_no_mail_and_no_page(settings):
    settings.ALLOWED_HOSTS = ["testserver", "also.example.org"]
    UserFactory(email="robin@example.org", password=PASSWORD)
    assert Client().get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400
    forged = {"Host": "also.example.org", "X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"}
    Client().post("/sign-in/forgotten/", {"email": "robin@example.org"}, headers=forged)
    (sent,) = mail.outbox
    assert settings.SITE_URL in sent.body
    assert "also.example.org" not in sent.body
    assert "evil" not in sent.body


# --- Spreadsheets -------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", "'=1"])
def test_no_cell_begins_as_a_formula_in_any_spreadsheet(cell: str):
    written = tables.guarded(cell)
    assert written == f"'{cell}"
    assert tables.unguarded(written) == cell


# --- Asking the directory's interface oddly ------------------------------------------------------

WORDS = """userName eq co and or not ( ) [ ] "a" "%_" pr true 1 emails.value id meta.created "\0" gt ' \" """.split()
words = st.sampled_from(WORDS)


@pytest.fixture
def directory() -> Directory:
    return new_directory()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.one_of(st.lists(words, max_size=12).map(" ".join), st.text(max_size=60)), by=st.one_of(st.text(max_size=20), words))
def test_no_filter_or_order_breaks_it_or_finds_more(directory: Directory, asked: str, by: str):
    for query in ({"filter": asked}, {"sortBy": by}, {"filter": 'userName eq "nobody"', "attributes": asked}):
        answer = directory.ask("get", f"Users?{urlencode(query, errors='replace')}")
        assert answer.status_code in (200, 400), (query, answer.content)


# --- At the same moment -------------------------------------------------------------------------


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_taken_up_once_by_two_browsers():
    made = invitations.invite(email="new@example.org", number="", by=GrantFactory(duty="administrator").user)
    took = at_once(*(partial(invitations.take_up, invitation=made, password=f"a long password {n}") for n in range(2)))
    assert sorted(took) == [False, True]
    assert Invitation.objects.get().taken_at


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_nobody_gets_more_tokens_by_asking_at_once():
    user = UserFactory()
    for number in range(tokens.MOST_LIVE - 1):
        tokens.create(user=user, name=str(number), wanted=["read:me"], days=7, by=user)
    made = at_once(
        *(partial(tokens.create, user=User.objects.get(pk=user.pk), name="x", wanted=["read:me"], days=7, by=user) for _ in range(3))
    )
    assert sum(not isinstance(one, Exception) for one in made) == 1
    assert ApiToken.objects.live(timezone.now()).filter(user=user).count() == tokens.MOST_LIVE


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["withdraw", "close"])
def test_two_administrators_cannot_put_each_other_out_at_once(how: str):
    one, other = GrantFactory(duty="administrator"), GrantFactory(duty="administrator")
    if how == "withdraw":
        works = [partial(accounts.withdraw, granted=one, by=other.user), partial(accounts.withdraw, granted=other, by=one.user)]
    else:
        works = [
            partial(accounts.close_account, user=one.user, by=other.user),
            partial(accounts.close_account, user=other.user, by=one.user),
        ]
    done = at_once(*works)
    assert sorted(type(answer).__name__ for answer in done) == ["LastAdministratorError", "NoneType"]
    assert Grant.objects.filter(duty="administrator", user__is_active=True).count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_colleague_is_asked_once_by_two_clicks():
    asker, colleague = EmployeeFactory(with_user=True), EmployeeFactory(with_user=True)
    entry = ImpactEntryFactory(employee=asker)
    done = at_once(*(partial(impact.ask, entry=entry, colleague=colleague, by=asker.user) for _ in range(3)))
    assert Endorsement.objects.count() == Notice.objects.count() == 1
    assert {type(one).__name__ for one in done} <= {"Endorsement", "ImpactError"}
