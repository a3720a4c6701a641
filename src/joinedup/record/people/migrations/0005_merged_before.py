"""What was merged before exclusions followed a merge is one person's too."""

from django.db import migrations

MERGED = """
INSERT INTO sharing_oneperson (id, one_id, other_id, since)
SELECT DISTINCT ON (least(k.folder_id, m.folder_id), greatest(k.folder_id, m.folder_id))
    gen_random_uuid(), least(k.folder_id, m.folder_id), greatest(k.folder_id, m.folder_id),
    d.decided_at
FROM people_mergedecision d
JOIN people_person k ON k.id = d.kept_id
JOIN people_person m ON m.id = d.merged_id
WHERE d.undone_at IS NULL AND k.folder_id <> m.folder_id
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_stays_filed"), ("sharing", "0010_one_person")]
    operations = [migrations.RunSQL(MERGED, migrations.RunSQL.noop)]
