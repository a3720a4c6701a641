from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('linkage', '0005_levels_of_the_model'),
    ]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / '0006_by_the_model.sql').read_text(),
            migrations.RunSQL.noop,
        ),
    ]
