-- Extracts: the application's role has no way to the table but these functions.
REVOKE ALL ON think_family_sealedextract FROM joinedup_app;

-- Whether every agency that takes part has approved last, none of them through whoever proposed it.
-- Not for the application: the functions below ask it.
CREATE FUNCTION think_family_all_approved(p_exercise uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM think_family_exercise WHERE id = p_exercise) AND NOT EXISTS (
        SELECT 1 FROM (
            SELECT e.lead_id AS agency_id, e.proposed_by_id FROM think_family_exercise e
            WHERE e.id = p_exercise
            UNION
            SELECT p.agency_id, e.proposed_by_id FROM think_family_party p
            JOIN think_family_exercise e ON e.id = p.exercise_id WHERE p.exercise_id = p_exercise
        ) AS asked
        WHERE NOT coalesce((
            SELECT a.approves AND a.by_id <> asked.proposed_by_id FROM think_family_answer a
            WHERE a.exercise_id = p_exercise AND a.agency_id = asked.agency_id
            ORDER BY a.at DESC, a.id DESC LIMIT 1), false));
END $$;
REVOKE ALL ON FUNCTION think_family_all_approved(uuid) FROM PUBLIC, joinedup_app;

-- An agency's extract, in the place of the one before, while the exercise is open for them.
CREATE FUNCTION think_family_seal(p_id uuid, p_exercise uuid, p_content bytea, p_records integer)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF joinedup_viewer() IS NULL OR NOT think_family_contributes(p_exercise)
        OR NOT joinedup_roles() && ARRAY['researcher', 'information_governance_lead']
        OR NOT EXISTS (SELECT 1 FROM think_family_exercise
            WHERE id = p_exercise AND state = 'open')
        OR NOT think_family_all_approved(p_exercise)
    THEN
        RETURN false;
    END IF;
    INSERT INTO think_family_sealedextract (id, exercise_id, agency_id, content, records, sealed_at)
    VALUES (p_id, p_exercise, joinedup_agency(), p_content, p_records, now())
    ON CONFLICT (exercise_id, agency_id) DO UPDATE SET id = excluded.id,
        content = excluded.content, records = excluded.records, sealed_at = excluded.sealed_at;
    UPDATE think_family_party SET extract_at = now()
    WHERE exercise_id = p_exercise AND agency_id = joinedup_agency();
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION think_family_seal(uuid, uuid, bytea, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION think_family_seal(uuid, uuid, bytea, integer) TO joinedup_app;

-- What the agencies sent, still encrypted, for the run alone: once it was started, in the name of
-- whoever started it, for the purpose of the exercise and no other.
CREATE FUNCTION think_family_unseal(p_exercise uuid)
RETURNS TABLE (agency_id uuid, content bytea) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT think_family_all_approved(p_exercise) OR NOT EXISTS (
        SELECT 1 FROM think_family_exercise e WHERE e.id = p_exercise AND e.state = 'running'
            AND e.run_by_id = joinedup_viewer() AND e.purpose = joinedup_purpose()
            AND e.delete_on >= (now() AT TIME ZONE 'Europe/London')::date)
    THEN
        RAISE EXCEPTION 'the extracts are for an approved run alone'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM audit_record('opened', 'sealed_extracts', p_exercise, NULL,
        (SELECT lead_id FROM think_family_exercise WHERE id = p_exercise), '{}'::jsonb);
    RETURN QUERY SELECT s.agency_id, s.content FROM think_family_sealedextract s
        WHERE s.exercise_id = p_exercise;
END $$;
REVOKE ALL ON FUNCTION think_family_unseal(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION think_family_unseal(uuid) TO joinedup_app;

-- A number that may be told: as rules/counts.py has it.
CREATE FUNCTION think_family_rounded(p_number bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN p_number >= 5 THEN 5 * ((p_number + 2) / 5) END $$;

-- Everything about people that an exercise holds. Not for the application.
CREATE FUNCTION think_family_empty(p_exercise uuid) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    extracts integer;
    records integer;
    families integer;
BEGIN
    SELECT count(*), coalesce(sum(s.records), 0) INTO extracts, records
    FROM think_family_sealedextract s WHERE s.exercise_id = p_exercise;
    SELECT count(*) INTO families FROM think_family_qualifyingfamily
    WHERE exercise_id = p_exercise;
    DELETE FROM think_family_sealedextract WHERE exercise_id = p_exercise;
    DELETE FROM think_family_receipt WHERE exercise_id = p_exercise;
    DELETE FROM think_family_ownrecord WHERE exercise_id = p_exercise;
    DELETE FROM think_family_familyneed WHERE family_id IN
        (SELECT id FROM think_family_qualifyingfamily WHERE exercise_id = p_exercise);
    DELETE FROM think_family_familyaddress WHERE family_id IN
        (SELECT id FROM think_family_qualifyingfamily WHERE exercise_id = p_exercise);
    DELETE FROM think_family_familymember WHERE family_id IN
        (SELECT id FROM think_family_qualifyingfamily WHERE exercise_id = p_exercise);
    DELETE FROM think_family_qualifyingfamily WHERE exercise_id = p_exercise;
    RETURN jsonb_build_object('extracts', extracts, 'records', think_family_rounded(records),
        'families', think_family_rounded(families));
END $$;
REVOKE ALL ON FUNCTION think_family_empty(uuid) FROM PUBLIC, joinedup_app;

-- The same for an exercise that has ended, by somebody of an agency that took part. Says how much.
CREATE FUNCTION think_family_delete(p_exercise uuid) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT think_family_takes_part(p_exercise) OR NOT EXISTS (SELECT 1 FROM think_family_exercise
        WHERE id = p_exercise AND state IN ('closed', 'refused', 'withdrawn'))
    THEN
        RAISE EXCEPTION 'the exercise has not ended' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN think_family_empty(p_exercise);
END $$;
REVOKE ALL ON FUNCTION think_family_delete(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION think_family_delete(uuid) TO joinedup_app;

-- What has come to its last day, whoever is there to see to it. Needs no session, chooses by the day
-- alone, and tells ids and how much.
CREATE FUNCTION think_family_delete_due() RETURNS TABLE (exercise_id uuid, deleted jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    due think_family_exercise;
BEGIN
    FOR due IN SELECT * FROM think_family_exercise e
        WHERE e.state NOT IN ('closed', 'refused', 'withdrawn')
        AND e.delete_on < (now() AT TIME ZONE 'Europe/London')::date FOR UPDATE SKIP LOCKED
    LOOP
        UPDATE think_family_exercise SET state = 'closed' WHERE id = due.id;
        exercise_id := due.id;
        deleted := think_family_empty(due.id);
        INSERT INTO think_family_step
            (id, exercise_id, event, from_state, to_state, reasons, details, by_id, at)
        VALUES (gen_random_uuid(), due.id, 'end_date', due.state, 'closed', '', deleted, NULL, now());
        PERFORM audit_record('deleted', 'sealed_matching', due.id, NULL, due.lead_id,
            deleted || jsonb_build_object('reference', due.reference, 'by_end_date', true));
        RETURN NEXT;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION think_family_delete_due() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION think_family_delete_due() TO joinedup_app;

-- What was submitted is what was approved: its terms stand from then on, and its author for ever.
CREATE FUNCTION think_family_terms_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.reference, NEW.lead_id, NEW.proposed_by_id, NEW.proposed_at)
        IS DISTINCT FROM (OLD.reference, OLD.lead_id, OLD.proposed_by_id, OLD.proposed_at)
        OR (OLD.state <> 'draft' AND
            (NEW.title, NEW.purpose, NEW.why, NEW.told, NEW.told_reason, NEW.receiving_team_id,
             NEW.least_needs, NEW.least_agencies, NEW.required_needs, NEW.own_records_back,
             NEW.delete_on, NEW.folder_id)
            IS DISTINCT FROM
            (OLD.title, OLD.purpose, OLD.why, OLD.told, OLD.told_reason, OLD.receiving_team_id,
             OLD.least_needs, OLD.least_agencies, OLD.required_needs, OLD.own_records_back,
             OLD.delete_on, OLD.folder_id))
    THEN
        RAISE EXCEPTION 'the terms of an exercise stand once it was submitted'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER think_family_terms_stand BEFORE UPDATE ON think_family_exercise
    FOR EACH ROW EXECUTE FUNCTION think_family_terms_stand();

CREATE FUNCTION think_family_parties_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM think_family_exercise
        WHERE id = coalesce(NEW.exercise_id, OLD.exercise_id) AND state <> 'draft')
    THEN
        RAISE EXCEPTION 'who takes part stands once an exercise was submitted'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER think_family_parties_stand
    BEFORE INSERT OR DELETE OR UPDATE OF exercise_id, agency_id, needs ON think_family_party
    FOR EACH ROW EXECUTE FUNCTION think_family_parties_stand();
