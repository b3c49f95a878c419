"""The units of a feed, as a tree below one root: the company whose feed it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from employees.feeds.mapping import nearest
from employees.feeds.tables import Source, require
from pathways.frameworks.codes import code_from
from skills.tables import Row, TableErrors, quoted


@dataclass
class UnitEntry:
    code: str
    name: str
    parent: str | None


@dataclass
class Organisation:
    """`units` by code, each after its parent. `known`: what the feed calls a unit, in lower case → its code.

    A feed without a table of units makes one of every name that it meets.
    """

    root: str
    units: dict[str, UnitEntry]
    listed: bool
    known: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def code_of(self, source: Source, row: Row) -> str:
        """Return the code of the unit in this line; "" when the cell is empty. Raises RowError."""
        name = source.optional_label(row, "unit")
        if not name:
            return ""
        if (code := self.known.get(name.lower())) is not None:
            return code
        if self.listed:
            message = f"there is no unit {quoted(name)} in the table of units.{nearest(name.lower(), self.known)}"
            raise source.error(row, "unit", message)
        return self.add(source, row, name, name, self.root)

    def add(self, source: Source, row: Row, called: str, name: str, parent: str, kind: str = "") -> str:
        """Add a unit below `parent` and return its code. Raises RowError when another unit has the same code."""
        code = self.code_for(called, kind)
        if code in self.units:
            message = (
                f"{quoted(called)} and {quoted(self.named[code])} would both be the unit {code}; give them different codes under [units]."
            )
            raise source.error(row, "code" if source.says("code") else "unit", message)
        self.units[code] = UnitEntry(code, name, parent)
        self.named[code] = called
        if not kind:
            self.known[called.lower()] = code
        return code

    def code_for(self, called: str, kind: str = "") -> str:
        """Return the code of a unit: the company's, the kind's if any, and that of what the feed calls it; at most 120 characters."""
        above = "-".join(filter(None, (self.root, kind)))
        return f"{above}-{code_from(called, longest=119 - len(above))}"

    def codes(self) -> Mapping[str, str]:
        """Return what the feed calls each unit → its code."""
        return self.known

    def in_order(self) -> list[UnitEntry]:
        """Return the units, each after its parent."""
        depth = {self.root: 0}

        def deep(code: str) -> int:
            if code not in depth:
                depth[code] = deep(self.units[code].parent or self.root) + 1
            return depth[code]

        return sorted(self.units.values(), key=lambda unit: deep(unit.code))


def read_organisation(company: str, source: Source | None, errors: TableErrors) -> Organisation:
    """Return the company with the units that the feed lists; faults go to `errors`."""
    root = code_from(company, longest=60)
    organisation = Organisation(root, {root: UnitEntry(root, company, None)}, listed=source is not None)
    if source is not None and require(source, ["code"], errors):
        _read_units(organisation, source, errors)
    return organisation


def _read_units(organisation: Organisation, source: Source, errors: TableErrors) -> None:
    rows: dict[str, Row] = {}
    for row in source.rows:
        with errors.gathered():
            called = source.label(row, "code", longest=60)
            name = source.optional_label(row, "name") or called
            rows[organisation.add(source, row, called, name, _group(organisation, source, row))] = row
    for code, row in rows.items():
        with errors.gathered():
            _place_below(organisation, source, code, row)
    for code, row in rows.items():
        if _in_circle(organisation, code):
            errors.add(source.error(row, "parent", f"the unit {quoted(organisation.named[code])} lies below itself; expected a tree."))
    if errors.errors:
        raise errors  # a circle of units cannot be put in order


def _group(organisation: Organisation, source: Source, row: Row) -> str:
    """Return the unit above, which a table of units may name only by a group's name."""
    group = source.optional_label(row, "group")
    if not group:
        return organisation.root
    code = organisation.code_for(group, "group")
    return code if code in organisation.units else organisation.add(source, row, group, group, organisation.root, kind="group")


def _place_below(organisation: Organisation, source: Source, code: str, row: Row) -> None:
    parent = source.optional_label(row, "parent")
    if not parent:
        return
    if parent.lower() not in organisation.known:
        raise source.error(row, "parent", f"there is no unit {quoted(parent)} in this table.{nearest(parent.lower(), organisation.known)}")
    organisation.units[code].parent = organisation.known[parent.lower()]


def _in_circle(organisation: Organisation, code: str) -> bool:
    seen: set[str] = set()
    above: str | None = code
    while above is not None and above not in seen:
        seen.add(above)
        above = organisation.units[above].parent
    return above == code
