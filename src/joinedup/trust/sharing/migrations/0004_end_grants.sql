-- Runs as the owner of the tables because ending a colleague's decision is a decision too: the
-- policy of grants shows each decider their own alone. It ends only grants of the one folder that
-- the viewer may decide about, and says how many it ended.

CREATE FUNCTION sharing_end_grants(p_folder uuid, p_grants uuid[], p_reasons text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ended integer;
BEGIN
    IF coalesce(trim(p_reasons), '') = '' OR NOT sharing_may_decide(p_folder) THEN
        RAISE EXCEPTION 'only somebody who may decide about the folder can end its grants'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE sharing_grant SET ends_at = now(), ended_by_id = joinedup_viewer(),
        end_reasons = p_reasons
    WHERE folder_id = p_folder AND id = ANY (p_grants)
        AND (ends_at IS NULL OR ends_at > now());
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END $$;
REVOKE ALL ON FUNCTION sharing_end_grants(uuid, uuid[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_end_grants(uuid, uuid[], text) TO joinedup_app;
