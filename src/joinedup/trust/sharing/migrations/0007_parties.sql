-- Who is party to an agreement: read by everybody, written by whoever recorded the agreement, and
-- by nobody once a party has answered. Otherwise one could be joined to what others accepted.

ALTER TABLE sharing_agreement_parties ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON sharing_agreement_parties FROM joinedup_app;
GRANT SELECT, INSERT ON sharing_agreement_parties TO joinedup_app;
CREATE POLICY sharing_agreement_parties_select ON sharing_agreement_parties FOR SELECT
TO joinedup_app USING (true);
CREATE POLICY sharing_agreement_parties_insert ON sharing_agreement_parties FOR INSERT
TO joinedup_app WITH CHECK (
    EXISTS (
        SELECT 1 FROM sharing_agreement a
        WHERE a.id = sharing_agreement_parties.agreement_id
        AND a.recorded_by_id = (SELECT joinedup_viewer()))
    AND NOT EXISTS (
        SELECT 1 FROM sharing_partyanswer p
        WHERE p.agreement_id = sharing_agreement_parties.agreement_id));
