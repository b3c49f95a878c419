"""Whatever is written down for everybody renews the stamp, however it is written."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model

from promotions.models import PolicyRule, PolicyVersion
from skills import stamp
from skills.bulk import insert_rows
from skills.models import Skill, SkillDescriptor
from tests.factories.employees import EmployeeFactory, HeldSkillFactory
from tests.factories.pathways import RoleProfileFactory
from tests.factories.promotions import PolicyRuleFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db

WRITTEN_DOWN: list[type[Model]] = [
    *(model for app in ("skills", "pathways") for model in apps.get_app_config(app).get_models(include_auto_created=True)),
    PolicyVersion,
    PolicyRule,
]


def renewed(before: stamp.Stamp) -> bool:
    return stamp.stamp() != before


def test_every_table_is_watched():
    assert stamp.watched(connection) == {model._meta.db_table for model in WRITTEN_DOWN}


def test_every_way_to_write_renews_it():
    skill = SkillFactory()
    writes = [
        SkillFactory,
        skill.save,
        lambda: Skill.objects.filter(pk=skill.pk).update(name="Another"),
        lambda: Skill.objects.bulk_update([skill], ["name"]),
        lambda: insert_rows(SkillDescriptor, ["skill_id", "level", "description"], [(skill.pk, 1, "a"), (skill.pk, 2, "b")]),
        lambda: skill.descriptors.all().delete(),
        RoleProfileFactory,
        PolicyRuleFactory,
        lambda: connection.cursor().execute("UPDATE pathways_roleprofile SET name = 'By hand'"),
    ]
    for number, write in enumerate(writes):
        before = stamp.stamp()
        write()
        assert renewed(before), f"write {number} went unnoticed"


def test_nothing_else_renews_it():
    held = HeldSkillFactory(employee=EmployeeFactory())
    before = stamp.stamp()
    held.save()
    EmployeeFactory()
    assert not renewed(before)


def test_what_was_taken_back_leaves_the_stamp_as_it_was_and_its_own_never_comes_again():
    before = stamp.stamp()
    seen = []
    for _ in range(2):
        with transaction.atomic():
            SkillFactory()
            seen.append(stamp.stamp())
            transaction.set_rollback(True)
        assert stamp.stamp() == before
    assert len({before, *seen}) == 3


def test_each_statement_of_one_transaction_renews_it_again():
    seen = set()
    for _ in range(3):
        SkillFactory()
        seen.add(stamp.stamp())
    assert len(seen) == 3


@pytest.mark.django_db(transaction=True)
def test_a_table_that_has_lost_its_triggers_gets_them_again_with_the_next_migrate():
    stamp.unwatch(connection)
    assert stamp.watched(connection) == set()
    call_command("migrate", verbosity=0)
    assert stamp.watched(connection) == {model._meta.db_table for model in WRITTEN_DOWN}
