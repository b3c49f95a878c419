"""`manage.py legal_hold NUMBER --reason … --by …`: keep a record from being erased; `--lift` lets it go again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from employees.accounts import administrator
from employees.models import Employee
from promotions.personal_data.erasing import ErasureRefusedError, hold, lift


class Command(BaseCommand):
    help = "Keep somebody's record from being erased, or let it go again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the employee number")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--reason", help="why it must be kept")
        what.add_argument("--lift", action="store_true", help="let it be erased when its time comes")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the administrator who decided it")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        number = options["number"]
        try:
            by, person = administrator(options["by"]), Employee.objects.get(number=number)
            if not options["lift"]:
                placed = hold(employee=person, reason=options["reason"], by=by)
                self.stdout.write(f"Employee {number} is held since {placed.placed_at:%Y-%m-%d}: {placed.reason}")
            elif lift(employee=person, by=by):
                self.stdout.write(f"Employee {number} is held no more.")
            else:
                self.stdout.write(f"Employee {number} was not held.")
        except Employee.DoesNotExist as error:
            raise CommandError(f"There is no employee {number}.") from error
        except (ValueError, ErasureRefusedError) as refusal:
            raise CommandError(str(refusal)) from refusal
