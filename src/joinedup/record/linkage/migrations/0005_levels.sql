-- Written by rules/compared.py from the levels of the model (engine/model/levels.py): how far a
-- question and an entry agree, as levels and nothing else.
CREATE OR REPLACE FUNCTION linkage_levels(question jsonb, entry jsonb) RETURNS smallint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    address_1_l text := nullif(question ->> 'address_1', '');
    address_1_r text := nullif(entry ->> 'address_1', '');
    birth_l text := nullif(question ->> 'birth', '');
    birth_r text := nullif(entry ->> 'birth', '');
    death_l text := nullif(question ->> 'death', '');
    death_r text := nullif(entry ->> 'death', '');
    family_l text := nullif(question ->> 'family', '');
    family_r text := nullif(entry ->> 'family', '');
    given_l text := nullif(question ->> 'given', '');
    given_r text := nullif(entry ->> 'given', '');
    groups_l text[] := string_to_array(nullif(question ->> 'groups', ''), E'\x1e');
    groups_r text[] := string_to_array(nullif(entry ->> 'groups', ''), E'\x1e');
    identifier_1_l text := nullif(question ->> 'identifier_1', '');
    identifier_1_r text := nullif(entry ->> 'identifier_1', '');
    identifier_2_l text := nullif(question ->> 'identifier_2', '');
    identifier_2_r text := nullif(entry ->> 'identifier_2', '');
    lines_l text[] := string_to_array(nullif(question ->> 'lines', ''), E'\x1e');
    lines_r text[] := string_to_array(nullif(entry ->> 'lines', ''), E'\x1e');
    middle_l text[] := string_to_array(nullif(question ->> 'middle', ''), E'\x1e');
    middle_r text[] := string_to_array(nullif(entry ->> 'middle', ''), E'\x1e');
    phones_l text[] := string_to_array(nullif(question ->> 'phones', ''), E'\x1e');
    phones_r text[] := string_to_array(nullif(entry ->> 'phones', ''), E'\x1e');
    place_1_l text := nullif(question ->> 'place_1', '');
    place_1_r text := nullif(entry ->> 'place_1', '');
    postcode_l text := nullif(question ->> 'postcode', '');
    postcode_r text := nullif(entry ->> 'postcode', '');
    postcodes_l text[] := string_to_array(nullif(question ->> 'postcodes', ''), E'\x1e');
    postcodes_r text[] := string_to_array(nullif(entry ->> 'postcodes', ''), E'\x1e');
    sex_l text := nullif(question ->> 'sex', '');
    sex_r text := nullif(entry ->> 'sex', '');
    stems_l text[] := string_to_array(nullif(question ->> 'stems', ''), E'\x1e');
    stems_r text[] := string_to_array(nullif(entry ->> 'stems', ''), E'\x1e');
    likeness float8;
    levels smallint[] := array_fill((-1)::smallint, ARRAY[12]);
BEGIN
    -- 1: first name
    IF (given_l IS NULL
            OR given_r IS NULL) THEN
        NULL;
    ELSIF (given_l = given_r) THEN
        levels[1] := 0;
    ELSIF groups_l && groups_r THEN
        levels[1] := 1;
    ELSIF ((given_l = family_r) AND (given_r = family_l)) THEN
        levels[1] := 2;
    ELSE
        likeness := linkage_jaro_winkler(given_l, given_r, 0.8);
        IF (likeness >= 0.9
                OR ((abs((length(given_l) - length(given_r))) <= 1) AND linkage_edits(given_l, given_r, 1) <= 1 AND (least(length(given_l), length(given_r)) > 3))) THEN
            levels[1] := 3;
        ELSIF (given_r = ANY (middle_l)
                OR given_l = ANY (middle_r)) THEN
            levels[1] := 4;
        ELSIF ((least(length(given_l), length(given_r)) = 1) AND (left(given_l, 1) = left(given_r, 1))) THEN
            levels[1] := 5;
        ELSIF likeness >= 0.8 THEN
            levels[1] := 6;
        ELSIF ((given_l = family_r)
                OR (given_r = family_l)) THEN
            levels[1] := 7;
        ELSE
            levels[1] := 8;
        END IF;
    END IF;
    -- 2: surname
    IF (family_l IS NULL
            OR family_r IS NULL) THEN
        NULL;
    ELSIF (family_l = family_r) THEN
        levels[2] := 0;
    ELSIF stems_l && stems_r THEN
        levels[2] := 1;
    ELSIF ((given_l = family_r) AND (given_r = family_l)) THEN
        levels[2] := 2;
    ELSE
        likeness := linkage_jaro_winkler(family_l, family_r, 0.8);
        IF (likeness >= 0.92
                OR ((abs((length(family_l) - length(family_r))) <= 1) AND linkage_edits(family_l, family_r, 1) <= 1 AND (least(length(family_l), length(family_r)) > 3))) THEN
            levels[2] := 3;
        ELSIF (family_r = ANY (middle_l)
                OR family_l = ANY (middle_r)) THEN
            levels[2] := 4;
        ELSIF likeness >= 0.8 THEN
            levels[2] := 5;
        ELSIF ((given_l = family_r)
                OR (given_r = family_l)) THEN
            levels[2] := 6;
        ELSE
            levels[2] := 7;
        END IF;
    END IF;
    -- 3: middle names
    IF (middle_l IS NULL
            OR middle_r IS NULL) THEN
        NULL;
    ELSIF (middle_l = middle_r) THEN
        levels[3] := 0;
    ELSIF middle_l && middle_r THEN
        levels[3] := 1;
    ELSIF ((left(middle_l[1], 1) = left(middle_r[1], 1)) AND ((least(length(middle_l[1]), length(middle_r[1])) = 1)
            OR linkage_jaro_winkler(middle_l[1], middle_r[1], 0.85) >= 0.85)) THEN
        levels[3] := 2;
    ELSE
        levels[3] := 3;
    END IF;
    -- 4: birth date
    IF (birth_l IS NULL
            OR birth_r IS NULL) THEN
        NULL;
    ELSIF (birth_l = birth_r) THEN
        levels[4] := 0;
    ELSIF ((substr(birth_l, 1, 4) = substr(birth_r, 1, 4)) AND (substr(birth_l, 5, 2) = substr(birth_r, 7, 2)) AND (substr(birth_l, 7, 2) = substr(birth_r, 5, 2))) THEN
        levels[4] := 1;
    ELSIF ((abs((length(birth_l) - length(birth_r))) <= 1) AND linkage_edits(birth_l, birth_r, 1) <= 1) THEN
        levels[4] := 2;
    ELSIF ((substr(birth_l, 1, 4) = substr(birth_r, 1, 4)) AND ('0101' IN ((substr(birth_l, 5, 2) || substr(birth_l, 7, 2)), (substr(birth_r, 5, 2) || substr(birth_r, 7, 2)))
            OR (length(birth_l) < 8)
            OR (length(birth_r) < 8))) THEN
        levels[4] := 3;
    ELSIF ((length(birth_l) = 8) AND (length(birth_r) = 8) AND ((((substr(birth_l, 1, 4) = substr(birth_r, 1, 4))::int + (substr(birth_l, 5, 2) = substr(birth_r, 5, 2))::int) + (substr(birth_l, 7, 2) = substr(birth_r, 7, 2))::int) = 2)) THEN
        levels[4] := 4;
    ELSIF ((abs((length(birth_l) - length(birth_r))) <= 2) AND linkage_edits(birth_l, birth_r, 2) <= 2) THEN
        levels[4] := 5;
    ELSIF (substr(birth_l, 1, 4) = substr(birth_r, 1, 4)) THEN
        levels[4] := 6;
    ELSIF (abs((CASE WHEN substr(birth_l, 1, 4) ~ '^[0-9]{1,9}$' THEN substr(birth_l, 1, 4)::int END - CASE WHEN substr(birth_r, 1, 4) ~ '^[0-9]{1,9}$' THEN substr(birth_r, 1, 4)::int END)) <= 2) THEN
        levels[4] := 7;
    ELSE
        levels[4] := 8;
    END IF;
    -- 5: death date
    IF (death_l IS NULL
            OR death_r IS NULL) THEN
        NULL;
    ELSIF (death_l = death_r) THEN
        levels[5] := 0;
    ELSIF ((abs((length(death_l) - length(death_r))) <= 1) AND linkage_edits(death_l, death_r, 1) <= 1) THEN
        levels[5] := 1;
    ELSIF (left(death_l, 4) = left(death_r, 4)) THEN
        levels[5] := 2;
    ELSE
        levels[5] := 3;
    END IF;
    -- 6: sex
    IF (sex_l IS NULL
            OR sex_r IS NULL) THEN
        NULL;
    ELSIF (sex_l = sex_r) THEN
        levels[6] := 0;
    ELSE
        levels[6] := 1;
    END IF;
    -- 7: postcode
    IF (postcodes_l IS NULL
            OR postcodes_r IS NULL) THEN
        NULL;
    ELSIF (postcode_l = postcode_r) THEN
        levels[7] := 0;
    ELSIF postcodes_l && postcodes_r THEN
        levels[7] := 1;
    ELSIF ((abs((length(postcode_l) - length(postcode_r))) <= 1) AND linkage_edits(postcode_l, postcode_r, 1) <= 1) THEN
        levels[7] := 2;
    ELSIF (CASE WHEN (length(postcode_l) > 4) THEN left(postcode_l, (length(postcode_l) - 3)) ELSE left(postcode_l, 3) END = CASE WHEN (length(postcode_r) > 4) THEN left(postcode_r, (length(postcode_r) - 3)) ELSE left(postcode_r, 3) END) THEN
        levels[7] := 3;
    ELSE
        levels[7] := 4;
    END IF;
    -- 8: telephone
    IF (phones_l IS NULL
            OR phones_r IS NULL) THEN
        NULL;
    ELSIF phones_l && phones_r THEN
        levels[8] := 0;
    ELSIF ((abs((length(phones_l[1]) - length(phones_r[1]))) <= 2) AND linkage_edits(phones_l[1], phones_r[1], 2) <= 2) THEN
        levels[8] := 1;
    ELSE
        levels[8] := 2;
    END IF;
    -- 9: NHS number
    IF (identifier_1_l IS NULL
            OR identifier_1_r IS NULL) THEN
        NULL;
    ELSIF (identifier_1_l = identifier_1_r) THEN
        levels[9] := 0;
    ELSIF ((abs((length(identifier_1_l) - length(identifier_1_r))) <= 1) AND linkage_edits(identifier_1_l, identifier_1_r, 1) <= 1) THEN
        levels[9] := 1;
    ELSIF ((abs((length(identifier_1_l) - length(identifier_1_r))) <= 2) AND linkage_edits(identifier_1_l, identifier_1_r, 2) <= 2) THEN
        levels[9] := 2;
    ELSE
        levels[9] := 3;
    END IF;
    -- 10: UPN
    IF (identifier_2_l IS NULL
            OR identifier_2_r IS NULL) THEN
        NULL;
    ELSIF (identifier_2_l = identifier_2_r) THEN
        levels[10] := 0;
    ELSIF ((abs((length(identifier_2_l) - length(identifier_2_r))) <= 1) AND linkage_edits(identifier_2_l, identifier_2_r, 1) <= 1) THEN
        levels[10] := 1;
    ELSIF ((abs((length(identifier_2_l) - length(identifier_2_r))) <= 2) AND linkage_edits(identifier_2_l, identifier_2_r, 2) <= 2) THEN
        levels[10] := 2;
    ELSE
        levels[10] := 3;
    END IF;
    -- 11: address
    IF (address_1_l IS NULL
            OR address_1_r IS NULL) THEN
        NULL;
    ELSIF (address_1_l = address_1_r) THEN
        levels[11] := 0;
    ELSIF (replace(address_1_l, ' ', '') = ANY (lines_r)
            OR replace(address_1_r, ' ', '') = ANY (lines_l)) THEN
        levels[11] := 1;
    ELSE
        likeness := linkage_jaro_winkler(address_1_l, address_1_r, 0.8);
        IF ((regexp_replace(address_1_l, '[^0-9]', '', 'g') = regexp_replace(address_1_r, '[^0-9]', '', 'g')) AND likeness >= 0.92) THEN
            levels[11] := 2;
        ELSIF ((regexp_replace(address_1_l, '[^0-9]', '', 'g') = regexp_replace(address_1_r, '[^0-9]', '', 'g')) AND likeness >= 0.8) THEN
            levels[11] := 3;
        ELSIF ((likeness >= 0.92 AND (length(address_1_l) > 4))
                OR ((abs((length(address_1_l) - length(address_1_r))) <= 1) AND linkage_edits(address_1_l, address_1_r, 1) <= 1 AND (length(address_1_l) > 2))) THEN
            levels[11] := 4;
        ELSE
            levels[11] := 5;
        END IF;
    END IF;
    -- 12: town
    IF (place_1_l IS NULL
            OR place_1_r IS NULL) THEN
        NULL;
    ELSIF (place_1_l = place_1_r) THEN
        levels[12] := 0;
    ELSIF (linkage_jaro_winkler(place_1_l, place_1_r, 0.88) >= 0.88
            OR ((length(place_1_l) > 4) AND (length(place_1_r) > 4) AND ((strpos(place_1_l, place_1_r) > 0)
            OR (strpos(place_1_r, place_1_l) > 0)))) THEN
        levels[12] := 1;
    ELSE
        levels[12] := 2;
    END IF;
    levels[13] := coalesce(question -> 'related' ->> given_r, '0');
    levels[14] :=
        coalesce(entry ->> 'known' = 'y' OR length(given_r) = 1, false)::int;
    RETURN levels;
END $$;
