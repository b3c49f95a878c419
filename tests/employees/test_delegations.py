"""Standing in for a manager: whom it opens, on which days, to whom never, and who may name whom."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from employees import access, delegations, reporting_line, trail
from employees.delegations import DelegationError
from employees.models import AuditEvent, Delegation, Employee, Notice, User
from tests.factories.employees import DelegationFactory, EmployeeFactory, GrantFactory, PositionFactory, UnitFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Team:
    """`chief` leads `manager`, who leads `nurse`; `peer` leads `porter`; `colleague` leads nobody."""

    chief: Employee
    manager: Employee
    nurse: Employee
    peer: Employee
    porter: Employee
    colleague: Employee


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False) as travel:
        yield travel


@pytest.fixture
def team() -> Team:
    people = {name: EmployeeFactory(number=name, last_name=name, with_user=True) for name in Team.__dataclass_fields__}
    ward = UnitFactory(code="ward")
    leads = {"chief": None, "manager": "chief", "nurse": "manager", "peer": "chief", "porter": "peer", "colleague": "chief"}
    for name, manager in leads.items():
        PositionFactory(employee=people[name], unit=ward, manager=people[manager] if manager else None)
    reporting_line.rebuild(TODAY)
    return Team(**{name: Employee.objects.select_related("line", "user").get(pk=person.pk) for name, person in people.items()})


def seen_by(person: Employee) -> set[str]:
    return set(Employee.objects.visible_to(user_of(person)).values_list("number", flat=True))


def user_of(person: Employee) -> User:
    """Return the account as a request reads it: anew."""
    return User.objects.get(employee=person)


def stand_in(team: Team) -> Delegation:
    span = {"start": TODAY, "end": TODAY + 7 * DAY}
    return delegations.delegate(manager=team.manager, colleague=team.colleague, **span, by=user_of(team.manager), why="On holiday")


# --- Whom it opens, and when ----------------------------------------------------------------------


def test_it_opens_the_managers_line_and_not_the_manager(team: Team):
    assert seen_by(team.colleague) == {"colleague"}
    stand_in(team)
    assert seen_by(team.colleague) == {"colleague", "nurse"}


@pytest.mark.parametrize(("day", "open_"), [(-1, False), (0, True), (6, True), (7, False), (40, False)])
def test_it_holds_from_its_first_day_up_to_its_end(team: Team, today: Any, day: int, open_: bool):
    stand_in(team)
    today.move_to(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC) + day * DAY)
    assert ("nurse" in seen_by(team.colleague)) is open_


def test_it_is_not_handed_on(team: Team):
    stand_in(team)
    DelegationFactory(manager=team.colleague, colleague=team.porter, start=TODAY, end=TODAY + DAY)
    assert seen_by(team.porter) == {"porter"}


def test_it_follows_the_line_of_the_day(team: Team):
    stand_in(team)
    team.nurse.positions.update(manager=team.peer)
    reporting_line.rebuild(TODAY)
    assert seen_by(team.colleague) == {"colleague"}


def test_a_manager_who_leaves_leaves_nobody_to_stand_in_for(team: Team):
    stand_in(team)
    team.manager.positions.all().delete()
    reporting_line.rebuild(TODAY)
    assert "nurse" not in seen_by(team.colleague)


def test_a_colleague_who_leaves_sees_nothing(team: Team):
    stand_in(team)
    Employee.objects.filter(pk=team.colleague.pk).update(left_on=TODAY)
    assert seen_by(team.colleague) == set()


def test_who_stands_in_answers_for_the_line_and_is_told_of_it(team: Team):
    stand_in(team)
    Notice.objects.create(to_person=team.colleague, about=team.nurse, kind="credential", on=TODAY, subject="x", text="x")
    user = user_of(team.colleague)
    assert set(Employee.objects.filter(access.of(user).answered_for())) == {team.nurse}
    assert access.of(user).leads
    assert Notice.objects.visible_to(user).count() == 1


def test_the_trail_says_in_whose_absence(team: Team):
    stand_in(team)
    before = AuditEvent.objects.count()
    trail.looked(team.nurse, by=user_of(team.colleague))
    trail.looked(team.nurse, by=user_of(team.manager))
    newest = list(AuditEvent.objects.order_by("pk")[before:].values_list("who", "acting_for"))
    assert newest == [(team.colleague.user_id, team.manager.pk), (team.manager.user_id, None)]


def test_who_reaches_the_record_anyway_acts_for_nobody(team: Team):
    DelegationFactory(manager=team.manager, colleague=team.chief, start=TODAY, end=TODAY + DAY)
    trail.looked(team.nurse, by=user_of(team.chief))
    assert AuditEvent.objects.get().acting_for is None


def test_who_stands_in_for_nobody_costs_no_query(team: Team, client: Client, django_assert_num_queries: Any):
    client.force_login(user_of(team.colleague))
    request: Any = type("Request", (), {"session": client.session})()
    user = get_user(request)
    with django_assert_num_queries(0):
        assert access.of(user).delegated == []


# --- Naming somebody ------------------------------------------------------------------------------


def test_naming_is_in_the_trail_of_the_manager(team: Team):
    stand_in(team)
    event = AuditEvent.objects.get()
    assert (event.verb, event.whom, event.why) == ("added", team.manager.pk, "On holiday")
    assert event.details == {"start": "2026-03-02", "end": "2026-03-09"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"start": TODAY - DAY}, "is past"),
        ({"end": TODAY}, "before it begins"),
        ({"end": TODAY + 400 * DAY}, "longer than a year"),
        ({"manager": "colleague", "colleague": "nurse"}, "Nobody reports to"),
        ({"colleague": "manager"}, "for themselves"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(team: Team, change: dict[str, Any], sentence: str):
    told: dict[str, Any] = {"manager": "manager", "colleague": "colleague", "start": TODAY, "end": TODAY + DAY} | change
    people: dict[str, Any] = {name: getattr(team, str(told[name])) for name in ("manager", "colleague")}
    with pytest.raises(DelegationError, match=sentence):
        delegations.delegate(**(told | people), by=user_of(team.manager))
    assert not AuditEvent.objects.exists()


def test_who_has_left_cannot_stand_in(team: Team):
    team.colleague.left_on = TODAY
    with pytest.raises(DelegationError, match="not employed"):
        stand_in(team)


def test_nobody_opens_a_line_to_themselves_by_looking_after_its_manager(team: Team):
    """Of the manager's unit one is HR partner, of all below not."""
    partner = user_of(team.colleague)
    GrantFactory(user=partner, duty="hr-partner", unit=team.chief.positions.get().unit)
    with pytest.raises(DelegationError, match="names themselves"):
        delegations.delegate(manager=team.chief, colleague=team.colleague, start=TODAY, end=TODAY + DAY, by=partner)
    assert delegations.delegate(manager=team.chief, colleague=team.peer, start=TODAY, end=TODAY + DAY, by=partner).colleague == team.peer


def test_one_at_a_time_stands_in(team: Team):
    stand_in(team)
    with pytest.raises(DelegationError, match="stands in from"):
        delegations.delegate(manager=team.manager, colleague=team.peer, start=TODAY + DAY, end=TODAY + 2 * DAY, by=user_of(team.manager))
    with pytest.raises(IntegrityError, match="delegation_no_overlap"), transaction.atomic():
        DelegationFactory(manager=team.manager, colleague=team.peer, start=TODAY + DAY, end=TODAY + 2 * DAY)


@pytest.mark.parametrize(("field", "law"), [("end", "delegation_has_an_end"), ("colleague", "delegation_to_somebody_else")])
def test_the_database_holds_it_too(team: Team, field: str, law: str):
    wrong: dict[str, Any] = {"end": None} if field == "end" else {"colleague": team.manager}
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        DelegationFactory(**({"manager": team.manager, "colleague": team.colleague} | wrong))


@pytest.mark.parametrize(("begins", "verb", "left"), [(-3, "ended", 1), (0, "removed", 0), (5, "removed", 0)])
def test_taking_back(team: Team, begins: int, verb: str, left: int):
    made = DelegationFactory(manager=team.manager, colleague=team.colleague, start=TODAY + begins * DAY, end=TODAY + 9 * DAY)
    delegations.end(delegation=made, by=user_of(team.manager))
    assert "nurse" not in seen_by(team.colleague)
    assert (Delegation.objects.count(), AuditEvent.objects.get().verb) == (left, verb)


def test_what_is_over_stays_as_it_was(team: Team):
    made = DelegationFactory(manager=team.manager, colleague=team.colleague, start=TODAY - 9 * DAY, end=TODAY - DAY)
    delegations.end(delegation=made, by=user_of(team.manager))
    made.refresh_from_db()
    assert made.end == TODAY - DAY
    assert not AuditEvent.objects.exists()


# --- The page -------------------------------------------------------------------------------------


def signed_in(client: Client, person: Employee) -> Client:
    client.force_login(user_of(person))
    return client


def send(client: Client, team: Team, **fields: str) -> Any:
    said = {"colleague": team.colleague.user.email, "start": "2026-03-02", "end": "2026-03-09", "why": "", **fields}  # type: ignore[union-attr]  # has one
    return client.post(reverse("my-delegations"), said)


def test_a_manager_names_a_colleague(team: Team, client: Client):
    answer = send(signed_in(client, team.manager), team, why="On holiday")
    assert (answer.status_code, answer["Location"]) == (302, reverse("my-delegations"))
    page = client.get(reverse("my-delegations")).content.decode()
    assert team.colleague.name in page
    assert "On holiday" in page


def test_hr_names_somebody_for_a_manager_of_their_units_alone(team: Team, client: Client):
    partner = EmployeeFactory(with_user=True)
    GrantFactory(user=partner.user, duty="hr-partner", unit=UnitFactory(code="elsewhere"))
    refused = send(signed_in(client, partner), team, manager="manager")
    assert "No manager for whom you may name" in refused.content.decode()
    GrantFactory(user=partner.user, duty="hr-partner", unit=team.manager.positions.get().unit)
    assert send(signed_in(client, partner), team, manager="manager").status_code == 302
    assert Delegation.objects.get().made_by == partner.user


def test_an_administrator_names_somebody_for_any_manager(team: Team, client: Client):
    client.force_login(GrantFactory(duty="administrator").user)
    assert send(client, team, manager="peer").status_code == 302
    assert Delegation.objects.get().manager == team.peer


def test_a_manager_cannot_name_for_another_by_a_field_in_the_body(team: Team, client: Client):
    send(signed_in(client, team.manager), team, manager="peer")
    assert Delegation.objects.get().manager == team.manager


def test_who_leads_nobody_names_nobody(team: Team, client: Client):
    assert send(signed_in(client, team.nurse), team).status_code == 403
    assert "Nobody is away" in client.get(reverse("my-delegations")).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"colleague": "nobody@example.org"}, "No colleague has this address"),
        ({"start": "soon"}, "This is not a day"),
        ({"end": ""}, "No day is given"),
        ({"end": "2026-03-01"}, "It would end before it begins"),
    ],
)
def test_wrong_input_is_answered_in_sentences(team: Team, client: Client, fields: dict[str, str], sentence: str):
    answer = send(signed_in(client, team.manager), team, **fields)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Delegation.objects.exists()


def test_a_manager_ends_it_and_who_stands_in_cannot(team: Team, client: Client):
    made = stand_in(team)
    url = reverse("delegation-end", args=[made.pk])
    assert signed_in(client, team.colleague).post(url).status_code == 403
    assert signed_in(client, team.peer).post(url).status_code == 404
    assert signed_in(client, team.manager).get(url).status_code == 405
    assert signed_in(client, team.manager).post(url).status_code == 302
    assert not Delegation.objects.exists()


def test_the_page_takes_as_many_queries_for_one_as_for_thirty(team: Team, client: Client, django_assert_max_num_queries: Any):
    signed_in(client, team.manager)

    def queries() -> int:
        with django_assert_max_num_queries(15) as captured:
            client.get(reverse("my-delegations"))
        return len(captured)

    stand_in(team)
    one = queries()
    for number in range(30):
        start = TODAY + (20 + 2 * number) * DAY
        DelegationFactory(manager=team.manager, colleague=EmployeeFactory(), start=start, end=start + DAY)
    assert queries() == one
