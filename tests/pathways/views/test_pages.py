"""Families and roles: what everybody signed in may read, with figures that name nobody."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import RoleMove
from pathways.models import RoleProfile
from tests.company import found_company, ladder
from tests.factories.employees import RoleMoveFactory, UserFactory
from tests.factories.pathways import (
    CredentialRequirementFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleProfileFactory,
    TrackFactory,
    TransitionFactory,
)
from tests.factories.promotions import RequisitionFactory

MOST_QUERIES = 15
MOST_BYTES = 60_000


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    client.force_login(UserFactory())
    return client


@pytest.fixture
def roles(db: None) -> tuple[RoleProfile, RoleProfile]:
    return ladder()


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        read(client, path)
    assert len(queries) <= MOST_QUERIES
    return len(queries)


def move(people: int, source: RoleProfile, target: RoleProfile) -> None:
    """Say that so many people made this move, instead of what was said before."""
    RoleMove.objects.filter(source=source.role, target=target.role).delete()
    RoleMoveFactory(source=source.role, target=target.role, people=people)


class TestFamilies:
    def test_only_families_in_force_are_listed(self, reader: Client, roles: tuple[RoleProfile, RoleProfile]):
        RoleProfileFactory(version__draft=True, track__family__name="Unborn")
        page = read(reader, "/families/")
        assert "Nursing" in page
        assert "2 roles" in page
        assert "Unborn" not in page

    def test_none_in_force_says_what_to_do(self, reader: Client):
        assert "No framework is in force yet" in read(reader, "/families/")
        assert "No framework is in force yet" in read(reader, "/roles/")

    @pytest.mark.parametrize(("typed", "found"), [("nurs", True), ("astronaut", False), ("%00", True)])
    def test_search(self, reader: Client, roles: tuple[RoleProfile, RoleProfile], typed: str, found: bool):
        page = read(reader, f"/families/?q={typed}")
        assert ("Nursing" in page) == found
        assert ("No family found" in page) != found

    @pytest.mark.parametrize("slug", ["nowhere", "unborn"])
    def test_a_family_that_is_not_in_force_is_404(self, reader: Client, slug: str):
        RoleProfileFactory(version__draft=True, track__family__slug="unborn")
        assert reader.get(f"/families/{slug}/").status_code == 404

    @pytest.mark.parametrize("shape", ["ladder", "dual-ladder", "lattice", "skills", "projects"])
    def test_each_shape_has_its_map_without_a_person(self, reader: Client, shape: str):
        lower, higher = ladder(shape)
        ProjectRequirementFactory(profile=higher)
        page = read(reader, f"/families/{lower.family.slug}/")
        assert "Staff nurse" in page
        assert "Charge nurse" in page
        assert "You are here" not in page
        assert cost(reader, f"/families/{lower.family.slug}/") <= MOST_QUERIES

    def test_the_readers_place_is_marked(self, client: Client, db: None):
        company = found_company()
        client.force_login(company.users["self"])
        assert "You are here" in read(client, f"/families/{company.role.family.slug}/")

    def test_a_lattice_can_be_drawn_around_any_of_its_roles(self, reader: Client):
        lower, higher = ladder("lattice")
        TransitionFactory(source=higher, target=lower, kind="step-down")
        path = f"/families/{lower.family.slug}/"
        assert "Moves from Charge nurse" in read(reader, f"{path}?around={higher.role.slug}")
        assert "Moves from " in read(reader, f"{path}?around=nonsense")

    def test_a_large_lattice_stays_light_and_costs_no_more(self, reader: Client):
        lower, _ = ladder("lattice")
        TransitionFactory(source=lower)
        path = f"/families/{lower.family.slug}/?around={lower.role.slug}"
        before = cost(reader, path)
        for number in range(60):
            track = lower.track if number % 2 else TrackFactory(family__framework=lower.version.framework)
            TransitionFactory(source=lower, target=RoleProfileFactory(version=lower.version, track=track, rank=1 + number % 5))
        assert cost(reader, path) == before
        assert len(read(reader, path)) < MOST_BYTES
        assert "found no room on the map" in read(reader, path)

    def test_a_family_too_large_to_draw_is_a_list(self, reader: Client):
        lower, _ = ladder()
        for _ in range(70):
            RoleProfileFactory(version=lower.version, track=lower.track, rank=2)
        page = read(reader, f"/families/{lower.family.slug}/")
        assert "map-drawing" not in page
        assert page.count("/roles/") >= 72


class TestRoles:
    def test_search_by_role_and_family(self, reader: Client, roles: tuple[RoleProfile, RoleProfile]):
        assert "Charge nurse" in read(reader, "/roles/?q=nursing charge")
        assert "No role found" in read(reader, "/roles/?q=nursing pilot")

    def test_fifty_a_page_at_the_same_cost(self, reader: Client, roles: tuple[RoleProfile, RoleProfile]):
        before = cost(reader, "/roles/")
        for rank in range(60):
            RoleProfileFactory(version=roles[0].version, track=roles[0].track, rank=rank)
        assert cost(reader, "/roles/") == before
        page = read(reader, "/roles/?page=1")
        assert "Page 1 of 2" in page
        assert page.count('<th scope="row">') == 50
        assert len(page) < MOST_BYTES
        assert "Page 2 of 2" in read(reader, "/roles/?page=junk&page=2")

    def test_a_profile_says_what_the_role_asks(self, reader: Client, roles: tuple[RoleProfile, RoleProfile]):
        _, higher = roles
        asked = CredentialRequirementFactory(profile=higher, credential__name="Nursing licence")
        ProjectRequirementFactory(profile=higher, complexity=3, count=2)
        RequisitionFactory(role=higher.role, opened_on=timezone.localdate())
        RoleProfile.objects.filter(pk=higher.pk).update(pay_from=Decimal(40000), pay_to=Decimal(52000), currency="GBP", typical_months=30)
        page = read(reader, f"/roles/{higher.role.slug}/")
        assert asked.credential.name in page
        assert "2 finished projects" in page
        assert "40,000 to 52,000 GBP" in page
        assert "2 years 6 months" in page
        assert "3 · practitioner" in page

    def test_counts_of_moves_name_nobody(self, reader: Client, roles: tuple[RoleProfile, RoleProfile]):
        lower, higher = roles
        path = f"/roles/{lower.role.slug}/"
        assert "never made so far" in read(reader, path)
        move(4, lower, higher)
        assert "made by fewer than 5 people" in read(reader, path)
        move(7, lower, higher)
        assert "made by 7 people" in read(reader, path)

    def test_a_move_that_no_rule_writes_is_told_once_enough_people_made_it(self, reader: Client, roles: tuple[RoleProfile, RoleProfile]):
        lower, _ = roles
        elsewhere = RoleProfileFactory(version=lower.version, name="Porter")
        move(4, elsewhere, lower)
        assert "Porter" not in read(reader, f"/roles/{lower.role.slug}/")
        move(5, elsewhere, lower)
        page = read(reader, f"/roles/{lower.role.slug}/")
        assert "Porter" in page
        assert "not a written path" in page

    def test_a_role_without_requirements_says_so(self, reader: Client, db: None):
        assert "nobody is shown as ready" in read(reader, f"/roles/{RoleProfileFactory().role.slug}/")

    @pytest.mark.parametrize("slug", ["nowhere", "unborn"])
    def test_a_role_that_is_not_in_force_is_404(self, reader: Client, slug: str):
        RoleProfileFactory(version__draft=True, role__slug="unborn")
        assert reader.get(f"/roles/{slug}/").status_code == 404

    def test_the_cost_does_not_grow(self, reader: Client, roles: tuple[RoleProfile, RoleProfile]):
        path = f"/roles/{roles[0].role.slug}/"
        before = cost(reader, path)
        for _ in range(20):
            RequirementFactory(profile=roles[0])
            TransitionFactory(source=roles[0])
        move(12, *roles)
        assert cost(reader, path) == before
