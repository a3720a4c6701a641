from django.db import migrations

# Addresses that were taken from an index before an address kept where it is from: those that the
# index still has, with the day on which the agency last updated its entry.
SOURCES = """
UPDATE people_address a SET source_agency_id = e.agency_id, source_as_of = e.updated_on
FROM safeguarding_hub_subject s JOIN linkage_indexentry e ON e.id = s.index_entry_id
WHERE a.person_id = s.person_id AND a.source_agency_id IS NULL AND a.starts_on IS NULL
  AND a.line = e.address_line AND a.town = e.town AND a.postcode = upper(btrim(e.postcode))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("linkage", "0003_stays_filed"),
        ("people", "0006_where_an_address_is_from"),
        ("safeguarding_hub", "0011_kinship"),
    ]

    operations = [migrations.RunSQL(SOURCES, migrations.RunSQL.noop)]
