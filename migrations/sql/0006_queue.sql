-- What printers can do and what is loaded in them, what a job is asked for and what became of
-- it, the steps it went through, and word of every change to whoever looks at a page.

-- Printers -----------------------------------------------------------------------------

ALTER TABLE printers
    ADD COLUMN extruder_count smallint DEFAULT 1 NOT NULL,
    -- Until now every printer took every file; a shop says where that is not so.
    ADD COLUMN takes_any_model boolean DEFAULT true NOT NULL,
    ADD COLUMN accepts_models text[] DEFAULT '{}' NOT NULL,
    ADD COLUMN materials material_type_enum[] DEFAULT '{}' NOT NULL,
    ADD COLUMN bed_types text[] DEFAULT '{}' NOT NULL,
    ADD COLUMN turnaround_min integer,
    ADD CONSTRAINT ck_printers_abilities_in_range CHECK (
        extruder_count BETWEEN 1 AND 2 AND turnaround_min BETWEEN 0 AND 1440
    );

-- Which spool sits where; slot 0 is the holder outside the AMS.
CREATE TABLE printer_slots (
    user_id uuid NOT NULL,
    printer_id uuid NOT NULL,
    slot smallint NOT NULL,
    spool_id uuid NOT NULL,
    loaded_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_printer_slots PRIMARY KEY (printer_id, slot),
    CONSTRAINT fk_printer_slots_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_printer_slots_user_id_printer_id_printers
        FOREIGN KEY (user_id, printer_id) REFERENCES printers (user_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_printer_slots_user_id_spool_id_filament_inventory
        FOREIGN KEY (user_id, spool_id) REFERENCES filament_inventory (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT uq_printer_slots_user_id_spool_id UNIQUE (user_id, spool_id),
    CONSTRAINT ck_printer_slots_slot_in_range CHECK (slot BETWEEN 0 AND 64)
);

ALTER TABLE shop_settings
    ADD COLUMN spool_tail_g numeric(10, 2) DEFAULT 10 NOT NULL,
    ADD CONSTRAINT ck_shop_settings_tail_in_range CHECK (spool_tail_g BETWEEN 0 AND 1000);

-- What a file asks of a printer --------------------------------------------------------

ALTER TABLE model_variants
    ADD COLUMN nozzle_diameter_mm numeric(4, 2),
    ADD COLUMN bed_type varchar(100) DEFAULT '' NOT NULL,
    ADD CONSTRAINT ck_model_variants_nozzle_positive CHECK (nozzle_diameter_mm > 0);
-- What is told apart anew is no change of the version.
ALTER TABLE model_variants DISABLE TRIGGER touch_updated_at;
UPDATE model_variants SET
    -- The inner case is asked only of a number: a condition of both may be cast before it is told.
    nozzle_diameter_mm = CASE
        WHEN jsonb_typeof(bambu_metadata -> 'nozzleSize') = 'number' THEN CASE
            WHEN (bambu_metadata ->> 'nozzleSize')::numeric BETWEEN 0.05 AND 9
            THEN round((bambu_metadata ->> 'nozzleSize')::numeric, 2) END END,
    bed_type = CASE
        WHEN jsonb_typeof(bambu_metadata #> '{rawMetadata,curr_bed_type}') = 'string'
        THEN left(bambu_metadata #>> '{rawMetadata,curr_bed_type}', 100) ELSE '' END
 WHERE bambu_metadata <> '{}';
ALTER TABLE model_variants ENABLE TRIGGER touch_updated_at;

-- Jobs ---------------------------------------------------------------------------------

ALTER TABLE print_jobs
    ADD COLUMN due_at timestamptz,
    ADD COLUMN progress_pct smallint,
    ADD COLUMN progress_at timestamptz,
    ADD COLUMN units_rejected integer,
    -- How long it printed, where a person said so; the clock between two clicks is no measure.
    ADD COLUMN print_s integer,
    -- Why it was started although something stood against it.
    ADD COLUMN start_note text DEFAULT '' NOT NULL,
    ADD COLUMN retry_of uuid,
    ADD CONSTRAINT fk_print_jobs_user_id_retry_of_print_jobs
        FOREIGN KEY (user_id, retry_of) REFERENCES print_jobs (user_id, id)
        ON DELETE SET NULL (retry_of),
    ADD CONSTRAINT ck_print_jobs_progress CHECK (progress_pct BETWEEN 0 AND 100),
    ADD CONSTRAINT ck_print_jobs_numbers_not_negative CHECK (
        units_rejected >= 0 AND print_s >= 0
    );
CREATE INDEX ix_print_jobs_retry_of ON print_jobs (user_id, retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX ix_print_jobs_finished_at ON print_jobs (user_id, finished_at DESC)
    WHERE finished_at IS NOT NULL;

ALTER TABLE job_filament_usage ADD COLUMN is_measured boolean DEFAULT false NOT NULL;

-- The spools a job was started with, in the order in which they give.
CREATE TABLE job_spools (
    user_id uuid NOT NULL,
    job_id uuid NOT NULL,
    filament_id uuid NOT NULL,
    spool_id uuid NOT NULL,
    position smallint NOT NULL,
    planned_g numeric(10, 2) NOT NULL,
    CONSTRAINT pk_job_spools PRIMARY KEY (job_id, filament_id, spool_id),
    CONSTRAINT fk_job_spools_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_job_spools_user_id_job_id_print_jobs
        FOREIGN KEY (user_id, job_id) REFERENCES print_jobs (user_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_job_spools_user_id_filament_id_filaments
        FOREIGN KEY (user_id, filament_id) REFERENCES filaments (user_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_job_spools_user_id_spool_id_filament_inventory
        FOREIGN KEY (user_id, spool_id) REFERENCES filament_inventory (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT ck_job_spools_planned_not_negative CHECK (planned_g >= 0)
);
CREATE INDEX ix_job_spools_spool_id ON job_spools (user_id, spool_id);
CREATE INDEX ix_job_spools_filament_id ON job_spools (user_id, filament_id);

-- What was done to a job, by whom and when; a request that comes again finds itself here.
CREATE TABLE job_steps (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    user_id uuid NOT NULL,
    job_id uuid NOT NULL,
    from_status job_status_enum NOT NULL,
    to_status job_status_enum NOT NULL,
    request_id uuid,
    done_by varchar(200) DEFAULT left(coalesce(current_setting('app.actor', true), ''), 200)
        NOT NULL,
    done_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_job_steps PRIMARY KEY (id),
    CONSTRAINT fk_job_steps_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_job_steps_user_id_job_id_print_jobs
        FOREIGN KEY (user_id, job_id) REFERENCES print_jobs (user_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_job_steps_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_job_steps_user_id_request_id UNIQUE (user_id, request_id)
);
CREATE INDEX ix_job_steps_job_id ON job_steps (user_id, job_id, id);

-- Who may see and do what --------------------------------------------------------------

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['printer_slots', 'job_spools', 'job_steps'] LOOP
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY own_rows ON %I TO printshop_tenant'
            ' USING (user_id = (SELECT current_user_id()))'
            ' WITH CHECK (user_id = (SELECT current_user_id()))', t
        );
        EXECUTE format('GRANT SELECT, INSERT ON %I TO printshop_tenant', t);
    END LOOP;
END;
$$;
GRANT UPDATE, DELETE ON printer_slots, job_spools TO printshop_tenant;
-- One that was added by mistake, and never printed.
GRANT DELETE ON printers TO printshop_tenant;

-- Word of a change ---------------------------------------------------------------------

-- One word per shop and topic and transaction, delivered when it commits: PostgreSQL drops
-- what is said twice. No row is written, so that no two transactions wait for each other. A
-- statement that touched no row says nothing.
CREATE FUNCTION say_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shop text = nullif(current_setting('app.current_user_id', true), '');
BEGIN
    IF shop IS NOT NULL AND EXISTS (SELECT FROM touched) THEN
        PERFORM pg_notify('printshop_changes', shop || ' ' || TG_ARGV[0]);
    END IF;
    RETURN NULL;
END;
$$;

-- Which rows were touched is told only to a trigger of one kind of statement.
DO $$
DECLARE
    said record;
BEGIN
    FOR said IN SELECT * FROM (VALUES
        ('print_jobs', 'queue'), ('job_spools', 'queue'), ('printers', 'queue'),
        ('printer_slots', 'queue'), ('shop_settings', 'settings'),
        ('filaments', 'stock'), ('filament_inventory', 'stock'),
        ('models', 'catalog'), ('model_variants', 'catalog'), ('plates', 'catalog'),
        ('filament_requirements', 'catalog')
    ) AS topics (table_name, topic), (VALUES
        ('insert', 'NEW'), ('update', 'NEW'), ('delete', 'OLD')
    ) AS kinds (kind, side) LOOP
        EXECUTE format(
            'CREATE TRIGGER say_changed_by_%s AFTER %s ON %I REFERENCING %s TABLE AS touched'
            ' FOR EACH STATEMENT EXECUTE FUNCTION say_changed(%L)',
            said.kind, said.kind, said.table_name, said.side, said.topic
        );
    END LOOP;
END;
$$;
