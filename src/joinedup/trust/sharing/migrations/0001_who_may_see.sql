-- Runs as the owner of the tables because it must see what the viewer may not. It answers only
-- its one question.

CREATE FUNCTION sharing_who_may_see(p_folder uuid) RETURNS SETOF sharing_grant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_folder = ANY (joinedup_excluded()) OR NOT EXISTS (
        SELECT 1 FROM sharing_grant g
        WHERE g.folder_id = p_folder AND g.holder_id = ANY (joinedup_holders()) AND g.may_read
        AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())
    ) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM sharing_grant g WHERE g.folder_id = p_folder AND g.may_read
        AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now());
END $$;
REVOKE ALL ON FUNCTION sharing_who_may_see(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_who_may_see(uuid) TO joinedup_app;
