"""Whoever may decide about a folder can end any of its grants, a colleague's too."""

from pathlib import Path

from django.db import migrations


def sql(name):
    return (Path(__file__).parent / name).read_text()


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_folder_about")]
    operations = [migrations.RunSQL(sql("0004_end_grants.sql"), migrations.RunSQL.noop)]
