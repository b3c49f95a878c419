"""`manage.py reseal_demographics`: seal every demographic answer with the newest key, after a key was put in front."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from employees.demographics.rotation import reseal
from employees.demographics.sealing import SealError


class Command(BaseCommand):
    help = "Seal demographic answers with the newest of DEMOGRAPHICS_KEYS. Safe to stop and to repeat; the site may be in use."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        looked = anew = 0
        try:
            for looked, anew in reseal():
                if int(options["verbosity"]) > 1:
                    self.stdout.write(f"{looked:,} rows looked at, {anew:,} sealed anew")
        except SealError as error:
            raise CommandError(f"{error} {looked:,} rows are done; run it again then.") from error
        self.stdout.write(f"{looked:,} rows looked at, {anew:,} sealed anew. Older keys are no longer needed but for backups.")
