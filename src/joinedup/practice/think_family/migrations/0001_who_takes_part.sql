-- Who takes part in an exercise. These run as the owner because the policies of the tables that they
-- read ask them; each answers one question about the viewer's own agency.

CREATE FUNCTION think_family_leads(p_exercise uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM think_family_exercise e
        WHERE e.id = p_exercise AND e.lead_id = joinedup_agency());
END $$;
REVOKE ALL ON FUNCTION think_family_leads(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION think_family_leads(uuid) TO joinedup_app;

CREATE FUNCTION think_family_contributes(p_exercise uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM think_family_party p
        WHERE p.exercise_id = p_exercise AND p.agency_id = joinedup_agency());
END $$;
REVOKE ALL ON FUNCTION think_family_contributes(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION think_family_contributes(uuid) TO joinedup_app;

-- A draft is the lead agency's own.
CREATE FUNCTION think_family_takes_part(p_exercise uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM think_family_exercise e WHERE e.id = p_exercise
        AND (e.lead_id = joinedup_agency()
            OR (e.state <> 'draft' AND think_family_contributes(p_exercise))));
END $$;
REVOKE ALL ON FUNCTION think_family_takes_part(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION think_family_takes_part(uuid) TO joinedup_app;

CREATE FUNCTION think_family_proposed(p_exercise uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM think_family_exercise e
        WHERE e.id = p_exercise AND e.proposed_by_id = joinedup_viewer());
END $$;
REVOKE ALL ON FUNCTION think_family_proposed(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION think_family_proposed(uuid) TO joinedup_app;
