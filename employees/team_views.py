"""Views of the team board kept under a name, each by one account for itself alone."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from employees import trail
from employees.models import TeamView, User
from employees.models.trail import Verb

MOST = 20  # of an account
FIELDS = ("reach", "show", "text", "sort")


class TeamViewError(ValueError):
    """Something that cannot be done to a view; the message is for people."""


@transaction.atomic
def save_view(*, name: str, asked: Mapping[str, str], by: User) -> TeamView:
    """Keep what the board shows under a name; under one that is there already it takes the place of what was kept. `asked` has `FIELDS`."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two windows cannot both save the last one, or one name twice
    own = TeamView.objects.visible_to(by)
    found = own.called(name).first()
    if found is None and own.count() >= MOST:
        raise TeamViewError(_("You keep %(most)s views already. Remove one, or save under the name of one.") % {"most": MOST})
    verb = Verb.CHANGED if found else Verb.ADDED
    found = found or TeamView(account=by)
    found.name = name
    for field in FIELDS:
        setattr(found, field, asked.get(field, ""))
    found.save()
    trail.record(verb, of=found, by=by)
    return found


@transaction.atomic
def rename_view(*, view: TeamView, name: str, by: User) -> None:
    """Call it something else. Raises `TeamViewError` where another one is called so."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if TeamView.objects.visible_to(by).called(name).exclude(pk=view.pk).exists():
        raise TeamViewError(_("You keep another view as “%(name)s”. Choose another name.") % {"name": name})
    view.name = name
    view.save(update_fields=["name"])
    trail.record(Verb.CHANGED, of=view, by=by)


@transaction.atomic
def remove_view(*, view: TeamView, by: User) -> None:
    trail.record(Verb.REMOVED, of=view, by=by)
    view.delete()
