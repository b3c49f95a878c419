"""What a reader asks of the mobility figures, checked, and the report that answers it."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict

from employees import access
from employees.access import Permission
from employees.models import Unit, User
from promotions.forms import MobilityForm
from promotions.metrics.report import Report, report_on
from promotions.metrics.selection import Axis, Choices, Selection
from promotions.metrics.units import UnitTree, readable_units
from promotions.metrics.window import default_window
from promotions.models import MobilityFact, PulseCount, ToldPart
from promotions.pulse.growth import growth_card
from promotions.run_history import last_day_of_figures


def asked(user: User, query: QueryDict) -> tuple[MobilityForm | None, UnitTree]:
    """Return the filters as asked and the units in reach; no form before the first nightly run. Others than HR are refused."""
    if not access.of(user).may(Permission.READ_MOBILITY):
        raise PermissionDenied
    tree, until = readable_units(user), last_day_of_figures()
    return (MobilityForm(query, choices=Choices(), window=default_window(until)) if until else None), tree


def selection_of(user: User, query: QueryDict, form: MobilityForm, tree: UnitTree) -> Selection:
    cleaned = form.cleaned_data
    return Selection(
        tree=tree,
        choices=form.choices,
        window=cleaned["window"],
        axis=Axis(cleaned["by"] or Axis.UNIT),
        unit=chosen_unit(query.get("unit", ""), tree),
        family=form.families[cleaned["family"]],
        level=form.levels[cleaned["level"]],
        company_wide=not access.of(user).units(),  # an empty filter: every unit
    )


def chosen_unit(code: str, tree: UnitTree) -> Unit | None:
    """Return the unit of that code; without a code the one above all others, if there is one. Out of reach is 404, as unknown is."""
    unit = tree.coded(code) if code else tree.only_top
    if code and unit is None:
        raise Http404
    return unit


def report(user: User, selection: Selection) -> Report:
    found = report_on(selection, facts=MobilityFact.objects.visible_to(user), told=ToldPart.objects.visible_to(user))
    return replace(found, cards=found.cards | {"growth": growth_card(selection, PulseCount.objects.visible_to(user))})
