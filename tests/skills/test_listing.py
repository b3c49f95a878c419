"""A list sorted, paged and given as a file by what its address asks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from skills.listing import Column, Listing, csv_file
from skills.models import Skill
from tests.factories.skills import SkillFactory

COLUMNS = [
    Column("Skill", lambda skill: skill.name, order=("name",)),
    Column("Of what kind", lambda skill: skill.kind, order=("kind", "name")),
    Column("Described", lambda skill: skill.description),
]


@pytest.fixture
def skills(db: None) -> list[Skill]:
    return [
        SkillFactory(name=name, kind=kind, description="")
        for name, kind in (("Wiring", "technical"), ("=Listening", "soft"), ("Asking", "soft"))
    ]


def listing(**asked: str) -> Listing:
    return Listing(Skill.objects.order_by("-pk"), COLUMNS, asked, size=2)


def names(found: Listing) -> list[str]:
    return [skill.name for skill in found.ordered]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Asking", "=Listening", "Wiring"]),
        ("skill", ["=Listening", "Asking", "Wiring"]),
        ("-skill", ["Wiring", "Asking", "=Listening"]),
        ("of-what-kind", ["=Listening", "Asking", "Wiring"]),
        ("described", ["Asking", "=Listening", "Wiring"]),
        ("-described", ["Asking", "=Listening", "Wiring"]),
        ("name); DROP", ["Asking", "=Listening", "Wiring"]),
    ],
)
def test_sorted_by_a_column_that_can_be_and_by_nothing_else(skills: list[Skill], sort: str, expected: list[str]):
    assert names(listing(sort=sort)) == expected


def test_a_head_offers_the_other_direction_once_it_sorts(skills: list[Skill]):
    assert [(head.sort, head.direction) for head in listing().headers] == [("skill", ""), ("of-what-kind", ""), ("", "")]
    assert [(head.sort, head.direction) for head in listing(sort="skill").headers] == [
        ("-skill", "ascending"),
        ("of-what-kind", ""),
        ("", ""),
    ]
    assert listing(sort="-skill").headers[0].sort == "skill"
    assert listing(sort="-skill").headers[0].direction == "descending"


@pytest.mark.parametrize(("page", "shown"), [("1", 2), ("2", 1), ("9", 1), ("x", 2)])
def test_any_page_number_shows_a_page(skills: list[Skill], page: str, shown: int):
    assert len(listing(page=page).page) == shown


def test_a_file_holds_every_row_in_the_same_order_and_no_formula(skills: list[Skill]):
    with CaptureQueriesContext(connection) as queries:
        text = b"".join(listing(sort="-skill", page="2").file("skills")).decode()
    assert text.splitlines() == ["Skill,Of what kind,Described", "Wiring,technical,", "Asking,soft,", "'=Listening,soft,"]
    assert len(queries) == 1


def test_a_file_is_a_download_by_name():
    response = csv_file("roles", ["Role"], [["Nurse, senior"]])
    assert response.headers["Content-Disposition"] == 'attachment; filename="roles.csv"'
    assert b"".join(response) == b'Role\n"Nurse, senior"\n'


def test_a_list_longer_than_anybody_pages_through_is_counted_no_further(skills: list[Skill], monkeypatch: pytest.MonkeyPatch):
    whole = listing().pages
    assert (whole.count, whole.more) == (3, False)
    monkeypatch.setattr("skills.listing.MOST_PAGED", 2)
    cut = listing(page="2")
    assert (cut.page.number, cut.pages.num_pages, cut.pages.count, cut.pages.more) == (1, 1, 2, True)
