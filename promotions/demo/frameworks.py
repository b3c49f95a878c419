"""The demo framework as rows: families, tracks, levels, roles, what they ask, and the moves."""

import datetime as dt
from dataclasses import dataclass

from pathways import models
from promotions.demo.blueprint import GROUPS, RoleText, families, moves, roles
from promotions.demo.catalogue import CatalogueIds

CODE = "demo"
LEVELS = (
    "Entry", "Developing", "Practitioner", "Senior practitioner", "Lead", "Manager or expert", "Head or authority", "Area director",
    "Divisional director", "Chief executive",
)  # fmt: skip


@dataclass(frozen=True)
class FrameworkIds:
    version: int
    role: list[int]  # by role index of the blueprint
    family: dict[str, int]


def load(catalogue: CatalogueIds, today: dt.date) -> FrameworkIds:
    """Write the framework with its one published version, in force for six years; return the ids."""
    framework = models.Framework.objects.create(code=CODE, name="Pathways Group framework", attribution="Made for the demo company.")
    version = models.FrameworkVersion.objects.create(
        framework=framework,
        number=1,
        status=models.FrameworkVersion.Status.PUBLISHED,
        effective_from=today - dt.timedelta(days=6 * 365),
        review_due=today + dt.timedelta(days=120),
        source="demo",
    )
    tracks, family = _load_families(framework)
    role = _load_roles(framework)
    profiles = _load_profiles(framework, version, role, tracks)
    _load_requirements(profiles, catalogue)
    _load_transitions(profiles)
    return FrameworkIds(version.pk, [role[text.code].pk for text in roles()], family)


def _load_families(framework: models.Framework) -> tuple[dict[tuple[str, str], models.Track], dict[str, int]]:
    groups = {
        code: models.FamilyGroup.objects.create(framework=framework, code=code, name=name, order=order)
        for order, (code, name) in enumerate(GROUPS.items())
    }
    slugs = _free_slugs(models.JobFamily, [text.code for text in families()])
    made = models.JobFamily.objects.bulk_create(
        models.JobFamily(
            framework=framework, group=groups[text.group], code=text.code, slug=slug, name=text.name, shape=text.shape,
            description=text.description, order=order,
        )
        for order, (text, slug) in enumerate(zip(families(), slugs, strict=True))
    )  # fmt: skip
    tracks = models.Track.objects.bulk_create(
        models.Track(family=family, code=track.code, name=track.name, kind=track.kind, order=order)
        for family, text in zip(made, families(), strict=True)
        for order, track in enumerate(text.tracks)
    )
    return {(track.family.code, track.code): track for track in tracks}, {family.code: family.pk for family in made}


def _free_slugs(model: type[models.JobFamily] | type[models.Role], codes: list[str]) -> list[str]:
    """Return the codes as slugs, with a prefix where another framework has taken one."""
    taken = set(model._default_manager.filter(slug__in=codes).values_list("slug", flat=True))
    return [f"demo-{code}" if code in taken else code for code in codes]


def _load_roles(framework: models.Framework) -> dict[str, models.Role]:
    codes = [text.code for text in roles()]
    slugs = _free_slugs(models.Role, codes)
    made = models.Role.objects.bulk_create(
        models.Role(framework=framework, code=code, slug=slug) for code, slug in zip(codes, slugs, strict=True)
    )
    return dict(zip(codes, made, strict=True))


def _load_profiles(
    framework: models.Framework, version: models.FrameworkVersion, role: dict[str, models.Role], tracks: dict[tuple[str, str], models.Track]
) -> dict[str, models.RoleProfile]:
    levels = models.Level.objects.bulk_create(
        models.Level(framework=framework, rank=rank, name=name) for rank, name in enumerate(LEVELS, 1)
    )
    made = models.RoleProfile.objects.bulk_create(
        _profile(text, version, role[text.code], tracks[text.family, text.track], levels[text.rank - 1]) for text in roles()
    )
    return {text.code: profile for text, profile in zip(roles(), made, strict=True)}


def _profile(
    text: RoleText, version: models.FrameworkVersion, role: models.Role, track: models.Track, level: models.Level
) -> models.RoleProfile:
    pay_from, pay_to = text.pay or (None, None)
    return models.RoleProfile(
        version=version, role=role, track=track, level=level, name=text.name, summary=text.summary, typical_months=text.months,
        pay_from=pay_from, pay_to=pay_to, currency="GBP" if text.pay else "", critical=text.critical,
    )  # fmt: skip


def _load_requirements(profiles: dict[str, models.RoleProfile], ids: CatalogueIds) -> None:
    models.Requirement.objects.bulk_create(
        models.Requirement(profile=profiles[text.code], skill_id=ids.skill[ask.skill], level=ask.level, weight=ask.weight, core=ask.core)
        for text in roles()
        for ask in text.asks
    )
    models.CredentialRequirement.objects.bulk_create(
        models.CredentialRequirement(profile=profiles[text.code], credential_id=ids.credential[code])
        for text in roles()
        for code in text.credentials
    )
    models.ProjectRequirement.objects.bulk_create(
        models.ProjectRequirement(profile=profiles[text.code], count=count, complexity=complexity, as_lead=lead)
        for text in roles()
        for count, complexity, lead in text.projects
    )


def _load_transitions(profiles: dict[str, models.RoleProfile]) -> None:
    models.Transition.objects.bulk_create(
        models.Transition(source=profiles[move.source], target=profiles[move.target], kind=move.kind, minimum_months=move.months)
        for move in moves()
    )
