from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("employees", "0013_demographics_sealed")]

    operations = [migrations.RemoveField("demographics", name) for name in ("sex", "ethnicity", "disability", "birth_year")]
