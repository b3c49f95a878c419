"""The figures of `docs/performance.md`, measured here and now in databases of the bench's own."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from employees.models import Employee
from promotions.bench import company
from promotions.bench.bench import SEED
from promotions.bench.machine import machine
from promotions.bench.measures import GROUPS, measure
from promotions.bench.stopwatch import NOISY, noise


class Command(BaseCommand):
    help = "Measure what the product costs against what this machine can do at all, in scratch databases that are dropped at the end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--employees", type=int, default=10_000, help="people of the bench company (default 10,000)")
        parser.add_argument("--repeats", type=int, default=5, help="how often each thing is measured beside its yardstick (default 5)")
        parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, metavar="GROUP", help=f"of {', '.join(GROUPS)}")
        parser.add_argument("--skip", nargs="+", choices=GROUPS, default=(), metavar="GROUP", help="groups to leave out")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument("--fill", action="store_true", help="write the bench company into this empty database and keep it")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django calls it
        for name in ("employees", "repeats"):
            if options[name] < 1:
                raise CommandError(f"--{name} is {options[name]}; expected a number from 1 up.", returncode=2)
        if options["fill"]:
            self._fill(options["employees"])
        else:
            self._measure(options)

    def _fill(self, employees: int) -> None:
        if settings.PRODUCTION or Employee.objects.exists():
            raise CommandError("The bench company wants an empty database that is not in production. Nothing was changed.", returncode=2)
        company.load(employees, SEED, timezone.localdate(), lambda part: self.stdout.write(f"  {part}"))
        self.stdout.write(f"The bench company of {employees:,} people is in {settings.DATABASES['default']['NAME']}.")

    def _measure(self, options: dict[str, Any]) -> None:
        groups = [group for group in options["only"] if group not in options["skip"]]
        where = {"employees": str(options["employees"]), "repeats": str(options["repeats"]), **machine()}
        say = (lambda line: None) if options["json"] else self.stdout.write
        say(", ".join(f"{name} {value}" for name, value in where.items()))
        try:
            figures = measure(options["employees"], options["repeats"], groups, say)
        except RuntimeError as reason:
            raise CommandError(str(reason)) from reason
        if options["json"]:
            told = {name: asdict(found) for name, found in figures.items()}
            self.stdout.write(json.dumps({"machine": where, "foreign_cores": round(noise(), 2), **told}))
        else:
            self.stdout.write(f"\n{_noise(noise())}")


def _noise(cores: float) -> str:
    quiet = "The machine was quiet" if cores < NOISY else "NOISY, not to be trusted"
    return f"{quiet}: others used {cores:.2f} cores while something was timed."
