-- What the triggers of `StaysFiled` call: see trust/sharing/database.py.

CREATE FUNCTION sharing_stays_filed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % stays where it was filed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
