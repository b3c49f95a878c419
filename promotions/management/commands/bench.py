"""The figures of `docs/performance.md`, measured here and now in a database of the bench's own."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from employees.models import Employee
from promotions.bench import company
from promotions.bench.measures import SEED, measure
from promotions.bench.scratch import scratch_database


class Command(BaseCommand):
    help = "Measure the nightly run against the bare speed of this database, in a scratch database that is dropped at the end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--employees", type=int, default=10_000)
        parser.add_argument("--repeats", type=int, default=5)
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--fill", action="store_true", help="write the bench company into this empty database, to keep, and measure nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fill"]:
            self._fill(options["employees"])
            return
        try:
            with scratch_database():
                figures = measure(options["employees"], options["repeats"], (lambda line: None) if options["json"] else self.stdout.write)
        except RuntimeError as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(json.dumps(figures) if options["json"] else table(figures))

    def _fill(self, employees: int) -> None:
        if settings.PRODUCTION or Employee.objects.exists():
            raise CommandError("The bench company wants an empty database that is not in production. Nothing was changed.", returncode=2)
        company.load(employees, SEED, timezone.localdate(), lambda part: self.stdout.write(f"  {part}"))
        self.stdout.write(f"The bench company of {employees:,} people is in {settings.DATABASES['default']['NAME']}.")


def table(figures: dict[str, Any]) -> str:
    """Return a line a figure; a ratio with its spread."""
    lines = []
    for name, figure in figures.items():
        text = f"{figure['median']:>10} ({figure['min']}–{figure['max']})" if isinstance(figure, dict) else f"{figure:>10}"
        lines.append(f"{name.replace('_', ' '):<28}{text}")
    return "\n".join(lines)
