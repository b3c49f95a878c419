"""Plans through the API: what the pages show, by the same steps and with the same refusals."""

import pytest

from employees.models import Action, FeedbackRequest, Goal, Plan
from tests.asking import Asker, asker
from tests.company import Company, found_company
from tests.factories.employees import GoalFactory, HeldSkillFactory
from tests.factories.skills import LearningOutcomeFactory, SkillFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Asker:
    return asker(company.users["self"])


@pytest.fixture
def manager(company: Company) -> Asker:
    return asker(company.users["manager"])


@pytest.fixture
def goal(company: Company) -> Goal:
    return Goal.objects.get(skill__name="Goal kept back")


def step(nurse: Asker, **said: object) -> tuple[int, dict]:
    answer = nurse.send("post", "me/plan/steps/", said)
    return answer.status_code, answer.json()


def test_a_plan_is_begun_aimed_worked_on_and_read(company: Company, nurse: Asker):
    Plan.objects.all().delete()
    assert nurse.json("me/plan/")["begun_on"] is None
    asked, slug = company.target.requirements.get(level=2), company.target.role.slug
    status, plan = step(nurse, thing="plan", step="goal", skill=asked.skill_id, level=2, role=slug)
    assert (status, plan["role"]["slug"], plan["goals"][0]["skill_id"]) == (201, slug, asked.skill_id)
    goal = plan["goals"][0]["id"]
    _, plan = step(nurse, thing="goal", id=goal, step="act", kind="stretch", text="Lead two rounds", hours=9, due_on="2099-01-01")
    assert plan["fit"] | {"deadlines": [], "late": []} == {
        "fits": False,
        "hours": 9,
        "undated": 0,
        "needed": 0.1,
        "deadlines": [],
        "late": [],
    }
    action = plan["goals"][0]["actions"][0]["id"]
    _, plan = step(nurse, thing="action", id=action, step="finish", outcome="Went well.")
    assert plan["goals"][0]["actions"][0]["outcome"] == "Went well."
    history = nurse.json("me/plan/history/")["results"]
    assert [one["kind"] for one in history] == ["action-done", "action-added", "goal-added", "begun"]


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"thing": "goal", "step": "drop", "why": "No"}, 400, "id"),
        ({"thing": "goal", "step": "finish", "id": 1}, 400, "step"),
        ({"thing": "plan", "step": "goal", "skill": 987654321, "level": 2}, 400, "skill"),
        ({"thing": "plan", "step": "act", "kind": "course"}, 400, "text"),
        ({"thing": "goal", "step": "drop", "why": "No", "id": 987654321}, 404, ""),
    ],
)
def test_a_step_that_cannot_be_is_refused_field_by_field(nurse: Asker, said: dict, status: int, field: str):
    answered, problem = step(nurse, **said)
    assert answered == status
    assert [error["field"] for error in problem.get("errors", [])] == ([field] if field else [])


def test_a_step_twice_is_a_conflict(nurse: Asker, goal: Goal):
    assert step(nurse, thing="goal", id=goal.pk, step="drop", why="Not mine.")[0] == 201
    status, problem = step(nurse, thing="goal", id=goal.pk, step="drop", why="Not mine.")
    assert (status, "reached or dropped in the meantime" in problem["detail"]) == (409, True)


def test_a_new_aim_says_why(company: Company, nurse: Asker):
    slug = company.target.role.slug
    assert nurse.send("post", "me/plan/aim/", {"role": slug}).json()["role"]["slug"] == slug
    assert nurse.send("post", "me/plan/aim/", {"role": company.role.role.slug}).status_code == 409
    assert nurse.send("post", "me/plan/aim/", {"role": company.role.role.slug, "why": "I stay."}).status_code == 201
    assert nurse.send("post", "me/plan/aim/", {"role": "nowhere"}).status_code == 400


def test_who_leads_reads_and_proposes_and_nobody_takes_their_steps(company: Company, manager: Asker, nurse: Asker, goal: Goal):
    path, skill = f"people/{company.subject.pk}/plan/", company.target.requirements.get(level=2).skill_id
    assert goal.pk in [one["id"] for one in manager.json(path)["goals"]]
    proposed = manager.send("post", f"{path}proposals/", {"skill": skill, "level": 2, "why": "You are close."})
    assert (proposed.status_code, proposed.json()["proposed"][0]["skill_id"]) == (201, skill)
    assert manager.send("post", f"{path}proposals/", {"skill": skill, "level": 2}).status_code == 409
    assert manager.send("post", f"{path}proposals/", {"skill": skill}).status_code == 400
    assert step(manager, thing="goal", id=goal.pk, step="drop", why="Mine now.")[0] == 404
    partner = asker(company.users["HR partner inside"])
    assert partner.send("post", f"{path}proposals/", {"skill": skill, "level": 2}).status_code == 404
    waiting = proposed.json()["proposed"][0]["id"]
    assert waiting in [one["id"] for one in step(nurse, thing="goal", id=waiting, step="accept")[1]["goals"]]


def test_feedback_is_asked_and_given(company: Company, nurse: Asker):
    clerk, asked = asker(company.users["stranger"]), FeedbackRequest.objects.get()
    listed = clerk.json("me/feedback/")["results"]
    assert [(one["id"], one["focus"], one["person"]["name"]) for one in listed] == [(asked.pk, "Ask before I answer", "Ada Named-nurse")]
    assert clerk.send("post", f"me/feedback/{asked.pk}/", {"text": "Calm."}).json()["text"] == "Calm."
    assert clerk.send("post", f"me/feedback/{asked.pk}/", {"text": "Or not."}).status_code == 409
    assert nurse.send("post", f"me/feedback/{asked.pk}/", {"text": "Mine."}).status_code == 404


def test_learning_is_ranked_with_its_arithmetic(company: Company, nurse: Asker):
    Goal.objects.all().delete()
    skill = SkillFactory(name="Triage")
    HeldSkillFactory(employee=company.subject, skill=skill, level=1)
    GoalFactory(plan=company.subject.plans.get(), skill=skill, level=3)
    LearningOutcomeFactory(skill=skill, level=3, resource__hours=8, resource__cost=100, resource__currency="GBP")
    found = nurse.json("learning/")
    (only,) = found["results"]
    assert (found["count"], only["levels"], only["per_hour"], only["per_cost"]) == (1, 2, 0.25, 0.02)
    assert only["closes"] == [{"skill": "Triage", "held": 1, "wanted": 3, "brings": 3, "levels": 2}]


def test_what_one_writes_by_api_stands_on_the_page(company: Company, nurse: Asker, goal: Goal):
    step(nurse, thing="goal", id=goal.pk, step="act", kind="course", text="The course", hours=None)
    assert Action.objects.get().hours is None
