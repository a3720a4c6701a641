-- Runs as the owner of the tables because it must see what the viewer may not. It answers only
-- its one question: who else is to be asked, when a person's record is closed to all but named
-- people, to close what is about that person and not the viewer's to close. One line a folder, with
-- the names of teams and people who may decide about it, and nothing else of it.

CREATE FUNCTION sharing_deciders_elsewhere(p_folder uuid) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT sharing_may_decide(p_folder) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH RECURSIVE same (folder_id) AS (
        SELECT p_folder
        UNION
        SELECT CASE WHEN o.one_id = s.folder_id THEN o.other_id ELSE o.one_id END
        FROM same s JOIN sharing_oneperson o
            ON s.folder_id IN (o.one_id, o.other_id) AND o.ended_at IS NULL
    ),
    beyond AS (
        SELECT DISTINCT a.folder_id FROM sharing_folderabout a
        WHERE a.about_id IN (SELECT s.folder_id FROM same s)
            AND NOT sharing_may_decide(a.folder_id)
    )
    SELECT string_agg(DISTINCT coalesce(t.name, p.name), ', ' ORDER BY coalesce(t.name, p.name))
    FROM beyond b
    JOIN sharing_grant g ON g.folder_id = b.folder_id AND g.may_decide
        AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())
    LEFT JOIN agencies_team t ON t.id = g.team_id
    LEFT JOIN agencies_professional p ON p.id = g.professional_id
    GROUP BY b.folder_id;
END $$;
REVOKE ALL ON FUNCTION sharing_deciders_elsewhere(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_deciders_elsewhere(uuid) TO joinedup_app;
