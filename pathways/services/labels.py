"""Writing what all versions of a framework share: its name, families, tracks and levels, and the names of its roles."""

from collections.abc import Iterable
from itertools import chain, count

from django.db.models import Model, QuerySet

from pathways.frameworks.codes import code_from
from pathways.frameworks.draft import FamilyEntry, FrameworkEntry, Labels, RoleEntry
from pathways.models import FamilyGroup, Framework, JobFamily, Level, Role, Track
from skills.upserts import Changes, bring_up_to_date

LONGEST_SLUG = 160


def save_framework(entry: FrameworkEntry) -> tuple[Framework, Changes]:
    wanted = [Framework(code=entry.code, name=entry.name, attribution=entry.attribution)]
    changes = bring_up_to_date(Framework.objects.filter(code=entry.code), wanted, key=["code"], fields=["name", "attribution"])
    return Framework.objects.get(code=entry.code), changes


def save_labels(framework: Framework, labels: Labels) -> Changes:
    """Add new labels and update those that differ; remove none, for earlier versions and people's histories use them."""
    groups = (FamilyGroup(framework=framework, code=entry.code, name=entry.name, order=entry.order) for entry in labels.family_groups)
    levels = (Level(framework=framework, rank=entry.rank, name=entry.name, description=entry.description) for entry in labels.levels)
    return (
        bring_up_to_date(framework.family_groups.all(), groups, key=["code"], fields=["name", "order"])
        + _save_families(framework, labels.families)
        + _save_tracks(framework, labels)
        + bring_up_to_date(framework.levels.all(), levels, key=["rank"], fields=["name", "description"])
    )


def _save_families(framework: Framework, entries: Iterable[FamilyEntry]) -> Changes:
    groups = dict(framework.family_groups.values_list("code", "pk"))
    slugs = _Slugs(JobFamily.objects.all(), framework)
    families = (
        JobFamily(
            framework=framework,
            code=entry.code,
            slug=slugs.new(entry.code, entry.name),
            name=entry.name,
            group_id=groups[entry.group] if entry.group else None,
            shape=entry.shape,
            description=entry.description,
            order=entry.order,
        )
        for entry in entries
    )
    fields = ["name", "group_id", "shape", "description", "order"]
    return bring_up_to_date(framework.families.all(), families, key=["code"], fields=fields)


def _save_tracks(framework: Framework, labels: Labels) -> Changes:
    families = dict(framework.families.values_list("code", "pk"))
    tracks = (
        Track(family_id=families[entry.family], code=entry.code, name=entry.name, kind=entry.kind, order=entry.order)
        for entry in labels.tracks
    )
    stored = Track.objects.filter(family__framework=framework)
    return bring_up_to_date(stored, tracks, key=["family_id", "code"], fields=["name", "kind", "order"])


def save_roles(framework: Framework, entries: Iterable[RoleEntry]) -> Changes:
    """Make the names of roles that are new; a name once made is never changed or removed."""
    slugs = _Slugs(Role.objects.all(), framework)
    roles = (Role(framework=framework, code=entry.code, slug=slugs.new(entry.code, entry.name)) for entry in entries)
    return bring_up_to_date(framework.roles.all(), roles, key=["code"])


class _Slugs:
    """Addresses that are still free: the name's if nobody has it, else one that carries the framework's code too."""

    def __init__(self, rows: QuerySet[Model], framework: Framework) -> None:
        own = rows.filter(framework=framework)
        self.known = dict(own.values_list("code", "slug"))
        self.taken = set(rows.values_list("slug", flat=True))
        self.framework = framework

    def new(self, code: str, name: str) -> str:
        """Return the slug of the row `code`: the one it has, or a free one."""
        if code in self.known:
            return self.known[code]
        named = code_from(name)
        tried = chain((named, f"{named}-{code}"), (f"{self.framework.code}-{code}-{number}" for number in count(1)))
        slug = next(slug for text in tried if (slug := code_from(text, longest=LONGEST_SLUG)) not in self.taken)
        self.taken.add(slug)
        return slug
