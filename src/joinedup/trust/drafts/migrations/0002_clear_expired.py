from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "0002_clear_expired.sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ("drafts", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION drafts_clear_expired()"),
    ]
