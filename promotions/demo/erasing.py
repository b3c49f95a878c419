"""Takes the demo company out of a database again, and nothing else."""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from employees.models import AuditEvent, Employee, User
from pathways.models import Framework
from promotions.demo.catalogue import PREFIX
from promotions.demo.frameworks import CODE
from promotions.demo.names import DOMAIN
from skills.models import Credential, LearningResource, Scale, Skill


def holds_people() -> bool:
    return Employee.objects.exists()


def holds_only_the_demo() -> bool:
    """Return whether every employee and every account is the demo's own."""
    return (
        Framework.objects.filter(code=CODE).exists()
        and not Employee.objects.exclude(number__startswith="D", email__endswith=f"@{DOMAIN}").exists()
        and not User.objects.exclude(email__endswith=f"@{DOMAIN}").exists()
    )


@transaction.atomic
def erase() -> None:
    """Delete all people and decisions, and the demo's framework and catalogue. Other frameworks stay, and the audit trail does."""
    # The admin's log, second factors and addresses point at accounts; they go with them.
    emptied = ("promotions", "employees", "admin", "account", "mfa", "socialaccount")
    models = [model for app in emptied for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    _empty([model for model in models if model is not AuditEvent])
    framework = Framework.objects.filter(code=CODE)
    for profiles in (version.profiles.all() for one in framework for version in one.versions.all()):
        profiles.delete()
    for one in framework:
        one.roles.all().delete()
        one.families.all().delete()
    framework.delete()
    LearningResource.objects.filter(code__startswith=PREFIX).delete()
    Credential.objects.filter(code__startswith=PREFIX).delete()
    Skill.objects.filter(code__startswith=PREFIX).delete()
    Scale.objects.filter(code=CODE).delete()


def _empty(models: list[type[Model]]) -> None:
    """Empty whole tables at once: row by row through the ORM would take minutes for a large company."""
    tables = [model._meta.db_table for model in models]
    connection.check_constraints()  # PostgreSQL empties no table with checks still waiting for the end of the transaction
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False):
            cursor.execute(statement)
