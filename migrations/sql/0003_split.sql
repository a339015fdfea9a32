-- The split of a plate's grams into model, support, prime tower and flush. It is computed
-- from the bytes of a file, and kept with them. Rights and policies of the tables hold for
-- their new columns too.

ALTER TYPE gram_source_enum ADD VALUE 'estimate' AFTER 'gcode';

-- A part of usage_waste_g; NULL where support and prime tower are not told apart.
ALTER TABLE filament_requirements
    ADD COLUMN usage_support_g numeric(10, 2),
    ADD CONSTRAINT ck_filament_requirements_support_is_waste CHECK (
        usage_support_g >= 0 AND usage_support_g <= coalesce(usage_waste_g, 0)
    );

-- split: as printshop.bambu.split_record writes it; NULL where there is none (yet).
-- split_rules: the rules by which that was last tried; NULL where it never was.
ALTER TABLE files
    ADD COLUMN split jsonb,
    ADD COLUMN split_rules integer,
    ADD CONSTRAINT ck_files_split_has_rules CHECK (split IS NULL OR split_rules IS NOT NULL);
CREATE INDEX ix_files_split_rules ON files (split_rules);

-- What people see of a variant does not change, hence not when it was changed either.
ALTER TABLE model_variants DISABLE TRIGGER touch_updated_at;
UPDATE model_variants
   SET bambu_metadata = (bambu_metadata - 'settings')
       || jsonb_build_object('rawMetadata', bambu_metadata -> 'settings')
 WHERE bambu_metadata ? 'settings';
ALTER TABLE model_variants ENABLE TRIGGER touch_updated_at;

-- Which files still need it, of all shops: what the worker has to know before it works
-- for one of them. A task that waits, runs or was given up is not asked for again; better
-- rules have another key, and are another try.
CREATE FUNCTION files_to_split(rules integer, at_most integer)
RETURNS TABLE (user_id uuid, file_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.user_id, f.id
      FROM files f
     WHERE (f.split_rules IS NULL OR f.split_rules < rules)
       AND f.damaged_at IS NULL
       AND NOT EXISTS (
           SELECT FROM procrastinate.procrastinate_jobs j
            WHERE j.task_name = 'split_file'
              AND j.queueing_lock = f.user_id || ':split_file:' || f.id || ':' || rules
       )
     ORDER BY f.created_at
     LIMIT greatest(0, at_most - (
         SELECT count(*) FROM procrastinate.procrastinate_jobs j
          WHERE j.task_name = 'split_file' AND j.status IN ('todo', 'doing')
     ))
$$;
REVOKE ALL ON FUNCTION files_to_split FROM PUBLIC;
GRANT EXECUTE ON FUNCTION files_to_split TO printshop_worker;
