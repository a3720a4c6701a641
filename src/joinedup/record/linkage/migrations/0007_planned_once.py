from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('linkage', '0006_by_the_model'),
    ]

    operations = [
        # Every question takes the same way through the same indexes. Planned anew for each, planning
        # took as long as the answer.
        migrations.RunSQL(
            'ALTER FUNCTION linkage_locate(uuid[], text[], jsonb)'
            ' SET plan_cache_mode = force_generic_plan',
            'ALTER FUNCTION linkage_locate(uuid[], text[], jsonb) RESET plan_cache_mode',
        ),
    ]
