-- How alike two cleaned words are. The values are those of the engine's scorer, and DuckDB's but for
-- the last bit, so that a pair has the same levels in bulk, in a look-up and in here; tests compare
-- thousands.

-- Jaro and Winkler's likeness; 0 when it is seen to be less than p_least before it is worked out.
-- The order of the sums is theirs: the last bit decides at a threshold.
CREATE FUNCTION linkage_jaro_winkler(p text, t text, p_least float8) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    lp int := length(p);
    lt int := length(t);
    shorter int := least(lp, lt);
    front int := 0;
    common int;
    turned int := 0;
    reach int;
    first int;
    place int;
    letter text;
    free text := p;
    matched text := '';
    mirrored text := '';
    likeness float8;
BEGIN
    IF p IS NULL OR t IS NULL THEN RETURN NULL; END IF;
    IF p = t THEN RETURN 1; END IF;
    IF shorter = 0 THEN RETURN 0; END IF;
    common := least(lp - length(translate(p, t, '')), lt - length(translate(t, p, '')));
    IF common = 0 THEN RETURN 0; END IF;
    WHILE front < least(shorter, 4) AND substr(p, front + 1, 1) = substr(t, front + 1, 1) LOOP
        front := front + 1;
    END LOOP;
    likeness := (common::float8 / lp + common::float8 / lt + 1) / 3;
    likeness := likeness + front * 0.1::float8 * (1 - likeness);
    IF likeness < p_least - 1e-9 THEN RETURN 0; END IF;
    reach := greatest(greatest(lp, lt) / 2 - 1, 0);
    FOR j IN 1..lt LOOP
        letter := substr(t, j, 1);
        first := greatest(1, j - reach);
        place := strpos(substr(free, first, j + reach - first + 1), letter);
        IF place > 0 THEN
            mirrored := mirrored || letter;
            free := overlay(free PLACING chr(1) FROM first + place - 1 FOR 1);
        END IF;
    END LOOP;
    common := length(mirrored);
    IF common = 0 THEN RETURN 0; END IF;
    FOR i IN 1..lp LOOP
        IF substr(free, i, 1) = chr(1) THEN matched := matched || substr(p, i, 1); END IF;
    END LOOP;
    IF matched <> mirrored THEN
        FOR i IN 1..common LOOP
            IF substr(matched, i, 1) <> substr(mirrored, i, 1) THEN turned := turned + 1; END IF;
        END LOOP;
    END IF;
    likeness := common::float8 / lp + common::float8 / lt;
    likeness := (likeness + (common - turned / 2)::float8 / common) / 3;
    IF likeness > 0.7 THEN
        likeness := likeness + front * 0.1::float8 * (1 - likeness);
    END IF;
    RETURN likeness;
END $$;

-- Damerau and Levenshtein's distance: letters wrong, left out, put in, or exchanged with the next;
-- most + 1 when there are more than that. Whatever is done to the first letter that differs, the
-- rest is a smaller question of the same kind; for two or three slips that is the shortest way.
CREATE FUNCTION linkage_edits(x text, y text, most int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    lx int := length(x);
    ly int := length(y);
    shorter int := least(lx, ly);
    front int := 0;
    back int := 0;
    best int := most + 1;
    cost int;
BEGIN
    IF x IS NULL OR y IS NULL THEN RETURN NULL; END IF;
    IF x = y THEN RETURN 0; END IF;
    IF most = 0 OR abs(lx - ly) > most THEN RETURN best; END IF;
    WHILE front < shorter AND substr(x, front + 1, 1) = substr(y, front + 1, 1) LOOP
        front := front + 1;
    END LOOP;
    WHILE back < shorter - front AND substr(x, lx - back, 1) = substr(y, ly - back, 1) LOOP
        back := back + 1;
    END LOOP;
    x := substr(x, front + 1, lx - front - back);
    y := substr(y, front + 1, ly - front - back);
    lx := length(x);
    ly := length(y);
    IF lx = 0 OR ly = 0 THEN RETURN greatest(lx, ly); END IF;
    IF (lx = 1 AND ly = 1) OR (lx = 2 AND ly = 2 AND x = reverse(y)) THEN RETURN 1; END IF;
    IF most = 1 OR greatest(length(translate(x, y, '')), length(translate(y, x, ''))) > most THEN
        RETURN best;
    END IF;
    best := least(best, 1 + linkage_edits(substr(x, 2), substr(y, 2), most - 1));
    best := least(best, 1 + linkage_edits(substr(x, 2), y, most - 1));
    best := least(best, 1 + linkage_edits(x, substr(y, 2), most - 1));
    FOR i IN 2..least(lx, most + 1) LOOP
        CONTINUE WHEN substr(x, i, 1) <> left(y, 1);
        FOR j IN 2..least(ly, most + 3 - i) LOOP
            CONTINUE WHEN substr(y, j, 1) <> left(x, 1);
            cost := i + j - 3;
            best := least(
                best, cost + linkage_edits(substr(x, i + 1), substr(y, j + 1), most - cost));
        END LOOP;
    END LOOP;
    RETURN best;
END $$;
