"""The function by which no row moves to another folder or category."""

from pathlib import Path

from django.db import migrations


def sql(name):
    return (Path(__file__).parent / name).read_text()


class Migration(migrations.Migration):
    dependencies = [("sharing", "0008_opened_now")]
    operations = [migrations.RunSQL(sql("0009_stays_filed.sql"), migrations.RunSQL.noop)]
