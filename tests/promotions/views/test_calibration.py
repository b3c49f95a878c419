"""The page, the file and the API of how managers rate: whom each reader sees, and what is said."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employees import reporting_line
from employees.models import AuditEvent, Employee, Unit, User
from promotions.models import RatingDrift, UsualDifference
from promotions.presenters.calibration_page import says
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def drifting(name: str, drift: tuple[int, int, int] = (-20, 5, 30), unit: Unit | None = None, manager: Employee | None = None) -> Employee:
    person: Employee = EmployeeFactory(first_name="Ada", last_name=name, user=UserFactory())
    PositionFactory(employee=person, manager=manager, **({"unit": unit} if unit else {}))
    low, middle, high = drift
    counts = {"with_self": 40, "with_peer": 3, "with_test": 0, "with_credential": 0, "with_manager": 0}
    RatingDrift.objects.create(manager=person, people=8, drift=middle, low=low, high=high, on=TODAY, **counts)
    return person


def names_on(client: Client, reader: User | None, **asked: str) -> list[str]:
    assert reader is not None
    client.force_login(reader)
    return [row.drift.manager.last_name for row in client.get(reverse("calibration"), asked).context["page"].rows]


@pytest.fixture
def hospital() -> Unit:
    unit: Unit = UnitFactory(name="Hospital")
    return unit


def test_a_manager_sees_their_own_and_those_in_their_line(client: Client, hospital: Unit):
    matron = drifting("Matron", unit=hospital)
    lead = drifting("Lead", unit=hospital, manager=matron)
    drifting("Beside", unit=hospital, manager=matron)
    reporting_line.rebuild(TODAY)
    assert names_on(client, lead.user) == ["Lead"]
    assert names_on(client, matron.user) == ["Beside", "Lead", "Matron"]
    assert "(you)" in client.get(reverse("calibration")).content.decode()


def test_a_partner_sees_the_managers_of_their_units(client: Client, hospital: Unit):
    ward = UnitFactory(parent=hospital)
    drifting("Inside", unit=ward)
    drifting("Outside")
    partner = UserFactory()
    GrantFactory(user=partner, duty="hr-partner", unit=hospital)
    assert names_on(client, partner) == ["Inside"]
    assert AuditEvent.objects.filter(verb="listed", kind="promotions.ratingdrift", who=partner.pk).get().details["count"] == 1


@pytest.mark.parametrize("duty", ["hr-auditor", "administrator", "framework-editor"])
def test_other_duties_see_nobody(client: Client, duty: str):
    drifting("Somebody")
    reader = UserFactory()
    GrantFactory(user=reader, duty=duty)
    assert names_on(client, reader) == []
    assert not RatingDrift.objects.visible_to(AnonymousUser()).exists()


def test_it_is_sorted_by_name_or_sureness_and_never_by_drift(client: Client, hospital: Unit):
    drifting("Bee", (10, 30, 50), hospital)
    drifting("Ant", (-60, 0, 60), hospital)
    drifting("Cow", (70, 75, 80), hospital)
    partner = UserFactory()
    GrantFactory(user=partner, duty="hr-partner", unit=hospital)
    assert names_on(client, partner) == ["Ant", "Bee", "Cow"]
    assert names_on(client, partner, sort="how-sure") == ["Cow", "Bee", "Ant"]
    assert names_on(client, partner, sort="-drift") == ["Ant", "Bee", "Cow"]
    assert names_on(client, partner, q="be") == ["Bee"]
    assert "Nobody found" in client.get(reverse("calibration"), {"q": "zebra"}).content.decode()


@pytest.mark.parametrize(
    ("interval", "said"),
    [((1, 20, 40), "higher"), ((0, 20, 40), "open"), ((-40, -20, -1), "lower"), ((-25, 0, 25), "close"), ((-26, 0, 25), "open")],
)
def test_what_an_interval_says(interval: tuple[int, int, int], said: str):
    low, drift, high = interval
    assert says(RatingDrift(low=low, drift=drift, high=high)) == said


def test_the_page_explains_itself_and_shows_what_is_usual(client: Client):
    lead = drifting("Lead", (5, 32, 61))
    UsualDifference.objects.create(kind="self", difference=-12, number=900)
    UsualDifference.objects.create(kind="test", difference=None, number=3)
    client.force_login(lead.user)  # type: ignore[arg-type]  # made with one
    page = client.get(reverse("calibration")).content.decode()
    for words in ("+0.32", "+0.05 to +0.61", "rates higher than others do", "−0.12", "too few comparisons to tell", "own rating: 40"):
        assert words in page
    client.force_login(EmployeeFactory(user=UserFactory()).user)
    assert "Nothing to compare yet" in client.get(reverse("calibration")).content.decode()


def test_the_file_and_the_api_say_the_same(client: Client):
    lead = drifting("Lead", (5, 32, 61))
    UsualDifference.objects.create(kind="self", difference=-12, number=900)
    client.force_login(lead.user)  # type: ignore[arg-type]  # made with one
    lines = b"".join(client.get(reverse("calibration-file")).streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # it streams
    assert lines[1].startswith(f"{lead.number},Ada Lead,8,40,3,0,0,0,0.32,0.05,0.61,rates higher")
    (row,) = client.get(reverse("api-calibration")).json()["results"]
    assert (row["manager"]["id"], row["drift"], row["low"], row["high"], row["says"]) == (lead.pk, 0.32, 0.05, 0.61, "higher")
    assert {"kind": "self", "number": 40} in row["compared"]
    assert client.get(reverse("api-calibration-usual")).json() == {"usual": [{"kind": "self", "number": 900, "difference": -0.12}]}


def test_as_many_queries_for_one_as_for_thirty(client: Client, hospital: Unit, django_assert_max_num_queries):
    partner = UserFactory()
    GrantFactory(user=partner, duty="hr-partner", unit=hospital)
    for number in range(30):
        drifting(f"Lead{number}", unit=hospital)
    client.force_login(partner)
    client.get(reverse("calibration"))
    with django_assert_max_num_queries(15):
        page = client.get(reverse("calibration"))
    assert len(page.content) <= 60_000
