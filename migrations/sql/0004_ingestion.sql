-- Files on their way into the catalog, the keys of programs that send files, and what
-- people said a file's filaments mean.

CREATE TYPE incoming_source_enum AS ENUM ('browser', 'command', 'folder', 'slicer');
CREATE TYPE incoming_status_enum AS ENUM (
    'receiving', 'processing', 'review', 'saved', 'failed', 'dismissed'
);
CREATE TYPE incoming_stage_enum AS ENUM (
    'receive', 'verify', 'read', 'split', 'pictures', 'save'
);

-- One row a file, from the moment somebody names it until it is in the catalog or left
-- out. outline: the file without its bulk, as printshop.bambu.writing.outline makes it;
-- the sender's own, and not to be trusted, until outline_is_checked. form_values: what a
-- person said of it; accepted_at: and that it is to be saved like this.
CREATE TABLE processing_jobs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    source incoming_source_enum NOT NULL,
    name varchar(255) NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 char(64),
    transfer jsonb,
    file_id uuid,
    status incoming_status_enum NOT NULL,
    stage incoming_stage_enum DEFAULT 'receive' NOT NULL,
    progress_pct smallint DEFAULT 0 NOT NULL,
    message text DEFAULT '' NOT NULL,
    error text DEFAULT '' NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    outline bytea,
    outline_is_checked boolean DEFAULT false NOT NULL,
    summary jsonb DEFAULT '{}' NOT NULL,
    thumbnail_keys jsonb DEFAULT '{}' NOT NULL,
    picture_keys text[] DEFAULT '{}' NOT NULL,
    form_values jsonb DEFAULT '{}' NOT NULL,
    accepted_at timestamptz,
    variant_id uuid,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_processing_jobs PRIMARY KEY (id),
    CONSTRAINT fk_processing_jobs_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_processing_jobs_user_id_id UNIQUE (user_id, id),
    CONSTRAINT fk_processing_jobs_user_id_file_id_files
        FOREIGN KEY (user_id, file_id) REFERENCES files (user_id, id)
        ON DELETE SET NULL (file_id),
    CONSTRAINT fk_processing_jobs_user_id_variant_id_model_variants
        FOREIGN KEY (user_id, variant_id) REFERENCES model_variants (user_id, id)
        ON DELETE SET NULL (variant_id),
    CONSTRAINT ck_processing_jobs_sha256_is_hex CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT ck_processing_jobs_numbers_in_range CHECK (
        size_bytes >= 0 AND attempts >= 0 AND progress_pct BETWEEN 0 AND 100
    ),
    CONSTRAINT ck_processing_jobs_outline_is_small CHECK (octet_length(outline) <= 4194304)
);
CREATE INDEX ix_processing_jobs_user_id_status ON processing_jobs (user_id, status, created_at);
CREATE INDEX ix_processing_jobs_user_id_file_id ON processing_jobs (user_id, file_id);
CREATE INDEX ix_processing_jobs_user_id_variant_id ON processing_jobs (user_id, variant_id);
CREATE INDEX ix_processing_jobs_user_id_sha256 ON processing_jobs (user_id, sha256);
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON processing_jobs
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- Only the hash of a key is kept: whoever reads the table cannot use it.
CREATE TABLE access_tokens (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name varchar(100) NOT NULL,
    token_hash char(64) NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_access_tokens PRIMARY KEY (id),
    CONSTRAINT fk_access_tokens_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_access_tokens_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_access_tokens_token_hash UNIQUE (token_hash)
);

-- What a filament of a file, by the words of the slicer, means in this shop.
CREATE TABLE filament_choices (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    slicer_type varchar(100) DEFAULT '' NOT NULL,
    slicer_name varchar(200) DEFAULT '' NOT NULL,
    slicer_vendor varchar(100) DEFAULT '' NOT NULL,
    bambu_id varchar(100) DEFAULT '' NOT NULL,
    color_hex char(7) NOT NULL,
    filament_id uuid NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_filament_choices PRIMARY KEY (id),
    CONSTRAINT fk_filament_choices_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_filament_choices_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_filament_choices_words UNIQUE (
        user_id, slicer_type, slicer_name, slicer_vendor, bambu_id, color_hex
    ),
    CONSTRAINT fk_filament_choices_user_id_filament_id_filaments
        FOREIGN KEY (user_id, filament_id) REFERENCES filaments (user_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_filament_choices_user_id_filament_id ON filament_choices (user_id, filament_id);
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON filament_choices
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- The project that a sliced file was sliced from, kept beside it.
ALTER TABLE model_variants
    ADD COLUMN project_file_id uuid,
    ADD CONSTRAINT fk_model_variants_user_id_project_file_id_files
        FOREIGN KEY (user_id, project_file_id) REFERENCES files (user_id, id)
        ON DELETE SET NULL (project_file_id);
CREATE INDEX ix_model_variants_user_id_project_file_id
    ON model_variants (user_id, project_file_id);

-- Who may see and do what ----------------------------------------------------------------

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['processing_jobs', 'access_tokens', 'filament_choices'] LOOP
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY own_rows ON %I TO printshop_tenant'
            ' USING (user_id = (SELECT current_user_id()))'
            ' WITH CHECK (user_id = (SELECT current_user_id()))', t
        );
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO printshop_tenant', t);
    END LOOP;
END;
$$;
-- What was left out goes after a while, and its bytes with it.
GRANT DELETE ON processing_jobs, filament_choices, files TO printshop_tenant;

-- A program that sends files shows its key before there is a current user. A key that was
-- used a moment ago is not written again: a batch of files would otherwise wait in a line.
CREATE FUNCTION user_of_token(p_hash text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_user uuid;
BEGIN
    SELECT user_id INTO v_user FROM access_tokens
     WHERE token_hash = p_hash AND revoked_at IS NULL;
    UPDATE access_tokens SET last_used_at = now()
     WHERE token_hash = p_hash AND revoked_at IS NULL
       AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute');
    RETURN v_user;
END;
$$;
REVOKE ALL ON FUNCTION user_of_token FROM PUBLIC;
GRANT EXECUTE ON FUNCTION user_of_token TO printshop_tenant;

-- The worker's upkeep goes through all shops, one after the other, as each of them.
CREATE FUNCTION shop_ids() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM users ORDER BY created_at, id
$$;
REVOKE ALL ON FUNCTION shop_ids FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop_ids TO printshop_worker;

-- Files that are to be processed and that no task waits for or works on: their task was
-- given up, because the worker died of it again and again.
CREATE FUNCTION abandoned_incoming(quiet_s double precision)
RETURNS TABLE (user_id uuid, incoming_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.user_id, p.id
      FROM processing_jobs p
     WHERE p.status = 'processing'
       AND p.updated_at < now() - make_interval(secs => quiet_s)
       AND NOT EXISTS (
           SELECT FROM procrastinate.procrastinate_jobs j
            WHERE j.task_name = 'process_incoming'
              AND j.status IN ('todo', 'doing')
              AND j.queueing_lock = p.user_id || ':process_incoming:' || p.id
       )
$$;
REVOKE ALL ON FUNCTION abandoned_incoming FROM PUBLIC;
GRANT EXECUTE ON FUNCTION abandoned_incoming TO printshop_worker;

-- As in 0003, but files that are being processed are told apart by that task.
CREATE OR REPLACE FUNCTION files_to_split(rules integer, at_most integer)
RETURNS TABLE (user_id uuid, file_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.user_id, f.id
      FROM files f
     WHERE (f.split_rules IS NULL OR f.split_rules < rules)
       AND f.damaged_at IS NULL
       AND NOT EXISTS (
           SELECT FROM processing_jobs p
            WHERE p.user_id = f.user_id AND p.file_id = f.id AND p.status = 'processing'
       )
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
