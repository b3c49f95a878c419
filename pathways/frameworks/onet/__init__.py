"""The O*NET database, as its workbooks are published.

An occupation is a role, its SOC major group a job family, its job zone the rank of its level. The levels of
skills (0–7) become required proficiencies, their importances (1–5) weights. Related occupations are moves.
"""

from collections import Counter
from math import floor
from pathlib import Path

from pathways.frameworks.codes import code_from, codes_within
from pathways.frameworks.draft import (
    Draft,
    FamilyEntry,
    FrameworkEntry,
    Labels,
    LevelEntry,
    Oddity,
    RequirementEntry,
    RoleEntry,
    Rules,
    TrackEntry,
    TransitionEntry,
)
from pathways.frameworks.onet import source
from pathways.frameworks.onet.source import MAJOR_GROUPS, TOP_LEVEL, Occupation, Rating, Source
from pathways.models import JobFamily, Transition
from skills.catalogue import Catalogue, ProficiencyLevelEntry, ScaleEntry, SkillDescriptorEntry, SkillEntry
from skills.models import Skill

FRAMEWORK = FrameworkEntry(
    code="onet",
    name="O*NET occupations",
    attribution=(
        "Includes information from the O*NET Database by the U.S. Department of Labor, Employment and Training "
        "Administration (USDOL/ETA), used under the CC BY 4.0 licence and changed on import. O*NET® is a trademark of USDOL/ETA."
    ),
)
SCALE, TRACK = "onet-level", "occupations"
EXAMPLES = 3
SOCIAL_SKILLS = "2.B.1"
CATEGORIES = {
    "2.A": "Basic skills",
    "2.B.1": "Social skills",
    "2.B.2": "Complex problem solving skills",
    "2.B.3": "Technical skills",
    "2.B.4": "Systems skills",
    "2.B.5": "Resource management skills",
}


def read(folder: Path) -> Draft:
    """Return the framework of a folder with the published workbooks. Raises TableErrors with every fault found."""
    published = source.read(folder)
    named = [(element, f"onet {name}") for element, name in published.skills.items()]
    skill_codes = {element: code for (element, _), code in codes_within(named).items()}
    rules = Rules(
        roles=tuple(_role(occupation, published.zones.get(code)) for code, occupation in published.occupations.items()),
        requirements=tuple(
            RequirementEntry(_code(occupation), skill_codes[skill], level, weight(rating.importance))
            for (occupation, skill), rating in published.ratings.items()
            if (level := required_level(rating))
        ),
        transitions=tuple(_move(published, *relation) for relation in published.relations),
    )
    return Draft(FRAMEWORK, _catalogue(published, skill_codes), _labels(published), rules, tuple(_oddities(published, rules)))


def round_half_up(value: float) -> int:
    return floor(value + 0.5)


def required_level(rating: Rating) -> int:
    """Return the proficiency asked, 0 for none: not published, not relevant, too uncertain, or nearer to 0 than to 1."""
    usable = rating.level is not None and rating.relevant and rating.firm
    return round_half_up(rating.level or 0) if usable else 0


def weight(importance: float | None) -> int:
    """Return importance 1 (not important) … 5 (extremely important) as a weight of 1 … 100, in proportion; 1 when unknown."""
    return max(1, round_half_up((importance - 1) * 25)) if importance is not None else 1


def _code(occupation: str) -> str:
    return occupation.replace(".", "-")


def _role(occupation: Occupation, zone: int | None) -> RoleEntry:
    family = code_from(MAJOR_GROUPS[occupation.group])
    return RoleEntry(_code(occupation.code), occupation.title, family, TRACK, zone, occupation.description)


def _move(published: Source, start: str, end: str) -> TransitionEntry:
    return TransitionEntry(_code(start), _code(end), move_kind(published, start, end))


def move_kind(published: Source, start: str, end: str) -> str:
    """Name a move by the job zones of its ends; where one is unknown nobody can call it a promotion."""
    before, after = published.zones.get(start), published.zones.get(end)
    if before is None or after is None or before == after:
        return Transition.Kind.LATERAL.value
    if after < before:
        return Transition.Kind.STEP_DOWN.value
    return (Transition.Kind.PROMOTION if start[:2] == end[:2] else Transition.Kind.DIAGONAL).value


def _labels(published: Source) -> Labels:
    groups = sorted({occupation.group for occupation in published.occupations.values()})
    names = [MAJOR_GROUPS[group] for group in groups]
    return Labels(
        families=tuple(
            FamilyEntry(code_from(name), name, shape=JobFamily.Shape.LATTICE.value, order=order)
            for order, name in enumerate(names, start=1)
        ),
        tracks=tuple(TrackEntry(code_from(name), TRACK, "Occupations") for name in names),
        levels=tuple(
            LevelEntry(zone, *published.zone_names.get(zone, (f"Job Zone {zone}", ""))) for zone in sorted(set(published.zones.values()))
        ),
    )


def _catalogue(published: Source, codes: dict[str, str]) -> Catalogue:
    return Catalogue(
        scales=(ScaleEntry(SCALE, "O*NET level"),),
        proficiency_levels=tuple(ProficiencyLevelEntry(SCALE, level, f"Level {level}") for level in range(1, TOP_LEVEL + 1)),
        skills=tuple(
            SkillEntry(
                code=codes[element],
                name=name,
                scale=SCALE,
                kind=(Skill.Kind.SOFT if element.startswith(SOCIAL_SKILLS) else Skill.Kind.TECHNICAL).value,
                category=next((category for prefix, category in CATEGORIES.items() if element.startswith(prefix)), ""),
                external_code=element,
            )
            for element, name in published.skills.items()
        ),
        skill_descriptors=tuple(SkillDescriptorEntry(codes[element], level, text) for (element, level), text in published.anchors.items()),
    )


def _oddities(published: Source, rules: Rules) -> list[Oddity]:
    ratings = published.ratings.values()
    occupations = published.occupations
    zoneless = [occupation.title for code, occupation in occupations.items() if code not in published.zones]
    rated = {occupation for occupation, _ in published.ratings}
    unrated = [occupation.title for code, occupation in occupations.items() if code not in rated]
    relations = set(published.relations)
    one_way = [pair for pair in published.relations if pair[::-1] not in relations]
    unknown = sum(not (start in published.zones and end in published.zones) for start, end in published.relations)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in Counter(move.kind for move in rules.transitions).most_common())
    near_zero = sum(rating.level is not None and rating.relevant and rating.firm and not required_level(rating) for rating in ratings)
    found = [
        Oddity(
            "Occupations without a job zone",
            len(zoneless),
            "Roles of no known seniority: their level is empty.",
            tuple(zoneless[:EXAMPLES]),
        ),
        Oddity(
            "Occupations without any skill rating",
            len(unrated),
            "Roles without requirements, and so without a readiness score.",
            tuple(unrated[:EXAMPLES]),
        ),
        Oddity('Levels marked "Not Relevant"', sum(not rating.relevant for rating in ratings), "The skill is not asked of the role."),
        Oddity(
            'Levels marked "Recommend Suppress"',
            sum(not rating.firm for rating in ratings),
            "Too uncertain: the skill is not asked of the role.",
        ),
        Oddity("Levels below one half", near_zero, "Nearer to nothing than to level 1: the skill is not asked of the role."),
        Oddity(
            "Decimal levels",
            sum(rating.level is not None and rating.level % 1 != 0 for rating in ratings),
            "Rounded to the nearest whole level, halves up.",
        ),
        Oddity(
            "Asked skills without a usable importance",
            sum(rating.importance is None and required_level(rating) > 0 for rating in ratings),
            "They weigh 1.",
        ),
        Oddity("Related occupations that are not related back", len(one_way), "Kept one-way, as published."),
        Oddity("Related occupations listed twice", published.repeated_relations, "Read once."),
        Oddity("Relations with an end of unknown zone", unknown, "Lateral moves: nobody can call them a promotion."),
        Oddity("Moves whose kind the source does not state", len(rules.transitions), f"Named by job zone and major group: {kinds}."),
    ]
    return [oddity for oddity in found if oddity.count]
