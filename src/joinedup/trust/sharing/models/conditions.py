"""Conditions on a row that several policies have in common, in SQL."""

VIEWER = "(SELECT joinedup_viewer())"
DECIDES = "sharing_may_decide({table}.folder_id)"
HOLDS_FOLDER = (
    "EXISTS (SELECT 1 FROM sharing_grant g WHERE g.folder_id = {table}.id"
    " AND g.holder_id = ANY ((SELECT joinedup_holders())::uuid[])"
    " AND g.may_read AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now()))"
    " AND NOT ({table}.id = ANY ((SELECT joinedup_excluded())::uuid[]))"
)
LEADS = "'information_governance_lead' = ANY ((SELECT joinedup_roles())::text[])"
GOVERNS = f"({LEADS} AND (SELECT joinedup_agency()) IN ({{columns}}))"
PARTY_TO_AGREEMENT = (
    "EXISTS (SELECT 1 FROM sharing_agreement_parties p WHERE p.agreement_id = {table}.agreement_id"
    " AND p.organisation_id = {table}.organisation_id)"
)
