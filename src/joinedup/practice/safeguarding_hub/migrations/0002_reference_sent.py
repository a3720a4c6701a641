from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "0002_reference_sent.sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ("foundation", "0001_who_is_asking"),
        ("safeguarding_hub", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION hub_reference_sent(uuid)"),
    ]
