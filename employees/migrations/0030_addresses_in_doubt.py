"""Since when a new address of an account waits to be known as its holder's, and which administrator gave it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0029_promise_ledger"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="address_unproven_since",
            field=models.DateTimeField(
                blank=True,
                help_text="When somebody else changed the address; empty once its holder came in, or an administrator stood for it.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="address_changed_by",
            field=models.ForeignKey(
                blank=True,
                help_text="The administrator who did; empty for a directory.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
