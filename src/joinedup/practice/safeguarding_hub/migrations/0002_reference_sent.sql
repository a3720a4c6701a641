-- The reference of a worry that was sent before, for whoever holds its submission key.
--
-- A member of the public may read nothing back, and neither may the service by which they write.
-- Whoever sends the same form twice holds the key (122 random bits) and gets the same reference.
CREATE FUNCTION hub_reference_sent(submission_key_sent uuid) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT reference FROM safeguarding_hub_contact WHERE submission_key = submission_key_sent
$$;
REVOKE ALL ON FUNCTION hub_reference_sent(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_reference_sent(uuid) TO joinedup_app;
