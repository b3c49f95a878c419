"""The pages of a plan: read by whom it may be, written by its owner alone, proposed to by who leads; nothing typed is lost."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import Action, AuditEvent, Employee, FeedbackRequest, Goal, Plan, PlanChange, PracticeCycle
from pathways.models import RoleProfile
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES
from tests.factories.employees import (
    ActionFactory,
    FeedbackRequestFactory,
    GoalFactory,
    HeldSkillFactory,
    MilestoneFactory,
    PracticeCycleFactory,
)
from tests.factories.pathways import FrameworkVersionFactory, RequirementFactory, RoleProfileFactory

TODAY = timezone.localdate()
SOON = TODAY + dt.timedelta(days=28)
PLAN = "/me/plan/"


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Employee:
    return company.subject


@pytest.fixture
def plan(nurse: Employee) -> Plan:
    return nurse.plans.get()


@pytest.fixture
def goal(plan: Plan) -> Goal:
    return plan.goals.get(skill__name="Goal kept back")


@pytest.fixture
def own(client: Client, company: Company) -> Client:
    client.force_login(company.users["self"])
    return client


@pytest.fixture
def manager(company: Company) -> Client:
    client = Client()
    client.force_login(company.users["manager"])
    return client


def step(thing: object, name: str) -> str:
    return f"{PLAN}{type(thing).__name__.lower()}/{thing.pk}/{name}/"  # type: ignore[attr-defined]  # it is a row of some model


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# --- From a gap to a goal by one click --------------------------------------------------------


@pytest.mark.parametrize("page", ["/", "/roles/{role}/gap/", "/roles/{role}/"])
def test_a_gap_becomes_a_goal_by_one_click(own: Client, company: Company, nurse: Employee, page: str):
    Plan.objects.all().delete()
    asked = company.target.requirements.get(level=2)
    button = f'<input type="hidden" name="skill" value="{asked.skill_id}"><input type="hidden" name="level" value="2">'
    shown = text(own, page.format(role=company.target.role.slug))
    assert button in shown
    assert f'name="role" value="{company.target.role.slug}"' in shown
    answer = own.post(f"{PLAN}goal/", {"skill": asked.skill_id, "level": 2, "role": company.target.role.slug}, follow=True)
    goal = Goal.objects.get()
    assert (goal.skill, goal.level, goal.plan.employee, goal.plan.role) == (asked.skill, 2, nurse, company.target.role)
    assert "It is a goal of your plan now." in answer.content.decode()
    assert button not in text(own, page.format(role=company.target.role.slug))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"skill": "987654321", "level": "2"}, "There is no such skill."),
        ({"skill": "x", "level": "2"}, "Expected the id of a skill."),
        ({"level": "2"}, "No skill is named."),
    ],
)
def test_a_goal_of_no_skill_is_refused(own: Client, said: dict[str, str], sentence: str):
    before = Goal.objects.count()
    assert sentence in own.post(f"{PLAN}goal/", said, follow=True).content.decode()
    assert Goal.objects.count() == before


def test_what_the_role_asks_and_is_no_goal_yet_stands_below(own: Client, company: Company, plan: Plan):
    Plan.objects.update(role=company.target.role, version=company.target.version)
    page = text(own, PLAN)
    assert "Towards Charge nurse" in page
    assert "Still missing for Charge nurse" in page
    asked = company.target.requirements.get(level=2)
    assert f'<th scope="row">{asked.skill.name}</th>' in page
    GoalFactory(plan=plan, skill=asked.skill, level=2)
    assert f'<th scope="row">{asked.skill.name}</th>' not in text(own, PLAN)


# --- What to do, and the time for it ----------------------------------------------------------


def test_the_next_thing_stands_at_the_top_and_is_done_by_one_click(own: Client, goal: Goal):
    ActionFactory(goal=goal, text="Later", due_on=SOON)
    first = ActionFactory(goal=goal, text="Watch Ruth", due_on=TODAY - dt.timedelta(days=1))
    page = text(own, PLAN)
    assert '<p class="plan-next-what">Watch Ruth</p>' in page
    assert "was due on" in page
    answer = own.post(step(first, "finish"), {"back": "plan"}, follow=True)
    assert answer.redirect_chain == [(PLAN, 302)]
    assert '<p class="plan-next-what">Later</p>' in answer.content.decode()
    first.refresh_from_db()
    assert first.done_on == TODAY


def test_a_goal_without_an_action_is_the_next_thing(own: Client, goal: Goal):
    Goal.objects.filter(plan=goal.plan).exclude(pk=goal.pk).delete()
    assert "Say what you will do for Goal kept back" in text(own, PLAN)


def test_hours_that_do_not_fit_are_warned_of_with_the_sum(own: Client, goal: Goal):
    ActionFactory(goal=goal, text="Read the book", hours=9, due_on=TODAY + dt.timedelta(days=27))
    own.post(f"{PLAN}hours/", {"hours_a_week": "2"})
    page = text(own, PLAN)
    assert "It does not fit." in page
    assert "9 hours are due, and there is room for 8.0: 1.0 too many." in page
    assert "With 2.3 hours a week every day would hold." in page
    assert "Read the book:" in page
    own.post(f"{PLAN}hours/", {"hours_a_week": "2.5"})
    assert "What is planned fits." in text(own, PLAN)


def test_hours_are_warned_of_before_anybody_names_hours_a_week(own: Client, goal: Goal):
    ActionFactory(goal=goal, hours=4, due_on=SOON)
    page = text(own, PLAN)
    assert "and no hours a week are named" in page
    ActionFactory(goal=goal, due_on=SOON)
    assert "1 action has no hours and is in no sum" in text(own, PLAN)


def test_leave_takes_room_away(own: Client, nurse: Employee, goal: Goal):
    ActionFactory(goal=goal, hours=8, due_on=TODAY + dt.timedelta(days=27))
    own.post(f"{PLAN}hours/", {"hours_a_week": "2"})
    assert "What is planned fits." in text(own, PLAN)
    nurse.leaves.create(kind="study", start=TODAY + dt.timedelta(days=3), end=TODAY + dt.timedelta(days=10))
    page = text(own, PLAN)
    assert "It does not fit." in page
    assert "less 7 days of leave" in page


@pytest.mark.parametrize("said", ["many", "-1", "61", "1.25"])
def test_hours_a_week_that_are_none_are_refused_and_shown_again(own: Client, plan: Plan, said: str):
    page = own.post(f"{PLAN}hours/", {"hours_a_week": said}).content.decode()
    assert "Expected hours a week from 0 to 60, such as 1.5." in page
    assert f'value="{said}"' in page
    plan.refresh_from_db()
    assert plan.hours_a_week is None


# --- Steps ------------------------------------------------------------------------------------


def test_a_goal_is_worked_on_from_its_page(own: Client, goal: Goal):
    own.post(step(goal, "act"), {"kind": "stretch", "text": "Lead two rounds", "hours": "6", "due_on": f"{SOON}"})
    own.post(step(goal, "milestone"), {"text": "First time alone", "due_on": f"{SOON}"})
    action, milestone = Action.objects.get(), goal.milestones.get()
    own.post(step(action, "change"), {"kind": "stretch", "text": "Lead three rounds", "hours": "9", "hours_done": "4", "due_on": ""})
    own.post(step(milestone, "reach"))
    page = text(own, f"/goals/{goal.pk}/")
    assert "Lead three rounds" in page
    assert "4 of 9 hours" in page
    assert "reached on" in page
    own.post(step(action, "finish"), {"outcome": "The second went well."})
    assert "The second went well." in text(own, f"/goals/{goal.pk}/")
    own.post(step(action, "reopen"))
    own.post(step(action, "drop"), {"why": ""})
    assert "Lead three rounds" not in text(own, f"/goals/{goal.pk}/")
    assert "Dropped: Lead three rounds" in text(own, f"{PLAN}history/")


def test_typed_text_is_not_lost_when_something_is_wrong(own: Client, goal: Goal):
    page = own.post(step(goal, "act"), {"kind": "course", "text": "Read on", "hours": "lots", "due_on": "soon"}).content.decode()
    assert "Expected whole hours from 0 to 2,000." in page
    assert "This is not a day. Expected one such as 2026-05-03." in page
    assert 'value="Read on"' in page
    assert not Action.objects.exists()


def test_dropping_a_goal_asks_why_and_keeps_it(own: Client, goal: Goal):
    assert "Nothing is written here." in own.post(step(goal, "drop"), {"why": ""}).content.decode()
    goal.refresh_from_db()
    assert goal.dropped_on is None
    answer = own.post(step(goal, "drop"), {"why": "I go to theatre nursing."}, follow=True)
    assert answer.redirect_chain == [(PLAN, 302)]
    history = text(own, f"{PLAN}history/")
    assert "A goal was dropped: Goal kept back to level 3." in history
    assert "I go to theatre nursing." in history


def test_a_second_click_is_told_and_changes_nothing(own: Client, goal: Goal):
    action = ActionFactory(goal=goal)
    own.post(step(action, "finish"))
    assert "This has been done or dropped in the meantime." in own.post(step(action, "finish"), follow=True).content.decode()
    assert PlanChange.objects.filter(kind="action-done").count() == 1


def test_what_serves_the_plan_as_a_whole_is_kept_beside_the_goals(own: Client, plan: Plan):
    own.post(f"{PLAN}act/", {"kind": "mentoring", "text": "Find a mentor"})
    loose = Action.objects.get(plan=plan)
    page = own.post(step(loose, "finish"), {"outcome": "x" * 2001}).content.decode()
    assert "Ensure this value has at most 2000 characters" in page
    assert own.post(step(loose, "finish"), {"outcome": "Ruth said yes."}, follow=True).redirect_chain == [(PLAN, 302)]


@pytest.mark.parametrize(
    "path", ["act/", "goal/{goal}/drop/", "action/{action}/finish/", "milestone/{milestone}/reach/", "cycle/{cycle}/close/"]
)
@pytest.mark.parametrize("persona", ["manager", "HR partner inside", "mentor", "stranger", "auditor"])
def test_nobody_else_takes_a_step(company: Company, goal: Goal, path: str, persona: str):
    rows = {
        "goal": goal.pk,
        "action": ActionFactory(goal=goal).pk,
        "milestone": MilestoneFactory(goal=goal).pk,
        "cycle": goal.cycles.get().pk,
    }
    client = Client()
    client.force_login(company.users[persona])
    before = PlanChange.objects.filter(plan=goal.plan).count()
    answer = client.post(f"{PLAN}{path.format(**rows)}", {"kind": "course", "text": "Mine", "why": "Why not", "learnt": "All"})
    assert answer.status_code == (302 if path == "act/" and persona != "auditor" else 404)  # everybody may begin a plan of their own
    assert PlanChange.objects.filter(plan=goal.plan).count() == before


@pytest.mark.parametrize("path", ["nonsense/", "goal/1/nonsense/", "plan/1/hours/", "nothing/1/drop/"])
def test_a_step_that_there_is_not_is_nowhere(own: Client, path: str):
    assert own.post(PLAN + path).status_code == 404


def test_steps_are_posted(own: Client, client: Client, goal: Goal):
    assert own.get(step(goal, "drop")).status_code == 405
    assert Client().post(step(goal, "drop")).status_code == 302


# --- Who reads and proposes -------------------------------------------------------------------


def test_who_leads_reads_the_plan_on_the_trail_and_changes_nothing(manager: Client, nurse: Employee, goal: Goal):
    ActionFactory(goal=goal, text="Lead two rounds")
    page = text(manager, f"/people/{nurse.pk}/plan/")
    assert "Lead two rounds" in page
    assert "Propose a goal" in page
    assert f"{PLAN}action/" not in page
    assert AuditEvent.objects.filter(verb="looked", whom=nurse.pk, kind="employees.plan").count() == 1
    page = text(manager, f"/goals/{goal.pk}/")
    assert "Drop this goal" not in page
    assert "Share" not in page


def test_who_leads_proposes_and_the_owner_takes_it_up(manager: Client, own: Client, company: Company, nurse: Employee):
    asked = company.target.requirements.get(level=2)
    gap = text(manager, f"/people/{nurse.pk}/roles/{company.target.role.slug}/")
    address = f"/people/{nurse.pk}/plan/propose/"
    assert f"{address}?skill={asked.skill_id}&amp;level=2" in gap
    assert f"Propose: {asked.skill.name}" in text(manager, f"{address}?skill={asked.skill_id}&level=2")
    answer = manager.post(address, {"skill": asked.skill_id, "level": 2, "why": "You are close."}, follow=True)
    assert "is told, and decides." in answer.content.decode()
    goal = Goal.objects.get(proposed=True)
    assert "Take it up" in text(own, PLAN)
    own.post(step(goal, "accept"), {"back": "plan"})
    goal.refresh_from_db()
    assert goal.is_open


def test_a_proposal_is_declined_with_or_without_words(own: Client, goal: Goal):
    Goal.objects.filter(pk=goal.pk).update(proposed=True)
    assert "Whoever leads you proposes this goal." in text(own, f"/goals/{goal.pk}/")
    own.post(step(goal, "decline"), {"why": ""})
    goal.refresh_from_db()
    assert goal.dropped_on == TODAY


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"level": "9"}, "has no level 9"),
        ({"level": ""}, "No level is named."),
        ({"level": "3", "due_on": "soon"}, "This is not a day."),
    ],
)
def test_a_proposal_that_cannot_be_is_shown_again(manager: Client, company: Company, nurse: Employee, said: dict[str, str], sentence: str):
    skill = company.target.requirements.get(level=2).skill_id
    page = manager.post(f"/people/{nurse.pk}/plan/propose/", {"skill": skill, "why": "Because"} | said).content.decode()
    assert sentence in page
    assert "Because</textarea>" in page
    assert not Goal.objects.filter(proposed=True).exists()


def test_a_proposal_of_nothing_says_where_to_begin(manager: Client, nurse: Employee):
    assert "Which skill?" in text(manager, f"/people/{nurse.pk}/plan/propose/?skill=nonsense")


# --- Change of course -------------------------------------------------------------------------


def test_another_aim_asks_why_and_both_stay_in_the_history(own: Client, company: Company, plan: Plan):
    own.post(f"/roles/{company.target.role.slug}/plan/")
    other = RoleProfileFactory(name="Educator", version=company.role.version, track=company.role.track)
    address = f"/roles/{other.role.slug}/plan/"
    assert "Your plan aims at Charge nurse now." in text(own, address)
    assert "Nothing is written here." in own.post(address, {"why": ""}).content.decode()
    own.post(address, {"why": "I like teaching."})
    plan.refresh_from_db()
    assert plan.role == other.role
    assert "The plan aims at Educator instead of Charge nurse." in text(own, f"{PLAN}history/")
    assert "aims at Educator already" in text(own, address)


def test_a_newer_framework_is_told_of_and_taken_over_by_one_click(own: Client, manager: Client, company: Company, plan: Plan):
    Plan.objects.update(role=company.target.role, version=company.target.version)
    asked = company.target.requirements.get(level=2)
    mine = GoalFactory(plan=plan, skill=asked.skill, level=2)
    newer = FrameworkVersionFactory(framework=company.target.version.framework, number=99, effective_from=TODAY)
    profile = RoleProfileFactory(name="Charge nurse", version=newer, role=company.target.role, track=company.target.track)
    RequirementFactory(profile=profile, skill=asked.skill, level=3)
    page = text(own, PLAN)
    assert "The framework has moved on" in page
    assert "no longer asked" in page
    assert "Take it over" not in text(manager, f"/people/{plan.employee_id}/plan/")
    own.post(f"{PLAN}version/")
    plan.refresh_from_db()
    mine.refresh_from_db()
    assert (plan.version, mine.level) == (newer, 3)
    assert "The framework has moved on" not in text(own, PLAN)


def test_a_role_that_is_gone_is_told_of(own: Client, company: Company):
    Plan.objects.update(role=company.target.role, version=company.target.version)
    FrameworkVersionFactory(framework=company.target.version.framework, number=99, effective_from=TODAY)
    assert "no longer describe its role" in text(own, PLAN)


def test_without_a_plan_there_is_no_version_to_take_over(own: Client):
    Plan.objects.all().delete()
    assert "There is no plan yet." in own.post(f"{PLAN}version/", follow=True).content.decode()


# --- Reached, practice, history ---------------------------------------------------------------


def test_what_was_reached_is_shown_calmly_and_a_fall_since_is_not_hidden(own: Client, nurse: Employee, goal: Goal):
    Goal.objects.filter(pk=goal.pk).update(reached_on=TODAY)
    HeldSkillFactory(employee=nurse, skill=goal.skill, level=3)
    assert "You got there on" in text(own, PLAN)
    nurse.held_skills.filter(skill=goal.skill).update(level=2)
    assert "judged at level 2 since" in text(own, PLAN)
    assert "the skill can be a goal again" in text(own, f"/goals/{goal.pk}/")


def test_a_round_of_practice_from_focus_to_the_next(own: Client, company: Company, goal: Goal):
    PracticeCycle.objects.all().delete()
    own.post(step(goal, "practise"), {"focus": "Ask first", "until": f"{SOON}"})
    cycle, sideways = goal.cycles.get(), company.users["sideways manager"].employee
    own.post(f"{PLAN}cycle/{cycle.pk}/reflect/", {"text": "Too fast again."})
    own.post(f"{PLAN}cycle/{cycle.pk}/ask/", {"colleague": "sideways@example.org", "question": "How was it?"})
    request = FeedbackRequest.objects.get(cycle=cycle)
    assert request.asked == sideways
    FeedbackRequest.objects.filter(pk=request.pk).update(text="Calm.", answered_at=timezone.now())
    own.post(f"{PLAN}cycle/{cycle.pk}/close/", {"learnt": "Slower.", "adjustment": "Ask twice"})
    page = text(own, f"/goals/{goal.pk}/")
    for words in ("Too fast again.", "Calm.", "Slower.", 'value="Ask twice"'):
        assert words in page


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("ask", {"colleague": "nobody@example.org"}, "No colleague has this address."),
        ("ask", {"colleague": "gone@example.org"}, "No colleague has this address."),
        ("close", {"learnt": ""}, "Nothing is written here."),
        ("reflect", {"text": ""}, "Nothing is written here."),
    ],
)
def test_practice_refuses_with_a_sentence(own: Client, goal: Goal, name: str, said: dict[str, str], sentence: str):
    assert sentence in own.post(f"{PLAN}cycle/{goal.cycles.get().pk}/{name}/", said).content.decode()
    assert goal.cycles.get().closed_on is None


def test_a_round_ends_after_today(own: Client, goal: Goal):
    PracticeCycle.objects.all().delete()
    assert "Expected a later day." in own.post(step(goal, "practise"), {"focus": "x", "until": f"{TODAY}"}).content.decode()


def test_a_request_is_taken_back(own: Client, goal: Goal):
    request = FeedbackRequest.objects.get(cycle__goal=goal)
    own.post(f"{PLAN}request/{request.pk}/take-back/")
    assert not FeedbackRequest.objects.filter(pk=request.pk).exists()


def test_the_history_is_a_file_too(own: Client, goal: Goal):
    own.post(step(goal, "drop"), {"why": "=cmd()"})
    lines = b"".join(own.get(f"{PLAN}history.csv")).decode().splitlines()
    assert lines[0] == "When,What,Why,By"
    assert "A goal was dropped: Goal kept back to level 3." in lines[1]
    assert "'=cmd()" in lines[1]


def test_an_empty_plan_says_where_to_begin(own: Client, manager: Client, nurse: Employee):
    Plan.objects.all().delete()
    assert "make one of its gaps your first goal" in text(own, PLAN)
    assert "propose one of its gaps as a first goal" in text(manager, f"/people/{nurse.pk}/plan/")
    assert "Nothing has happened yet" in text(own, f"{PLAN}history/")


def test_a_plan_costs_the_same_for_one_goal_and_thirty(own: Client, manager: Client, company: Company, nurse: Employee, plan: Plan):
    Plan.objects.update(role=company.target.role, version=company.target.version)

    def cost() -> list[int]:
        counts = []
        for client, path in ((own, PLAN), (manager, f"/people/{nurse.pk}/plan/"), (own, f"{PLAN}history/"), (own, f"/goals/{first.pk}/")):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
        return counts

    plan.refresh_from_db()
    first = fill(plan)
    few = cost()
    for _ in range(10):
        fill(plan)
    assert (many := cost()) == few
    assert max(many) <= MOST_QUERIES


def fill(plan: Plan) -> Goal:
    goal: Goal = GoalFactory(plan=plan)
    ActionFactory(goal=goal, hours=3, due_on=SOON)
    MilestoneFactory(goal=goal)
    FeedbackRequestFactory(cycle=PracticeCycleFactory(goal=goal))
    PlanChange.objects.create(plan=plan, goal=goal, kind="goal-added", by=plan.employee.user)
    RequirementFactory(profile=RoleProfile.objects.get(role=plan.role_id))
    return goal


def test_a_partner_without_a_record_writes_in_nobodys_plan(company: Company, nurse: Employee, goal: Goal):
    action = ActionFactory(goal=goal, text="Read the guide")
    of_plan = ActionFactory(goal=None, plan=goal.plan, text="Visit the ward")
    client, partner = Client(), company.users["HR partner inside"]
    Employee.objects.filter(user=partner).update(user=None)
    client.force_login(partner)
    assert client.get(f"/people/{nurse.pk}/plan/").status_code == 200
    for row in (action, of_plan):
        assert client.post(f"/me/plan/action/{row.pk}/drop/", {f"action-{row.pk}-drop-why": "Gone."}).status_code == 404
    assert not Action.objects.exclude(dropped_on=None).exists()


def test_a_file_of_somebodys_history_is_a_look_at_their_record(company: Company, nurse: Employee, manager: Client):
    before = AuditEvent.objects.filter(verb="looked", whom=nurse.pk).count()
    assert manager.get(f"/people/{nurse.pk}/plan/history.csv").status_code == 200
    assert AuditEvent.objects.filter(verb="looked", whom=nurse.pk).count() == before + 1
