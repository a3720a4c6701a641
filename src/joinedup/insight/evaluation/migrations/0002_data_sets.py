"""Nobody reads a data set but for an approved study, and what was approved stands."""

from pathlib import Path

from django.db import migrations


def sql(name):
    return (Path(__file__).parent / name).read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0001_initial"),
        ("outcomes", "0001_engagements_and_measures"),
    ]
    operations = [migrations.RunSQL(sql("0002_data_sets.sql"), migrations.RunSQL.noop)]
