"""What each process keeps of the frameworks in force, and that it never outlives a change."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from pathways.graph_in_force import graph_of
from pathways.models import FrameworkVersion
from pathways.rulebook import rulebook
from pathways.services.frameworks import copy_version, publish
from promotions.readiness.nearby import policy_of
from tests.company import found_company
from tests.factories.pathways import (
    CredentialRequirementFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleProfileFactory,
    TransitionFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 6, 1)


def test_it_holds_every_role_in_force_with_its_moves_and_what_it_asks():
    move = TransitionFactory(minimum_months=12, kind="lateral")
    here, there = move.source, move.target
    skill = RequirementFactory(profile=there, level=3).skill
    credential = CredentialRequirementFactory(profile=there).credential
    ProjectRequirementFactory(profile=there, complexity=4, count=2, as_lead=True)
    draft = RoleProfileFactory(version__status=FrameworkVersion.Status.DRAFT, version__effective_from=None)
    book = rulebook(TODAY)
    assert set(book.profiles) == {here.role_id, there.role_id}
    assert book.by_slug[there.role.slug] == there
    assert [(one.source, one.target, one.kind, one.minimum_months) for one in book.moves[here.role_id]] == [
        (here.role_id, there.role_id, "lateral", 12)
    ]
    assert book.moves_into[there.role_id] == list(book.moves[here.role_id])
    asks = book.asks[there.role_id]
    assert [(asked.skill, asked.level) for asked in asks.skills] == [(skill.pk, 3)]
    assert (asks.credentials, asks.projects) == ({credential.pk: credential.name}, [(4, 2, True)])
    assert here.role_id not in book.asks
    assert book.profiles_of([draft.role_id, None, here.role_id]) == {here.role_id: here}
    assert book.profile(None) is None


def test_it_is_read_once_for_as_long_as_nothing_written_down_changes(django_assert_num_queries):
    TransitionFactory()
    first = rulebook(TODAY)
    graph, policy = graph_of(first), policy_of(first)
    with django_assert_num_queries(1):  # the stamp
        assert rulebook(TODAY) is first
        assert (graph_of(first), policy_of(first)) == (graph, policy)


@pytest.mark.parametrize("table", ["pathways_jobfamily", "pathways_track", "pathways_level", "pathways_framework", "pathways_roleprofile"])
def test_a_name_changed_by_whoever_and_however_is_seen_at_once(table):
    profile = RoleProfileFactory()
    rulebook(TODAY)
    with connection.cursor() as cursor:  # past every model, as another program would write
        cursor.execute(f"UPDATE {table} SET name = 'Renamed'")  # noqa: S608  # the tables above
    found = rulebook(TODAY).profiles[profile.role_id]
    names = (found.name, found.family.name, found.track.name, found.level.name, found.version.framework.name)
    assert names.count("Renamed") == 1


def test_a_publication_is_seen_at_once_and_the_days_before_it_stay():
    move = TransitionFactory(source__version__effective_from=dt.date(2020, 1, 1))
    before = rulebook(TODAY)
    draft = copy_version(version=move.source.version, by=None)
    draft.profiles.filter(role=move.target.role).update(name="Head of everything")
    assert rulebook(TODAY).profiles[move.target.role_id].name == before.profiles[move.target.role_id].name
    publish(version=draft, effective_from=TODAY, by=None)
    assert rulebook(TODAY).profiles[move.target.role_id].name == "Head of everything"
    assert rulebook(TODAY - dt.timedelta(days=1)).profiles[move.target.role_id].name == before.profiles[move.target.role_id].name


def test_pages_show_what_was_published_a_moment_ago(client: Client):
    company = found_company()
    client.force_login(company.users["self"])
    pages = ["/", f"/roles/{company.target.role.slug}/", f"/roles/{company.target.role.slug}/gap/"]
    assert not any("Head of everything" in client.get(page).content.decode() for page in pages)
    draft = copy_version(version=company.role.version, by=None)
    draft.profiles.filter(role=company.target.role).update(name="Head of everything")
    publish(version=draft, effective_from=timezone.localdate(), by=None)
    for page in pages:
        assert "Head of everything" in client.get(page).content.decode(), page


def test_what_a_transaction_took_back_is_kept_by_nobody():
    profile = RoleProfileFactory(name="Nurse")
    with transaction.atomic():
        profile.name = "Taken back"
        profile.save()
        assert rulebook(TODAY).profiles[profile.role_id].name == "Taken back"
        transaction.set_rollback(True)
    assert rulebook(TODAY).profiles[profile.role_id].name == "Nurse"
