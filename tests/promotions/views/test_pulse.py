"""The pages of the growth pulse."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from promotions.models import Pulse, PulseCount
from promotions.pulse.inviting import invite
from promotions.pulse.questions import CELLS, EVERYBODY, GROWTH
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OVER = TODAY + dt.timedelta(days=14)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def asked(client):
    """Somebody whose turn it is, signed in."""
    person = EmployeeFactory(with_user=True)
    PositionFactory(employee=person, unit=UnitFactory(), start=dt.date(2022, 1, 1))
    invite(Pulse.objects.create(opens_on=TODAY, closes_on=OVER).pk)
    client.force_login(person.user)
    return person


@pytest.fixture
def auditor(client):
    user = EmployeeFactory(with_user=True).user
    GrantFactory(user=user, duty="hr-auditor")
    client.force_login(user)
    return user


def settled(growth, answers, *, opens_on=dt.date(2024, 4, 1), area=None):
    pulse, _ = Pulse.objects.get_or_create(opens_on=opens_on, closes_on=opens_on + dt.timedelta(days=14), settled=True, invited=500)
    for question, choice in CELLS:
        number = {(EVERYBODY, EVERYBODY): answers, (GROWTH, "5"): growth}.get((question, choice), 0)
        PulseCount.objects.create(pulse=pulse, area=area, question=question, choice=choice, answers=number)
    return pulse


def test_an_answer_is_taken_once_and_shown_to_nobody(client, asked):
    assert "Nothing is kept but sums" in text_of(client.get(reverse("my-pulse")))
    response = client.post(reverse("my-pulse"), {"growth": "2", "way": "4", "barriers": ["time", "access"]}, follow=True)
    assert "Thank you." in text_of(response)
    assert "Nothing to answer" in text_of(response)
    assert client.post(reverse("my-pulse"), {"growth": "2", "way": "4"}).status_code == 302
    assert PulseCount.objects.get(choice=EVERYBODY).answers == 1


def test_a_question_left_out_is_asked_again_and_nothing_typed_is_lost(client, asked):
    response = client.post(reverse("my-pulse"), {"way": "4", "barriers": ["time"]})
    assert response.status_code == 400
    assert "This field is required." in text_of(response)
    assert len(re.findall(r'value="(?:4|time)"[^>]*checked', response.content.decode())) == 2
    assert not PulseCount.objects.filter(answers__gt=0).exists()


def test_results_are_shares_with_the_pulse_before(client, auditor):
    ward = UnitFactory(name="Ward")
    settled(10, 20, opens_on=dt.date(2023, 4, 1))
    settled(15, 20)
    settled(3, 12, area=ward)
    text = text_of(client.get(reverse("hr-pulse")))
    assert "Ward 12 25%" in text
    assert "All of these 32 56%" in text
    assert "56% of those who answered can grow here." in text
    assert "The pulse before: 50% can grow here." in text
    file = client.get(reverse("hr-pulse-file")).getvalue().decode()
    assert file.splitlines()[0].startswith("Area,Answers,Can grow here,Know the way,Money")
    assert "Ward,12,25%" in file


def test_fewer_than_ten_answers_are_not_told(client, auditor):
    settled(3, 9)
    text = text_of(client.get(reverse("hr-pulse")))
    assert "fewer than 10" in text
    assert "33%" not in text


def test_a_pulse_is_opened_here_and_a_refusal_says_why(client, auditor):
    response = client.post(reverse("hr-pulse"), {"closes_on": (TODAY + dt.timedelta(days=2)).isoformat()})
    assert response.status_code == 400
    assert "open for 5 to 42 days" in text_of(response)
    assert client.post(reverse("hr-pulse"), {"closes_on": OVER.isoformat()}).status_code == 302
    assert Pulse.objects.get().closes_on == OVER


def test_partners_open_none(client):
    user = EmployeeFactory(with_user=True).user
    GrantFactory(user=user, duty="hr-partner", unit=UnitFactory())
    client.force_login(user)
    assert client.get(reverse("hr-pulse")).status_code == 200
    assert client.post(reverse("hr-pulse"), {"closes_on": OVER.isoformat()}).status_code == 403


def test_programs_read_the_same_shares(client, auditor):
    settled(15, 20)
    settled(3, 12, area=UnitFactory(name="Ward"))
    answer = client.get(reverse("api-pulse")).json()
    assert (answer["all"]["answers"], answer["all"]["growth"]) == (32, 0.56)
    assert {area["name"]: area["growth"] for area in answer["areas"]} == {"Ward": 0.25, "": 0.75}
