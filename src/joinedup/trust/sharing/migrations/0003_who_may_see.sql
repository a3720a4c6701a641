-- As 0001, but: who holds a category is for those to know who hold it too, or who may decide about
-- the folder. A referrer holds the contact of an enquiry, and must not learn whom the hub asked.

CREATE OR REPLACE FUNCTION sharing_who_may_see(p_folder uuid) RETURNS SETOF sharing_grant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine text[];
    decides boolean;
BEGIN
    SELECT array_agg(DISTINCT g.category), bool_or(g.may_decide) INTO mine, decides FROM sharing_grant g
    WHERE g.folder_id = p_folder AND g.holder_id = ANY (joinedup_holders()) AND g.may_read
    AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now());
    IF mine IS NULL OR p_folder = ANY (joinedup_excluded()) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM sharing_grant g WHERE g.folder_id = p_folder AND g.may_read
        AND (decides OR g.category = ANY (mine))
        AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now());
END $$;
