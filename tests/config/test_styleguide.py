"""The style guide shows every part that there is."""

import re
from pathlib import Path

import pytest
from django.test import Client

from config.styleguide import ICONS
from tests.factories.employees import GrantFactory

ROOT = Path(__file__).resolve().parent.parent.parent
COMPONENTS = ROOT / "templates" / "_components"


def test_every_component_stands_in_it():
    shown = set(re.findall(r'"_components/([\w.]+)"', (ROOT / "templates/styleguide.html").read_text(encoding="utf-8")))
    indirectly = {"pages.html", "nav_link.html", "messages.html"}  # by way of the foot of a list, and of what stands round every page
    assert {path.name for path in COMPONENTS.iterdir()} == shown | indirectly


def test_every_icon_stands_in_it():
    drawn = re.findall(r'name == "([\w-]+)"', (COMPONENTS / "icon.html").read_text(encoding="utf-8"))
    assert set(drawn) == set(ICONS)


@pytest.mark.django_db
def test_fields_are_shown_with_and_without_errors(client: Client):
    client.force_login(GrantFactory(duty="framework-editor").user)
    page = client.get("/styleguide/").content.decode()
    assert page.count('aria-invalid="true"') == 4
    assert "No level is chosen." in page
    assert 'aria-sort="ascending"' in page
