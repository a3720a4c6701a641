-- Data sets and keys: the application's role has no way to them but these functions.
REVOKE ALL ON evaluation_dataset, evaluation_studykey FROM joinedup_app;

-- Whether a study is approved: the last answer says so, and is not of whoever asked. Not for the
-- application: the functions below ask it.
CREATE FUNCTION evaluation_approved(p_study uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN coalesce((
        SELECT a.approves AND a.by_id <> s.asked_by_id
        FROM evaluation_answer a JOIN evaluation_study s ON s.id = a.study_id
        WHERE a.study_id = p_study ORDER BY a.at DESC, a.id DESC LIMIT 1), false);
END $$;
REVOKE ALL ON FUNCTION evaluation_approved(uuid) FROM PUBLIC, joinedup_app;

-- Whether the viewer may have the rows of a study that stands in this state: an evaluator of the
-- agency whose families they are, for this purpose, while it is approved and its last day is not
-- past. Not for the application.
CREATE FUNCTION evaluation_may_have(p_study uuid, p_state text) RETURNS boolean LANGUAGE plpgsql
STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN joinedup_purpose() = 'evaluation' AND 'evaluator' = ANY (joinedup_roles())
        AND evaluation_approved(p_study) AND EXISTS (SELECT 1 FROM evaluation_study s
            WHERE s.id = p_study AND s.state = p_state AND s.agency_id = joinedup_agency()
            AND s.protocol_sha256 <> ''
            AND (p_state <> 'building' OR s.built_by_id = joinedup_viewer())
            AND s.delete_on >= (now() AT TIME ZONE 'Europe/London')::date);
END $$;
REVOKE ALL ON FUNCTION evaluation_may_have(uuid, text) FROM PUBLIC, joinedup_app;

-- A number of whole years or days in a band, and a day as its half-year.
CREATE FUNCTION evaluation_children(p_number smallint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN p_number IS NULL THEN '' WHEN p_number = 0 THEN 'none'
    WHEN p_number < 4 THEN p_number::text ELSE '4 or more' END $$;
CREATE FUNCTION evaluation_age(p_years smallint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN p_years IS NULL THEN '' WHEN p_years < 2 THEN 'under 2'
    WHEN p_years < 5 THEN '2 to 4' WHEN p_years < 11 THEN '5 to 10'
    WHEN p_years < 16 THEN '11 to 15' ELSE '16 or over' END $$;
CREATE FUNCTION evaluation_half_year(p_day date) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT extract(year FROM p_day)::text
    || CASE WHEN extract(month FROM p_day) < 7 THEN ', first half' ELSE ', second half' END $$;
CREATE FUNCTION evaluation_yes(p_is boolean) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN p_is THEN 'yes' ELSE 'no' END $$;

-- The families of a study, and of each what the study asks for, no finer than rules/variables.py has
-- it, under a pseudonym that only this study knows. Which families there are is not asked for: all
-- that this agency answers for, but those whose record is open to named people only. Rows come in
-- the order of their pseudonyms, which says nothing. In the log it is the agency's.
CREATE FUNCTION evaluation_build(p_study uuid)
RETURNS TABLE (family text, took_part text, has jsonb) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    v_key bytea;
    v_agency uuid;
    v_asked text[];
BEGIN
    IF NOT evaluation_may_have(p_study, 'building') THEN
        RAISE EXCEPTION 'a data set is built for an approved study alone'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT s.agency_id, ARRAY(SELECT jsonb_array_elements_text(s.variables))
    INTO v_agency, v_asked FROM evaluation_study s WHERE s.id = p_study;
    DELETE FROM evaluation_studykey WHERE study_id = p_study;
    INSERT INTO evaluation_studykey (study_id, key) VALUES (p_study,
        sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
    RETURNING key INTO v_key;
    PERFORM audit_record('opened', 'families_for_study', p_study, NULL, v_agency,
        jsonb_build_object('variables', to_jsonb(v_asked)));
    RETURN QUERY
    WITH told AS (
        SELECT e.id, e."group" = 'took_part' AS took_part, e.accepted_on, e.engaged_on, e.left_on,
            e.followed_up_on, e.exit_class, e.referred_on, f.children, f.youngest, f.lone_parent,
            f.deprivation
        FROM outcomes_engagement e
        JOIN sharing_folder o ON o.id = e.folder_id AND o.controller_id = v_agency
        LEFT JOIN outcomes_familyatreferral f ON f.engagement_id = e.id
        WHERE NOT EXISTS (SELECT 1 FROM sharing_restriction r
            WHERE r.folder_id = e.folder_id AND r.lifted_at IS NULL)
    ), latest AS (
        SELECT DISTINCT ON (m.engagement_id, m.risk, m.moment)
            m.engagement_id, m.risk || '_' || m.moment AS name,
            CASE m.answer WHEN 'unknown' THEN '' ELSE m.answer END AS said
        FROM outcomes_measure m WHERE m.risk || '_' || m.moment = ANY (v_asked)
        ORDER BY m.engagement_id, m.risk, m.moment, m.created_at DESC, m.id DESC
    ), measured AS (
        SELECT l.engagement_id, jsonb_object_agg(l.name, l.said) AS has
        FROM latest l GROUP BY l.engagement_id
    )
    SELECT left(encode(sha256(v_key || sha256(v_key || uuid_send(t.id))), 'hex'), 16) AS pseudonym,
        evaluation_yes(t.took_part),
        (SELECT coalesce(jsonb_object_agg(one.key, one.value), '{}'::jsonb) FROM jsonb_each(
            jsonb_build_object(
                'children', evaluation_children(t.children::smallint),
                'youngest', evaluation_age(t.youngest::smallint),
                'lone_parent', CASE t.lone_parent WHEN 'yes' THEN 'yes' WHEN 'no' THEN 'no'
                    ELSE '' END,
                'deprivation', coalesce(t.deprivation::text, ''),
                'referred', evaluation_half_year(t.referred_on),
                'accepted', evaluation_yes(t.accepted_on IS NOT NULL),
                'engaged', evaluation_yes(t.engaged_on IS NOT NULL),
                'left', evaluation_yes(t.left_on IS NOT NULL),
                'exit_class', t.exit_class,
                'months', CASE WHEN t.engaged_on IS NULL THEN '' ELSE
                    ((coalesce(t.left_on, (now() AT TIME ZONE 'Europe/London')::date)
                        - t.engaged_on) / 30)::text END,
                'followed_up', evaluation_yes(t.followed_up_on IS NOT NULL)
            )) AS one WHERE one.key = ANY (v_asked)) || coalesce(m.has, '{}'::jsonb)
    FROM told t LEFT JOIN measured m ON m.engagement_id = t.id
    ORDER BY pseudonym;
END $$;
REVOKE ALL ON FUNCTION evaluation_build(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION evaluation_build(uuid) TO joinedup_app;

-- Keep what was made of them, in the place of what was kept before.
CREATE FUNCTION evaluation_keep(p_study uuid, p_content bytea, p_families integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT evaluation_may_have(p_study, 'building') THEN
        RAISE EXCEPTION 'a data set is kept for an approved study alone'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO evaluation_dataset (id, study_id, content, families, built_at)
    VALUES (gen_random_uuid(), p_study, p_content, p_families, now())
    ON CONFLICT (study_id) DO UPDATE SET content = excluded.content,
        families = excluded.families, built_at = excluded.built_at;
END $$;
REVOKE ALL ON FUNCTION evaluation_keep(uuid, bytea, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION evaluation_keep(uuid, bytea, integer) TO joinedup_app;

-- The data set, for an evaluator's run or to be taken out; nothing where it is not theirs.
CREATE FUNCTION evaluation_rows(p_study uuid) RETURNS bytea LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT evaluation_may_have(p_study, 'built') THEN
        RETURN NULL;
    END IF;
    PERFORM audit_record('opened', 'study_data_set', p_study, NULL, joinedup_agency(), '{}'::jsonb);
    RETURN (SELECT d.content FROM evaluation_dataset d WHERE d.study_id = p_study);
END $$;
REVOKE ALL ON FUNCTION evaluation_rows(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION evaluation_rows(uuid) TO joinedup_app;

-- Everything about families that a study holds. Not for the application.
CREATE FUNCTION evaluation_empty(p_study uuid) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone integer;
BEGIN
    SELECT coalesce(sum(d.families), 0) INTO gone FROM evaluation_dataset d
    WHERE d.study_id = p_study;
    DELETE FROM evaluation_dataset WHERE study_id = p_study;
    DELETE FROM evaluation_studykey WHERE study_id = p_study;
    RETURN jsonb_build_object('families', gone);
END $$;
REVOKE ALL ON FUNCTION evaluation_empty(uuid) FROM PUBLIC, joinedup_app;

-- The same for a study that is over, by somebody who reads it. Says how much.
CREATE FUNCTION evaluation_delete(p_study uuid) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT evaluation_reads(p_study) OR NOT EXISTS (SELECT 1 FROM evaluation_study
        WHERE id = p_study AND state IN ('ended', 'refused', 'withdrawn'))
    THEN
        RAISE EXCEPTION 'the study is not over' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN evaluation_empty(p_study);
END $$;
REVOKE ALL ON FUNCTION evaluation_delete(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION evaluation_delete(uuid) TO joinedup_app;

-- What has come to its last day, whoever is there to see to it. Needs no session, chooses by the day
-- alone, and tells ids and how much.
CREATE FUNCTION evaluation_delete_due() RETURNS TABLE (study_id uuid, deleted jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    due evaluation_study;
BEGIN
    FOR due IN SELECT * FROM evaluation_study s
        WHERE s.state NOT IN ('ended', 'refused', 'withdrawn')
        AND s.delete_on < (now() AT TIME ZONE 'Europe/London')::date FOR UPDATE SKIP LOCKED
    LOOP
        UPDATE evaluation_study SET state = 'ended' WHERE id = due.id;
        study_id := due.id;
        deleted := evaluation_empty(due.id);
        INSERT INTO evaluation_step
            (id, study_id, event, from_state, to_state, reasons, details, by_id, at)
        VALUES (gen_random_uuid(), due.id, 'end_date', due.state, 'ended', '', deleted, NULL, now());
        PERFORM audit_record('deleted', 'study', due.id, NULL, due.agency_id,
            deleted || jsonb_build_object('reference', due.reference, 'by_end_date', true));
        RETURN NEXT;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION evaluation_delete_due() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION evaluation_delete_due() TO joinedup_app;

-- What was submitted is what was approved: terms and protocol stand from then on, and who asked for
-- ever. What a data set holds stands once it is built.
CREATE FUNCTION evaluation_terms_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.reference, NEW.agency_id, NEW.asked_by_id, NEW.asked_at)
        IS DISTINCT FROM (OLD.reference, OLD.agency_id, OLD.asked_by_id, OLD.asked_at)
        OR (OLD.state <> 'draft' AND
            (NEW.title, NEW.question, NEW.why, NEW.basis, NEW.variables, NEW.k, NEW.takes_out,
             NEW.delete_on, NEW.protocol, NEW.protocol_words, NEW.protocol_sha256)
            IS DISTINCT FROM
            (OLD.title, OLD.question, OLD.why, OLD.basis, OLD.variables, OLD.k, OLD.takes_out,
             OLD.delete_on, OLD.protocol, OLD.protocol_words, OLD.protocol_sha256))
        OR (OLD.data_sha256 <> '' AND (NEW.data, NEW.data_sha256)
            IS DISTINCT FROM (OLD.data, OLD.data_sha256))
    THEN
        RAISE EXCEPTION 'the terms of a study stand once it was submitted'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evaluation_terms_stand BEFORE UPDATE ON evaluation_study
    FOR EACH ROW EXECUTE FUNCTION evaluation_terms_stand();

CREATE FUNCTION evaluation_run_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a finished run stands as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER evaluation_run_stands BEFORE UPDATE ON evaluation_run FOR EACH ROW
    WHEN (OLD.state IN ('done', 'failed', 'cancelled')) EXECUTE FUNCTION evaluation_run_stands();
