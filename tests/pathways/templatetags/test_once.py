"""`{% once %}`: what is equal is drawn once, and nothing that is not equal is taken for it."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from pathways.family_map import ListItem
from pathways.maps import Mark, Station
from pathways.templatetags.once import _drawn

STATION = Station(role=1, name="Nurse <1>", url="/roles/nurse/", rank=1, level="Level 1", column=0, column_name="", months=20)
HERE = Station(role=1, name="Nurse <1>", url="/roles/nurse/", rank=1, level="Level 1", column=0, column_name="", mark=Mark.HERE)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    _drawn.cache_clear()


def drawn(item: ListItem, **around: object) -> str:
    return Template('{% load once %}{% once "pathways/maps/_station.html" item %}').render(Context({"item": item, **around}))


def test_equal_values_are_drawn_once() -> None:
    first, again = drawn(ListItem(STATION, "words")), drawn(ListItem(STATION, "words"))
    assert first == again
    assert _drawn.cache_info()[:2] == (1, 1)


def test_other_values_are_drawn_anew() -> None:
    assert 'aria-current="location"' in drawn(ListItem(HERE, "words"))
    assert 'aria-current="location"' not in drawn(ListItem(STATION, "words"))
    assert "other words" in drawn(ListItem(STATION, "other words"))


def test_each_language_has_its_own() -> None:
    in_english = drawn(ListItem(HERE, "words"))
    with override("de"):
        assert drawn(ListItem(HERE, "words")) != in_english


def test_nothing_of_the_page_around_it_is_drawn() -> None:
    assert drawn(ListItem(STATION, "words"), it=ListItem(HERE, "another"), user="somebody") == drawn(ListItem(STATION, "words"))


def test_text_is_escaped() -> None:
    assert "Nurse &lt;1&gt;" in drawn(ListItem(STATION, "<b>"))
    assert "<b>" not in drawn(ListItem(STATION, "<b>"))
