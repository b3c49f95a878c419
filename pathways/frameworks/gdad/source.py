"""The two published files, read and cleaned. What was odd in them is counted on the way."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pathways.frameworks.draft import Oddity
from skills.tables import Row, RowError, TableErrors, read_table

SKILL_LEVELS = ("Awareness", "Working", "Practitioner", "Expert")
NOT_IN_USE = "NOT IN USE"
ROLE_COLUMNS = (
    "Role Family",
    "Role",
    "Role Description",
    "Role Level",
    "Role Level Description",
    "Skill Name",
    "Skill Description",
    "Skill Level",
    "Skill Level Description",
)
SKILL_COLUMNS = ("Skill Name", "Skill Description", *SKILL_LEVELS)
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of roles.csv: a skill that a role level asks for, at a level from 1 to 4; 0 where the line is not in use."""

    group: str
    family: str
    family_description: str
    title: str
    summary: str
    skill: str
    skill_description: str
    level: int
    descriptor: str


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One line of skills.csv. `descriptors` has a text for each level from 1 to 4; empty where the level is not described."""

    name: str
    description: str
    descriptors: tuple[str, ...]


@dataclass
class Source:
    """The lines in use, one for each role level and skill, and everything else worth telling."""

    lines: list[Line]
    groups: list[str]
    skills: dict[str, SkillLine]
    oddities: list[Oddity] = field(default_factory=list)


def read(path: Path) -> Source:
    """Return the cleaned framework of a folder (roles.csv, and skills.csv if it is there) or of roles.csv alone.

    Raises TableErrors with every fault found.
    """
    errors = TableErrors()
    roles, skills = (path / "roles.csv", path / "skills.csv") if path.is_dir() else (path, None)
    role_rows: list[Row] = []
    skill_lines: dict[str, SkillLine] = {}
    with errors.gathered():
        role_rows = _role_rows(roles)
    lines = [line for row in role_rows for line in _gathered(row, errors)]
    if skills and skills.exists():
        with errors.gathered():
            skill_lines = _skill_lines(skills)
    errors.raise_if_any()
    return _cleaned(role_rows, lines, skill_lines)


def _role_rows(path: Path) -> list[Row]:
    rows = read_table(path, required=ROLE_COLUMNS)
    if not rows:
        raise RowError(str(path), 2, 1, "no line follows the columns' names; expected one for each skill of each role level.")
    return rows


def _gathered(row: Row, errors: TableErrors) -> Iterable[Line]:
    with errors.gathered():
        yield _line(row)


def _line(row: Row) -> Line:
    in_use = NOT_IN_USE not in (row["Role Level"].strip(), row["Skill Level"].strip())
    return Line(
        group=row.label("Role Family"),
        family=row.label("Role"),
        family_description=row.optional_text("Role Description"),
        title=row.label("Role Level"),
        summary=row.optional_text("Role Level Description"),
        skill=row.label("Skill Name"),
        skill_description=row.optional_text("Skill Description"),
        level=SKILL_LEVELS.index(row.one_of("Skill Level", SKILL_LEVELS)) + 1 if in_use else 0,
        descriptor=row.optional_text("Skill Level Description"),
    )


def _skill_lines(path: Path) -> dict[str, SkillLine]:
    errors = TableErrors()
    lines: dict[str, SkillLine] = {}
    for row in read_table(path, required=SKILL_COLUMNS):
        with errors.gathered():
            name = row.label("Skill Name")
            if name in lines:
                raise row.error("Skill Name", f'"{name}" comes a second time; remove one of the two lines.')
            descriptors = tuple(row.optional_text(level) for level in SKILL_LEVELS)
            lines[name] = SkillLine(name, row.optional_text("Skill Description"), descriptors)
    errors.raise_if_any()
    return lines


def _cleaned(rows: list[Row], lines: list[Line], skills: dict[str, SkillLine]) -> Source:
    used = [line for line in lines if line.level]
    distinct = list(dict.fromkeys(used))
    asked: dict[tuple[str, str, str, str], Line] = {}
    for line in distinct:
        key = (line.group, line.family, line.title, line.skill)
        if key not in asked or asked[key].level < line.level:
            asked[key] = line
    source = Source(lines=list(asked.values()), groups=list(dict.fromkeys(line.group for line in lines)), skills=dict(skills))
    source.oddities += _row_oddities(rows, lines, len(used) - len(distinct), len(distinct) - len(asked))
    source.oddities += _complete_skills(source)
    return source


def _row_oddities(rows: list[Row], lines: list[Line], duplicates: int, conflicts: int) -> list[Oddity]:
    padded = sum(row[column] != row[column].strip() for row in rows for column in ROLE_COLUMNS)
    unused = [line for line in lines if not line.level]
    empty = {line.family for line in unused} - {line.family for line in lines if line.level}
    found = [
        Oddity(
            'Lines marked "NOT IN USE"',
            len(unused),
            f"Left out, and with them {len(empty)} job families that have no other line.",
            tuple(sorted(empty)),
        ),
        Oddity("Exact duplicates of another line", duplicates, "Read once."),
        Oddity("Lines that ask one skill of one role level at different levels", conflicts, "The higher level counts."),
        Oddity("Cells padded with blanks", padded, "Read without the padding."),
    ]
    return [oddity for oddity in found if oddity.count]


def _complete_skills(source: Source) -> list[Oddity]:
    """Add to `source.skills` what only roles.csv knows, and tell how the two files differ."""
    described = dict(source.skills)
    for line in source.lines:
        _learn(source.skills, line, known=line.skill in described)
    asked = {line.skill for line in source.lines}
    missing = sorted(asked - described.keys()) if described else []
    idle = sorted(described.keys() - asked)
    differing = sorted(
        {line.skill for line in source.lines if line.skill in described and line.skill_description != described[line.skill].description}
    )
    bases = Counter(name.partition(" (")[0].lower() for name in source.skills)
    alike = len(source.skills) - len(bases)
    found = [
        Oddity("Skills that skills.csv does not describe", len(missing), "Described as roles.csv does.", tuple(missing[:EXAMPLES])),
        Oddity(
            "Skills that no role level in use asks for",
            len(idle),
            "Kept in the catalogue, in no role's requirements.",
            tuple(idle[:EXAMPLES]),
        ),
        Oddity(
            "Skills that the two files describe differently", len(differing), "Described as skills.csv does.", tuple(differing[:EXAMPLES])
        ),
        Oddity(
            "Skills that share their name up to the brackets with another",
            alike,
            "Kept as skills of their own; the brackets are part of the name.",
        ),
    ]
    return [oddity for oddity in found if oddity.count]


def _learn(skills: dict[str, SkillLine], line: Line, *, known: bool) -> None:
    """Take the skill's description, and the descriptor of this level, from a line of roles.csv where skills.csv has none."""
    if known:
        return
    stored = skills.get(line.skill, SkillLine(line.skill, line.skill_description, ("",) * len(SKILL_LEVELS)))
    descriptors = list(stored.descriptors)
    descriptors[line.level - 1] = descriptors[line.level - 1] or line.descriptor
    skills[line.skill] = SkillLine(line.skill, stored.description, tuple(descriptors))
