"""The page of notices: one's own, of people still in one's line, and what is new."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from employees import reporting_line
from employees.models import Notice, NoticeLine
from employees.views.notices import NOTICES_A_PAGE
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def tell(to, about=None, subject="Your licence lapses in 20 days", **fields):
    recipient = {"to_person": to} if hasattr(to, "hired_on") else {"to_account": to}
    return Notice.objects.create(
        **recipient, about=about, subject=subject, text="It ends.", **{"kind": "credential", "on": TODAY, **fields}
    )


@pytest.fixture
def manager():
    return PositionFactory(employee__with_user=True, employee__first_name="Grace").employee


@pytest.fixture
def nurse(manager):
    person = PositionFactory(employee__with_user=True, employee__first_name="Amina", manager=manager).employee
    reporting_line.rebuild(TODAY)
    return person


def page_of(client, person_or_user):
    client.force_login(getattr(person_or_user, "user", person_or_user))
    return client.get(reverse("my-notices"))


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def subjects(response):
    return [notice.subject for notice in response.context["page"]]


def unread_in_navigation(response):
    return next(link.unread for group in response.context["navigation"] for link in group.links if link.label == "Notices")


def test_the_holder_and_the_manager_each_see_their_own(client, nurse, manager):
    tell(nurse, about=nurse, subject="Yours")
    tell(manager, about=nurse, subject="Amina's")
    assert subjects(page_of(client, nurse)) == ["Yours"]
    seen = page_of(client, manager)
    assert subjects(seen) == ["Amina's"]
    assert f"The path of {nurse.name}" in text_of(seen)
    assert subjects(page_of(client, EmployeeFactory(with_user=True))) == []


def test_a_manager_sees_no_notice_about_somebody_who_is_not_in_the_line_any_more(client, nurse, manager):
    tell(manager, about=nurse)
    position = nurse.positions.get()
    position.end = TODAY
    position.save()
    PositionFactory(employee=nurse, manager=EmployeeFactory(), start=TODAY, reason="lateral")
    reporting_line.rebuild(TODAY)
    seen = page_of(client, manager)
    assert subjects(seen) == []
    assert unread_in_navigation(seen) == 0


def test_a_digest_names_those_alone_whose_record_is_open_today(client):
    ward, office = UnitFactory(), UnitFactory()
    partner = GrantFactory(duty="hr-partner", unit=ward).user
    digest = tell(partner, kind="credential-digest", subject="Credentials in your units: 2 reminders")
    for unit, name in ((ward, "Inside"), (office, "Moved-away")):
        person = PositionFactory(unit=unit).employee
        NoticeLine.objects.create(notice=digest, about=person, text=f"{name}: Licence")
    text = text_of(page_of(client, partner))
    assert "Inside: Licence" in text
    assert "Moved-away" not in text


def test_who_is_hr_partner_no_longer_sees_no_digest(client):
    account = UserFactory()
    tell(account, kind="credential-digest")
    assert subjects(page_of(client, account)) == []


def test_who_left_sees_nothing(client, nurse):
    tell(nurse, about=nurse)
    nurse.left_on = TODAY
    nurse.save()
    assert page_of(client, nurse).url == "/sign-in/?next=/me/notices/"


def test_the_navigation_counts_what_is_new(client, nurse):
    first, _ = tell(nurse, about=nurse), tell(nurse, about=nurse)
    assert unread_in_navigation(page_of(client, nurse)) == 2
    first.read_at = timezone.now()
    first.save()
    response = client.get(reverse("families"))
    assert unread_in_navigation(response) == 1
    assert "Notices 1 unread" in text_of(response)


def test_one_is_marked_as_read(client, nurse):
    one, other = tell(nurse, about=nurse), tell(nurse, about=nurse)
    client.force_login(nurse.user)
    assert client.post(reverse("my-notices-read"), {"notice": one.pk}).url == reverse("my-notices")
    assert list(Notice.objects.unread()) == [other]


def test_all_are_marked_as_read_and_reading_again_keeps_the_first_time(client, nurse, manager):
    long_ago = timezone.now() - dt.timedelta(days=3)
    read = tell(nurse, about=nurse, read_at=long_ago)
    tell(nurse, about=nurse)
    others = tell(manager, about=nurse)
    client.force_login(nurse.user)
    client.post(reverse("my-notices-read"))
    assert list(Notice.objects.unread()) == [others]
    read.refresh_from_db()
    assert read.read_at == long_ago


@pytest.mark.parametrize("number", ["another's", "7" * 30, "seven", "-1"])
def test_what_is_not_ones_own_is_not_marked(client, nurse, manager, number):
    others = tell(manager, about=nurse)
    mine = tell(nurse, about=nurse)
    client.force_login(nurse.user)
    client.post(reverse("my-notices-read"), {"notice": others.pk if number == "another's" else number})
    assert set(Notice.objects.unread()) == {mine, others}


def test_nothing_is_marked_by_a_link(client, nurse):
    tell(nurse, about=nurse)
    client.force_login(nurse.user)
    assert client.get(reverse("my-notices-read")).status_code == 405
    assert Notice.objects.unread().exists()


def test_an_empty_page_says_what_will_come(client, nurse):
    assert "you are told here" in text_of(page_of(client, nurse))


def test_a_page_of_many_takes_as_many_queries_as_one_of_one(client, nurse, manager, django_assert_max_num_queries):
    GrantFactory(user=manager.user, duty="hr-partner", unit=nurse.positions.get().unit)
    client.force_login(manager.user)

    def fill(count, on):
        for number in range(count):
            tell(manager, about=nurse)
            digest = tell(manager.user, kind="credential-digest", on=on + dt.timedelta(days=number))
            for _ in range(count):
                NoticeLine.objects.create(notice=digest, about=nurse, text="Licence")

    fill(1, TODAY)
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("my-notices"))
    fill(12, TODAY + dt.timedelta(days=1))
    with django_assert_max_num_queries(12) as many:
        response = client.get(reverse("my-notices"))
    assert len(one) == len(many)
    assert len(subjects(response)) == NOTICES_A_PAGE
    assert "Page 1 of 2" in text_of(response)


def test_a_number_that_no_row_has_changes_nothing(client, nurse):
    told = tell(nurse, about=nurse)
    page_of(client, nurse)
    for number in ("9" * 5000, "none", "-1"):
        assert client.post(reverse("my-notices-read"), {"notice": number}).status_code == 302
    told.refresh_from_db()
    assert told.read_at is None
