"""What somebody with an account and this source tried, beside what other files try: SECURITY.md tells it as a whole."""

import datetime as dt
import io
import zipfile
from functools import partial
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees import accounts, disputes, impact, outbox, promises, reporting_line, services, tokens
from employees.conversations import ending, notes, points, scheduling
from employees.models import (
    Action,
    AgendaPoint,
    ApiToken,
    Aspiration,
    AuditEvent,
    Conversation,
    Employee,
    Endorsement,
    Erasure,
    Grant,
    Invitation,
    LegalHold,
    Notice,
    NoticeLine,
    Promise,
    User,
)
from employees.plans import practice
from employees.sign_in import invitations
from pathways.services import frameworks
from promotions import findings
from promotions import services as policies
from promotions.models import Finding, PolicyRule
from promotions.personal_data import erasing
from promotions.personal_data.archive import archive
from promotions.personal_data.rows import Person
from skills import tables
from tests.at_once import at_once, on_postgresql
from tests.employees.scim.directory import Directory, new_directory
from tests.employees.sign_in.conftest import PASSWORD
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import (
    DelegationFactory,
    EmployeeFactory,
    GrantFactory,
    ImpactEntryFactory,
    PositionFactory,
    PracticeCycleFactory,
    PromiseFactory,
    UserFactory,
)
from tests.factories.pathways import RoleProfileFactory
from tests.factories.promotions import FindingFactory

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


# --- Between an employee and whoever leads them ---------------------------------------------------


@pytest.fixture
def ward() -> Ward:
    return open_ward()


def client_of(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(User.objects.get(pk=user.pk))
    return client


def account_of(person: Employee) -> User:
    return User.objects.get(employee=person)


def another_manager(ward: Ward) -> Employee:
    """Let somebody else lead the nurse from today on."""
    today, new = timezone.localdate(), EmployeeFactory(with_user=True, last_name="Newcomer")
    held = ward.nurse.positions.get()
    ward.nurse.positions.update(end=today)
    PositionFactory(employee=new, manager=ward.matron, role=None)
    PositionFactory(employee=ward.nurse, manager=new, unit=held.unit, role=held.role, start=today, reason="reorganisation")
    reporting_line.rebuild(today)
    return new


def talk_of(ward: Ward) -> Conversation:
    at = timezone.now() + dt.timedelta(days=3)
    return scheduling.schedule(employee=ward.nurse, manager=ward.manager, at=at, by=ward.lead)


def test_whoever_stands_in_for_their_own_manager_is_not_their_own_manager(ward: Ward):
    """They could promise themselves anything in the manager's name, and plan a conversation that the manager never accepted."""
    today = timezone.localdate()
    DelegationFactory(manager=ward.manager, colleague=ward.nurse, start=today, end=today + dt.timedelta(days=9))
    client, soon, at = client_of(ward.own), str(today + dt.timedelta(days=5)), timezone.localtime() + dt.timedelta(days=2)
    said = {"to": str(ward.nurse.pk), "text": "A promotion by June", "due_on": soon}
    assert "You promise something to" in client.post("/promises/new/", said).content.decode()
    assert client.post("/api/v1/promises/", said, "application/json").status_code == 400
    planned = {"at": f"{at:%Y-%m-%dT%H:%M}", "minutes": "30"}
    assert client.post(f"/people/{ward.nurse.pk}/conversation/", planned).status_code == 404
    by_program = {"person": ward.nurse.pk, "at": at.isoformat(), "minutes": 30}
    assert client.post("/api/v1/conversations/", by_program, "application/json").status_code == 404
    promised = PromiseFactory(employee=ward.nurse, promised_by=ward.manager)
    assert client.post(f"/promises/{promised.pk}/keep/", {}).status_code == 403
    assert not Conversation.objects.exists()
    assert Promise.objects.get() == promised


def test_an_export_tells_a_former_manager_no_more_than_the_pages_do(ward: Ward):
    promised = PromiseFactory(employee=ward.nurse, promised_by=ward.manager, text="Budget")
    promises.keep(promise=promised, note="Zanzibar", by=ward.lead)
    promises.reopen(promise=promised, why="Ouagadougou", by=ward.own)
    assert "Ouagadougou" in exported_to(ward.lead)
    new = another_manager(ward)
    promises.offer(promise=promised, manager=new, due_on=timezone.localdate(), text="Timbuktu", why="Samarkand", by=account_of(new))
    promises.agree(promise=promised, by=ward.own)
    assert {word for word in ("Ouagadougou", "Samarkand", "Timbuktu") if word in exported_to(ward.lead)} == set()
    assert {word for word in ("Zanzibar", "Samarkand", "Timbuktu") if word not in exported_to(ward.own)} == set()
    assert {word for word in ("Samarkand", "Timbuktu") if word not in exported_to(account_of(new))} == set()


def exported_to(user: User) -> str:
    account = User.objects.get(pk=user.pk)
    packed = zipfile.ZipFile(io.BytesIO(b"".join(archive(Person(account, account.employee)))))
    return "".join(packed.read(name).decode() for name in packed.namelist())


def test_mail_that_has_waited_names_nobody_whom_its_reader_leads_no_more(ward: Ward, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    today, when = timezone.localdate(), timezone.now()
    told = {"to_person": ward.manager, "on": today, "mail": "waiting", "mail_next_at": when, "text": "x"}
    digest = Notice.objects.create(kind="nudges", subject="Digest", **told)
    for about in (ward.nurse, ward.manager):
        NoticeLine.objects.create(notice=digest, about=about, text=f"{about.last_name} waits")
    about_one = Notice.objects.create(kind="dispute", subject="Of the nurse", about=ward.nurse, **told)
    with time_machine.travel(when + dt.timedelta(days=1)):
        another_manager(ward)
        list(outbox.send_waiting())
    (sent,) = mail.outbox
    assert "Manager waits" in sent.body
    assert "Nurse waits" not in sent.body
    about_one.refresh_from_db()
    assert (about_one.mail, about_one.mail_next_at) == ("none", None)


def test_a_point_about_a_wish_goes_from_the_managers_page_with_the_wish(ward: Ward):
    role = RoleProfileFactory(name="Cartographer", version=ward.profile.version).role
    wish = services.aspire(employee=ward.nurse, role=role, goal="field", on=timezone.localdate(), by=ward.own)
    services.share_aspiration(aspiration=wish, on=timezone.localdate(), by=ward.own)
    talk = talk_of(ward)
    for key in (f"wish-{role.pk}", f"turn-{role.pk}-2026-01-01"):
        points.settle(conversation=talk, outcome="deferred", key=key, text="About Cartographer", by=ward.lead)
    scheduling.cancel(conversation=talk, by=ward.lead)
    later = talk_of(ward)
    assert AgendaPoint.objects.filter(conversation=later, text="About Cartographer").count() == 2
    pages = [f"/{start}conversations/{one.pk}/" for start in ("", "api/v1/") for one in (talk, later)]
    assert [page for page in pages if "Cartographer" not in client_of(ward.lead).get(page).content.decode()] == []
    services.keep_aspiration_private(aspiration=Aspiration.objects.get(), by=ward.own)
    assert [page for page in pages if "Cartographer" in client_of(ward.lead).get(page).content.decode()] == []
    assert "Cartographer" in client_of(ward.own).get(pages[0]).content.decode()


def test_a_note_that_is_refused_shows_the_page_and_tells_the_trail(ward: Ward):
    """What is looked at by sending something wrong is looked at all the same."""
    talk = talk_of(ward)
    client, looks = client_of(ward.lead), AuditEvent.objects.filter(verb="looked", whom=ward.nurse.pk)
    before = looks.count()
    answer = client.post(f"/conversations/{talk.pk}/notes/draft/", {"text": "x", "version": "none"})
    assert ward.nurse.name in answer.content.decode()
    assert looks.count() == before + 1


def test_the_record_of_a_conversation_asks_again_who_one_is(ward: Ward):
    talk = talk_of(ward)
    client = client_of(ward.lead)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=20)):
        assert client.get(f"/conversations/{talk.pk}/conversation.pdf").headers["Location"].startswith("/confirm/")


# --- Tokens that may less than their owner --------------------------------------------------------


def token_of(user: User, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.create(user=user, name='x', wanted=scopes, days=7, by=user)[1]}"}


def test_a_token_for_ones_own_notes_reads_no_shared_ones(ward: Ward):
    """A draft that is not begun is told as what is shared, which takes the scope of conversations."""
    talk = talk_of(ward)
    notes.share(conversation=talk, text="Zanzibar", version=0, base=0, by=ward.lead)
    path = f"/api/v1/conversations/{talk.pk}/notes/draft/"
    assert Client().get(path, headers=token_of(ward.own, "read:me")).json()["text"] == ""
    assert Client().get(path, headers=token_of(ward.own, "read:me", "read:people")).json()["text"] == "Zanzibar"


def test_a_token_that_may_not_read_guesses_nothing_by_a_tag(ward: Ward):
    """412 for a wrong guess and another refusal for a right one would tell a short answer, one guess after another."""
    path, body = "/api/v1/me/nudges/", {"weekday": 99}
    shown = client_of(ward.own).get(path)
    for guess in (shown.headers["ETag"], '"wrong"', "*"):
        answer = Client().patch(path, body, "application/json", headers=token_of(ward.own, "write:me") | {"If-Match": guess})
        assert (answer.status_code, "read:me" in answer.content.decode()) == (403, True), guess


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


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_record_is_held_or_erased_and_never_both():
    """A hold that was granted while an erasure waited for it was not seen by that erasure."""
    left = timezone.localdate() - dt.timedelta(days=10)
    admin, gone = GrantFactory(duty="administrator").user, EmployeeFactory.create_batch(4, left_on=left)
    for person in gone:
        holding = partial(erasing.hold, employee=person, reason="In court", by=admin)
        done = at_once(holding, partial(erasing.erase_one, employee=person, reason="Asked for it", by=admin))
        assert sum(isinstance(one, erasing.ErasureRefusedError) for one in done) == 1, done
        assert LegalHold.objects.in_force().filter(employee=person).exists() != Erasure.objects.filter(employee=person).exists()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_record_is_erased_once_by_two_who_both_ask():
    admin, gone = GrantFactory(duty="administrator").user, EmployeeFactory(left_on=timezone.localdate() - dt.timedelta(days=10))
    done = at_once(*(partial(erasing.erase_one, employee=gone, reason="Asked for it", by=admin) for _ in range(3)))
    assert sorted(type(one).__name__ for one in done) == ["ErasureRefusedError", "ErasureRefusedError", "NoneType"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_what_two_do_at_once_in_a_conversation_is_done_once(ward: Ward):
    today, talk = timezone.localdate(), talk_of(ward)
    for user in (ward.lead, ward.own):
        ending.commit(conversation=talk, text="x", due_on=today + dt.timedelta(days=3), by=user)
    finished = at_once(*(partial(ending.finish, conversation=talk, held_on=today, by=user) for user in (ward.lead, ward.own)))
    assert sorted(type(one).__name__ for one in finished) == ["ConversationError", "NoneType"]
    assert (Promise.objects.count(), Action.objects.count()) == (1, 1)
    shared = partial(notes.share, conversation=talk, text="Afterwards", version=0, base=0, by=ward.lead)
    signing, again = (partial(ending.sign, conversation=talk, by=ward.own) for _ in range(2))
    signed = at_once(signing, again, shared)
    assert sorted(type(one).__name__ for one in signed[:2]) == ["ConversationError", "NoneType"]
    talk.refresh_from_db()
    assert talk.employee_signed_at is not None
    later = talk.notes.filter(kind="shared", changed_at__gt=talk.employee_signed_at)
    assert not later.exists()
    promised = Promise.objects.get()
    ended = at_once(
        partial(promises.keep, promise=promised, by=ward.lead), partial(promises.withdraw, promise=promised, why="x", by=ward.lead)
    )
    assert sorted(type(one).__name__ for one in ended) == ["PromiseError", "PromiseStep"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_dispute_is_raised_and_a_colleague_asked_once_by_two_clicks(ward: Ward):
    said = partial(disputes.raise_dispute, employee=ward.nurse, kind="skill", skill=ward.care.pk, wanted_level=3, by=ward.own)
    raising = partial(said, stood="2", wrong="I can.", wanted="3")
    assert sorted(type(one).__name__ for one in at_once(raising, raising)) == ["Dispute", "DisputeError"]
    cycle, today = PracticeCycleFactory(goal__plan__employee=ward.nurse), timezone.localdate()
    asking = partial(practice.ask_feedback, cycle=cycle, asked=ward.matron, question="How?", on=today, by=ward.own)
    assert sorted(type(one).__name__ for one in at_once(asking, asking)) == ["FeedbackRequest", "PlanError"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_what_two_publish_at_once_gets_two_numbers():
    """The second of two administrators was answered with 500."""
    admin, today = GrantFactory(duty="administrator").user, timezone.localdate()
    publishing = partial(policies.publish_policy, name="New", effective_from=today, by=admin)
    done = at_once(*(partial(publishing, rules=[PolicyRule()]) for _ in range(3)))
    assert sorted(version.number for version in done) == [1, 2, 3]
    version = RoleProfileFactory(version__number=1).version
    copies = at_once(*(partial(frameworks.copy_version, version=version, by=admin) for _ in range(3)))
    assert sorted(copy.number for copy in copies) == [2, 3, 4]
    published = at_once(*(partial(frameworks.publish, version=copies[0], effective_from=today, by=admin) for _ in range(2)))
    assert sorted(type(one).__name__ for one in published) == ["FrameworkVersion", "PublicationError"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_hand_over_a_finding_at_once_leave_one_owner_and_both_steps():
    one, other = GrantFactory(duty="hr-auditor").user, GrantFactory(duty="hr-auditor").user
    finding, until = FindingFactory(), timezone.localdate() + dt.timedelta(days=9)
    done = at_once(*(partial(findings.hand_over, finding=Finding.objects.get(), owner=to, due_on=until, by=one) for to in (one, other)))
    assert [type(step).__name__ for step in done] == ["FindingStep", "FindingStep"]
    finding.refresh_from_db()
    assert finding.owner.email in finding.steps.order_by("pk").last().text
    assert finding.steps.filter(kind="handed").count() == 2
