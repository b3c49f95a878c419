"""`manage.py import_people DIR --mapping FILE [--on DATE] [--dry-run] [--force]`."""

import datetime as dt
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from employees.feeds.imports import TooManyEndError, import_people, refuse_too_many
from employees.feeds.summary import summary
from pathways.models import Role
from skills.tables import TableErrors


def day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date; expected one such as 2026-01-31.") from None


class Command(BaseCommand):
    help = "Bring in the people of an HR system: a folder of CSV tables and a mapping that says which column is what."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="The folder with the feed's tables.")
        parser.add_argument("--mapping", type=Path, required=True, metavar="FILE", help="The mapping (TOML); see docs/people-import.md.")
        parser.add_argument("--on", type=day, metavar="DATE", help="The day the feed speaks of; today when not given.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change and what is wrong; write nothing.")
        parser.add_argument("--force", action="store_true", help="End more of the company at once than the mapping allows.")

    def handle(
        self, *, folder: Path, mapping: Path, on: dt.date | None, dry_run: bool, force: bool, **_: Any
    ) -> None:  # Any: Django's options
        try:
            outcome = import_people(
                folder=folder, mapping_path=mapping, on=on or timezone.localdate(), by=None, force=force, dry_run=dry_run
            )
            for line in summary(outcome, dict(Role.objects.values_list("pk", "code"))):
                self.stdout.write(line)
            if dry_run and not force:
                refuse_too_many(outcome.feed.mapping, outcome.differences)
        except (TableErrors, TooManyEndError) as refused:
            self.stderr.write(str(refused))
            sys.exit(2)
