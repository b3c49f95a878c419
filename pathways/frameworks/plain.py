"""Our own format: a folder of CSV files (docs/frameworks.md). What is written and read back gives the same bytes."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pathways.frameworks.cells import Cell, written
from pathways.frameworks.draft import Draft, FrameworkEntry, Labels, RequirementEntry, RoleEntry, Rules, TransitionEntry
from pathways.frameworks.layout import CATALOGUE, FILES, FRAMEWORK, LABELS, RULES, FileLayout
from skills.catalogue import Catalogue, ProficiencyLevelEntry, SkillDescriptorEntry, SkillEntry
from skills.tables import Row, RowError, TableErrors, quoted, read_table, write_table

Lines = list[tuple[Row, object]]


def write(draft: Draft, folder: Path) -> None:
    """Write all files of the format into `folder`, made when absent; lines in the order of their keys, newlines only, UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    for layout in FILES:
        entries = sorted(_entries(draft, layout), key=lambda entry: tuple(getattr(entry, column) for column in layout.key))
        rows = ([written(value) for value in layout.values(entry)] for entry in entries)
        write_table(folder / layout.name, list(layout.columns), rows)


def _entries(draft: Draft, layout: FileLayout) -> Iterable[object]:
    if layout is FRAMEWORK:
        return [draft.framework]
    entries: Iterable[object] = getattr(getattr(draft, layout.section), layout.part)
    return entries


def read(folder: Path) -> Draft:
    """Return the draft in `folder`. Raises TableErrors with every fault of every file."""
    errors = TableErrors()
    with errors.gathered():
        _check_folder(folder)
    errors.raise_if_any()
    lines: dict[str, Lines] = {}
    whole = set()
    for layout in FILES:
        met = len(errors.errors)
        lines[layout.name] = _read_file(folder, layout, errors)
        if len(errors.errors) == met:
            whole.add(layout.name)
    for layout in FILES:
        _check_keys(layout, lines[layout.name], errors)
        _check_references(layout, lines, whole, errors)
    _check_sense(folder, lines, errors)
    errors.raise_if_any()
    return _assembled(lines)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise RowError(str(folder), 1, 1, "is not a folder; expected the folder that holds the files of the framework.")
    known = [layout.name for layout in FILES]
    strangers = sorted(path for path in folder.glob("*.csv") if path.name not in known)
    message = f"is not a file of this format; expected some of: {', '.join(known)}. Rename or remove it."
    TableErrors(RowError(str(path), 1, 1, message) for path in strangers).raise_if_any()


def _read_file(folder: Path, layout: FileLayout, errors: TableErrors) -> Lines:
    path = folder / layout.name
    lines: Lines = []
    if not (layout.needed or path.exists()):
        return lines
    with errors.gathered():
        for row in read_table(path, required=layout.columns, allowed=layout.columns):
            with errors.gathered():
                lines.append((row, _entry(layout, row)))
    return lines


def _entry(layout: FileLayout, row: Row) -> object:
    errors = TableErrors()
    values: dict[str, Cell] = {}
    for column, reader in layout.columns.items():
        with errors.gathered():
            values[column] = reader(row, column)
    errors.raise_if_any()
    entry: object = layout.entry(**values)
    return entry


def _check_keys(layout: FileLayout, lines: Lines, errors: TableErrors) -> None:
    first: dict[tuple[Cell, ...], int] = {}
    for row, entry in lines:
        key = _values(entry, layout.key)
        if key in first:
            named = ", ".join(f"{column} {quoted(written(value))}" for column, value in zip(layout.key, key, strict=True))
            errors.add(row.error(layout.key[0], f"{named} stands already on line {first[key]}; remove one of the two."))
        first.setdefault(key, row.line)


def _check_references(layout: FileLayout, lines: dict[str, Lines], whole: set[str], errors: TableErrors) -> None:
    """Check that what a line names is there. A file that was not read whole is no measure: its own faults are told already."""
    for columns, name in layout.refers.items():
        if name not in whole:
            continue
        target = next(file for file in FILES if file.name == name)
        known = {_values(entry, target.key) for _, entry in lines[name]}
        for row, entry in lines[layout.name]:
            key = _values(entry, columns)
            if key not in known and key not in {(None,), ("",)}:
                shown = " with ".join(f"{column} {quoted(written(value))}" for column, value in zip(columns, key, strict=True))
                errors.add(row.error(columns[-1], f"{shown} is not in {name}; add it there or correct it here."))


def _values(entry: object, columns: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(getattr(entry, column) for column in columns)


def _check_sense(folder: Path, lines: dict[str, Lines], errors: TableErrors) -> None:
    """Check what concerns several cells at once."""
    if len(lines["framework.csv"]) > 1 or (not lines["framework.csv"] and not errors.errors):
        errors.add(
            RowError(str(folder / "framework.csv"), 2, 1, "expected exactly one line, the framework itself, below the columns' names.")
        )
    top = _top_levels(lines)
    for row, entry in (*lines["requirements.csv"], *lines["skill_descriptors.csv"]):
        if isinstance(entry, RequirementEntry | SkillDescriptorEntry) and entry.level > top.get(entry.skill, entry.level):
            errors.add(row.error("level", f"the scale of {quoted(entry.skill)} ends at {top[entry.skill]}; expected a level from 1 to it."))
    for row, entry in lines["roles.csv"]:
        if isinstance(entry, RoleEntry) and not _pay_is_whole(entry):
            errors.add(row.error("pay_from", "a pay range has pay_from, pay_to (not below pay_from) and currency, or none of the three."))
    for row, entry in lines["transitions.csv"]:
        if isinstance(entry, TransitionEntry) and entry.source == entry.target:
            errors.add(row.error("target", "source and target are the same role; a transition goes somewhere else."))


def _top_levels(lines: dict[str, Lines]) -> dict[str, int]:
    """Return skill → the highest level of its scale, for scales that have levels."""
    top: dict[str, int] = {}
    for _, entry in lines["proficiency_levels.csv"]:
        if isinstance(entry, ProficiencyLevelEntry):
            top[entry.scale] = max(top.get(entry.scale, 0), entry.level)
    skills = [entry for _, entry in lines["skills.csv"] if isinstance(entry, SkillEntry)]
    return {skill.code: top[skill.scale] for skill in skills if skill.scale in top}


def _pay_is_whole(role: RoleEntry) -> bool:
    if role.pay_from is None or role.pay_to is None:
        return role.pay_from is role.pay_to
    return role.pay_from <= role.pay_to and role.currency != ""


def _assembled(lines: dict[str, Lines]) -> Draft:
    def section(layouts: Iterable[FileLayout]) -> dict[str, tuple[object, ...]]:
        return {layout.part: tuple(entry for _, entry in lines[layout.name]) for layout in layouts}

    framework = lines["framework.csv"][0][1]
    assert isinstance(framework, FrameworkEntry)  # noqa: S101  # the layout of framework.csv makes nothing else
    return Draft(
        framework=framework,
        catalogue=Catalogue(**section(CATALOGUE)),  # type: ignore[arg-type]  # the layouts make the entries
        labels=Labels(**section(LABELS)),  # type: ignore[arg-type]  # the layouts make the entries
        rules=Rules(**section(RULES)),  # type: ignore[arg-type]  # the layouts make the entries
    )
