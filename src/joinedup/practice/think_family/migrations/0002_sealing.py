"""Nobody reads an extract, and what was approved stands."""

from pathlib import Path

from django.db import migrations


def sql(name):
    return (Path(__file__).parent / name).read_text()


class Migration(migrations.Migration):
    dependencies = [("think_family", "0001_initial")]
    operations = [migrations.RunSQL(sql("0002_sealing.sql"), migrations.RunSQL.noop)]
