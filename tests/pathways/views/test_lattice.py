"""The page of a lattice: one move, two moves or all round a role, the kinds that are asked for, and the same as table and file."""

import pytest
from django.test import Client

from employees.models import RoleMove
from pathways.models import RoleProfile
from pathways.presenters import lattice_page
from pathways.presenters.lattice_question import LatticeQuestion, Made, Zoom, asked_of_lattice
from tests.company import found_company
from tests.factories.employees import UserFactory
from tests.factories.lattices import lattice_of
from tests.factories.pathways import RoleProfileFactory, TransitionFactory
from tests.pathways.views.test_pages import cost, read

FAMILIES, LEVELS, MOVES = 6, 4, 40


@pytest.fixture
def profiles(db: None) -> list[RoleProfile]:
    return lattice_of(families=FAMILIES, levels=LEVELS, moves=MOVES)


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    client.force_login(UserFactory())
    return client


def path(profile: RoleProfile, asked: str = "") -> str:
    return f"/families/{profile.track.family.slug}/?around={profile.role.slug}{asked}"


class TestQuestion:
    def test_what_nobody_knows_is_as_if_not_asked(self):
        assert asked_of_lattice({"zoom": "9", "kind": "sideways", "made": "often", "around": "no\x00where"}) == LatticeQuestion("nowhere")

    def test_an_address_asks_what_it_was_made_of(self):
        asked = {"around": "porter", "zoom": "all", "kind": "lateral", "made": "never"}
        question = asked_of_lattice(asked)
        assert question == LatticeQuestion("porter", Zoom.ALL, "lateral", Made.NEVER)
        assert question.url == "?around=porter&zoom=all&kind=lateral&made=never"
        assert LatticeQuestion("porter").url == "?around=porter"


class TestZoom:
    def test_one_move_draws_the_neighbourhood(self, reader: Client, profiles: list[RoleProfile]):
        page = read(reader, path(profiles[5]))
        assert "Moves from Theatre assistant" in page
        assert "map-drawing" in page
        assert 'class="grid"' not in page

    def test_two_moves_reach_further_than_one_and_less_far_than_all(self, reader: Client, profiles: list[RoleProfile]):
        shown = [read(reader, path(profiles[5], f"&zoom={zoom}")).count('<a class="stop') for zoom in ("two", "all")]
        assert 2 < shown[0] < shown[1] == FAMILIES * LEVELS

    def test_the_whole_lattice_marks_the_role_and_those_one_move_away(self, reader: Client, profiles: list[RoleProfile]):
        page = read(reader, path(profiles[5], "&zoom=all"))
        assert page.count("stop-centre") == 1
        assert page.count("stop-next") == profiles[5].transitions_out.count() > 0
        assert f"around={profiles[0].role.slug}&amp;zoom=all" in page  # each role leads on

    def test_a_lattice_too_large_for_one_drawing_says_so(
        self, reader: Client, profiles: list[RoleProfile], monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(lattice_page, "MOST_ON_A_GRID", 10)
        page = read(reader, path(profiles[5], "&zoom=all"))
        assert "too many roles for one drawing" in page
        assert "Page 1 of 2" in page

    def test_the_readers_place_is_marked(self, client: Client, db: None):
        company = found_company()
        family = company.role.family
        family.shape = "lattice"
        family.save(update_fields=["shape"])
        client.force_login(company.users["self"])
        page = read(client, f"/families/{family.slug}/?zoom=all")
        assert page.count("stop-here") == 1
        assert "developing · 44 %" in page  # the stored readiness of the reader

    def test_a_neighbour_outside_the_lattice_leads_to_its_own_page(self, reader: Client, profiles: list[RoleProfile]):
        outside = TransitionFactory(source=profiles[5], target=RoleProfileFactory(version=profiles[5].version), kind="lateral").target
        page = read(reader, path(profiles[5], "&zoom=all"))
        assert f'stop-next" href="/roles/{outside.role.slug}/"' in page

    def test_the_cost_does_not_grow_with_the_lattice(self, reader: Client, profiles: list[RoleProfile]):
        larger = lattice_of(families=20, levels=8, moves=200)
        for zoom in Zoom:
            assert cost(reader, path(profiles[5], f"&zoom={zoom}")) == cost(reader, path(larger[9], f"&zoom={zoom}"))

    def test_forty_families_of_eight_levels_stay_light(self, reader: Client, db: None):
        whole = lattice_of()
        page = read(reader, path(whole[11], "&zoom=all"))
        assert page.count('<a class="stop') == 320
        assert "400 written moves" in page
        assert len(page.encode()) < 110_000


class TestFilters:
    def test_a_kind_leaves_its_moves_alone(self, reader: Client, profiles: list[RoleProfile]):
        page = read(reader, path(profiles[5], "&zoom=all&kind=lateral"))
        laterals = sum(profile.transitions_out.filter(kind="lateral").count() for profile in profiles)
        assert f"{laterals} written moves" in page
        assert "promotion</td>" not in page

    def test_never_made_and_really_made_are_all_together(self, reader: Client, profiles: list[RoleProfile]):
        made = RoleMove.objects.count()
        assert f"{made} written moves" in read(reader, path(profiles[5], "&zoom=all&made=yes"))
        assert f"{MOVES - made} written moves" in read(reader, path(profiles[5], "&zoom=all&made=never"))

    def test_nothing_left_says_so_and_leads_back(self, reader: Client, profiles: list[RoleProfile]):
        page = read(reader, path(profiles[5], "&kind=crossing"))
        assert "No move here is of that kind" in page
        assert "Show every kind" in page

    def test_a_role_without_ways_out_says_so(self, reader: Client, profiles: list[RoleProfile]):
        top = profiles[LEVELS - 1]
        top.transitions_out.all().delete()
        assert "No move is written out of" in read(reader, path(top))


class TestMoves:
    def test_few_people_are_told_as_few_and_sorted_as_one(self, reader: Client, profiles: list[RoleProfile]):
        RoleMove.objects.update(people=4)
        RoleMove.objects.filter(source=profiles[5].role).update(people=2)
        page = read(reader, path(profiles[5], "&zoom=all&made=yes&sort=-made-by"))
        assert "fewer than 5 people" in page
        assert "4 people" not in page
        assert "2 years" not in page  # nor how long so few stayed

    def test_the_file_holds_every_move_of_the_page(self, reader: Client, profiles: list[RoleProfile]):
        address = path(profiles[5], "&zoom=all&kind=promotion").replace("/?", "/moves.csv?")
        response = reader.get(address)
        lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # a file is streamed
        assert lines[0] == "From,To,Kind,Minimum time,Made by,Typically after"
        assert len(lines) - 1 == FAMILIES * (LEVELS - 1)

    def test_every_other_family_has_its_moves_too(self, reader: Client, db: None):
        move = TransitionFactory(minimum_months=18)
        page = read(reader, f"/families/{move.source.family.slug}/")
        assert "1 written move" in page
        assert "1 year 6 months" in page
        assert "never made so far" in page

    def test_a_family_without_moves_says_so(self, reader: Client, db: None):
        assert "No move is written out of this family yet" in read(reader, f"/families/{RoleProfileFactory().family.slug}/")

    def test_a_file_of_a_family_that_is_not_in_force_is_404(self, reader: Client):
        RoleProfileFactory(version__draft=True, track__family__slug="unborn")
        assert reader.get("/families/unborn/moves.csv").status_code == 404
