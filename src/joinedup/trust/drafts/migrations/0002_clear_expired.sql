-- Throws away drafts that nobody took up again. They are nobody's to read but their writer's, so the
-- worker, who asks in nobody's name, sees none of them: it can only have the old ones go, all of
-- them, by an age that it does not choose. The days are those of rules.KEPT_FOR.
CREATE FUNCTION drafts_clear_expired() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    WITH gone AS (
        DELETE FROM drafts_draft WHERE saved_at <= now() - interval '14 days' RETURNING id
    )
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION drafts_clear_expired() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drafts_clear_expired() TO joinedup_app;
