"""The list of findings, and one with its evidence and history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from employees import access
from employees.models import User
from promotions.findings import MOVES
from promotions.models import Finding, FindingStep
from promotions.models.findings import FindingQuerySet
from promotions.review_forms import HandForm, NoteForm, StepForm
from skills.listing import Column, Listing

STEPS = ("step", "note", "hand")
KINDS = {"opened": "accent", "looking": "accent", "explained": "good", "acted": "good", "closed": ""}
ICONS = {"opened": "warning", "looking": "clock", "explained": "pass", "acted": "pass", "closed": "minus"}


@dataclass(frozen=True)
class FindingList:
    show: str
    views: Mapping[str, str]
    listing: Listing


@dataclass(frozen=True)
class FindingPage:
    """`forms` by the step that they take; handing over only while it is open."""

    finding: Finding
    state: str
    overdue: bool
    facts: Sequence[tuple[str, str]]
    days: str
    history: Sequence[FindingStep]
    forms: Mapping[str, forms.Form]
    source_open: bool


def finding_list(reader: User, asked: Mapping[str, str]) -> FindingList:
    views = {"open": _("Open"), "mine": _("Yours"), "overdue": _("Overdue"), "all": _("All")}
    show = asked.get("show", "") if asked.get("show") in views else "open"
    visible = Finding.objects.visible_to(reader)
    parts: dict[str, FindingQuerySet] = {
        "open": visible.open(),
        "mine": visible.open().filter(owner=reader),
        "overdue": visible.overdue(access.of(reader).today),
        "all": visible,
    }
    return FindingList(show, views, Listing(parts[show].with_state(), columns(), asked, 50))


def columns() -> list[Column]:
    return [
        Column(_("Until"), lambda finding: date_format(finding.due_on, "j M Y"), order=("due_on",)),
        Column(_("Finding"), lambda finding: finding.title, order=("title",)),
        Column(_("Of"), lambda finding: str(finding.get_kind_display()), order=("kind",)),
        Column(_("Unit"), lambda finding: finding.scope, order=("unit__name",)),
        Column(_("How sure"), lambda finding: finding.uncertainty),
        Column(_("Owner"), lambda finding: finding.owner_name, order=("owner__email",)),
        Column(_("State"), lambda finding: str(FindingStep.Kind(finding.state).label), order=("state",)),
    ]


def tag_of(state: str) -> tuple[str, str, str]:
    """Return a state's words, and the kind and icon of its tag."""
    return str(FindingStep.Kind(state).label), KINDS[state], ICONS[state]


def finding_page(finding: Finding, reader: User, *, source_open: bool) -> FindingPage:
    state: str = finding.state  # type: ignore[attr-defined]  # annotated by with_state
    return FindingPage(
        finding=finding,
        state=state,
        overdue=finding.is_overdue(access.of(reader).today),
        facts=[(label, text) for label, text in finding.evidence["facts"]],
        days=finding.evidence["days"],
        history=list(finding.steps.select_related("by__employee")),
        forms=forms_of(finding, state),
        source_open=source_open,
    )


def forms_of(finding: Finding, state: str) -> dict[str, forms.Form]:
    found: dict[str, forms.Form] = {"step": StepForm(None, moves=MOVES[state]), "note": NoteForm(None)}
    return found | ({"hand": HandForm(None, due_on=finding.due_on)} if finding.is_open else {})


def bound(page: FindingPage, step: str, said: Mapping[str, str]) -> forms.Form:
    """Return the form of a step with what was said."""
    if step == "step":
        return StepForm(said, moves=MOVES[page.state])
    return NoteForm(said) if step == "note" else HandForm(said)


def with_form(page: FindingPage, step: str, form: forms.Form) -> FindingPage:
    return replace(page, forms={**page.forms, step: form})
