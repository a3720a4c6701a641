-- Runs as the owner of the tables because it must see what the viewer may not. It answers only
-- its one question.

CREATE FUNCTION sharing_may_decide(p_folder uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF joinedup_viewer() IS NULL OR p_folder = ANY (joinedup_excluded()) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
            SELECT 1 FROM sharing_folder f
            WHERE f.id = p_folder AND f.opened_by_id = joinedup_viewer()
            AND f.opened_at > now() - interval '1 minute')
        OR EXISTS (
            SELECT 1 FROM sharing_grant g
            WHERE g.folder_id = p_folder AND g.holder_id = ANY (joinedup_holders())
            AND g.may_decide AND g.starts_at <= now()
            AND (g.ends_at IS NULL OR g.ends_at > now()));
END $$;
REVOKE ALL ON FUNCTION sharing_may_decide(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_may_decide(uuid) TO joinedup_app;
