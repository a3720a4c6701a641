-- Every grant of a folder that is in force or still to begin, those that only let somebody write
-- too: whoever closes a folder closes it to all of them. Runs as the owner of the tables because a
-- colleague's decision is not the viewer's to read; for those who may decide about the folder.
CREATE FUNCTION sharing_every_grant(p_folder uuid) RETURNS SETOF sharing_grant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT sharing_may_decide(p_folder) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM sharing_grant g WHERE g.folder_id = p_folder
        AND (g.ends_at IS NULL OR (g.ends_at > now() AND g.ends_at > g.starts_at));
END $$;
REVOKE ALL ON FUNCTION sharing_every_grant(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_every_grant(uuid) TO joinedup_app;

-- As 0004, and: a grant that is still to begin ends when it would begin.
CREATE OR REPLACE FUNCTION sharing_end_grants(p_folder uuid, p_grants uuid[], p_reasons text)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ended integer;
BEGIN
    IF coalesce(trim(p_reasons), '') = '' OR NOT sharing_may_decide(p_folder) THEN
        RAISE EXCEPTION 'only somebody who may decide about the folder can end its grants'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE sharing_grant SET ends_at = greatest(now(), starts_at), ended_by_id = joinedup_viewer(),
        end_reasons = p_reasons
    WHERE folder_id = p_folder AND id = ANY (p_grants)
        AND (ends_at IS NULL OR (ends_at > now() AND ends_at > starts_at));
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END $$;
