-- Runs as the owner of the tables because a record that was merged with one of these may be hidden
-- from whoever asks, and a decision about it binds all the same. It answers only its one question,
-- and only to somebody who may decide about both records.

CREATE FUNCTION people_kept_apart(p_one uuid, p_other uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT coalesce((
        SELECT bool_and(sharing_may_decide(folder_id)) FROM people_person
        WHERE id IN (p_one, p_other)), false) THEN
        RETURN NULL;
    END IF;
    RETURN EXISTS (
        WITH RECURSIVE group_one (id) AS (
            SELECT p_one
            UNION SELECT p.id FROM people_person p JOIN group_one g ON p.merged_into_id = g.id
        ),
        group_other (id) AS (
            SELECT p_other
            UNION SELECT p.id FROM people_person p JOIN group_other g ON p.merged_into_id = g.id
        )
        SELECT FROM people_pairdecision d
        WHERE d.answer = 'two_people' AND d.ended_at IS NULL
        AND (d.one_id IN (SELECT id FROM group_one) AND d.other_id IN (SELECT id FROM group_other)
            OR d.one_id IN (SELECT id FROM group_other) AND d.other_id IN (SELECT id FROM group_one)));
END $$;
REVOKE ALL ON FUNCTION people_kept_apart(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_kept_apart(uuid, uuid) TO joinedup_app;
