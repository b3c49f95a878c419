"""How long a session lasts, where else one is signed in, and every way in which that ends."""

import datetime as dt
import re
from collections.abc import Callable

import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from employees.models import BrowserSession, User
from employees.sign_in import sessions
from employees.sign_in.store import SessionStore
from tests.employees.sign_in.conftest import PASSWORD
from tests.factories.employees import UserFactory

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1"

Enter = Callable[..., Client]


def is_in(client: Client) -> bool:
    return client.get("/me/sign-in/").status_code == 200


def marks(client: Client) -> list[str]:
    return re.findall(r'name="session" value="(\w+)"', client.get("/me/sign-in/").content.decode())


def test_signing_in_gives_a_new_key_and_notes_where(person: User):
    client = Client(headers={"user-agent": FIREFOX})
    client.get("/sign-in/")
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.post("/sign-in/", {"username": person.email, "password": PASSWORD})
    row = BrowserSession.objects.get(account=person)
    assert row.session_key not in (before, None)
    assert (row.address, row.agent) == ("127.0.0.1", FIREFOX)
    assert not BrowserSession.objects.filter(session_key=before).exists()


def test_left_alone_it_ends_but_not_before_the_hour_is_over(person: User, enter: Enter):
    now = timezone.now()
    client = enter(person)
    with time_machine.travel(now + dt.timedelta(minutes=58), tick=False):
        assert is_in(client)
    with time_machine.travel(now + dt.timedelta(minutes=58 + 58), tick=False):
        assert is_in(client)  # the visit before moved the clock on
    with time_machine.travel(now + dt.timedelta(minutes=58 + 58 + 66), tick=False):
        response = client.get("/families/", follow=True)
        assert response.redirect_chain[-1][0] == "/sign-in/?next=/families/"
        assert "this browser was signed out" in response.content.decode()
        assert not BrowserSession.objects.filter(account=person).exists()


def test_no_visit_makes_it_last_longer_than_half_a_day(person: User, enter: Enter):
    now, client = timezone.now(), None
    client = enter(person)
    for hour in range(1, 12):
        with time_machine.travel(now + dt.timedelta(hours=hour), tick=False):
            assert is_in(client)
    with time_machine.travel(now + dt.timedelta(hours=12, minutes=1), tick=False):
        assert not is_in(client)


def test_a_visit_is_written_down_every_five_minutes_at_most(person: User, enter: Enter, django_assert_num_queries: Callable):
    client = enter(person)
    seen = BrowserSession.objects.get(account=person).seen_at
    assert seen
    assert is_in(client)
    assert BrowserSession.objects.get(account=person).seen_at == seen
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6), tick=False):
        assert is_in(client)
    later = BrowserSession.objects.get(account=person).seen_at
    assert later
    assert later > seen


def test_a_session_without_facts_is_over(person: User):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session.save()
    client = Client()
    client.cookies["sessionid"] = str(session.session_key)
    assert not is_in(client)


def test_my_page_lists_every_place_and_no_key(person: User, enter: Enter):
    here, there = enter(person, **{"user-agent": FIREFOX}), enter(person, **{"user-agent": IPHONE})
    page = here.get("/me/sign-in/").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on an iPhone" in page
    assert str(there.session.session_key) not in page
    assert len(marks(here)) == 1


def test_one_place_is_signed_out_and_the_others_stay(person: User, enter: Enter):
    here, there, third = enter(person), enter(person), enter(person)
    (mark,) = [mark for mark in marks(here) if mark == sessions.mark_of(str(there.session.session_key))]
    assert here.post("/me/sign-in/end/", {"session": mark}).status_code == 302
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)


def test_the_session_of_another_account_is_out_of_reach(person: User, enter: Enter):
    other = enter(UserFactory(password=PASSWORD))
    response = enter(person).post("/me/sign-in/end/", {"session": sessions.mark_of(str(other.session.session_key))}, follow=True)
    assert "signed out already" in response.content.decode()
    assert is_in(other)


def test_signing_out_everywhere_ends_this_place_too_and_nobody_elses(person: User, enter: Enter):
    here, there, other = enter(person), enter(person), enter(UserFactory(password=PASSWORD))
    here.post("/me/sign-in/end-all/")
    assert (is_in(here), is_in(there), is_in(other)) == (False, False, True)


def test_closing_the_account_shuts_its_browsers_out_at_once(person: User, enter: Enter):
    client = enter(person)
    User.objects.filter(pk=person.pk).update(is_active=False)  # as the HR feed does with those who left
    assert not is_in(client)


def test_expired_sessions_are_forgotten(person: User, enter: Enter):
    client = enter(person)
    BrowserSession.objects.filter(account=person).update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert sessions.forget_expired() == 1
    assert not is_in(client)


def test_devices_are_named_in_few_words():
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
    assert [sessions.device_of(agent) for agent in (edge, "curl/8", "")] == [
        "Edge on Windows",
        "A browser or program",
        "A browser or program",
    ]
