-- Opens a record to somebody in immediate danger's way who holds no grant for it, if they can name
-- the person exactly. Runs as the owner of the tables because it must find what the viewer may not.
--
-- What it gives away: nothing without an opening that a second person will review. Not found, not
-- one person alone, kept out, or too many misses in an hour: one and the same answer, and a line
-- in the log. A name and a birth date that fit two records open neither.

CREATE FUNCTION people_break_glass(
    p_keys text[], p_nhs_number text, p_given text, p_family text, p_born date,
    p_reasons text, p_minutes integer, p_categories text[]
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    misses integer;
    matched uuid[];
    found people_person;
    opening uuid;
    opened uuid;
BEGIN
    IF joinedup_viewer() IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT count(*) INTO misses FROM audit_auditentry
    WHERE actor_id = joinedup_viewer() AND at > now() - interval '1 hour'
        AND action = 'searched' AND subject_kind = 'break_glass';
    IF misses < 5 THEN
        SELECT array_agg(DISTINCT coalesce(p.merged_into_id, p.id)) INTO matched
        FROM people_person p
        WHERE p.id IN (SELECT k.person_id FROM people_searchkey k WHERE k.key = ANY (p_keys))
            AND CASE WHEN p_nhs_number <> '' THEN EXISTS (
                SELECT 1 FROM people_identifier i
                WHERE i.person_id = p.id AND i.value = p_nhs_number AND i.ends_on IS NULL)
            ELSE (p.birth_year, p.birth_month, p.birth_day) = (
                    extract(year FROM p_born), extract(month FROM p_born), extract(day FROM p_born))
                AND EXISTS (
                    SELECT 1 FROM people_name n WHERE n.person_id = p.id
                    AND lower(n.given) = lower(p_given) AND lower(n.family) = lower(p_family))
            END;
    END IF;
    -- Several agencies may each keep a record under one NHS number: that is one person.
    IF cardinality(matched) = 1 OR (p_nhs_number <> '' AND cardinality(matched) BETWEEN 1 AND 5)
    THEN
        FOR found IN SELECT * FROM people_person WHERE id = ANY (matched) ORDER BY created_at, id
        LOOP
            opening := gen_random_uuid();
            IF sharing_break_glass(opening, found.folder_id, p_reasons, p_minutes, p_categories)
            THEN
                PERFORM audit_record('broke_glass', 'break_glass', opening, found.folder_id,
                    (SELECT controller_id FROM sharing_folder WHERE id = found.folder_id), '{}');
                opened := coalesce(opened, found.id);
            END IF;
        END LOOP;
    END IF;
    IF opened IS NULL THEN
        PERFORM audit_record('searched', 'break_glass', NULL, NULL, NULL, '{"found": 0}');
    END IF;
    RETURN opened;
END $$;
REVOKE ALL ON FUNCTION people_break_glass(text[], text, text, text, date, text, integer, text[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    people_break_glass(text[], text, text, text, date, text, integer, text[]) TO joinedup_app;
