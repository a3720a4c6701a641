"""The functions through which policies learn who is asking.

A sharing session writes these settings for one transaction; without one they are empty, and
every policy answers with no rows.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION joinedup_viewer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('joinedup.viewer', true), '')::uuid $$;

CREATE FUNCTION joinedup_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('joinedup.agency', true), '')::uuid $$;

CREATE FUNCTION joinedup_holders() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('joinedup.holders', true), '')::uuid[] $$;

CREATE FUNCTION joinedup_excluded() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('joinedup.excluded', true), ''), '{}')::uuid[] $$;

CREATE FUNCTION joinedup_roles() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('joinedup.roles', true), ''), '{}')::text[] $$;

CREATE FUNCTION joinedup_purpose() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('joinedup.purpose', true), '') $$;

GRANT EXECUTE ON FUNCTION joinedup_viewer(), joinedup_agency(), joinedup_holders(),
    joinedup_excluded(), joinedup_roles(), joinedup_purpose() TO joinedup_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION joinedup_viewer(), joinedup_agency(), joinedup_holders(),"
            " joinedup_excluded(), joinedup_roles(), joinedup_purpose()",
        )
    ]
