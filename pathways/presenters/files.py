"""The small tables of role, comparison and family as rows of a file, for those who go on in a spreadsheet."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from pathways.models import RoleProfile
from pathways.packs import project_words
from pathways.presenters.compare_page import ComparePage
from pathways.presenters.level_rows import LevelRow
from pathways.presenters.role_page import RolePage

Cells = list[str]


def asked_columns() -> Cells:
    return [_("Kind"), _("Asked"), _("Level"), _("Level in words"), _("Weight"), _("Core")]


def asked_rows(page: RolePage) -> list[Cells]:
    """Return all that a role asks: skills with level and weight, credentials, projects."""
    skills = [
        [_("skill"), asked.skill.name, str(asked.level), words_of(asked), str(asked.weight), _("yes") if asked.core else _("no")]
        for asked in page.requirements
    ]
    credentials = [[_("credential"), name, "", "", "", ""] for name in page.credential_names]
    projects = [[_("project"), project_words((asked.complexity, asked.count, asked.as_lead)), "", "", "", ""] for asked in page.projects]
    return skills + credentials + projects


def words_of(asked: object) -> str:
    return getattr(asked, "level_name", None) or ""


def compared_columns(page: ComparePage) -> Cells:
    names = [column.profile.name for column in page.compared.columns] if page.compared else []
    held = [_("You hold")] if page.compared and page.compared.held else []
    return [_("Kind"), _("Asked"), *names, *held]


def compared_rows(page: ComparePage) -> list[Cells]:
    """Return each skill with the level that both roles ask, each credential and project with who asks it; none without two roles."""
    return list(compared(page)) if page.compared else []


def compared(page: ComparePage) -> Iterator[Cells]:
    assert page.compared  # noqa: S101  # as asked above
    found, told = page.compared.comparison, page.compared.held
    for line in found.skills:
        yield [_("skill"), line.name, str(line.first), str(line.second), *([str(line.held)] if told else [])]
    for kind, besides in ((_("credential"), found.credentials), (_("project"), found.projects)):
        for one in besides:
            yield [kind, one.words, yes_or_no(one.first), yes_or_no(one.second), *([yes_or_no(one.held)] if told else [])]


def yes_or_no(asked: bool | None) -> str:
    return _("yes") if asked else _("no")


def level_columns() -> Cells:
    return [_("Level"), _("Role"), _("Track"), _("Usual months in it")]


def level_rows(levels: Sequence[LevelRow]) -> list[Cells]:
    """Return the roles of a family, highest level first."""
    return [[row.level, profile.name, profile.track.name, months(profile)] for row in levels for profile in row.profiles]


def months(profile: RoleProfile) -> str:
    return str(profile.typical_months or "")
