"""A small feed on disk and the roles that it speaks of. Every test starts from it and changes what it is about."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from employees.feeds.imports import Outcome, import_people
from employees.models import Position
from pathways.models import FrameworkVersion, Role
from skills.tables import TableErrors
from tests.factories.pathways import FrameworkVersionFactory, RoleProfileFactory

TODAY = dt.date(2024, 6, 1)
RANKS = {"nurse": 2, "senior-nurse": 3, "ward-manager": 4, "analyst": 2, "adviser": None}

MAPPING = """
[feed]
company = "Clinic"

[people]
file = "people.csv"

[roles]
framework = "care"
[roles.titles]
"Nurse" = "nurse"
"Senior nurse" = "senior-nurse"
"Ward manager" = "ward-manager"
"Analyst" = "analyst"
"Adviser" = "adviser"
"Cook" = ""
"""

PEOPLE = """
employee_number,first_name,last_name,hire_date,termination_date,job_title,department,manager_id
1,Ada,Okafor,2015-01-01,,Ward manager,Ward 1,
2,Bo,Lindqvist,2018-03-01,,Senior nurse,Ward 1,1
3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,2
4,Dana,Petrov,2016-01-01,2022-12-31,Cook,Kitchen,1
"""


@dataclass
class FeedFolder:
    """Tables and mapping by file name; `bring_in` writes them out and imports them."""

    path: Path
    mapping: str = MAPPING
    tables: dict[str, str | bytes] = field(default_factory=lambda: {"people.csv": PEOPLE})

    def write(self) -> Path:
        """Write the folder and return the mapping's path."""
        for name, content in self.tables.items():
            (self.path / name).write_bytes(content if isinstance(content, bytes) else content.lstrip("\n").encode())
        (self.path.parent / "mapping.toml").write_text(self.mapping.lstrip("\n"))
        return self.path.parent / "mapping.toml"

    def bring_in(self, **options: Any) -> Outcome:
        usual: dict[str, Any] = {"folder": self.path, "mapping_path": self.write(), "on": TODAY, "by": None}
        return import_people(**usual | options)

    def refusal(self, **options: Any) -> list[str]:
        """Return the errors of an import that must be refused, without the folder's path."""
        with pytest.raises(TableErrors) as refused:
            self.bring_in(**options)
        return [str(error).replace(f"{self.path}/", "").replace(f"{self.path.parent}/", "") for error in refused.value.errors]

    def replace(self, before: str, after: str, file: str = "people.csv") -> None:
        content = self.tables[file]
        assert isinstance(content, str)
        assert before in content, f"{before!r} is not in {file}"
        self.tables[file] = content.replace(before, after)

    def say(self, before: str, after: str) -> None:
        """Change the mapping."""
        assert before in self.mapping
        self.mapping = self.mapping.replace(before, after)


@pytest.fixture
def roles(db: None) -> dict[str, Role]:
    version: FrameworkVersion = FrameworkVersionFactory(framework__code="care")
    return {
        code: RoleProfileFactory(version=version, role__code=code, role__slug=code, rank=rank, name=code).role
        for code, rank in RANKS.items()
    }


@pytest.fixture
def feed(tmp_path: Path, roles: dict[str, Role]) -> FeedFolder:
    folder = tmp_path / "feed"
    folder.mkdir()
    return FeedFolder(folder)


@pytest.fixture
def history() -> Callable[[str], list[str]]:
    """Return a function that tells somebody's positions: "start..end title @ unit < manager: reason"."""

    def told(number: str) -> list[str]:
        positions = Position.objects.filter(employee__number=number).select_related("unit", "manager").order_by("start")
        return [
            f"{p.start}..{p.end or ''} {p.title} @ {p.unit.name}{f' < {p.manager.number}' if p.manager else ''}: {p.reason}"
            for p in positions
        ]

    return told
