"""`manage.py account EMAIL`: open an account for somebody, or give them a duty. For the first people in; it prints a password once."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from employees import accounts
from employees.models import Employee, Grant, Unit


class Command(BaseCommand):
    help = "Open an account, join it to an employee, grant a duty. Prints the new password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--employee", metavar="NUMBER", help="whose record the account opens")
        parser.add_argument("--duty", choices=Grant.Duty.values)
        parser.add_argument("--unit", metavar="CODE", help="the unit of an HR partner, with all units below it")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        email = options["email"]
        try:
            validate_email(email)
            user, password = accounts.open_account(email=email, employee=_employee(options["employee"]), by=None)
            if options["duty"]:
                accounts.grant(user=user, duty=Grant.Duty(options["duty"]), unit=_unit(options["unit"]), by=None)
        except ValidationError as error:
            raise CommandError(f"{email!r} is no e-mail address. Expected one such as robin@example.org.", returncode=2) from error
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(
            f"{user} may sign in with the password {password}\nIt is shown this once; `manage.py changepassword` sets another."
        )


def _employee(number: str | None) -> Employee | None:
    if number is None:
        return None
    if found := Employee.objects.filter(number=number).first():
        return found
    raise ValueError(f"There is no employee {number!r}. Expected an employee number of the HR system.")


def _unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    if found := Unit.objects.filter(code=code).first():
        return found
    raise ValueError(
        f"There is no unit {code!r}. Expected the code of a unit, such as {Unit.objects.values_list('code', flat=True).first()!r}."
    )
