-- Who reads a study. These run as the owner because the policies of the tables that belong to a study
-- ask them; each answers one question about the viewer.

CREATE FUNCTION evaluation_reads(p_study uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM evaluation_study s
        WHERE s.id = p_study AND s.agency_id = joinedup_agency()
        AND ('evaluator' = ANY (joinedup_roles()) OR (s.state <> 'draft'
            AND joinedup_roles() && ARRAY['information_governance_lead', 'board_member'])));
END $$;
REVOKE ALL ON FUNCTION evaluation_reads(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION evaluation_reads(uuid) TO joinedup_app;

CREATE FUNCTION evaluation_asked(p_study uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM evaluation_study s
        WHERE s.id = p_study AND s.asked_by_id = joinedup_viewer());
END $$;
REVOKE ALL ON FUNCTION evaluation_asked(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION evaluation_asked(uuid) TO joinedup_app;
