-- These run as the owner of the tables because they must see what the viewer may not. Each answers
-- only its one question.
--
-- "(column = value) IS TRUE" beside a condition on keys keeps the planner from going through the
-- index on that column, which holds a whole agency, to save a few rows of the other.

-- An agency's index is written by that agency alone, into the one folder that it controls. A grant
-- is not enough: an entry under another agency's name would be a false answer to every enquiry.
CREATE POLICY linkage_entry_of_own_agency ON linkage_indexentry AS RESTRICTIVE FOR INSERT
    TO joinedup_app WITH CHECK (agency_id = (SELECT joinedup_agency()));
CREATE POLICY linkage_entry_stays_with_agency ON linkage_indexentry AS RESTRICTIVE FOR UPDATE
    TO joinedup_app USING (agency_id = (SELECT joinedup_agency()))
    WITH CHECK (agency_id = (SELECT joinedup_agency()));
CREATE POLICY linkage_import_of_own_agency ON linkage_indeximport AS RESTRICTIVE FOR INSERT
    TO joinedup_app WITH CHECK (agency_id = (SELECT joinedup_agency()));
CREATE POLICY linkage_records_of_own_agency ON sharing_folder AS RESTRICTIVE FOR INSERT
    TO joinedup_app
    WITH CHECK (kind <> 'agency_records' OR controller_id = (SELECT joinedup_agency()));
CREATE UNIQUE INDEX linkage_one_records_folder ON sharing_folder (controller_id)
    WHERE kind = 'agency_records';

-- The viewer's own agency's records folder, if they may read who is in it.
CREATE FUNCTION linkage_own_folder() RETURNS uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT f.id FROM sharing_folder f
    WHERE f.kind = 'agency_records' AND f.controller_id = joinedup_agency()
    AND NOT f.id = ANY (joinedup_excluded())
    AND EXISTS (
        SELECT FROM sharing_grant g
        WHERE g.folder_id = f.id AND g.category = 'identity' AND g.may_read
        AND g.holder_id = ANY (joinedup_holders())
        AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now()))
$$;

-- Which of the viewer's own agency's entries share keys, the most selective kinds of key first,
-- until there are enough to choose from. Where name and birth date are both given, those who share
-- one name alone are not looked at: there are thousands of them, and nobody would pick one.
-- Under row-level security the index on keys would not be used: array overlap is not leakproof.
CREATE FUNCTION linkage_own_candidates(p_keys text[], p_most int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off SET jit = off AS $$
DECLARE
    own uuid := linkage_own_folder();
    most int := least(p_most, 500);
    enough int := least(p_most, 10);
    precise boolean := EXISTS (
        SELECT FROM unnest(p_keys) k WHERE split_part(k, ':', 2) IN ('gb', 'fb'));
    step text[];
    kind text;
    found uuid[] := '{}';
BEGIN
    IF own IS NULL THEN RETURN; END IF;
    FOR step, kind IN
        SELECT array_agg(k.key), split_part(k.key, ':', 2)
        FROM unnest(p_keys[1:300]) WITH ORDINALITY AS k (key, place)
        GROUP BY 2 ORDER BY min(k.place)
    LOOP
        CONTINUE WHEN precise AND kind IN ('gi', 'fi', 'fn', 'gn');
        IF kind IN ('id', 'gb', 'fb', 'pb', 'ph', 'up', 'hh', 'pf') THEN
            found := found || ARRAY(
                SELECT i.id FROM linkage_indexentry i
                WHERE i.keys && step::varchar[] AND (i.folder_id = own) IS TRUE
                AND NOT i.id = ANY (found) LIMIT most - cardinality(found));
        ELSE
            -- of many who share a common name, those who share most besides
            found := found || ARRAY(
                SELECT e.id FROM (
                    SELECT i.id, i.keys FROM linkage_indexentry i
                    WHERE i.keys && step::varchar[] AND (i.folder_id = own) IS TRUE
                    AND NOT i.id = ANY (found) LIMIT 300) e
                ORDER BY (SELECT count(*) FROM unnest(e.keys) k WHERE k = ANY (p_keys)) DESC, e.id
                LIMIT most - cardinality(found));
        END IF;
        EXIT WHEN cardinality(found) >= enough;
    END LOOP;
    RETURN QUERY SELECT unnest(found);
END $$;

-- How many people the viewer's own agency's index holds, and how fresh it is.
CREATE FUNCTION linkage_own_size() RETURNS TABLE (known bigint, newest date, oldest date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*), max(updated_on), min(updated_on) FROM linkage_indexentry
    WHERE agency_id = joinedup_agency() AND left_at IS NULL AND folder_id = linkage_own_folder()
$$;

-- When each agency last brought its index up to date, and how many people it holds. Not personal:
-- everybody who is asked to rely on "not known" needs to see it.
CREATE FUNCTION linkage_coverage(p_agencies uuid[])
RETURNS TABLE (
    agency uuid, name text, imported_at timestamptz, known int, newest date, oldest date,
    complete boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.id, a.name, i.created_at, coalesce(i.known, 0), i.newest_update, i.oldest_update,
        coalesce(i.complete, false)
    FROM agencies_organisation a
    LEFT JOIN LATERAL (
        SELECT * FROM linkage_indeximport
        WHERE agency_id = a.id AND file_kind = 'people' ORDER BY created_at DESC LIMIT 1) i ON true
    WHERE a.kind <> 'public' AND (p_agencies IS NULL OR a.id = ANY (p_agencies))
    AND joinedup_viewer() IS NOT NULL
    ORDER BY a.name, a.id
$$;

CREATE TYPE linkage_answer AS (
    decision uuid, agency uuid, entry uuid, service text, service_status text, contact_name text,
    contact_telephone text, contact_email text, updated_on date, levels text
);

-- "Does anyone know this person?" One row for each agency that was asked and knows nobody like
-- them (without an entry), else a row for each person it may be: whom to ring, and how far the
-- fields agree with what was asked; nothing of what the agency holds. An agency is asked only on
-- a decision that
--   permits the viewer's agency to have "which services are involved" from it, or left it to a
--   person, who then opened the question to that agency's desk,
--   was made in the last 28 days by somebody who may decide in the hub,
--   for a purpose on which agencies may be asked at all,
--   in a folder that the viewer works in.
-- Any other decision is passed over as if it did not exist. One folder may ask about fifty people
-- of eight agencies in a day; beyond that the only row has neither decision nor agency.
CREATE FUNCTION linkage_locate(p_decisions uuid[], p_keys text[], p_question jsonb)
RETURNS SETOF linkage_answer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off SET jit = off AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    allowed sharing_decision[];
    one sharing_decision;
    asked uuid[];
    answers linkage_answer[];
    born_year int := p_question -> 'b' ->> 0;
    born_month int := p_question -> 'b' ->> 1;
    born_day int := p_question -> 'b' ->> 2;
    number int;
BEGIN
    IF joinedup_viewer() IS NULL THEN RETURN; END IF;
    IF cardinality(p_keys) > 300 OR octet_length(p_question::text) > 65536 THEN
        RAISE EXCEPTION 'the question is too long';
    END IF;
    allowed := ARRAY(
        SELECT DISTINCT ON (d.holding_id) d FROM sharing_decision d
        WHERE d.id = ANY (p_decisions)
        AND (d.outcome = 'permit' OR (d.outcome = 'review' AND EXISTS (
            SELECT FROM sharing_grant g JOIN agencies_team t ON t.id = g.team_id
            JOIN agencies_membership m ON m.professional_id = g.decided_by_id
            WHERE g.folder_id = d.folder_id AND t.organisation_id = d.holding_id
            AND g.rule = 'person_decided' AND g.purpose = d.purpose AND g.decided_at >= d.at
            AND m.role = 'decision_maker' AND m.starts_on <= today
            AND (m.ends_on IS NULL OR m.ends_on >= today)
            AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now()))))
        AND d.asking_id = joinedup_agency() AND d.categories ? 'involvement'
        AND d.purpose IN
            ('significant_harm', 'child_in_need', 'safeguarding_duty', 'early_help')
        AND d.at > now() - interval '28 days'
        AND joinedup_roles() && ARRAY['screener', 'decision_maker']
        AND NOT d.folder_id = ANY (joinedup_excluded())
        AND EXISTS (
            SELECT FROM agencies_membership m
            WHERE m.professional_id = d.asked_by_id AND m.role = 'decision_maker'
            AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today))
        AND EXISTS (
            SELECT FROM sharing_grant g
            WHERE g.folder_id = d.folder_id AND g.category = 'request' AND g.may_read
            AND g.holder_id = ANY (joinedup_holders())
            AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now()))
        ORDER BY d.holding_id, d.at DESC);
    IF cardinality(allowed) = 0 THEN
        PERFORM audit_record('located', 'agency_index', NULL, NULL, NULL,
            jsonb_build_object('asked', 0, 'decisions', cardinality(p_decisions)));
        RETURN;
    END IF;
    SELECT max(c.n) INTO number FROM (SELECT DISTINCT (unnest(allowed)).folder_id AS id) f
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM (
            SELECT FROM audit_auditentry a WHERE a.folder_id = f.id
            AND a.at > now() - interval '1 day' AND a.action = 'located' LIMIT 400) recent) c;
    IF number >= 400 THEN
        PERFORM audit_record('located', 'agency_index', NULL, allowed[1].folder_id, NULL,
            jsonb_build_object('asked', 0, 'too_many', true));
        RETURN NEXT (NULL, NULL, NULL, '', '', '', '', '', NULL, '')::linkage_answer;
        RETURN;
    END IF;
    asked := ARRAY(SELECT (unnest(allowed)).holding_id);
    answers := ARRAY(
        WITH shared AS (
            SELECT e.id, e.agency_id AS agency, sum(k.weight) AS weight
            FROM (
                SELECT key, w.weight, w.wide FROM unnest(p_keys) AS key
                JOIN (VALUES ('id', 100, false), ('gb', 12, false), ('fb', 12, false),
                    ('pb', 10, false), ('ph', 6, false), ('up', 6, false), ('pf', 6, true),
                    ('fg', 8, true)) AS w (kind, weight, wide) ON w.kind = split_part(key, ':', 2)
            ) k
            CROSS JOIN LATERAL (
                SELECT i.id, i.agency_id FROM linkage_indexentry i
                WHERE i.keys @> ARRAY[k.key]::varchar[]
                AND (i.agency_id = ANY (asked)) IS TRUE
                AND i.left_at IS NULL
                -- many share a name: only those whose birth date could be the same one
                AND (NOT k.wide OR born_year IS NULL OR i.birth_year IS NULL
                    OR i.birth_year = born_year
                    OR (i.birth_month = born_month AND i.birth_day = born_day))
            ) e
            GROUP BY e.id, e.agency_id
        ), nearest AS (
            SELECT s.id, row_number() OVER (PARTITION BY s.agency ORDER BY s.weight DESC, s.id) AS n
            FROM shared s
        ), compared AS (
            SELECT e.*, linkage_compare(p_question, e.prepared) AS levels
            FROM nearest JOIN linkage_indexentry e ON e.id = nearest.id WHERE nearest.n <= 10
        )
        SELECT (d.id, c.agency_id, c.id, c.service, c.service_status, c.contact_name,
            c.contact_telephone, c.contact_email, c.updated_on, c.levels)::linkage_answer
        FROM compared c JOIN unnest(allowed) d ON d.holding_id = c.agency_id
        WHERE linkage_worth_a_call(c.levels));
    FOREACH one IN ARRAY allowed LOOP
        SELECT count(*) INTO number FROM unnest(answers) a WHERE a.agency = one.holding_id;
        PERFORM audit_record('located', 'agency_index', one.id, one.folder_id, one.holding_id,
            jsonb_build_object('purpose', one.purpose, 'answers', number));
        IF number = 0 THEN
            answers := answers || (one.id, one.holding_id, NULL, '', '', '', '', '', NULL, '')
                ::linkage_answer;
        END IF;
    END LOOP;
    RETURN QUERY SELECT * FROM unnest(answers);
END $$;

REVOKE ALL ON FUNCTION linkage_own_folder(), linkage_own_size(), linkage_own_candidates(text[], int),
    linkage_coverage(uuid[]), linkage_locate(uuid[], text[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION linkage_own_folder(), linkage_own_size(), linkage_own_candidates(text[], int),
    linkage_coverage(uuid[]), linkage_locate(uuid[], text[], jsonb) TO joinedup_app;
