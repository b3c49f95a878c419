"""The published workbooks, read and checked against each other; codes are the publisher's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pathways.frameworks.workbooks import Sheet, SheetRow
from skills.tables import RowError, TableErrors, quoted

MAJOR_GROUPS = {
    "11": "Management",
    "13": "Business and financial operations",
    "15": "Computer and mathematical",
    "17": "Architecture and engineering",
    "19": "Life, physical and social science",
    "21": "Community and social service",
    "23": "Legal",
    "25": "Educational instruction and library",
    "27": "Arts, design, entertainment, sports and media",
    "29": "Healthcare practitioners and technical",
    "31": "Healthcare support",
    "33": "Protective service",
    "35": "Food preparation and serving",
    "37": "Building and grounds cleaning and maintenance",
    "39": "Personal care and service",
    "41": "Sales",
    "43": "Office and administrative support",
    "45": "Farming, fishing and forestry",
    "47": "Construction and extraction",
    "49": "Installation, maintenance and repair",
    "51": "Production",
    "53": "Transportation and material moving",
    "55": "Military specific",
}
OCCUPATION = "O*NET-SOC Code"
SOC_CODE = re.compile(r"\d\d-\d{4}\.\d\d")
LEVEL, IMPORTANCE = "LV", "IM"
TOP_LEVEL, ZONES = 7, 5


@dataclass(frozen=True, slots=True)
class Occupation:
    code: str
    title: str
    description: str

    @property
    def group(self) -> str:
        return self.code[:2]


@dataclass(slots=True)
class Rating:
    """What is published of one skill in one occupation: level 0–7, importance 1–5, and whether the level may be used."""

    level: float | None = None
    importance: float | None = None
    relevant: bool = True
    firm: bool = True


@dataclass
class Source:
    occupations: dict[str, Occupation] = field(default_factory=dict)
    zones: dict[str, int] = field(default_factory=dict)
    ratings: dict[tuple[str, str], Rating] = field(default_factory=dict)  # occupation, skill
    skills: dict[str, str] = field(default_factory=dict)  # element → name
    relations: list[tuple[str, str]] = field(default_factory=list)
    repeated_relations: int = 0
    zone_names: dict[int, tuple[str, str]] = field(default_factory=dict)  # name, experience
    anchors: dict[tuple[str, int], str] = field(default_factory=dict)  # skill, level → description


def read(folder: Path) -> Source:
    """Return what the workbooks in `folder` say. Raises TableErrors with every fault found."""
    errors = TableErrors()
    source = Source()
    if not folder.is_dir():
        raise TableErrors([RowError(str(folder), 1, 1, "is not a folder; expected the folder that holds the O*NET workbooks.")])
    with errors.gathered():
        _read_occupations(folder / "Occupation Data.xlsx", source)
    errors.raise_if_any()  # every other workbook refers to this one
    for name, reader in (("Job Zones", _read_zones), ("Skills", _read_ratings), ("Related Occupations", _read_relations)):
        with errors.gathered():
            reader(folder / f"{name}.xlsx", source)
    for name, reader in (("Job Zone Reference", _read_zone_names), ("Level Scale Anchors", _read_anchors)):
        if (folder / f"{name}.xlsx").exists():
            with errors.gathered():
                reader(folder / f"{name}.xlsx", source)
    errors.raise_if_any()
    return source


class _Lines:
    """The lines of a sheet, each handled under `gathered`, so that a fault in one does not hide those of the next."""

    def __init__(self, path: Path, *required: str) -> None:
        self.sheet = Sheet(path, required=required)
        self.errors = TableErrors()

    def __iter__(self) -> Iterator[SheetRow]:
        yield from self.sheet
        self.errors.raise_if_any()


def _read_occupations(path: Path, source: Source) -> None:
    lines = _Lines(path, OCCUPATION, "Title", "Description")
    for row in lines:
        with lines.errors.gathered():
            code = row.text(OCCUPATION)
            if not SOC_CODE.fullmatch(code) or code[:2] not in MAJOR_GROUPS:
                raise row.error(OCCUPATION, f"{quoted(code)} is not an O*NET-SOC code; expected one such as 15-1252.00.")
            if code in source.occupations:
                raise row.error(OCCUPATION, f"{quoted(code)} comes a second time; remove one of the two lines.")
            source.occupations[code] = Occupation(code, row.label("Title"), row.text("Description"))
    if not source.occupations:
        raise RowError(str(path), 2, 1, "no line follows the columns' names; expected one for each occupation.")


def _known(row: SheetRow, column: str, source: Source) -> str:
    code = row[column]
    if not isinstance(code, str) or code not in source.occupations:
        raise row.error(column, f"{quoted(str(code))} is not in Occupation Data.xlsx.")
    return code


def _read_zones(path: Path, source: Source) -> None:
    lines = _Lines(path, OCCUPATION, "Job Zone")
    for row in lines:
        with lines.errors.gathered():
            source.zones[_known(row, OCCUPATION, source)] = int(row.number("Job Zone", lowest=1, highest=ZONES))


def _read_ratings(path: Path, source: Source) -> None:
    lines = _Lines(path, OCCUPATION, "Element ID", "Element Name", "Scale ID", "Data Value", "Recommend Suppress", "Not Relevant")
    for row in lines:
        with lines.errors.gathered():
            _read_rating(row, source)


def _read_rating(row: SheetRow, source: Source) -> None:
    occupation = _known(row, OCCUPATION, source)
    element = row.text("Element ID", longest=120)
    source.skills.setdefault(element, row.label("Element Name"))
    rating = source.ratings.setdefault((occupation, element), Rating())
    if row["Scale ID"] == LEVEL:
        if rating.level is not None:
            raise row.error("Element ID", f"{quoted(element)} has a second level for {quoted(occupation)}; remove one of the two lines.")
        rating.level = row.number("Data Value", lowest=0, highest=TOP_LEVEL)
        rating.relevant, rating.firm = not row.yes("Not Relevant"), not row.yes("Recommend Suppress")
    elif row["Scale ID"] == IMPORTANCE:
        importance = row.number("Data Value", lowest=1, highest=5)
        rating.importance = None if row.yes("Recommend Suppress") else importance
    else:
        raise row.error("Scale ID", f"{quoted(str(row['Scale ID']))} is not known; expected LV (level) or IM (importance).")


def _read_relations(path: Path, source: Source) -> None:
    lines = _Lines(path, OCCUPATION, "Related O*NET-SOC Code")
    relations: dict[tuple[str, str], None] = {}
    for row in lines:
        with lines.errors.gathered():
            pair = _known(row, OCCUPATION, source), _known(row, "Related O*NET-SOC Code", source)
            if pair[0] == pair[1]:
                raise row.error("Related O*NET-SOC Code", f"{quoted(pair[0])} is related to itself; a move goes somewhere else.")
            source.repeated_relations += pair in relations
            relations[pair] = None
    source.relations = list(relations)


def _read_zone_names(path: Path, source: Source) -> None:
    lines = _Lines(path, "Job Zone", "Name", "Experience")
    for row in lines:
        with lines.errors.gathered():
            zone = int(row.number("Job Zone", lowest=1, highest=ZONES))
            source.zone_names[zone] = row.label("Name", longest=120), row.text("Experience")


def _read_anchors(path: Path, source: Source) -> None:
    lines = _Lines(path, "Element ID", "Scale ID", "Anchor Value", "Anchor Description")
    for row in lines:
        with lines.errors.gathered():
            if row["Scale ID"] == LEVEL and row["Element ID"] in source.skills:
                level = int(row.number("Anchor Value", lowest=0, highest=TOP_LEVEL))
                if level:
                    source.anchors[row.text("Element ID"), level] = row.text("Anchor Description")
