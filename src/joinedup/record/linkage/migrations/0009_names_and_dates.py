from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('linkage', '0008_unborn'),
    ]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / '0009_names_and_dates.sql').read_text(),
            migrations.RunSQL.noop,
        ),
    ]
