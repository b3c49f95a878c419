"""The map of the team's skills: held against asked, what one person alone can do, who comes nearest, and a goal by one click."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees import reporting_line
from employees.models import Employee, Goal, User
from employees.presenters.team_map import PersonRow, TeamMap
from tests.asking import asker
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import EmployeeFactory, HeldSkillFactory, PositionFactory
from tests.factories.pathways import RequirementFactory, RoleProfileFactory

MAP = "/team/skills/"


@pytest.fixture
def ward(db: None) -> Ward:
    return open_ward()


def signed_in(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(user)
    return client


def joined(ward: Ward, name: str, care: int = 0, hygiene: int = 0) -> Employee:
    """Return one more nurse of the ward who holds so much."""
    nurse = PositionFactory(employee__last_name=name, employee__with_user=True, manager=ward.manager, role=ward.profile.role).employee
    holds(nurse, ward, care, hygiene)
    reporting_line.rebuild(timezone.localdate())
    return nurse


def holds(nurse: Employee, ward: Ward, care: int, hygiene: int) -> None:
    for skill, level in ((ward.care, care), (ward.hygiene, hygiene)):
        if level:
            HeldSkillFactory(employee=nurse, skill=skill, level=level)


def map_of(client: Client, path: str = MAP) -> TeamMap:
    answer = client.get(path)
    assert answer.status_code == 200
    page: TeamMap = answer.context["page"]
    return page


def row_of(page: TeamMap, person: Employee) -> PersonRow:
    return next(row for row in page.rows if row.person == person)


def words(row: PersonRow) -> dict[str, tuple[str, bool]]:
    return {cell.skill.name: (cell.words, cell.only) for cell in row.cells}


def test_each_is_measured_against_their_own_role(ward: Ward):
    holds(ward.nurse, ward, 3, 1)
    other = joined(ward, "Other", care=2, hygiene=2)
    page = map_of(signed_in(ward.lead))
    assert words(row_of(page, ward.nurse)) == {"Care": ("3/3", True), "Hygiene": ("1/2", False)}
    assert words(row_of(page, other)) == {"Care": ("2/3", False), "Hygiene": ("2/2", True)}
    assert [(column.name, column.met, column.asked) for column in page.columns] == [("Care", 1, 2), ("Hygiene", 1, 2)]


def test_a_search_narrows_who_is_shown_and_not_who_is_asked(ward: Ward):
    holds(ward.nurse, ward, 3, 0)
    joined(ward, "Other", care=3)
    page = map_of(signed_in(ward.lead), f"{MAP}?q=Nurse")
    assert [row.person for row in page.rows] == [ward.nurse]
    assert words(row_of(page, ward.nurse))["Care"] == ("3/3", False)


def test_everybody_can_be_measured_against_one_role(ward: Ward):
    target = RoleProfileFactory(name="Charge nurse", version=ward.profile.version)
    RequirementFactory(profile=target, skill=ward.care, level=4)
    holds(ward.nurse, ward, 4, 1)
    page = map_of(signed_in(ward.lead), f"{MAP}?to={target.role.slug}")
    assert words(row_of(page, ward.nurse)) == {"Care": ("4/4", True)}


def test_it_is_sorted_by_a_skill_on_the_server(ward: Ward):
    holds(ward.nurse, ward, 1, 0)
    other = joined(ward, "Aaa", care=3)
    path = f"{MAP}?sort=-skill-{ward.care.pk}"
    assert [row.person for row in map_of(signed_in(ward.lead), path).rows] == [other, ward.nurse]
    assert [row.person for row in map_of(signed_in(ward.lead), path.replace("=-", "=")).rows] == [ward.nurse, other]


def test_what_goes_with_somebody_and_who_comes_nearest(ward: Ward):
    holds(ward.nurse, ward, 3, 2)
    near, far = joined(ward, "Near", care=2, hygiene=2), joined(ward, "Far", care=1)
    answer = signed_in(ward.lead).get(f"{MAP}?without={ward.nurse.pk}")
    (loss,) = answer.context["leaving"].losses
    assert (loss.skill.name, loss.asked) == ("Care", 3)
    assert [(one.person, one.held, one.lacks) for one in loss.followers] == [(near, 2, 1), (far, 1, 2)]
    assert [skill.name for skill in answer.context["leaving"].thin] == ["Hygiene"]
    assert "1 skill goes with them" in answer.content.decode()


@pytest.mark.parametrize("asked", ["987654321", "-1", "x", "9" * 40])
def test_nobody_of_the_team_asked_about_is_nobody(ward: Ward, asked: str):
    assert signed_in(ward.lead).get(f"{MAP}?without={asked}").context["leaving"] is None


def test_who_is_outside_the_line_is_in_nothing(ward: Ward):
    holds(ward.nurse, ward, 3, 0)
    stranger = PositionFactory(role=ward.profile.role, employee__last_name="Zanzibar").employee
    HeldSkillFactory(employee=stranger, skill=ward.care, level=3)
    page = map_of(signed_in(ward.lead))
    assert words(row_of(page, ward.nurse))["Care"] == ("3/3", True)
    client = signed_in(ward.lead)
    assert "Zanzibar" not in client.get(MAP).content.decode()
    assert client.get(f"{MAP}?without={stranger.pk}").context["leaving"] is None


def test_the_file_has_a_line_for_each_person_and_skill(ward: Ward):
    holds(ward.nurse, ward, 2, 0)
    lines = b"".join(signed_in(ward.lead).get("/team/skills/team-skills.csv")).decode().splitlines()
    assert f"{ward.nurse.number},{ward.nurse.name},Nurse,Care,2,3,1," in lines
    assert f"{ward.nurse.number},{ward.nurse.name},Nurse,Hygiene,0,2,2," in lines


def test_who_leads_nobody_gets_a_page_that_says_so(ward: Ward):
    assert "Nobody reports to you" in signed_in(ward.own).get(MAP).content.decode()


def test_thirty_people_take_as_many_queries_as_one(ward: Ward):
    client = signed_in(ward.lead)
    client.get(MAP)
    path = f"{MAP}?without={ward.nurse.pk}"
    holds(ward.nurse, ward, 3, 0)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for number in range(30):
        joined(ward, f"N{number}", care=1 + number % 2)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(one) == len(many) <= 21, [query["sql"][:120] for query in many]


def test_as_json(ward: Ward):
    holds(ward.nurse, ward, 3, 0)
    (row,) = asker(ward.lead).json("team/skills/")["results"]
    assert row["person"]["id"] == ward.nurse.pk
    assert {"id": ward.care.pk, "skill": "Care", "held": 3, "asked": 3, "only": True} in row["skills"]
    assert asker(ward.lead).get("team/skills/?reach=all").status_code == 400


class TestGoal:
    def path(self, ward: Ward) -> str:
        return f"/people/{ward.nurse.pk}/skills/{ward.care.pk}/goal/"

    def test_one_s_own_gap_becomes_a_goal_by_one_click(self, ward: Ward):
        page = signed_in(ward.own).get("/me/skills/").content.decode()
        assert "Make level 3 a goal" in re.sub(r"\s+", " ", page)
        signed_in(ward.own).post(self.path(ward), {"level": "3"})
        goal = Goal.objects.get()
        assert (goal.skill, goal.level, goal.proposed) == (ward.care, 3, False)

    def test_a_manager_proposes_and_comes_back_to_where_the_click_was(self, ward: Ward):
        answer = signed_in(ward.lead).post(self.path(ward), {"level": "3", "next": f"{MAP}?reach=line"})
        assert answer.headers["Location"] == f"{MAP}?reach=line"
        assert Goal.objects.get().proposed

    @pytest.mark.parametrize("level", ["", "x", "9", "-1", "333"])
    def test_what_no_role_asks_becomes_no_goal(self, ward: Ward, level: str):
        answer = signed_in(ward.own).post(self.path(ward), {"level": level}, follow=True)
        assert "No role asks for this skill at that level." in answer.content.decode()
        assert not Goal.objects.exists()

    def test_nobody_else_makes_one_and_no_address_leads_away(self, ward: Ward):
        stranger = EmployeeFactory(with_user=True).user
        assert signed_in(stranger).post(self.path(ward), {"level": "3"}).status_code == 404
        assert signed_in(ward.own).get(self.path(ward)).status_code == 405
        assert Client().post(self.path(ward)).status_code == 302
        away = signed_in(ward.own).post(self.path(ward), {"level": "3", "next": "https://elsewhere.example/"})
        assert away.headers["Location"] == "/me/skills/"
