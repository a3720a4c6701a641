from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('linkage', '0007_planned_once'),
    ]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / '0008_unborn.sql').read_text(),
            migrations.RunSQL.noop,
        ),
    ]
