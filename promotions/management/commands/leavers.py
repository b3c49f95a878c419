"""`manage.py leavers`: whom the next night will erase, and whom a legal hold protects. Changes nothing."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from promotions.personal_data import leavers


class Command(BaseCommand):
    help = "List the people who left longer ago than LEAVER_RETENTION_YEARS. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, default=None, metavar="DATE", help="as of that day; today when left out")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        on = options["on"] or timezone.localdate()
        held = set(leavers.held())
        people = list(leavers.gone_for_long(on).values_list("pk", "number", "left_on"))
        for pk, number, left_on in people:
            self.stdout.write(f"{number}\tleft {left_on}\t{'held' if pk in held else 'to be erased'}")
        due = sum(pk not in held for pk, _, _ in people)
        self.stdout.write(
            f"On {on} {due:,} people are to be erased and {len(people) - due:,} are held: they left by {leavers.last_day(on)}, "
            f"{settings.LEAVER_RETENTION_YEARS} years before."
        )
