from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('linkage', '0003_stays_filed'),
        ('sharing', '0006_decision_about'),
    ]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / '0004_about_one_person.sql').read_text(),
            migrations.RunSQL.noop,
        ),
    ]
