"""`manage.py erase_person NUMBER --reason … --by …`: erase one person who has left, at their request and before their time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from employees.accounts import administrator
from employees.models import Employee
from promotions.personal_data.erasing import ErasureRefusedError, erase_one, refuse


class Command(BaseCommand):
    help = "Erase what is personal of one person who has left. It cannot be taken back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the employee number")
        parser.add_argument("--reason", required=True, help="why, for the audit trail; name nobody")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the administrator who decided it")
        parser.add_argument("--dry-run", action="store_true", help="say whether it could be done, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        try:
            by = administrator(options["by"])
            person = Employee.objects.get(number=options["number"])
            refuse(person)
            if not options["dry_run"]:
                erase_one(employee=person, reason=options["reason"], by=by)
        except Employee.DoesNotExist as error:
            raise CommandError(f"There is no employee {options['number']}. Expected the number of somebody who has left.") from error
        except (ValueError, ErasureRefusedError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Employee {options['number']} {'would be' if options['dry_run'] else 'is'} erased: now erased-{person.pk}.")
