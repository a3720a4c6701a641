-- A question is tied to the person whom the decision was about. The first two run as whoever calls
-- them: as the owner inside of linkage_locate, and otherwise under row-level security.

-- Under which keys a person's own record can be found, by the record's folder. Who keeps people
-- says so (record/people replaces this function); until then nobody can be asked about.
CREATE FUNCTION linkage_keys_of(p_folder uuid) RETURNS SETOF text LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
    SELECT NULL::text WHERE false
$$;

-- Those of the keys that are the person's own, also with day and month of a date exchanged, or with
-- the surname in the place of the first name, as forms are often filled in. None at all when the question gives a birth date or a number that is not theirs.
CREATE FUNCTION linkage_keys_asked(p_folder uuid, p_keys text[], p_question jsonb) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
    own text[] := ARRAY(SELECT linkage_keys_of(p_folder));
    -- without the version of the keys, which stands before the first colon
    facts text[] := ARRAY(SELECT substr(k, strpos(k, ':') + 1) FROM unnest(own) k);
    born jsonb := p_question -> 'b';
BEGIN
    IF (born ->> 2) IS NOT NULL AND NOT (
        'bd:' || lpad(born ->> 0, 4, '0') || lpad(born ->> 1, 2, '0') || lpad(born ->> 2, 2, '0')
    ) = ANY (facts) THEN
        RETURN '{}';
    END IF;
    IF EXISTS (
        SELECT FROM jsonb_each(p_question -> 'i') s, jsonb_array_elements_text(s.value) v
        WHERE NOT EXISTS (
            -- a long number is cut off in its key
            SELECT FROM unnest(facts) f WHERE f LIKE 'id:%'
            AND starts_with('id:' || s.key || '|' || v, f)))
    THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT k FROM unnest(p_keys) k
        WHERE k = ANY (own)
        OR regexp_replace(k, '([|])([0-9]{4})([0-9]{2})([0-9]{2})$', '\1\2\4\3') = ANY (own)
        OR (split_part(k, ':', 2) = 'gb'
            AND 'fn:' || split_part(split_part(k, ':', 3), '|', 1) = ANY (facts)
            AND 'bd:' || split_part(k, '|', 2) = ANY (facts)));
END $$;
REVOKE ALL ON FUNCTION linkage_keys_of(uuid), linkage_keys_asked(uuid, text[], jsonb) FROM PUBLIC;

-- "Does anyone know this person?" One row for each agency that was asked and knows nobody like
-- them (without an entry), else a row for each person it may be: whom to ring, and how far the
-- fields agree with what was asked; nothing of what the agency holds. An agency is asked only on
-- a decision that
--   permits the viewer's agency to have "which services are involved" from it, or left it to a
--   person, who then opened the question to that agency's desk,
--   was made in the last 28 days by somebody who may decide in the hub,
--   for a purpose on which agencies may be asked at all,
--   in a folder that the viewer works in,
--   about a person whom the viewer may read of, and the question is about that person: only those
--   of its keys count that are the person's own, and its birth date and numbers must be theirs.
-- Decisions about several people are no answer to one question. Any other decision is passed over as if it did not exist. One folder may ask about fifty people
-- of eight agencies in a day; beyond that the only row has neither decision nor agency.
CREATE OR REPLACE FUNCTION linkage_locate(p_decisions uuid[], p_keys text[], p_question jsonb)
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
    subject uuid;
    own_keys text[];
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
        AND NOT d.about_id = ANY (joinedup_excluded())
        AND EXISTS (
            SELECT FROM sharing_grant g
            WHERE g.folder_id = d.about_id AND g.category = 'identity' AND g.may_read
            AND g.holder_id = ANY (joinedup_holders())
            AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now()))
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
    subject := allowed[1].about_id;
    own_keys := linkage_keys_asked(subject, p_keys, p_question);
    IF cardinality(own_keys) = 0
        OR EXISTS (SELECT FROM unnest(allowed) d WHERE d.about_id <> subject) THEN
        allowed := '{}';
    END IF;
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
                SELECT key, w.weight, w.wide FROM unnest(own_keys) AS key
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
