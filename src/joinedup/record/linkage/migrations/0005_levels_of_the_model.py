from pathlib import Path

from django.db import migrations


def sql(name):
    return (Path(__file__).parent / name).read_text()


class Migration(migrations.Migration):

    dependencies = [
        ('linkage', '0004_about_one_person'),
    ]

    operations = [
        migrations.RunSQL(sql('0005_distances.sql'), migrations.RunSQL.noop),
        migrations.RunSQL(sql('0005_levels.sql'), migrations.RunSQL.noop),
    ]
