-- Comparing a question with one entry of an index, field by field, inside the database.
--
-- These mirror the engine's `comparing` package, because the rows of another agency must not leave
-- the database to be compared. What is data in the engine (nicknames, spellings of surnames) comes
-- with the question; what depends on one name alone (cleaned words, sounds) was stored with it.
-- A comparison is "level agreement", as "spelling 0.93"; "missing" has no agreement. Tests compare
-- thousands of pairs with the engine and name the exceptions.

-- Jaro-Winkler, rounded, when the two may be spellings of one word; else 0. Most pairs are unlike:
-- they are dismissed by the letters they have in common, before any letter is looked at alone.
CREATE FUNCTION linkage_similar(x text, x_sound text, y text, y_sound text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    lx int := length(x);
    ly int := length(y);
    shorter int := least(lx, ly);
    front int := 0;
    back int := 0;
    alike boolean;
    reach int;
    a text[];
    b text[];
    taken boolean[];
    matched text := '';
    mirrored text := '';
    matches int;
    turned int := 0;
    likeness float8;
BEGIN
    IF shorter IS NULL OR shorter < 3 THEN RETURN 0; END IF;
    IF x = y THEN RETURN 0.99; END IF;
    WHILE front < shorter AND substr(x, front + 1, 1) = substr(y, front + 1, 1) LOOP
        front := front + 1;
    END LOOP;
    alike := x_sound = y_sound;
    IF NOT alike AND shorter >= 4 AND abs(lx - ly) <= 1 THEN
        -- one letter wrong, left out, put in, or exchanged with its neighbour
        WHILE back < shorter - front AND substr(x, lx - back, 1) = substr(y, ly - back, 1) LOOP
            back := back + 1;
        END LOOP;
        alike := greatest(lx, ly) - front - back <= 1 OR (
            lx = ly AND lx - front - back = 2
            AND substr(x, front + 1, 1) = substr(y, front + 2, 1)
            AND substr(x, front + 2, 1) = substr(y, front + 1, 1));
    END IF;
    matches := least(lx - length(translate(x, y, '')), ly - length(translate(y, x, '')));
    IF matches = 0 THEN RETURN 0; END IF;
    likeness := (matches::float8 / lx + matches::float8 / ly + 1) / 3;
    likeness := likeness + least(front, 4) * 0.1 * (1 - likeness);
    IF likeness < (CASE WHEN alike THEN 0.744 ELSE 0.874 END) THEN RETURN 0; END IF;
    reach := greatest(lx, ly) / 2 - 1;
    matches := 0;
    a := string_to_array(x, NULL);
    b := string_to_array(y, NULL);
    taken := array_fill(false, ARRAY[ly]);
    FOR i IN 1..lx LOOP
        FOR j IN greatest(1, i - reach)..least(ly, i + reach) LOOP
            IF a[i] = b[j] AND NOT taken[j] THEN
                taken[j] := true;
                matched := matched || a[i];
                matches := matches + 1;
                EXIT;
            END IF;
        END LOOP;
    END LOOP;
    IF matches = 0 THEN RETURN 0; END IF;
    FOR j IN 1..ly LOOP
        IF taken[j] THEN mirrored := mirrored || b[j]; END IF;
    END LOOP;
    IF matched <> mirrored THEN
        FOR i IN 1..matches LOOP
            IF substr(matched, i, 1) <> substr(mirrored, i, 1) THEN turned := turned + 1; END IF;
        END LOOP;
    END IF;
    likeness := (matches::float8 / lx + matches::float8 / ly
        + (matches - turned / 2)::float8 / matches) / 3;
    IF likeness > 0.7 THEN
        likeness := likeness + least(front, 4) * 0.1 * (1 - likeness);
    END IF;
    likeness := round(likeness::numeric, 2);
    IF likeness < 0.75 OR (likeness < 0.88 AND NOT alike) THEN RETURN 0; END IF;
    RETURN least(likeness, 0.99);
END $$;

-- 5 the same word, 4 spelling, 3 short form, 2 other language, 1 siblings' forms, 0 none.
CREATE FUNCTION linkage_relation(x text, y text, related jsonb) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN x = y THEN 5 ELSE coalesce((related -> x ->> y)::int, 0) END $$;

CREATE FUNCTION linkage_first_names(q jsonb, e jsonb, related jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    first text := q -> 'g' ->> 0;
    other text := e -> 'g' ->> 0;
    nq int := jsonb_array_length(q -> 'g');
    ne int := jsonb_array_length(e -> 'g');
    how int := linkage_relation(first, other, related);
    x text;
    y text;
    alike boolean := false;
    likeness numeric;
BEGIN
    IF how >= 2 THEN
        IF nq > 1 AND ne > 1 THEN
            FOR i IN 1..nq - 1 LOOP
                FOR j IN 1..ne - 1 LOOP
                    x := q -> 'g' ->> i;
                    y := e -> 'g' ->> j;
                    alike := alike OR CASE
                        WHEN length(x) = 1 OR length(y) = 1 THEN left(x, 1) = left(y, 1)
                        ELSE linkage_relation(x, y, related) >= 2 OR linkage_similar(
                            x, q -> 'gs' ->> i, y, e -> 'gs' ->> j) > 0 END;
                END LOOP;
            END LOOP;
            IF NOT alike THEN RETURN 'middle-differs 0.85'; END IF;
        END IF;
        RETURN CASE WHEN how < 5 THEN 'variant 1' ELSE 'exact 1' END;
    ELSIF how = 1 THEN
        RETURN 'related 0.7';
    ELSIF (length(first) = 1 OR length(other) = 1) AND left(first, 1) = left(other, 1) THEN
        RETURN 'initial 0.5';
    END IF;
    IF nq > 1 OR ne > 1 THEN
        FOR i IN 0..nq - 1 LOOP
            FOR j IN 0..ne - 1 LOOP
                x := q -> 'g' ->> i;
                IF length(x) > 1 AND linkage_relation(x, e -> 'g' ->> j, related) >= 2 THEN
                    RETURN 'part 0.7';
                END IF;
            END LOOP;
        END LOOP;
    END IF;
    likeness := linkage_similar(first, q -> 'gs' ->> 0, other, e -> 'gs' ->> 0);
    IF nq > 1 OR ne > 1 THEN
        likeness := greatest(
            likeness, linkage_similar(q ->> 'j', q ->> 'js', e ->> 'j', e ->> 'js'));
    END IF;
    RETURN CASE WHEN likeness > 0 THEN 'spelling ' || likeness ELSE 'different 0' END;
END $$;

CREATE FUNCTION linkage_given(q jsonb, e jsonb, related jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    bare text;
BEGIN
    IF q ->> 'j' = '' OR e ->> 'j' = '' THEN RETURN 'missing'; END IF;
    IF q ->> 'j' = e ->> 'j' THEN RETURN 'exact 1'; END IF;
    IF q ? 'bare' OR e ? 'bare' THEN
        bare := linkage_first_names(
            coalesce(q -> 'bare', q), coalesce(e -> 'bare', e), related);
        IF bare <> 'different 0'
            OR (jsonb_array_length(q -> 'g') > 1 AND jsonb_array_length(e -> 'g') > 1) THEN
            RETURN bare;
        END IF;
        IF EXISTS (
            SELECT FROM jsonb_array_elements_text(q -> 'g') x, jsonb_array_elements_text(e -> 'g') y
            WHERE linkage_relation(x, y, related) >= 2) THEN
            RETURN 'part 0.7';
        END IF;
        RETURN bare;
    END IF;
    RETURN linkage_first_names(q, e, related);
END $$;

CREATE FUNCTION linkage_family(q jsonb, e jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    likeness numeric;
BEGIN
    IF q ->> 'w' = '' OR e ->> 'w' = '' THEN RETURN 'missing'; END IF;
    IF q ->> 'w' = e ->> 'w' THEN RETURN 'exact 1'; END IF;
    IF q ->> 's' = e ->> 's' OR q -> 'p' = e -> 'p'
        OR q -> 'sv' ? (e ->> 's') OR q -> 'wv' ? (e ->> 'w') THEN
        RETURN 'variant 1';
    END IF;
    IF EXISTS (SELECT FROM jsonb_array_elements_text(q -> 'p') x WHERE e -> 'p' ? x) THEN
        RETURN 'part 0.9';
    END IF;
    likeness := linkage_similar(q ->> 's', q ->> 'ss', e ->> 's', e ->> 'ss');
    RETURN CASE WHEN likeness > 0 THEN 'spelling ' || likeness ELSE 'different 0' END;
END $$;

CREATE FUNCTION linkage_word_likeness(
    x text, x_sound text, y text, y_sound text, related_x jsonb
) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN x = y OR (related_x ->> y)::int = 4 THEN 1
    ELSE linkage_similar(x, x_sound, y, y_sound) END $$;

-- "given|family" of the two names that agree best.
CREATE FUNCTION linkage_names(q jsonb, e jsonb, related jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    a jsonb;
    b jsonb;
    given text;
    family text;
    likeness numeric;
    weights numeric[];
    best numeric[] := ARRAY[-1, 0];
    answer text := '';
BEGIN
    FOR i IN 0..jsonb_array_length(q) - 1 LOOP
        a := q -> i;
        FOR j IN 0..jsonb_array_length(e) - 1 LOOP
            b := e -> j;
            given := linkage_given(a, b, related);
            family := linkage_family(a, b);
            IF given = 'different 0' AND family = 'different 0' THEN
                likeness := least(
                    linkage_word_likeness(
                        a ->> 'j', a ->> 'js', b ->> 'w', b ->> 'ws', related -> (a ->> 'j')),
                    linkage_word_likeness(
                        a ->> 'w', a ->> 'ws', b ->> 'j', b ->> 'js', related -> (a ->> 'w')));
                IF likeness = 1 THEN
                    given := 'variant 1';
                    family := 'variant 1';
                ELSIF likeness > 0 THEN
                    given := 'spelling ' || likeness;
                    family := given;
                END IF;
            END IF;
            weights[2] := CASE WHEN given = 'missing' THEN 0.3
                ELSE split_part(given, ' ', 2)::numeric END;
            weights[1] := weights[2] + CASE WHEN family = 'missing' THEN 0.3
                ELSE split_part(family, ' ', 2)::numeric END;
            IF weights > best OR (weights = best AND given || '|' || family > answer) THEN
                best := weights;
                answer := given || '|' || family;
            END IF;
        END LOOP;
    END LOOP;
    RETURN answer;
END $$;

CREATE FUNCTION linkage_births(q jsonb, e jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    ay int := q -> 'b' ->> 0;
    am int := q -> 'b' ->> 1;
    ad int := q -> 'b' ->> 2;
    b_y int := e -> 'b' ->> 0;
    b_m int := e -> 'b' ->> 1;
    b_d int := e -> 'b' ->> 2;
    one date := q ->> 'e';
    other date := e ->> 'e';
    born date;
    apart int;
BEGIN
    IF ay IS NOT NULL AND b_y IS NOT NULL THEN
        apart := abs(ay - b_y);
        IF ad IS NOT NULL AND b_d IS NOT NULL THEN
            IF apart = 0 AND am = b_m AND ad = b_d THEN
                RETURN CASE WHEN am = 1 AND ad = 1 THEN 'default-day 0.66' ELSE 'exact 1' END;
            ELSIF apart = 0 THEN
                RETURN CASE
                    WHEN am = b_d AND ad = b_m THEN 'swapped 0.66'
                    WHEN (am = 1 AND ad = 1) OR (b_m = 1 AND b_d = 1) THEN 'partial 0.33'
                    WHEN am = b_m OR ad = b_d THEN 'two-parts 0.66'
                    ELSE 'year 0.33' END;
            ELSIF am = b_m AND ad = b_d AND NOT (am = 1 AND ad = 1) THEN
                RETURN CASE WHEN apart >= 12 THEN 'generation 0.66' ELSE 'two-parts 0.66' END;
            END IF;
            RETURN CASE WHEN apart >= 12 THEN 'generation 0' ELSE 'different 0' END;
        ELSIF apart > 0 THEN
            RETURN 'different 0';
        ELSIF am IS NULL OR b_m IS NULL THEN
            RETURN 'partial 0.33';
        END IF;
        RETURN CASE WHEN am = b_m THEN 'partial 0.66' ELSE 'year 0.33' END;
    END IF;
    IF coalesce(one, other) IS NULL THEN RETURN 'missing'; END IF;
    IF one IS NOT NULL AND other IS NOT NULL AND ay IS NULL AND b_y IS NULL THEN
        RETURN CASE WHEN abs(one - other) <= 30 THEN 'expected 0.66' ELSE 'different 0' END;
    END IF;
    IF ay IS NOT NULL THEN
        one := other;
    ELSE
        ay := b_y;
        am := b_m;
        ad := b_d;
    END IF;
    IF one IS NULL OR ay IS NULL THEN RETURN 'missing'; END IF;
    IF am IS NULL THEN
        RETURN CASE WHEN abs(ay - extract(year FROM one)) <= 1
            THEN 'expected 0.66' ELSE 'different 0' END;
    END IF;
    born := make_date(ay, am, coalesce(ad, 15));
    RETURN CASE WHEN born - one BETWEEN -120 AND 30
        THEN 'expected 0.66' ELSE 'different 0' END;
END $$;

CREATE FUNCTION linkage_postcodes(a text, b text, factor numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    x text := replace(a, ' ', '');
    y text := replace(b, ' ', '');
    agreed int := 0;
    share numeric;
    area text := split_part(a, ' ', 1);
BEGIN
    IF a = '' OR b = '' THEN RETURN 'missing'; END IF;
    IF a = b THEN
        RETURN CASE WHEN strpos(a, ' ') = 0 THEN 'district ' || 0.5 * factor
            ELSE 'exact ' || factor END;
    END IF;
    WHILE agreed < least(length(x), length(y))
        AND substr(x, agreed + 1, 1) = substr(y, agreed + 1, 1) LOOP
        agreed := agreed + 1;
    END LOOP;
    share := round(factor * agreed / greatest(length(x), length(y)), 2);
    IF area <> split_part(b, ' ', 1) THEN RETURN 'different ' || share; END IF;
    IF strpos(a, ' ') > 0 AND strpos(b, ' ') > 0
        AND left(a, length(area) + 2) = left(b, length(area) + 2) THEN
        RETURN 'sector ' || share;
    END IF;
    RETURN 'district ' || share;
END $$;

-- The same words in another order, one slip in the street, or a flat in the same house. The engine
-- measures likeness letter by letter; where the two differ, this one is the stricter.
CREATE FUNCTION linkage_same_line(a text, b text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    numbers_a text[];
    numbers_b text[];
    words_a text[];
    words_b text[];
    likeness numeric;
BEGIN
    IF a = b THEN RETURN 'exact'; END IF;
    words_a := ARRAY(SELECT DISTINCT w FROM unnest(string_to_array(a, ' ')) w ORDER BY w);
    words_b := ARRAY(SELECT DISTINCT w FROM unnest(string_to_array(b, ' ')) w ORDER BY w);
    numbers_a := ARRAY(SELECT w FROM unnest(words_a) w WHERE w ~ '^[0-9]+[a-z]?$');
    numbers_b := ARRAY(SELECT w FROM unnest(words_b) w WHERE w ~ '^[0-9]+[a-z]?$');
    IF words_a = words_b THEN RETURN 'exact'; END IF;
    IF numbers_a = numbers_b THEN
        likeness := linkage_similar(
            trim(regexp_replace(a, '[0-9]', '', 'g')), 'a',
            trim(regexp_replace(b, '[0-9]', '', 'g')), 'b');
        IF likeness >= 0.92 THEN
            RETURN CASE WHEN cardinality(numbers_a) > 0 THEN 'exact' ELSE 'different' END;
        END IF;
        RETURN CASE WHEN words_a @> words_b OR words_b @> words_a
            THEN 'part' ELSE 'different' END;
    END IF;
    RETURN CASE WHEN words_a @> words_b OR words_b @> words_a THEN 'part' ELSE 'different' END;
END $$;

-- "postcode|address" of the two addresses that agree best.
CREATE FUNCTION linkage_places(q jsonb, e jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    a jsonb;
    b jsonb;
    factor numeric;
    postcode text;
    address text;
    weight numeric;
    best numeric := -1;
    answer text := 'missing|missing';
BEGIN
    FOR i IN 0..jsonb_array_length(q) - 1 LOOP
        a := q -> i;
        FOR j IN 0..jsonb_array_length(e) - 1 LOOP
            b := e -> j;
            factor := CASE WHEN a ->> 'k' = 'y' AND b ->> 'k' = 'y' THEN 1 ELSE 0.9 END;
            postcode := linkage_postcodes(a ->> 'c', b ->> 'c', factor);
            IF a ->> 'u' <> '' AND a ->> 'u' = b ->> 'u' THEN
                address := 'exact ' || factor;
            ELSIF a ->> 'l' = '' OR b ->> 'l' = '' THEN
                address := 'missing';
            ELSIF postcode LIKE 'different%' AND NOT (a ->> 't' <> '' AND a ->> 't' = b ->> 't') THEN
                address := 'different 0';
            ELSE
                address := linkage_same_line(a ->> 'l', b ->> 'l');
                address := address || ' ' || CASE address
                    WHEN 'exact' THEN factor WHEN 'part' THEN 0.7 * factor ELSE 0 END;
            END IF;
            weight := CASE WHEN postcode = 'missing' THEN 0 ELSE split_part(postcode, ' ', 2)::numeric END
                + CASE WHEN address = 'missing' THEN 0 ELSE split_part(address, ' ', 2)::numeric END;
            IF weight > best OR (weight = best AND postcode || '|' || address > answer) THEN
                best := weight;
                answer := postcode || '|' || address;
            END IF;
        END LOOP;
    END LOOP;
    RETURN answer;
END $$;

-- Numbers by system: "one" says whether a person has one such number for life.
CREATE FUNCTION linkage_identifiers(q jsonb, e jsonb, lifelong jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    system text;
    same boolean := false;
    differs boolean := false;
    changed boolean := false;
BEGIN
    FOR system IN SELECT jsonb_object_keys(q) LOOP
        CONTINUE WHEN NOT e ? system;
        IF EXISTS (
            SELECT FROM jsonb_array_elements_text(q -> system) x WHERE e -> system ? x) THEN
            same := true;
        ELSIF lifelong ? system THEN
            differs := true;
        ELSE
            changed := true;
        END IF;
    END LOOP;
    RETURN CASE WHEN same AND differs THEN 'conflict 0.5' WHEN same THEN 'exact 1'
        WHEN differs THEN 'different 0' WHEN changed THEN 'changed 0' ELSE 'missing' END;
END $$;

CREATE FUNCTION linkage_equal(x text, y text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN x = '' OR y = '' OR x IS NULL OR y IS NULL THEN 'missing'
    WHEN x = y THEN 'exact 1' ELSE 'different 0' END $$;

-- identifier|given|family|birth|postcode|address|phone|sex
CREATE FUNCTION linkage_compare(q jsonb, e jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT linkage_identifiers(q -> 'i', e -> 'i', q -> 'one')
        || '|' || linkage_names(q -> 'n', e -> 'n', q -> 'rel')
        || '|' || linkage_births(q, e)
        || '|' || linkage_places(q -> 'a', e -> 'a')
        || '|' || linkage_equal(q ->> 'p', e ->> 'p')
        || '|' || linkage_equal(q ->> 'x', e ->> 'x')
$$;

-- Whether enough agrees that a person should be told whom to ring: wherever the engine's verdict is
-- not "no" (engine.grading, whose rules these follow). Any other entry is no answer, whatever keys
-- it shares, and neither it nor its contact leaves the database.
CREATE FUNCTION linkage_worth_a_call(levels text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    l text[] := string_to_array(levels, '|');
    number text := split_part(l[1], ' ', 1);
    given text := split_part(l[2], ' ', 1);
    family text := split_part(l[3], ' ', 1);
    birth text := split_part(l[4], ' ', 1);
    same_given boolean := given IN ('exact', 'variant');
    near_given boolean := given IN ('spelling', 'related', 'initial', 'part', 'middle-differs');
    same_family boolean := family IN ('exact', 'variant', 'part');
    near_family boolean := same_family OR family = 'spelling';
    other_family boolean := family IN ('different', 'missing');
    same_birth boolean := birth = 'exact';
    near_birth boolean := birth IN
        ('exact', 'swapped', 'two-parts', 'partial', 'default-day', 'expected');
    home boolean := l[6] LIKE 'exact%' OR l[7] LIKE 'exact%';
    place boolean := home OR l[5] LIKE 'exact%';
    told_apart boolean := number = 'different' OR l[8] LIKE 'different%'
        OR given = 'middle-differs';
BEGIN
    RETURN CASE
        WHEN number IN ('exact', 'conflict') THEN true
        -- a relative: twin, twin with a similar name, parent of the same name, of unknown age
        WHEN given = 'different' AND near_family AND (same_birth OR (near_birth AND place))
            THEN true
        WHEN (near_given OR (given = 'variant' AND l[8] LIKE 'different%')) AND near_family
            AND near_birth AND place AND told_apart THEN true
        WHEN (same_given OR near_given) AND near_family AND birth = 'generation' AND place
            THEN true
        WHEN birth = 'missing' AND given = 'different' AND near_family AND home THEN true
        WHEN given = 'different' AND other_family AND same_birth AND home THEN true
        -- each with a number of their own
        WHEN number IN ('different', 'changed') AND same_given AND near_family AND near_birth
            AND (place OR number = 'changed') THEN true
        WHEN number = 'different' THEN false
        -- the names and the birth date, or most of them
        WHEN same_given AND near_family AND near_birth THEN true
        WHEN near_given AND near_family AND (same_birth OR (near_birth AND place)) THEN true
        WHEN same_given AND other_family AND (same_birth OR (near_birth AND place)) THEN true
        WHEN near_given AND other_family AND same_birth AND home THEN true
        WHEN given = 'missing' AND near_birth AND (place OR (near_family AND same_birth))
            THEN true
        WHEN same_given AND same_family AND birth IN ('different', 'year') AND home THEN true
        WHEN birth = 'missing' AND near_family AND same_given
            THEN place OR (l[5] = 'missing' AND l[6] = 'missing')
        WHEN birth = 'missing' AND near_family AND near_given THEN place
        ELSE false
    END;
END $$;
