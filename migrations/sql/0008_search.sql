-- One search over models, versions, filaments, spools and jobs.
--
-- A role that is bound by row-level security gets no GIN index: what it compares with could tell
-- of other rows. So the app reads these tables through functions of their owner alone, each of
-- which keeps to the rows of the current user by itself; it has no right to the tables.
--
-- A word stands in the index as shop, kind and word in one. So what is read for one shop, and for
-- one kind, is all there is of it, however many shops there are.

-- The extension pg_trgm is there already: versions/0008_search.py says it where it may not be.

-- The indexes of the first revision that nothing ever asked: the words of a model were looked for
-- by ILIKE, and what a file says was indexed whole, some thousand words a version, to be written
-- with every version and again whenever its row moved.
DROP INDEX ix_models_search;
DROP INDEX ix_model_variants_bambu_metadata;

-- The colours of a shop are read from here alone, and its filaments by them.
CREATE INDEX ix_filaments_color ON filaments (user_id, color_hex) WHERE merged_into_id IS NULL;
CREATE INDEX ix_filaments_several_colors ON filaments (user_id)
    WHERE other_color_hexes <> '{}' AND merged_into_id IS NULL;

-- kind: m(odel), v(ersion), f(ilament), s(pool), j(ob). name_key: the words of its name, in their
-- order; NULL where it has none of its own. sort: what is newer is larger. is_away: put away,
-- archived, retired; found all the same, after the others.
CREATE TABLE search_entries (
    user_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    kind text NOT NULL,
    name_key text COLLATE "C",
    words tsvector NOT NULL,
    sort bigint NOT NULL,
    is_away boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_search_entries_kind CHECK (kind IN ('m', 'v', 'f', 's', 'j'))
);

-- What the file of a version says: `name=value`, and `=value` for values that are words.
CREATE TABLE search_settings (
    user_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    words tsvector NOT NULL,
    CONSTRAINT pk_search_settings PRIMARY KEY (variant_id),
    CONSTRAINT fk_search_settings_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_search_settings_user_id_variant_id_model_variants
        FOREIGN KEY (user_id, variant_id) REFERENCES model_variants (user_id, id)
        ON DELETE CASCADE
);

-- The words of a shop, to find what a mistyped one was meant to be: w(ord), n(ame of a setting),
-- v(alue of one). Not unique, on purpose: of two transactions that bring the same new word none
-- waits for the other, so no two can wait for each other, whatever order they come in. Words that
-- nothing bears any more stay; they lead to nothing.
CREATE TABLE search_terms (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    term text COLLATE "C" NOT NULL,
    CONSTRAINT pk_search_terms PRIMARY KEY (id),
    CONSTRAINT fk_search_terms_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_search_terms_kind CHECK (kind IN ('w', 'n', 'v'))
);

-- Words -----------------------------------------------------------------------------------

-- The words of a text: small letters without marks, a number with its decimals in one. The signs
-- between words are named one by one, so that it is the same whatever locale the database has.
CREATE FUNCTION search_words(p_text text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(left(replace(found[1], ',', '.'), 60)), '{}')
      FROM regexp_matches(
          lower(regexp_replace(normalize(left(p_text, 4000), NFKD), '[\u0300-\u036F]', '', 'g')),
          '[^\s\u0001-/:-@\[-`{-\u00BF\u2000-\u206F\u3000-\u303F]+'
          '(?:(?<=[0-9])[.,](?=[0-9])[^\s\u0001-/:-@\[-`{-\u00BF\u2000-\u206F\u3000-\u303F]+)*',
          'g'
      ) AS found
$$;

-- A code as one word, however it is typed: A00-K0 is a00k0.
CREATE FUNCTION search_squeezed(p_code text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(left(regexp_replace(lower(p_code), '[^a-z0-9]', '', 'g'), 60), '')
$$;

-- What stands before each word of a shop. Two shops may have the same: then an index row more is
-- read, and the user decides.
CREATE FUNCTION search_shop(p_user_id uuid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT left(p_user_id::text, 6) $$;

-- A word as a tsquery reads it, whatever is in it.
CREATE FUNCTION search_quoted(p_word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '''' || replace(replace(p_word, '\', '\\'), '''', '''''') || ''''
$$;

-- A value of a setting: small letters, 0.20 and 0,2 as 0.2, 15% as 15.
CREATE FUNCTION search_value(p_value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN v ~ '^-?[0-9]{1,9}([.,][0-9]{1,9})?%?$'
        THEN trim_scale(replace(rtrim(v, '%'), ',', '.')::numeric)::text
        ELSE v END
      FROM (SELECT lower(btrim(p_value)) AS v) said
$$;

-- What can be found ------------------------------------------------------------------------

-- Each kind in the same words: its name, what else is said of it, marks to filter by. terms: what
-- may be new to the shop; a job's names are those of its version.
CREATE VIEW search_models AS
SELECT m.user_id, m.id AS subject_id, m.name AS name,
       concat_ws(' ', m.designer, array_to_string(m.tags, ' '), left(m.description, 2000)) AS more,
       concat_ws(' ', m.name, m.designer, array_to_string(m.tags, ' '), left(m.description, 2000))
           AS terms,
       '{}'::text[] AS codes, ARRAY['=' || m.category] AS marks,
       extract(epoch FROM m.created_at)::bigint AS sort, m.archived_at IS NOT NULL AS is_away
  FROM models m;

CREATE VIEW search_variants AS
SELECT v.user_id, v.id AS subject_id, m.name || ' ' || v.name AS name,
       concat_ws(' ', 'v' || v.version, m.designer, v.printer_model, f.name, v.notes) AS more,
       concat_ws(' ', m.name, v.name, v.printer_model, f.name, v.notes) AS terms,
       '{}'::text[] AS codes, ARRAY['=' || m.category] AS marks,
       extract(epoch FROM v.created_at)::bigint AS sort,
       m.archived_at IS NOT NULL OR v.status = 'retired' AS is_away
  FROM model_variants v
  JOIN models m ON m.user_id = v.user_id AND m.id = v.model_id
  LEFT JOIN files f ON f.user_id = v.user_id AND f.id = v.source_file_id;

-- A filament that was merged is found as the one it was merged into. A barcode is found with and
-- without the zeros before it.
CREATE VIEW search_filaments AS
SELECT f.user_id, f.id AS subject_id,
       concat_ws(' ', f.brand, f.material_type, f.slicer_name, f.color_name) AS name,
       concat_ws(' ', nullif(f.finish::text, 'plain'), nullif(f.color_pattern::text, 'single'),
                 f.supplier, f.bambu_id, f.maker_code, f.color_hex) AS more,
       concat_ws(' ', f.brand, f.material_type, f.slicer_name, f.color_name,
                 nullif(f.finish::text, 'plain'), f.supplier, f.bambu_id, f.maker_code) AS terms,
       ARRAY[search_squeezed(f.bambu_id), search_squeezed(f.maker_code), f.gtin,
             ltrim(f.gtin, '0'), CASE WHEN f.gtin <> '' THEN lpad(ltrim(f.gtin, '0'), 13, '0') END]
           AS codes,
       ARRAY['=' || f.material_type] AS marks,
       extract(epoch FROM f.created_at)::bigint AS sort, f.archived_at IS NOT NULL AS is_away
  FROM filaments f
 WHERE f.merged_into_id IS NULL;

CREATE VIEW search_spools AS
SELECT s.user_id, s.id AS subject_id, NULL::text AS name,
       concat_ws(' ', f.brand, f.material_type, f.slicer_name, f.color_name,
                 nullif(f.finish::text, 'plain'), s.batch_identifier, s.location, s.supplier,
                 s.note) AS more,
       concat_ws(' ', s.batch_identifier, s.location, s.supplier, s.note) AS terms,
       ARRAY[search_squeezed(s.batch_identifier)] AS codes, ARRAY['=' || f.material_type] AS marks,
       s.number::bigint AS sort, s.archived_at IS NOT NULL AS is_away
  FROM filament_inventory s
  JOIN filaments f ON f.user_id = s.user_id AND f.id = s.filament_id;

CREATE VIEW search_jobs AS
SELECT j.user_id, j.id AS subject_id, NULL::text AS name,
       concat_ws(' ', m.name, v.name, 'v' || v.version, replace(j.failure_reason::text, '_', ' '),
                 left(j.failure_note, 500), left(j.start_note, 500)) AS more,
       concat_ws(' ', replace(j.failure_reason::text, '_', ' '), left(j.failure_note, 500),
                 left(j.start_note, 500)) AS terms,
       '{}'::text[] AS codes, ARRAY['=' || m.category] AS marks,
       j.number::bigint AS sort, false AS is_away
  FROM print_jobs j
  JOIN model_variants v ON v.user_id = j.user_id AND v.id = j.variant_id
  JOIN models m ON m.user_id = v.user_id AND m.id = v.model_id;

-- search_put_…(ids) writes what the view says of these rows, and the words that are new to the
-- shop. Spools by
-- number, all else by id, as they are locked everywhere: two who write the same wait in turn.
DO $$
DECLARE
    row record;
    row_of text := $row$
        SELECT s.user_id, s.subject_id, %L, array_to_string(n.words, ' '),
               array_to_tsvector(ARRAY(
                   SELECT DISTINCT search_shop(s.user_id) || %L || w
                     FROM unnest(n.words || search_words(s.more) || s.codes || s.marks) w
                    WHERE w <> ''
               )), s.sort, s.is_away
          FROM %I s, LATERAL (SELECT CASE WHEN s.name IS NOT NULL THEN search_words(s.name) END
                                  AS words) n
    $row$;
    term_of text := $term$
        SELECT DISTINCT s.user_id, 'w', w
          FROM %I s, unnest(search_words(s.terms)) w
         WHERE w ~ '^(?=.*[^0-9.]).{3,40}$'
    $term$;
    puts text := 'INSERT INTO search_entries AS e'
        ' (user_id, subject_id, kind, name_key, words, sort, is_away)';
BEGIN
    FOR row IN SELECT * FROM (VALUES
        ('m', 'models'), ('v', 'variants'), ('f', 'filaments'), ('s', 'spools'), ('j', 'jobs')
    ) AS kinds (kind, things) LOOP
        EXECUTE format(
            'CREATE FUNCTION search_put_%s(p_ids uuid[]) RETURNS void LANGUAGE sql AS $put$ %s'
            ' WHERE s.subject_id = ANY (p_ids) ORDER BY %s'
            ' ON CONFLICT (user_id, subject_id) DO UPDATE SET name_key = excluded.name_key,'
            ' words = excluded.words, sort = excluded.sort, is_away = excluded.is_away'
            ' WHERE (e.name_key, e.words, e.sort, e.is_away) IS DISTINCT FROM'
            ' (excluded.name_key, excluded.words, excluded.sort, excluded.is_away);'
            ' %s $put$',
            row.things, puts || format(row_of, row.kind, row.kind, 'search_' || row.things),
            CASE WHEN row.kind = 's' THEN 's.sort' ELSE 's.subject_id' END,
            'INSERT INTO search_terms (user_id, kind, term) SELECT * FROM ('
            || format(term_of, 'search_' || row.things) || ' AND s.subject_id = ANY (p_ids)'
            || ') new (user_id, kind, term) WHERE NOT EXISTS (SELECT FROM search_terms t'
            || ' WHERE (t.user_id, t.kind, t.term) = (new.user_id, new.kind, new.term));'
        );
        -- In the order of time, so that the newest lie together.
        EXECUTE puts || format(row_of, row.kind, row.kind, 'search_' || row.things)
            || ' ORDER BY s.sort';
        EXECUTE 'INSERT INTO search_terms (user_id, kind, term) '
            || format(term_of, 'search_' || row.things);
    END LOOP;
END;
$$;

-- The settings of a file that a person could ask for: not the gcode among them.
CREATE FUNCTION search_settings_of(p_metadata jsonb)
RETURNS TABLE (name text, value text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT DISTINCT lower(s.key), search_value(e.value)
      FROM jsonb_each(CASE WHEN jsonb_typeof(p_metadata -> 'rawMetadata') = 'object'
                      THEN p_metadata -> 'rawMetadata' ELSE '{}' END) s,
           jsonb_array_elements_text(CASE WHEN jsonb_typeof(s.value) = 'array' THEN s.value
                                     ELSE jsonb_build_array(s.value) END) e
     WHERE length(s.key) <= 60 AND length(e.value) BETWEEN 1 AND 60 AND e.value !~ '[\n\r]'
$$;

CREATE FUNCTION search_put_settings(p_ids uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_settings AS e (user_id, variant_id, words)
    SELECT v.user_id, v.id, array_to_tsvector(ARRAY(
               SELECT DISTINCT search_shop(v.user_id) || w
                 FROM search_settings_of(v.bambu_metadata) s,
                      unnest(ARRAY[s.name || '=' || s.value,
                                   CASE WHEN s.value ~ '[a-z]{2}' THEN '=' || s.value END]) w
                WHERE w IS NOT NULL
           ))
      FROM model_variants v
     WHERE v.id = ANY (p_ids) AND v.bambu_metadata <> '{}'
     ORDER BY v.id
    ON CONFLICT (variant_id) DO UPDATE SET words = excluded.words;
    INSERT INTO search_terms (user_id, kind, term)
    SELECT * FROM (
        SELECT DISTINCT v.user_id, t.kind, t.term
          FROM model_variants v, search_settings_of(v.bambu_metadata) s,
               LATERAL (VALUES ('n', s.name), ('v', s.value)) t (kind, term)
         WHERE v.id = ANY (p_ids) AND (t.kind = 'n' OR t.term ~ '[a-z]{2}')
    ) new WHERE NOT EXISTS (
        SELECT FROM search_terms t
         WHERE (t.user_id, t.kind, t.term) = (new.user_id, new.kind, new.term)
    );
$$;
SELECT search_put_settings(ARRAY(SELECT id FROM model_variants));

-- After the rows, which is much faster. Without a list of what waits to be indexed: reading that
-- would make a search slow that comes after many changes.
SET LOCAL maintenance_work_mem = '256MB';
ALTER TABLE search_entries
    ADD CONSTRAINT pk_search_entries PRIMARY KEY (user_id, subject_id),
    ADD CONSTRAINT fk_search_entries_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
CREATE INDEX ix_search_entries_words ON search_entries USING gin (words) WITH (fastupdate = off);
CREATE INDEX ix_search_entries_name_key ON search_entries (user_id, kind, name_key)
    WHERE name_key IS NOT NULL;
CREATE INDEX ix_search_entries_sort ON search_entries (user_id, kind, sort DESC);
CREATE INDEX ix_search_settings_words ON search_settings USING gin (words) WITH (fastupdate = off);
CREATE INDEX ix_search_settings_user_id ON search_settings (user_id, variant_id);
CREATE INDEX ix_search_terms_term ON search_terms (user_id, kind, term);
DELETE FROM search_terms t USING search_terms other
 WHERE (t.user_id, t.kind, t.term) = (other.user_id, other.kind, other.term) AND t.id > other.id;

-- Keeping it true --------------------------------------------------------------------------

-- New and deleted rows by the statement; changed ones by the row, and only where a word changed.
-- A balance that follows a booking, or a job's way through the queue, touches none of it.
CREATE FUNCTION search_follow_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ids uuid[] := ARRAY(SELECT id FROM touched);
BEGIN
    IF ids = '{}' THEN
        RETURN NULL;
    END IF;
    CASE TG_TABLE_NAME
        WHEN 'models' THEN PERFORM search_put_models(ids);
        WHEN 'model_variants' THEN
            PERFORM search_put_variants(ids);
            PERFORM search_put_settings(ids);
        WHEN 'filaments' THEN PERFORM search_put_filaments(ids);
        WHEN 'filament_inventory' THEN PERFORM search_put_spools(ids);
        WHEN 'print_jobs' THEN
            -- Whoever renames the model or the version waits for these jobs, or these for that.
            PERFORM FROM models m WHERE m.id IN (
                SELECT v.model_id FROM model_variants v JOIN print_jobs j ON j.variant_id = v.id
                 WHERE j.id = ANY (ids)
            ) ORDER BY m.id FOR SHARE;
            PERFORM search_put_jobs(ids);
    END CASE;
    RETURN NULL;
END;
$$;

CREATE FUNCTION search_follow_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM search_entries e USING touched t
     WHERE e.user_id = t.user_id AND e.subject_id = t.id;
    RETURN NULL;
END;
$$;

CREATE FUNCTION search_follow_model() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM search_put_models(ARRAY[NEW.id]);
    IF (OLD.name, OLD.designer, OLD.category, OLD.archived_at IS NULL)
       IS DISTINCT FROM (NEW.name, NEW.designer, NEW.category, NEW.archived_at IS NULL) THEN
        PERFORM search_put_variants(ARRAY(
            SELECT id FROM model_variants WHERE user_id = NEW.user_id AND model_id = NEW.id
        ));
    END IF;
    IF (OLD.name, OLD.category) IS DISTINCT FROM (NEW.name, NEW.category) THEN
        PERFORM search_put_jobs(ARRAY(
            SELECT j.id FROM print_jobs j JOIN model_variants v ON v.id = j.variant_id
             WHERE j.user_id = NEW.user_id AND v.model_id = NEW.id
        ));
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION search_follow_variant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM search_put_variants(ARRAY[NEW.id]);
    IF (OLD.name, OLD.version, OLD.model_id) IS DISTINCT FROM (NEW.name, NEW.version, NEW.model_id)
    THEN
        PERFORM search_put_jobs(ARRAY(
            SELECT id FROM print_jobs WHERE user_id = NEW.user_id AND variant_id = NEW.id
        ));
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION search_follow_settings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM search_put_settings(ARRAY[NEW.id]);
    RETURN NULL;
END;
$$;

CREATE FUNCTION search_follow_filament() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.merged_into_id IS NOT NULL THEN
        DELETE FROM search_entries WHERE user_id = NEW.user_id AND subject_id = NEW.id;
    ELSE
        PERFORM search_put_filaments(ARRAY[NEW.id]);
    END IF;
    IF (OLD.brand, OLD.material_type, OLD.slicer_name, OLD.color_name, OLD.finish) IS DISTINCT FROM
       (NEW.brand, NEW.material_type, NEW.slicer_name, NEW.color_name, NEW.finish) THEN
        PERFORM search_put_spools(ARRAY(
            SELECT id FROM filament_inventory
             WHERE user_id = NEW.user_id AND filament_id = NEW.id
        ));
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION search_follow_spool() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM search_put_spools(ARRAY[NEW.id]);
    RETURN NULL;
END;
$$;

CREATE FUNCTION search_follow_job() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM search_put_jobs(ARRAY[NEW.id]);
    RETURN NULL;
END;
$$;

DO $$
DECLARE
    followed record;
BEGIN
    FOR followed IN SELECT * FROM (VALUES
        ('models', 'model', 'name, designer, description, tags, category, archived_at'),
        ('model_variants', 'variant',
         'name, version, model_id, notes, status, printer_model, source_file_id'),
        ('model_variants', 'settings', 'bambu_metadata'),
        ('filaments', 'filament',
         'brand, material_type, slicer_name, color_name, color_hex, finish, color_pattern,'
         ' supplier, bambu_id, maker_code, gtin, merged_into_id, archived_at'),
        ('filament_inventory', 'spool',
         'number, filament_id, batch_identifier, location, supplier, note, archived_at'),
        ('print_jobs', 'job', 'number, variant_id, failure_reason, failure_note, start_note')
    ) AS t (table_name, what, columns) LOOP
        EXECUTE format(
            'CREATE TRIGGER search_follow_%1$s AFTER UPDATE OF %2$s ON %3$I FOR EACH ROW'
            ' WHEN ((%4$s) IS DISTINCT FROM (%5$s)) EXECUTE FUNCTION search_follow_%1$s()',
            followed.what, followed.columns, followed.table_name,
            regexp_replace(followed.columns, '(\w+)', 'OLD.\1', 'g') || ', NULL',
            regexp_replace(followed.columns, '(\w+)', 'NEW.\1', 'g') || ', NULL'
        );
        CONTINUE WHEN followed.what = 'settings';
        EXECUTE format(
            'CREATE TRIGGER search_follow_new AFTER INSERT ON %1$I REFERENCING NEW TABLE AS touched'
            ' FOR EACH STATEMENT EXECUTE FUNCTION search_follow_new();'
            'CREATE TRIGGER search_follow_deleted AFTER DELETE ON %1$I'
            ' REFERENCING OLD TABLE AS touched'
            ' FOR EACH STATEMENT EXECUTE FUNCTION search_follow_deleted()',
            followed.table_name
        );
    END LOOP;
END;
$$;

-- Searching ----------------------------------------------------------------------------------

-- What each word may stand for: itself and the words of the shop that begin so, or, where those
-- are too many or none, whatever begins so (`*`). Whole words are found several times as fast.
CREATE FUNCTION search_alternatives(p_words text[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp SET enable_seqscan = off
AS $$
    SELECT coalesce(jsonb_agg(CASE
               WHEN length(w) < 3 THEN jsonb_build_array(w)
               WHEN w ~ '^[0-9.]+$' THEN jsonb_build_array(w, '*')
               WHEN cardinality(longer.terms) BETWEEN 1 AND 30 THEN to_jsonb(w || longer.terms)
               ELSE jsonb_build_array(w, '*') END), '[]')
      FROM unnest(p_words) w, LATERAL (SELECT ARRAY(
          SELECT DISTINCT b.term FROM (
              SELECT t.term FROM search_terms t
               WHERE t.user_id = current_user_id() AND t.kind = 'w'
                 AND t.term >= w AND t.term < w || U&'\+10FFFF'
               ORDER BY t.term LIMIT 100
          ) b
      ) AS terms) longer
$$;

-- All words, each in one of its alternatives, behind what stands before the words of a kind.
CREATE FUNCTION search_wanted(p_before text, p_alternatives jsonb, p_mark text) RETURNS tsquery
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp
AS $$
    SELECT string_agg(one, '&')::tsquery FROM (
        SELECT '(' || CASE
            WHEN a ->> 1 = '*' THEN search_quoted(p_before || (a ->> 0)) || ':*'
            ELSE (SELECT string_agg(search_quoted(p_before || w), '|')
                    FROM jsonb_array_elements_text(a) w) END || ')' AS one
          FROM jsonb_array_elements(p_alternatives) a
        UNION ALL SELECT search_quoted(p_before || p_mark) WHERE p_mark <> ''
    ) words
$$;

-- Which of these pass the filters that the words of the index know nothing of. p_ids: of one kind.
-- p_material: of filaments and spools theirs, else one that is needed. p_in_stock: what holds
-- grams, and what needs only such filaments. The filters of a print are asked of one version, all
-- of them: of a model any, of a job its own.
CREATE FUNCTION search_passing(
    p_kind text, p_ids uuid[], p_category text, p_material text, p_in_stock boolean,
    p_min_print_s integer, p_max_print_s integer
) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
    shop CONSTANT uuid := current_user_id();
BEGIN
    IF p_kind IN ('f', 's') THEN
        RETURN QUERY SELECT x.id FROM (
            SELECT f.id, f.user_id, f.id AS filament_id, NULL::uuid AS spool_id
              FROM filaments f WHERE p_kind = 'f' AND f.user_id = shop AND f.id = ANY (p_ids)
            UNION ALL
            SELECT s.id, s.user_id, s.filament_id, s.id
              FROM filament_inventory s
             WHERE p_kind = 's' AND s.user_id = shop AND s.id = ANY (p_ids)
        ) x
         WHERE (p_material = '' OR EXISTS (
                   SELECT FROM filaments f
                    WHERE f.id = x.filament_id AND f.material_type::text = p_material
               )) AND (NOT p_in_stock OR EXISTS (
                   SELECT FROM filament_inventory s
                    WHERE s.user_id = x.user_id AND s.filament_id = x.filament_id
                      AND s.id = coalesce(x.spool_id, s.id)
                      AND s.archived_at IS NULL AND s.quantity_grams > 0
               ));
        RETURN;
    END IF;
    RETURN QUERY SELECT DISTINCT x.id FROM (
        SELECT v.model_id AS id, v.id AS variant_id FROM model_variants v
         WHERE p_kind = 'm' AND v.user_id = shop AND v.model_id = ANY (p_ids)
        UNION ALL
        SELECT i, i FROM unnest(p_ids) i WHERE p_kind = 'v'
        UNION ALL
        SELECT j.id, j.variant_id FROM print_jobs j
         WHERE p_kind = 'j' AND j.user_id = shop AND j.id = ANY (p_ids)
    ) x
      JOIN model_variants v ON v.user_id = shop AND v.id = x.variant_id
     WHERE (p_category = '' OR EXISTS (
               SELECT FROM models m WHERE m.id = v.model_id AND m.category::text = p_category
           ))
       AND (coalesce(p_min_print_s, p_max_print_s) IS NULL
            OR v.print_duration_s BETWEEN coalesce(p_min_print_s, 0)
               AND coalesce(p_max_print_s, 2147483647))
       AND (p_material = '' OR EXISTS (
               SELECT FROM plates p JOIN filament_requirements r ON r.plate_id = p.id
                 LEFT JOIN filaments f ON f.id = r.filament_id
                WHERE p.user_id = shop AND p.variant_id = v.id
                  AND coalesce(f.material_type::text, upper(r.slicer_type)) = p_material
           ))
       AND (NOT p_in_stock OR (
               SELECT coalesce(bool_and(r.filament_id IS NOT NULL AND EXISTS (
                          SELECT FROM filament_inventory s
                           WHERE s.user_id = shop AND s.filament_id = r.filament_id
                             AND s.archived_at IS NULL AND s.quantity_grams > 0
                      )), false)
                 FROM plates p JOIN filament_requirements r ON r.plate_id = p.id
                WHERE p.user_id = shop AND p.variant_id = v.id
           ));
END;
$$;

-- What is looked at of an entry to bring them in order.
CREATE TYPE search_seen AS (subject_id uuid, name_key text, sort bigint, is_away boolean);

CREATE FUNCTION search_sifted(
    p_kind text, p_seen search_seen[], p_material text, p_in_stock boolean,
    p_min_print_s integer, p_max_print_s integer
) RETURNS search_seen[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
AS $$
DECLARE
    passing CONSTANT uuid[] := ARRAY(SELECT search_passing(
        p_kind, ARRAY(SELECT DISTINCT s.subject_id FROM unnest(p_seen) s), '', p_material,
        p_in_stock, p_min_print_s, p_max_print_s
    ));
BEGIN
    RETURN ARRAY(
        SELECT (s.subject_id, s.name_key, s.sort, s.is_away)::search_seen
          FROM unnest(p_seen) s WHERE s.subject_id = ANY (passing)
    );
END;
$$;

-- What of these kinds bears all of these words, each whole or as the beginning of a longer one,
-- and passes the filters; the best of each kind first.
--
-- p_kinds: letters of the kinds. p_words: of search_words(). p_settings: of these one must be what
-- the version's file says, `name=value`; then only versions are found. p_most: so many of each
-- kind. The others: of search_passing(); '' is no filter.
-- rank: 1 bears exactly this name, 2 its name begins so, 3 all words are in its name, 4 the words
-- are somewhere. total: how many there are of the kind, or, with is_more, were counted.
--
-- Where there are more, not all of them are looked at: those whose name begins so are, and the
-- newest of the kind. What every twentieth of the newest bears is counted from there, as reading
-- a hundred thousand places out of the index takes longer than finding a thousand rows. A filter
-- that is no word goes through ten thousand, some at a time, until two hundred have passed.
CREATE FUNCTION search_hits(
    p_kinds text, p_words text[], p_settings text[], p_most integer,
    p_category text, p_material text, p_in_stock boolean,
    p_min_print_s integer, p_max_print_s integer
) RETURNS TABLE (
    kind text, subject_id uuid, rank integer, total integer, is_more boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
    shop CONSTANT uuid := current_user_id();
    said CONSTANT text[] := ARRAY(SELECT left(w, 60) FROM unnest(p_words[:12]) w WHERE w <> '');
    joined CONSTANT text := array_to_string(said, ' ');
    alternatives CONSTANT jsonb := search_alternatives(said);
    of_kind text;
    mark text;
    wanted tsquery;
    marked tsquery;
    set_to tsquery;
    is_common boolean;
    is_sifted boolean;
    one search_seen;
    batch search_seen[];
    seen search_seen[];
BEGIN
    IF shop IS NULL OR said = '{}' AND coalesce(p_settings, '{}') = '{}' THEN
        RETURN;
    END IF;
    set_to := (
        SELECT string_agg(search_quoted(search_shop(shop) || left(s, 130)), '|')::tsquery
          FROM unnest(p_settings[:200]) s
    );
    FOREACH of_kind IN ARRAY string_to_array(p_kinds, NULL) LOOP
        CONTINUE WHEN set_to IS NOT NULL AND of_kind <> 'v';
        mark := nullif(CASE WHEN of_kind IN ('f', 's') THEN p_material ELSE p_category END, '');
        wanted := search_wanted(search_shop(shop) || of_kind, alternatives, '=' || mark);
        marked := search_wanted(search_shop(shop) || of_kind, '[]', '=' || mark);
        is_sifted := p_in_stock OR of_kind NOT IN ('f', 's')
            AND (p_material <> '' OR coalesce(p_min_print_s, p_max_print_s) IS NOT NULL);
        is_common := set_to IS NULL AND 25 <= (
            SELECT count(*)
              FROM (SELECT n.words FROM search_entries n
                     WHERE n.user_id = shop AND n.kind = of_kind
                     ORDER BY n.sort DESC LIMIT 500) n
             WHERE n.words @@ wanted
        );
        -- One after the other, and no further than the limit: of what is common the words are
        -- looked up only where too few of the newest bear them.
        seen := '{}';
        batch := '{}';
        is_more := false;
        FOR one IN SELECT e.* FROM (
                (SELECT n.subject_id, n.name_key, n.sort, n.is_away FROM search_entries n
                  WHERE set_to IS NULL AND n.user_id = shop AND n.kind = of_kind
                    AND n.name_key >= joined AND n.name_key < joined || U&'\+10FFFF'
                    AND (marked IS NULL OR n.words @@ marked)
                  ORDER BY n.name_key LIMIT 200)
                UNION ALL
                (SELECT n.subject_id, n.name_key, n.sort, n.is_away
                   FROM (SELECT * FROM search_entries n
                          WHERE is_common AND n.user_id = shop AND n.kind = of_kind
                          ORDER BY n.sort DESC LIMIT 30000) n
                  WHERE n.words @@ wanted)
                UNION ALL
                (SELECT n.subject_id, n.name_key, n.sort, n.is_away FROM search_entries n
                  -- Not to be looked up by: the words alone tell nearly all.
                  WHERE set_to IS NULL AND n.words @@ wanted AND n.user_id IS NOT DISTINCT FROM shop
                    AND (NOT is_common OR n.sort <= (
                        SELECT o.sort FROM search_entries o
                         WHERE o.user_id = shop AND o.kind = of_kind
                         ORDER BY o.sort DESC OFFSET 30000 LIMIT 1)))
                UNION ALL
                (SELECT n.subject_id, n.name_key, n.sort, n.is_away
                   FROM (SELECT s.variant_id FROM search_settings s
                          WHERE set_to IS NOT NULL AND s.words @@ set_to
                            AND s.user_id IS NOT DISTINCT FROM shop LIMIT 5000) s
                   JOIN search_entries n ON n.user_id = shop AND n.subject_id = s.variant_id
                  WHERE wanted IS NULL OR n.words @@ wanted)
            ) e LIMIT CASE WHEN is_sifted THEN 10000 ELSE 1200 END
        LOOP
            batch := batch || one;
            CONTINUE WHEN NOT is_sifted OR cardinality(batch) < 250;
            seen := seen || search_sifted(
                of_kind, batch, p_material, p_in_stock, p_min_print_s, p_max_print_s
            );
            batch := '{}';
            is_more := cardinality(seen) >= 250;
            EXIT WHEN is_more;
        END LOOP;
        IF is_sifted THEN
            seen := seen || search_sifted(
                of_kind, batch, p_material, p_in_stock, p_min_print_s, p_max_print_s
            );
        ELSE
            seen := batch;
            is_more := cardinality(seen) >= 1200;
        END IF;
        RETURN QUERY WITH ranked AS (
            SELECT e.*, CASE
                       WHEN e.name_key = joined THEN 1
                       WHEN starts_with(e.name_key, joined) THEN 2
                       WHEN e.name_key IS NOT NULL AND (
                           SELECT bool_and(strpos(' ' || e.name_key, ' ' || w) > 0)
                             FROM unnest(said) w
                       ) THEN 3 ELSE 4 END AS place
              FROM (SELECT DISTINCT s.* FROM unnest(seen) s) e
        )
        SELECT of_kind, r.subject_id, r.place,
               least(CASE WHEN is_sifted AND is_more THEN 200 ELSE 1000 END,
                     (count(*) OVER ())::integer),
               is_more OR count(*) OVER () >= 1000
          FROM ranked r
         ORDER BY r.place + CASE WHEN r.is_away THEN 4 ELSE 0 END, r.sort DESC, r.subject_id
         LIMIT greatest(0, least(p_most, 1000));
    END LOOP;
END;
$$;

-- Which of these are terms of the shop; with p_as_prefix also those that only begin one.
CREATE FUNCTION search_known(p_kind text, p_terms text[], p_as_prefix boolean)
RETURNS TABLE (term text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
AS $$
    SELECT w FROM unnest(p_terms[:200]) w
     WHERE EXISTS (
        SELECT FROM search_terms t
         WHERE t.user_id = current_user_id() AND t.kind = p_kind AND t.term >= w
           AND t.term < CASE WHEN p_as_prefix THEN w || U&'\+10FFFF' ELSE w || U&'\0001' END
     )
$$;

-- The terms of a shop that look most like this one. PL/pgSQL: its statements are not looked at
-- before they run, and only below is it said in which schema the extension is. The threshold is
-- not in its head: before the extension is loaded in a session only a superuser may say it there.
CREATE FUNCTION search_near(p_kind text, p_term text, p_most integer)
RETURNS TABLE (term text, similarity real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off
AS $$
BEGIN
    PERFORM set_config('pg_trgm.similarity_threshold', '0.22', true);
    RETURN QUERY
    SELECT t.term, max(similarity(t.term, left(p_term, 60)))
      FROM search_terms t
     WHERE t.term % left(p_term, 60) AND t.user_id IS NOT DISTINCT FROM current_user_id()
       AND t.kind IS NOT DISTINCT FROM p_kind AND t.term !~ '[0-9]'
     GROUP BY t.term ORDER BY 2 DESC, t.term
     LIMIT greatest(0, least(p_most, 100));
END;
$$;

-- The names of settings that hold this word.
CREATE FUNCTION search_setting_names(p_words text[]) RETURNS TABLE (term text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT DISTINCT t.term FROM search_terms t
     WHERE t.user_id = current_user_id() AND t.kind = 'n'
       AND NOT EXISTS (SELECT FROM unnest(p_words[:12]) w WHERE strpos(t.term, w) = 0)
     ORDER BY t.term LIMIT 200
$$;

-- Wherever an administrator has put the extension.
DO $$
DECLARE
    place text := (
        SELECT n.nspname FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
         WHERE x.extname = 'pg_trgm'
    );
BEGIN
    EXECUTE format(
        'CREATE INDEX ix_search_terms_trigrams ON search_terms USING gin (term %I.gin_trgm_ops)'
        ' WITH (fastupdate = off)', place
    );
    EXECUTE format(
        'ALTER FUNCTION search_near(text, text, integer) SET search_path = public, %I, pg_temp',
        place
    );
END;
$$;

-- Who may see and do what --------------------------------------------------------------------

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['search_entries', 'search_settings', 'search_terms'] LOOP
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY[
        'search_models', 'search_variants', 'search_filaments', 'search_spools', 'search_jobs'
    ] LOOP
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    END LOOP;
END;
$$;
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT oid FROM pg_proc WHERE proname LIKE 'search\_%'
                AND pronamespace = 'public'::regnamespace LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END;
$$;
GRANT EXECUTE ON FUNCTION search_words(text), search_value(text),
    search_passing(text, uuid[], text, text, boolean, integer, integer),
    search_hits(text, text[], text[], integer, text, text, boolean, integer, integer),
    search_known(text, text[], boolean),
    search_near(text, text, integer), search_setting_names(text[]) TO printshop_tenant;
