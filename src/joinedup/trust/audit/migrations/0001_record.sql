-- The log's functions.
--
-- Why several chains: a chain can only grow by one writer at a time, since each entry holds the
-- hash of the one before. With one chain every reader of any record would wait for every other
-- until their transactions ended. A writer therefore takes any chain that nobody is using and
-- keeps it until its transaction ends; only when all are in use does it wait.
--
-- The fields are hashed in a fixed order, parted by a character that none of them can hold (JSON
-- text escapes control characters; the rest are codes, dates and UUIDs).

CREATE FUNCTION audit_hashed_text(e audit_auditentry) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT 
    concat_ws(E'\x1f',
        encode(e.previous_hash, 'hex'), e.chain::text, e.position::text, e.id::text,
        to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(e.actor_id::text, '-'), coalesce(e.actor_agency_id::text, '-'), e.action,
        e.subject_kind, coalesce(e.subject_id::text, '-'), coalesce(e.folder_id::text, '-'),
        coalesce(e.controller_id::text, '-'), e.purpose, e.details::text)
 $$;

CREATE FUNCTION audit_record(
    p_action text, p_subject_kind text, p_subject uuid, p_folder uuid, p_controller uuid,
    p_details jsonb
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    head audit_auditchain;
    entry audit_auditentry;
BEGIN
    SELECT * INTO head FROM audit_auditchain ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        SELECT * INTO head FROM audit_auditchain
        WHERE id = (pg_backend_pid() % 128) + 1 FOR UPDATE;
    END IF;
    entry.id := gen_random_uuid();
    entry.chain := head.id;
    entry.position := head.position + 1;
    entry.at := clock_timestamp();
    entry.actor_id := joinedup_viewer();
    entry.actor_agency_id := joinedup_agency();
    entry.action := p_action;
    entry.subject_kind := p_subject_kind;
    entry.subject_id := p_subject;
    entry.folder_id := p_folder;
    entry.controller_id := p_controller;
    entry.purpose := joinedup_purpose();
    entry.details := p_details;
    entry.previous_hash := head.hash;
    entry.hash := sha256(convert_to(audit_hashed_text(entry), 'UTF8'));
    INSERT INTO audit_auditentry SELECT entry.*;
    UPDATE audit_auditchain SET position = entry.position, hash = entry.hash WHERE id = head.id;
END $$;

REVOKE ALL ON FUNCTION audit_record(text, text, uuid, uuid, uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_record(text, text, uuid, uuid, uuid, jsonb) TO joinedup_app;

CREATE FUNCTION audit_never_changes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted'; END $$;
CREATE TRIGGER audit_entry_never_changes BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_never_changes();

ALTER TABLE audit_auditchain SET (fillfactor = 10);
INSERT INTO audit_auditchain (id, position, hash)
SELECT n, 0, sha256(convert_to('joined up audit chain ' || n, 'UTF8'))
FROM generate_series(1, 128) AS n;
