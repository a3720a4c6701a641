from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
        ('sharing', '0001_initial'),
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / '0002_break_glass.sql').read_text(), migrations.RunSQL.noop
        ),
    ]
