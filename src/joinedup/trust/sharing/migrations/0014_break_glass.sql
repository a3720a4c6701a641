-- As 0001, but: what is sealed is not behind glass. In a sealed matching exercise nobody is in
-- danger whom nobody knows: each agency has its own records of them, and those can be opened.
CREATE OR REPLACE FUNCTION sharing_break_glass(
    p_id uuid, p_folder uuid, p_reasons text, p_minutes integer, p_categories text[]
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    folder sharing_folder;
    until timestamptz := now() + make_interval(mins => p_minutes);
BEGIN
    IF joinedup_viewer() IS NULL OR coalesce(trim(p_reasons), '') = '' OR p_minutes > 120
        OR p_folder = ANY (joinedup_excluded())
        OR NOT joinedup_roles() && ARRAY['screener', 'decision_maker', 'practitioner', 'team_manager']
    THEN
        RETURN false;
    END IF;
    SELECT * INTO folder FROM sharing_folder WHERE id = p_folder;
    IF NOT FOUND OR folder.kind IN ('exercise', 'exercise_result') THEN
        RETURN false;
    END IF;
    INSERT INTO sharing_breakglass
        (id, folder_id, controller_id, professional_id, agency_id, reasons, started_at, ends_at,
         review_notes)
    VALUES (p_id, p_folder, folder.controller_id, joinedup_viewer(), joinedup_agency(),
        p_reasons, now(), until, '');
    INSERT INTO sharing_grant
        (id, folder_id, category, professional_id, may_read, may_write, may_decide, purpose, rule,
         rules_version, reasons, decided_by_id, decided_at, starts_at, ends_at, end_reasons)
    SELECT gen_random_uuid(), p_folder, category, joinedup_viewer(), true, false, false,
        'break_glass', 'break_glass', '2026-11', p_reasons, joinedup_viewer(), now(), now(),
        until, ''
    FROM unnest(p_categories) AS category;
    RETURN true;
END $$;
