"""The UK Government Digital and Data capability framework, as its CSV files are published.

Its "Role Family" is our family group, its "Role" our job family, its "Role Level" our role. It gives no order of
seniority, no tracks and no moves: these are found (`seniority`, `ladders`) and said to be found.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pathways.frameworks.codes import code_from, codes_within, distinct_codes
from pathways.frameworks.draft import (
    Draft,
    FamilyEntry,
    FamilyGroupEntry,
    FrameworkEntry,
    Labels,
    LevelEntry,
    RequirementEntry,
    RoleEntry,
    Rules,
    TrackEntry,
)
from pathways.frameworks.gdad import findings, ladders, source
from pathways.frameworks.gdad.seniority import RANK_NAMES, FamilyName, Place, Title, place
from pathways.frameworks.gdad.source import SKILL_LEVELS, Line, SkillLine, Source
from pathways.models import JobFamily, Track
from skills.catalogue import Catalogue, ProficiencyLevelEntry, ScaleEntry, SkillDescriptorEntry, SkillEntry

FRAMEWORK = FrameworkEntry(
    code="gdad",
    name="UK Government Digital and Data capability framework",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0. © Crown copyright.",
)
SCALE = "gdad"
TRACKS = {ladders.SPECIALIST: ("Specialist", Track.Kind.SPECIALIST.value), ladders.MANAGEMENT: ("Management", Track.Kind.MANAGEMENT.value)}

Ladder = dict[str, list[Line]]  # title → its lines


def read(path: Path) -> Draft:
    """Return the framework of a folder (roles.csv, skills.csv) or of roles.csv alone. Raises TableErrors with every fault."""
    published = source.read(path)
    families: dict[FamilyName, Ladder] = defaultdict(lambda: defaultdict(list))
    for line in published.lines:
        families[line.group, line.family][line.title].append(line)
    titles = {
        name: [Title(title, tuple(line.level for line in lines)) for title, lines in ladder.items()] for name, ladder in families.items()
    }
    places = place(titles)
    codes = codes_within(families)
    skill_codes = distinct_codes(f"gdad {name}" for name in published.skills)
    roles = _roles(families, places, codes)
    rules = _rules(families, roles, skill_codes)
    oddities = [*published.oddities, *findings.tell(families, titles, places, rules)]
    return Draft(FRAMEWORK, _catalogue(published, skill_codes), _labels(published, families, places, codes), rules, tuple(oddities))


def _roles(
    families: dict[FamilyName, Ladder], places: dict[FamilyName, dict[str, Place]], codes: dict[FamilyName, str]
) -> dict[tuple[FamilyName, str], RoleEntry]:
    role_codes = codes_within((name[1], title) for name, ladder in families.items() for title in ladder)
    return {
        (name, title): RoleEntry(
            code=role_codes[name[1], title],
            name=title,
            family=codes[name],
            track=ladders.MANAGEMENT if places[name][title].management else ladders.SPECIALIST,
            rank=int(places[name][title].rank),
            summary=lines[0].summary,
        )
        for name, ladder in families.items()
        for title, lines in ladder.items()
    }


def _rules(families: dict[FamilyName, Ladder], roles: dict[tuple[FamilyName, str], RoleEntry], skill_codes: dict[str, str]) -> Rules:
    requirements = (
        RequirementEntry(roles[name, title].code, skill_codes[f"gdad {line.skill}"], line.level)
        for name, ladder in families.items()
        for title, lines in ladder.items()
        for line in lines
    )
    transitions = (move for name, ladder in families.items() for move in ladders.moves(roles[name, title] for title in ladder))
    return Rules(roles=tuple(roles.values()), requirements=tuple(requirements), transitions=tuple(transitions))


def _labels(
    published: Source, families: dict[FamilyName, Ladder], places: dict[FamilyName, dict[str, Place]], codes: dict[FamilyName, str]
) -> Labels:
    groups = tuple(FamilyGroupEntry(code_from(name), name, order) for order, name in enumerate(published.groups, start=1))
    family_entries = tuple(
        FamilyEntry(
            code=codes[name],
            name=name[1],
            group=code_from(name[0]),
            shape=_shape(places[name].values()),
            description=next(iter(ladder.values()))[0].family_description,
            order=order,
        )
        for order, (name, ladder) in enumerate(families.items(), start=1)
    )
    tracks = (
        TrackEntry(codes[name], code, label, kind, order)
        for name in families
        for order, (code, (label, kind)) in enumerate(TRACKS.items(), start=1)
        if any(place.management == (code == ladders.MANAGEMENT) for place in places[name].values())
    )
    levels = tuple(LevelEntry(int(rank), name) for rank, name in RANK_NAMES.items())
    return Labels(family_groups=groups, families=family_entries, tracks=tuple(tracks), levels=levels)


def _shape(places: Iterable[Place]) -> str:
    return (JobFamily.Shape.DUAL_LADDER if any(place.management for place in places) else JobFamily.Shape.LADDER).value


def _catalogue(published: Source, codes: dict[str, str]) -> Catalogue:
    skills = [(codes[f"gdad {name}"], line) for name, line in published.skills.items()]
    return Catalogue(
        scales=(ScaleEntry(SCALE, "Government Digital and Data skill levels"),),
        proficiency_levels=tuple(ProficiencyLevelEntry(SCALE, level, name) for level, name in enumerate(SKILL_LEVELS, start=1)),
        skills=tuple(
            SkillEntry(code, line.name, SCALE, external_code=line.name[:120], description=line.description) for code, line in skills
        ),
        skill_descriptors=tuple(descriptor for code, line in skills for descriptor in _descriptors(code, line)),
    )


def _descriptors(code: str, line: SkillLine) -> Iterable[SkillDescriptorEntry]:
    return (SkillDescriptorEntry(code, level, text) for level, text in enumerate(line.descriptors, start=1) if text)
