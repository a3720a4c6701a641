"""Closing a folder reaches every grant of it: those that only write, and those still to begin."""

from pathlib import Path

from django.db import migrations


def sql(name):
    return (Path(__file__).parent / name).read_text()


class Migration(migrations.Migration):
    dependencies = [("sharing", "0012_decisions_are_read")]
    operations = [migrations.RunSQL(sql("0013_every_grant.sql"), migrations.RunSQL.noop)]
