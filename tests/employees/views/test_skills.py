"""The page of somebody's skills and their rounds: what it shows, to whom, and that a sealed rating stands nowhere on it."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from employees import assessment_rounds, services
from employees.assessment_rounds import Rated
from employees.models import AssessmentRound, HeldSkill, SkillAssessment, SkillRating, User
from employees.models.assessment_rounds import Side
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import AspirationFactory, EmployeeFactory, HeldSkillFactory, SkillAssessmentFactory, UserFactory
from tests.factories.pathways import RequirementFactory, RoleProfileFactory, TransitionFactory
from tests.factories.skills import SkillDescriptorFactory, SkillFactory

TODAY = timezone.localdate()
MOST_QUERIES = 15


@pytest.fixture
def ward(db: None) -> Ward:
    return open_ward()


def signed_in(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(user)
    return client


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def judged(ward: Ward, level: int, source: str, days: int = 10, evidence: str = "Seen.") -> None:
    by = ward.lead if source == "manager" else ward.own
    on = TODAY - dt.timedelta(days=days)
    services.assess(employee=ward.nurse, skill=ward.care, level=level, source=source, on=on, by=by, evidence=evidence)


class TestPage:
    def test_what_counts_stands_beside_both_ratings_and_what_the_role_asks(self, ward: Ward):
        judged(ward, 1, "self", evidence="I look things up.")
        judged(ward, 2, "manager", evidence="On three shifts.")
        page = text_of(signed_in(ward.own), "/me/skills/")
        assert "1 skill held" in page
        assert "2 below what Nurse asks" in page
        assert "level 3, 1 short" in page
        assert "2 judgements" in page
        assert "(+1)" in page
        for words in ("I look things up.", "On three shifts.", ward.manager.name):
            assert words in page

    @pytest.mark.parametrize(("days", "old"), [(548, False), (549, True)])
    def test_a_rating_is_old_after_a_year_and_a_half(self, ward: Ward, days: int, old: bool):
        judged(ward, 2, "manager", days)
        assert ("1 rating older than 18 months" in text_of(signed_in(ward.own), "/me/skills/")) == old

    def test_one_s_own_rating_alone_is_marked(self, ward: Ward):
        judged(ward, 2, "self")
        assert "1 by own rating alone" in text_of(signed_in(ward.own), "/me/skills/")

    def test_a_next_step_is_looked_at_beside_the_role(self, ward: Ward):
        move = TransitionFactory(source=ward.profile, target__name="Charge nurse", target__version=ward.profile.version)
        RequirementFactory(profile=move.target, skill=ward.care, level=4)
        page = text_of(signed_in(ward.own), f"/me/skills/?to={move.target.role.slug}")
        assert "Charge nurse: level 4" in page

    def test_a_private_wish_is_offered_to_oneself_alone(self, ward: Ward):
        wish = RoleProfileFactory(name="Secret wish", version=ward.profile.version)
        AspirationFactory(employee=ward.nurse, role=wish.role)
        path = f"/people/{ward.nurse.pk}/skills/"
        assert "Secret wish" in text_of(signed_in(ward.own), "/me/skills/")
        assert "Secret wish" not in text_of(signed_in(ward.lead), f"{path}?to={wish.role.slug}")
        assert "Secret wish" not in text_of(signed_in(ward.own), f"/people/{ward.nurse.pk}/assessment/")

    def test_breadth_and_depth_count_what_is_held_at_each_level_or_above(self, ward: Ward):
        for level, kind in ((1, "technical"), (3, "technical"), (3, "soft")):
            HeldSkillFactory(employee=ward.nurse, skill=SkillFactory(kind=kind, scale=ward.care.scale), level=level)
        (shape,) = signed_in(ward.own).get("/me/skills/").context["page"].shapes
        assert [(step.level, step.technical, step.soft) for step in shape.steps] == [(1, 2, 1), (2, 1, 1), (3, 1, 1)]
        assert (shape.breadth, shape.depth) == (3, 3)

    def test_who_has_no_record_or_nothing_judged_gets_a_page(self, db: None):
        assert "has no employee record" in text_of(signed_in(UserFactory()), "/me/skills/")
        assert "Nothing is judged yet" in text_of(signed_in(EmployeeFactory(with_user=True).user), "/me/skills/")

    def test_many_skills_take_as_many_queries_as_one(self, ward: Ward, django_assert_max_num_queries):
        client = signed_in(ward.lead)
        path = f"/people/{ward.nurse.pk}/skills/"
        judged(ward, 2, "manager")
        with django_assert_max_num_queries(MOST_QUERIES + 4) as one:  # session, trail and savepoints are four
            client.get(path)
        for _ in range(20):
            skill = SkillAssessmentFactory(employee=ward.nurse, assessor=ward.lead).skill
            HeldSkillFactory(employee=ward.nurse, skill=skill)
        with django_assert_max_num_queries(MOST_QUERIES + 4) as many:
            client.get(path)
        assert len(one) == len(many)

    def test_the_files_hold_what_the_page_does(self, ward: Ward):
        judged(ward, 2, "manager", evidence="=1+1")
        client = signed_in(ward.own)
        skills, judgements = (b"".join(client.get(f"/me/skills/{table}.csv")).decode() for table in ("skills", "judgements"))
        assert "Care,technical,2,manager" in skills
        assert "'=1+1" in judgements
        assert client.get("/me/skills/others.csv").status_code == 404


class TestRound:
    def opened(self, ward: Ward) -> AssessmentRound:
        return assessment_rounds.open_round(employee=ward.nurse, skills=[ward.care.pk, ward.hygiene.pk], due_on=TODAY, by=ward.lead)

    def test_it_is_opened_over_what_the_role_and_the_chosen_step_ask(self, ward: Ward):
        move = TransitionFactory(source=ward.profile, target__version=ward.profile.version)
        more = RequirementFactory(profile=move.target).skill
        path, due = f"/people/{ward.nurse.pk}/assessment/", TODAY + dt.timedelta(days=7)
        answer = signed_in(ward.lead).post(path, {"due_on": due.isoformat(), "steps": [str(move.target.role_id)]}, follow=True)
        assert "The round is open." in answer.content.decode()
        assert set(AssessmentRound.objects.get().skills.all()) == {ward.care, ward.hygiene, more}

    @pytest.mark.parametrize("days", [-1, 91])
    def test_a_day_out_of_range_opens_nothing(self, ward: Ward, days: int):
        due = TODAY + dt.timedelta(days=days)
        answer = signed_in(ward.own).post(f"/people/{ward.nurse.pk}/assessment/", {"due_on": due.isoformat()})
        assert "Expected a day from today on" in answer.content.decode()
        assert not AssessmentRound.objects.exists()

    def test_each_level_stands_there_in_the_words_of_the_framework(self, ward: Ward):
        SkillDescriptorFactory(skill=ward.care, level=2, description="Washes and turns patients by the plan.")
        opened = self.opened(ward)
        page = text_of(signed_in(ward.own), f"/assessments/{opened.pk}/")
        assert "2 · working" in page
        assert "Washes and turns patients by the plan." in page

    def test_a_draft_comes_back_and_a_second_window_loses_no_word(self, ward: Ward):
        opened, client = self.opened(ward), signed_in(ward.own)
        path, care = f"/assessments/{opened.pk}/", ward.care.pk
        client.post(f"{path}save/", {"version": "0", f"{care}-level": "3", f"{care}-evidence": "First window"})
        assert "First window" in client.get(path).content.decode()
        answer = client.post(f"{path}save/", {"version": "0", f"{care}-level": "2", f"{care}-evidence": "Second window"})
        page = answer.content.decode()
        assert "saved from another window" in page
        assert "Second window" in page
        assert SkillRating.objects.get(skill=care).evidence == "First window"
        assert 'name="version" value="1"' in page

    def test_a_level_that_does_not_exist_changes_nothing_and_keeps_the_words(self, ward: Ward):
        opened, client = self.opened(ward), signed_in(ward.own)
        said = {"version": "0", f"{ward.care.pk}-level": "9", f"{ward.care.pk}-evidence": "Typed", f"{ward.care.pk}-links": ["entry-1"]}
        page = client.post(f"/assessments/{opened.pk}/hand-in/", said).content.decode()
        assert "This is no level of Care." in page
        assert "not on the person&#x27;s record any more" in page
        assert "Typed" in page
        assert not SkillRating.objects.exists()

    def test_the_other_side_finds_a_sealed_rating_nowhere(self, ward: Ward):
        opened, words = self.opened(ward), "Zanzibar"
        sealed = {ward.care.pk: Rated(4, words)}
        assessment_rounds.hand_in(assessment_round=opened, side=Side.MANAGER, ratings=sealed, version=0, by=ward.lead)
        client, person = signed_in(ward.own), ward.nurse.pk
        paths = [
            "/",
            "/me/skills/",
            "/me/skills/skills.csv",
            "/me/skills/judgements.csv",
            f"/people/{person}/skills/",
            f"/assessments/{opened.pk}/",
            f"/assessments/{opened.pk}/ratings.csv",
            f"/roles/{ward.profile.role.slug}/gap/",
            "/me/notices/",
            "/me/record/",
            "/api/v1/me/skills/",
            f"/api/v1/people/{person}/skills/",
            f"/api/v1/assessments/{opened.pk}/",
            f"/api/v1/me/gaps/{ward.profile.role.slug}/",
        ]
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            body = b"".join(answer) if answer.streaming else answer.content
            assert words not in body.decode(), path
        assert client.get(f"/roles/{ward.profile.role.slug}/gap/").context["page"].explanation.met == 0
        assert signed_in(ward.matron.user).get(f"/assessments/{opened.pk}/").context["page"].pairs == ()

    def test_both_in_stand_side_by_side_and_a_level_is_agreed_on(self, ward: Ward):
        opened, care = self.opened(ward), ward.care.pk
        for by, level in ((ward.own, "2"), (ward.lead, "4")):
            signed_in(by).post(f"/assessments/{opened.pk}/hand-in/", {"version": "0", f"{care}-level": level})
        client = signed_in(ward.lead)
        assert "the manager rated 2 levels higher" in text_of(client, f"/assessments/{opened.pk}/")
        settle = f"/assessments/{opened.pk}/agree/"
        page = client.post(settle, {"skill": str(care), f"agree-{care}-level": "3", f"agree-{care}-text": ""}).content.decode()
        assert "Nothing is written here" in page
        client.post(settle, {"skill": str(care), f"agree-{care}-level": "3", f"agree-{care}-text": "Looked at two shifts."})
        assert HeldSkill.objects.get(skill=care).level == 3
        assert client.post(settle, {"skill": "987654321"}).status_code == 404
        file = b"".join(client.get(f"/assessments/{opened.pk}/ratings.csv")).decode()
        assert "Care,2,4,2" in file

    def test_steps_are_for_those_who_may_take_them(self, ward: Ward):
        opened = self.opened(ward)
        path = f"/assessments/{opened.pk}/"
        assert signed_in(ward.matron.user).post(f"{path}hand-in/", {"version": "0"}).status_code == 403
        assert signed_in(EmployeeFactory(with_user=True).user).post(f"{path}save/", {"version": "0"}).status_code == 404
        assert signed_in(ward.own).post(f"{path}agree/").status_code == 403
        assert signed_in(ward.own).post(f"{path}dance/").status_code == 404
        assert signed_in(ward.own).get(f"{path}save/").status_code == 405
        assert Client().post(f"{path}save/").status_code == 302
        assert not SkillAssessment.objects.exists()

    def test_many_skills_are_rated_in_as_many_queries_as_one(self, ward: Ward, django_assert_max_num_queries):
        opened, client = self.opened(ward), signed_in(ward.own)
        with django_assert_max_num_queries(24) as one:
            client.get(f"/assessments/{opened.pk}/")
        opened.skills.add(*(SkillFactory() for _ in range(20)))
        with django_assert_max_num_queries(24) as many:
            client.get(f"/assessments/{opened.pk}/")
        assert len(one) == len(many)
