"""An HR system's feed of the bench company: its import beside COPY of the same files into bare tables.

Raw SQL as in `floor`: what is measured is the database's own bulk path.
"""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from django.db import connection, transaction

from employees.feeds.imports import import_people
from promotions.bench import architecture, company
from promotions.bench.figures import Figure, figure, ratio
from promotions.bench.stopwatch import timed
from promotions.demo import erasing
from skills.columns import NEVER, Ints

MOST = 10_000  # people
TABLES = {
    "people.csv": "employee_number,first_name,last_name,hire_date,manager_id",
    "titles.csv": "number,title,since,until",
    "units.csv": "number,unit,since,until",
}
MAPPING = """
[feed]
ends = "day after"
[people]
file = "people.csv"
[title_history]
file = "titles.csv"
number = "number"
title = "title"
start = "since"
end = "until"
[unit_history]
file = "units.csv"
number = "number"
unit = "unit"
start = "since"
end = "until"
[roles]
framework = "bench"
[roles.titles]
"""


def measure(people: int, repeats: int, on: dt.date, seed: int) -> dict[str, Figure]:
    """Import up to 10,000 people with their history into a database without any, again and again."""
    imports, copies = [], []
    count = min(people, MOST)
    with tempfile.TemporaryDirectory(prefix="pathways-bench-") as name:
        folder = Path(name)
        write_feed(folder, count, on, seed)
        for _ in range(repeats):
            erasing.erase()
            copies.append(_copied(folder))
            imports.append(timed(lambda: import_people(folder=folder, mapping_path=folder / "mapping.toml", on=on, by=None)).seconds)
    return {"import_to_copy": ratio(imports, copies), "import_people_per_second": figure([count / seconds for seconds in imports])}


def write_feed(folder: Path, count: int, on: dt.date, seed: int) -> None:
    """Write the tables and the mapping: people with day of hire and manager, and dated titles and units."""
    made = company.drawn(count, on, seed)
    told = company.history(made)
    hired = np.full(count, NEVER)
    np.minimum.at(hired, told["person"], told["start"])
    number, start, end = told["person"].tolist(), _dates(told["start"]), _dates(told["end"])
    managers = ["" if manager < 0 else f"B{manager}" for manager in made.manager.tolist()]
    people = zip(range(count), _dates(hired), managers, strict=True)
    _write(folder, "people.csv", (f"B{one},Person,{one},{day},{manager}" for one, day, manager in people))
    for file, word in (("titles.csv", "role"), ("units.csv", "unit")):
        spells = zip(number, told[word].tolist(), start, end, strict=True)
        _write(folder, file, (f"B{one},{word.capitalize()} {value},{first},{last}" for one, value, first, last in spells))
    titles = "".join(f'"Role {role}" = "role-{role}"\n' for role in range(architecture.ROLES))
    (folder / "mapping.toml").write_text(MAPPING + titles)


def _dates(days: Ints) -> list[str]:
    """Return day numbers as dates, `NEVER` as nothing."""
    return np.where(days == NEVER, "", days.astype("datetime64[D]").astype(str)).tolist()


def _write(folder: Path, file: str, lines: Iterable[str]) -> None:
    (folder / file).write_text("\n".join([TABLES[file], *lines]) + "\n")


def _copied(folder: Path) -> float:
    """Return the seconds to bring the files' lines into tables of texts without a key."""
    names = {file: f"bench_{file.removesuffix('.csv')}" for file in TABLES}
    with connection.cursor() as cursor:
        for file, columns in TABLES.items():
            cursor.execute(f"CREATE TABLE {names[file]} ({columns.replace(',', ' text, ')} text)")
        cost = timed(lambda: _copy(folder, names))
        for table in names.values():
            cursor.execute(f"DROP TABLE {table}")
    return cost.seconds


@transaction.atomic
def _copy(folder: Path, names: Mapping[str, str]) -> None:
    for file, table in names.items():
        with (folder / file).open(newline="") as lines, connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)", lines)
            else:
                header, *rows = csv.reader(lines)
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(header))})", rows)  # noqa: S608  # see above
