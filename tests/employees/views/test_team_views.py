"""Views of the team board: kept, opened, renamed and removed by their own account; by page and by API."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employees import reporting_line, team_views
from employees.models import AuditEvent, Employee, TeamView, User
from tests.factories.employees import EmployeeFactory, PositionFactory, UserFactory

pytestmark = pytest.mark.django_db
ASKED = {"reach": "line", "show": "overdue", "text": "Ward", "sort": "-name"}


@pytest.fixture
def lead() -> Employee:
    person: Employee = EmployeeFactory(user=UserFactory())
    PositionFactory(employee=person)
    PositionFactory(manager=person)
    reporting_line.rebuild(timezone.localdate())
    return person


@pytest.fixture
def reader(client: Client, lead: Employee) -> Client:
    client.force_login(lead.user)  # type: ignore[arg-type]  # made with one
    return client


def kept(by: User | None, name: str = "Mondays") -> TeamView:
    assert by is not None
    return team_views.save_view(name=name, asked=ASKED, by=by)


def test_what_is_shown_is_kept_under_a_name_and_opens_so(reader: Client, lead: Employee):
    answer = reader.post(reverse("team-views"), {"name": "Mondays", **ASKED})
    view = TeamView.objects.get()
    assert (view.account, view.name, view.reach, view.show, view.text, view.sort) == (lead.user, "Mondays", *ASKED.values())
    assert answer["Location"] == "/team/?reach=line&show=overdue&q=Ward&sort=-name"
    board = reader.get(answer["Location"]).context["board"]
    assert board.form_fields == ASKED
    assert AuditEvent.objects.get(kind="employees.teamview").verb == "added"


def test_the_same_name_takes_the_place_of_what_was_kept(reader: Client, lead: Employee):
    kept(lead.user)
    reader.post(reverse("team-views"), {"name": "mondays", "show": "ready"})
    view = TeamView.objects.get()
    assert (view.name, view.asked) == ("mondays", {"show": "ready"})


@pytest.mark.parametrize("sent", [{"name": ""}, {"name": "x" * 61}, {"name": "Odd", "show": "nonsense"}, {"name": "Odd", "sort": "salary"}])
def test_nonsense_is_kept_nowhere_and_comes_back(reader: Client, sent: dict[str, str]):
    answer = reader.post(reverse("team-views"), sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not TeamView.objects.exists()


def test_a_name_that_only_looks_another_is_the_same_to_the_database(reader: Client, lead: Employee):
    for name in ("k", "\N{KELVIN SIGN}"):
        team_views.save_view(name=name, asked={}, by=User.objects.get(employee=lead))
    assert TeamView.objects.count() == (1 if connection.vendor == "postgresql" else 2)  # SQLite lowers plain letters alone


def test_twenty_are_enough(reader: Client, lead: Employee):
    for number in range(team_views.MOST):
        kept(lead.user, f"View {number}")
    page = reader.post(reverse("team-views"), {"name": "One more"}).content.decode()
    assert "You keep 20 views already" in page
    assert 'value="One more"' in page
    assert reader.post(reverse("team-views"), {"name": "View 3"}).status_code == 302
    assert TeamView.objects.count() == team_views.MOST


def test_one_is_renamed_and_removed(reader: Client, lead: Employee):
    view = kept(lead.user)
    kept(lead.user, "Other")
    step = reverse("team-view-step", args=[view.pk, "rename"])
    for name, words in (("other", "You keep another view"), ("", "A view needs a name")):
        assert words in reader.post(step, {"name": name}, follow=True).content.decode()
    assert "Now called" in reader.post(step, {"name": "Fridays"}, follow=True).content.decode()
    view.refresh_from_db()
    assert (view.name, view.asked["show"]) == ("Fridays", "overdue")
    reader.post(reverse("team-view-step", args=[view.pk, "remove"]))
    assert [one.name for one in TeamView.objects.all()] == ["Other"]


def test_nobody_opens_those_of_somebody_else(reader: Client):
    view = kept(UserFactory())
    for step in ("rename", "remove", "nowhere"):
        assert reader.post(reverse("team-view-step", args=[view.pk, step]), {"name": "Mine"}).status_code == 404
    assert reader.get(reverse("api-team-view", args=[view.pk])).status_code == 404
    assert reader.get(reverse("api-team-views")).json() == {"results": []}
    assert "Mondays" not in reader.get(reverse("team")).content.decode()
    view.refresh_from_db()
    assert view.name == "Mondays"


def test_who_has_not_signed_in_and_who_reads_are_refused(client: Client, lead: Employee):
    view = kept(lead.user)
    for path in (reverse("team-views"), reverse("team-view-step", args=[view.pk, "remove"])):
        assert client.post(path)["Location"].startswith("/sign-in/")
    client.force_login(lead.user)  # type: ignore[arg-type]  # made with one
    assert client.get(reverse("team-views")).status_code == 405
    assert client.get(reverse("team-view-step", args=[view.pk, "remove"])).status_code == 405


def test_the_api_does_the_same(reader: Client):
    sent = {"name": "Mondays", **ASKED}
    made = reader.post(reverse("api-team-views"), sent, content_type="application/json")
    assert made.status_code == 201
    one = made["Location"]
    assert reader.get(one).json() == {"id": made.json()["id"], **sent}
    assert reader.get(reverse("api-team-views")).json()["results"] == [made.json()]
    assert reader.patch(one, {"name": "Fridays"}, content_type="application/json").json()["name"] == "Fridays"
    reader.post(reverse("api-team-views"), {"name": "Other"}, content_type="application/json")
    assert reader.patch(one, {"name": "OTHER"}, content_type="application/json").status_code == 409
    assert reader.patch(one, {"name": ""}, content_type="application/json").status_code == 400
    assert reader.post(reverse("api-team-views"), {"name": "Odd", "show": "no"}, content_type="application/json").status_code == 400
    assert reader.delete(one).status_code == 204
    assert reader.get(one).status_code == 404
