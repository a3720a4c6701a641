-- As 0001, but: whoever opens a folder may decide about it in the transaction in which they open it,
-- and in no other. They need that to say who holds it. The policy of folders lets nobody write
-- another time than the transaction's own.

CREATE OR REPLACE FUNCTION sharing_may_decide(p_folder uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF joinedup_viewer() IS NULL OR p_folder = ANY (joinedup_excluded()) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
            SELECT 1 FROM sharing_folder f
            WHERE f.id = p_folder AND f.opened_by_id = joinedup_viewer() AND f.opened_at = now())
        OR EXISTS (
            SELECT 1 FROM sharing_grant g
            WHERE g.folder_id = p_folder AND g.holder_id = ANY (joinedup_holders())
            AND g.may_decide AND g.starts_at <= now()
            AND (g.ends_at IS NULL OR g.ends_at > now()));
END $$;
