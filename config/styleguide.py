"""One page that shows every part that pages are made of, in all its states: for those who edit the framework and who run the site."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import access
from employees.access import Permission
from employees.forms import Day, LevelField, Line, Words
from pathways.levels import level_cells
from pathways.prose import blocks_of
from skills.listing import Header

ICONS = """mark ready near developing unknown here pass fail none promotion lateral crossing diagonal step-down search warning info seat
ladder dual-ladder lattice skills projects ascending descending file clock lock""".split()
TAGS = [
    ("ready · 97 %", "ready", "good"),
    ("near · 78 %", "near", "caution"),
    ("developing · 41 %", "developing", ""),
    ("core", "", "accent"),
]
CHOICES = [
    {"words": "any", "url": "#parts", "current": True, "count": 12},
    {"words": "promotion", "url": "#tables", "current": False, "count": 5},
]
PROSE = "A paragraph as publishers write them.\n\nWhat follows:\n- one line\n- another line"
HEADERS = [
    Header("Role", number=False, sort="-role", direction="ascending"),
    Header("Level", number=False, sort="level", direction=""),
    Header("People", number=True, sort="", direction=""),
]


class Sample(forms.Form):
    """One field of each kind. Sent empty, each shows its error."""

    use_required_attribute = False
    line = Line(label="A line", help_text="What is expected here, in a few words.")
    words = Words(label="A text")
    level = LevelField(label="A choice", names=["awareness", "working", "practitioner", "expert"])
    day = Day(label="A day")

    def clean(self) -> None:
        if self.is_bound:
            raise forms.ValidationError("What concerns the whole form stands above it: what happened, what was expected, what to do.")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not access.of(request.user).may(Permission.EDIT_FRAMEWORK):
        raise PermissionDenied
    shown = {
        "icons": ICONS,
        "tags": TAGS,
        "levels": [level_cells(held=held, required=required) for held, required in ((4, 4), (2, 4), (0, 4), (5, 3))],
        "blocks": blocks_of(PROSE),
        "form": Sample(label_suffix="", prefix="empty"),
        "wrong": Sample({}, label_suffix="", prefix="wrong"),
        "choices": CHOICES,
        "headers": HEADERS,
        "page": Paginator(range(250), 50).get_page(3),
        "crumbs": [{"label": "Families", "url": "/families/"}, {"label": "Nursing", "url": ""}],
    }
    return render(request, "styleguide.html", shown)
