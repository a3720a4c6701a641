-- As 0003, and: who is kept out of one of two merged records is kept out of the other, and of all
-- that is about either, however many merges follow one another.

CREATE OR REPLACE FUNCTION sharing_open_session(p_professional uuid, p_purpose text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    agency uuid;
    holders uuid[];
    roles text[];
    excluded uuid[];
BEGIN
    SELECT organisation_id INTO agency FROM agencies_professional
    WHERE id = p_professional AND starts_on <= today AND (ends_on IS NULL OR ends_on >= today);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT coalesce(array_agg(DISTINCT team_id), '{}'), coalesce(array_agg(DISTINCT role), '{}')
    INTO holders, roles FROM agencies_membership
    WHERE professional_id = p_professional AND starts_on <= today
    AND (ends_on IS NULL OR ends_on >= today);
    SELECT coalesce(array_agg(folder_id), '{}') INTO excluded FROM sharing_exclusion
    WHERE professional_id = p_professional AND lifted_at IS NULL;
    IF cardinality(excluded) > 0 THEN
        WITH RECURSIVE kept_out (folder_id) AS (
            SELECT unnest(excluded)
            UNION
            SELECT further.folder_id FROM kept_out k CROSS JOIN LATERAL (
                SELECT a.folder_id FROM sharing_folderabout a WHERE a.about_id = k.folder_id
                UNION ALL
                SELECT o.other_id FROM sharing_oneperson o
                WHERE o.one_id = k.folder_id AND o.ended_at IS NULL
                UNION ALL
                SELECT o.one_id FROM sharing_oneperson o
                WHERE o.other_id = k.folder_id AND o.ended_at IS NULL
            ) AS further (folder_id)
        )
        SELECT array_agg(folder_id) INTO excluded FROM kept_out;
    END IF;
    PERFORM set_config('joinedup.viewer', p_professional::text, true),
        set_config('joinedup.agency', agency::text, true),
        set_config('joinedup.holders', (holders || p_professional)::text, true),
        set_config('joinedup.roles', roles::text, true),
        set_config('joinedup.excluded', excluded::text, true),
        set_config('joinedup.purpose', p_purpose, true);
    RETURN true;
END $$;
