-- Whole names, each with what of the birth date may agree with another's: its year, its month and day,
-- or nothing, where no date is recorded.
CREATE FUNCTION linkage_names_and_dates(
    p_keys varchar[], p_year smallint, p_month smallint, p_day smallint
) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(k || '|' || d), '{}')
    FROM unnest(p_keys) k
    CROSS JOIN LATERAL unnest(CASE WHEN p_year IS NULL THEN ARRAY['']
        ELSE ARRAY[p_year::text, p_month || '-' || p_day] END) d
    WHERE split_part(k, ':', 2) = 'fg' AND d IS NOT NULL
$$;
CREATE INDEX linkage_entry_names_and_dates ON linkage_indexentry
    USING gin (linkage_names_and_dates(keys, birth_year, birth_month, birth_day))
    WITH (fastupdate = off);

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
-- Decisions about several people are no answer to one question. Any other decision is passed over as
-- if it did not exist. One folder may ask about fifty people of eight agencies in a day; beyond that
-- the only row has neither decision nor agency.
-- An unborn child, or one just born, is sought by the postcode as well, among the children who are
-- expected, or were born, about then and nobody else: its surname may be the other parent's.
CREATE OR REPLACE FUNCTION linkage_locate(p_decisions uuid[], p_keys text[], p_question jsonb)
RETURNS SETOF linkage_answer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off SET jit = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    allowed sharing_decision[];
    one sharing_decision;
    asked uuid[];
    answers linkage_answer[];
    born_year int := p_question -> 'b' ->> 0;
    born_month int := p_question -> 'b' ->> 1;
    born_day int := p_question -> 'b' ->> 2;
    born date := make_date(born_year, born_month, born_day);
    due date := CASE WHEN born_year IS NULL THEN (p_question ->> 'e')::date END;
    number int;
    subject uuid;
    own_keys text[];
    -- by its hash, so that an answer can be explained later
    model jsonb := CASE WHEN p_question ->> 'model' ~ '^[0-9a-f]{64}$'
        THEN jsonb_build_object('model', p_question ->> 'model') ELSE '{}' END;
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
                SELECT key, w.kind, w.weight, w.wide FROM unnest(own_keys) AS key
                JOIN (VALUES ('id', 100, false), ('gb', 12, false), ('fb', 12, false),
                    ('pb', 10, false), ('ph', 6, false), ('up', 6, false), ('pf', 6, true),
                    ('fg', 8, true), ('pc', 4, false)) AS w (kind, weight, wide)
                    ON w.kind = split_part(key, ':', 2)
            ) k
            CROSS JOIN LATERAL (
                SELECT i.id, i.agency_id FROM linkage_indexentry i
                WHERE NOT (k.kind = 'fg' AND born_year IS NOT NULL)
                AND i.keys @> ARRAY[k.key]::varchar[]
                AND (i.agency_id = ANY (asked)) IS TRUE
                AND i.left_at IS NULL
                -- many share a name: only those whose birth date could be the same one
                AND (NOT k.wide OR born_year IS NULL OR i.birth_year IS NULL
                    OR i.birth_year = born_year
                    OR (i.birth_month = born_month AND i.birth_day = born_day))
                -- the days of engine.comparing.dates
                AND (k.kind <> 'pc' OR CASE
                    WHEN i.birth_year IS NOT NULL THEN
                        make_date(i.birth_year, i.birth_month, i.birth_day)
                            BETWEEN due - 120 AND due + 30
                    WHEN due IS NOT NULL THEN i.expected_on BETWEEN due - 30 AND due + 30
                    ELSE i.expected_on BETWEEN born - 30 AND born + 120 END)
                UNION ALL
                -- the same of a whole name, found by the date too: thousands may share one
                SELECT i.id, i.agency_id FROM linkage_indexentry i
                WHERE k.kind = 'fg' AND born_year IS NOT NULL
                AND linkage_names_and_dates(i.keys, i.birth_year, i.birth_month, i.birth_day)
                    && ARRAY[k.key || '|', k.key || '|' || born_year,
                        k.key || '|' || born_month || '-' || born_day]
                AND (i.agency_id = ANY (asked)) IS TRUE
                AND i.left_at IS NULL
            ) e
            GROUP BY e.id, e.agency_id
        ), nearest AS (
            SELECT s.id, row_number() OVER (PARTITION BY s.agency ORDER BY s.weight DESC, s.id) AS n
            FROM shared s
        ), compared AS (
            SELECT e.*, linkage_told(p_question, e.prepared) AS levels
            FROM nearest JOIN linkage_indexentry e ON e.id = nearest.id WHERE nearest.n <= 10
        )
        SELECT (d.id, c.agency_id, c.id, c.service, c.service_status, c.contact_name,
            c.contact_telephone, c.contact_email, c.updated_on, c.levels)::linkage_answer
        FROM compared c JOIN unnest(allowed) d ON d.holding_id = c.agency_id
        WHERE c.levels IS NOT NULL);
    FOREACH one IN ARRAY allowed LOOP
        SELECT count(*) INTO number FROM unnest(answers) a WHERE a.agency = one.holding_id;
        PERFORM audit_record('located', 'agency_index', one.id, one.folder_id, one.holding_id,
            jsonb_build_object('purpose', one.purpose, 'answers', number) || model);
        IF number = 0 THEN
            answers := answers || (one.id, one.holding_id, NULL, '', '', '', '', '', NULL, '')
                ::linkage_answer;
        END IF;
    END LOOP;
    RETURN QUERY SELECT * FROM unnest(answers);
END $$;
