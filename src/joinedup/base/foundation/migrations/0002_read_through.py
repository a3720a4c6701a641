"""Which folders the statements of a transaction read from end to end. It opens nothing."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_who_is_asking")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION joinedup_read_through() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
            AS $$ SELECT coalesce(
                nullif(current_setting('joinedup.read_through', true), ''), '{}')::uuid[] $$;
            GRANT EXECUTE ON FUNCTION joinedup_read_through() TO joinedup_app;
            """,
            "DROP FUNCTION joinedup_read_through()",
        )
    ]
