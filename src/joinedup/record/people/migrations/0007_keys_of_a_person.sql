-- What record/linkage asks of whoever keeps people: see its 0004_about_one_person.sql. It runs as
-- whoever calls it, so that by itself it gives nobody a key that row-level security hides.
CREATE OR REPLACE FUNCTION linkage_keys_of(p_folder uuid) RETURNS SETOF text LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
    SELECT k.key FROM people_searchkey k WHERE k.folder_id = p_folder
$$;
