from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_where_an_address_is_from'),
        ('linkage', '0004_about_one_person'),
    ]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / '0007_keys_of_a_person.sql').read_text(),
            migrations.RunSQL.noop,
        ),
    ]
