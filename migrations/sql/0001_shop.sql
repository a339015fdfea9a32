-- The shop's tables. One user is one shop: user_id stands on every tenant table,
-- parents are referenced together with it, so that no row can point into another
-- shop, and row-level security hides what is not the current user's.
--
-- Roles: the owner of these objects migrates. The app and the worker log in as
-- plain roles that are members of printshop_tenant and own nothing.

CREATE FUNCTION current_user_id() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.current_user_id', true), '')::uuid $$;

CREATE TYPE category_enum AS ENUM ('keychain', 'earring', 'decoration', 'functional');
CREATE TYPE material_type_enum AS ENUM (
    'PLA', 'PETG', 'ABS', 'TPU', 'ASA', 'PC', 'PA', 'PVA', 'PCTG', 'HIPS', 'PP', 'PET', 'OTHER'
);
CREATE TYPE job_status_enum AS ENUM ('queued', 'printing', 'completed', 'failed', 'cancelled');
CREATE TYPE variant_status_enum AS ENUM ('untested', 'proven', 'retired');
CREATE TYPE gram_source_enum AS ENUM ('gcode', 'slice_info', 'manual');
CREATE TYPE movement_reason_enum AS ENUM (
    'received', 'used', 'set', 'added', 'subtracted', 'undone'
);
CREATE TYPE failure_reason_enum AS ENUM (
    'adhesion', 'spaghetti', 'clog', 'tangle', 'run_out', 'layer_shift', 'support', 'power',
    'quality', 'operator', 'other'
);

-- People ---------------------------------------------------------------------------

CREATE TABLE users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    issuer varchar(500) NOT NULL,
    subject varchar(255) NOT NULL,
    email varchar(320) DEFAULT '' NOT NULL,
    name varchar(255) DEFAULT '' NOT NULL,
    business_name varchar(255) DEFAULT '' NOT NULL,
    business_description text DEFAULT '' NOT NULL,
    preferences jsonb DEFAULT '{}' NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    last_login_at timestamptz,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_issuer_subject UNIQUE (issuer, subject)
);
CREATE INDEX ix_users_email ON users (email);
CREATE INDEX ix_users_created_at ON users (created_at);

CREATE TABLE shop_settings (
    user_id uuid NOT NULL,
    currency char(3) DEFAULT 'USD' NOT NULL,
    electricity_per_kwh numeric(10, 4) DEFAULT 0.30 NOT NULL,
    labour_per_hour numeric(10, 2) DEFAULT 15 NOT NULL,
    machine_per_hour numeric(10, 4) DEFAULT 0.20 NOT NULL,
    opens_at time DEFAULT '08:00' NOT NULL,
    closes_at time DEFAULT '20:00' NOT NULL,
    staffed_days smallint[] DEFAULT '{0,1,2,3,4,5,6}' NOT NULL,
    time_zone varchar(100) DEFAULT 'UTC' NOT NULL,
    turnaround_min integer DEFAULT 15 NOT NULL,
    lead_time_days integer DEFAULT 7 NOT NULL,
    safety_days integer DEFAULT 14 NOT NULL,
    target_margin_pct numeric(5, 2) DEFAULT 50 NOT NULL,
    last_spool_number integer DEFAULT 0 NOT NULL,
    last_job_number integer DEFAULT 0 NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_shop_settings PRIMARY KEY (user_id),
    CONSTRAINT fk_shop_settings_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_shop_settings_rates_not_negative CHECK (
        electricity_per_kwh >= 0 AND labour_per_hour >= 0 AND machine_per_hour >= 0
    ),
    CONSTRAINT ck_shop_settings_margin_below_100 CHECK (
        target_margin_pct >= 0 AND target_margin_pct < 100
    )
);

CREATE TABLE printers (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name varchar(100) NOT NULL,
    model varchar(100) DEFAULT '' NOT NULL,
    nozzle_diameter_mm numeric(4, 2) DEFAULT 0.4 NOT NULL,
    ams_slots integer DEFAULT 4 NOT NULL,
    watts integer DEFAULT 120 NOT NULL,
    cost_per_hour numeric(10, 4),
    is_active boolean DEFAULT true NOT NULL,
    is_demo boolean DEFAULT false NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_printers PRIMARY KEY (id),
    CONSTRAINT fk_printers_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_printers_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_printers_user_id_name UNIQUE (user_id, name),
    CONSTRAINT ck_printers_numbers_in_range CHECK (
        nozzle_diameter_mm > 0 AND ams_slots >= 0 AND watts >= 0
    )
);

-- The catalog ------------------------------------------------------------------------

CREATE TABLE files (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    sha256 char(64) NOT NULL,
    size_bytes bigint NOT NULL,
    name varchar(255) NOT NULL,
    storage_key varchar(255) NOT NULL,
    verified_at timestamptz,
    damaged_at timestamptz,
    is_demo boolean DEFAULT false NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_files PRIMARY KEY (id),
    CONSTRAINT fk_files_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_files_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_files_user_id_sha256 UNIQUE (user_id, sha256),
    CONSTRAINT ck_files_sha256_is_hex CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT ck_files_size_not_negative CHECK (size_bytes >= 0)
);

CREATE TABLE models (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name varchar(255) NOT NULL,
    designer varchar(255) DEFAULT '' NOT NULL,
    description text DEFAULT '' NOT NULL,
    category category_enum NOT NULL,
    license varchar(100) DEFAULT '' NOT NULL,
    source_url varchar(500) DEFAULT '' NOT NULL,
    tags text[] DEFAULT '{}' NOT NULL,
    image_urls text[] DEFAULT '{}' NOT NULL,
    archived_at timestamptz,
    is_demo boolean DEFAULT false NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_models PRIMARY KEY (id),
    CONSTRAINT fk_models_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_models_user_id_id UNIQUE (user_id, id),
    CONSTRAINT ck_models_name_not_blank CHECK (btrim(name) <> '')
);
CREATE INDEX ix_models_user_id_created_at ON models (user_id, created_at DESC);
CREATE INDEX ix_models_search ON models USING gin (
    to_tsvector('english', name || ' ' || coalesce(description, ''))
);

CREATE TABLE model_variants (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    model_id uuid NOT NULL,
    name varchar(255) NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    previous_variant_id uuid,
    source_file_id uuid,
    status variant_status_enum DEFAULT 'untested' NOT NULL,
    producer_name varchar(100) DEFAULT '' NOT NULL,
    producer_version varchar(100) DEFAULT '' NOT NULL,
    printer_model varchar(100) DEFAULT '' NOT NULL,
    layer_height_mm numeric(5, 3),
    nozzle_temperature_c integer,
    bed_temperature_c integer,
    print_duration_s integer,
    bambu_metadata jsonb DEFAULT '{}' NOT NULL,
    notes text DEFAULT '' NOT NULL,
    cost_to_produce_usd numeric(10, 2),
    success_rate_pct numeric(5, 2),
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_model_variants PRIMARY KEY (id),
    CONSTRAINT fk_model_variants_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_model_variants_user_id_model_id_models
        FOREIGN KEY (user_id, model_id) REFERENCES models (user_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_model_variants_user_id_id UNIQUE (user_id, id),
    CONSTRAINT fk_model_variants_user_id_previous_variant_id_model_variants
        FOREIGN KEY (user_id, previous_variant_id) REFERENCES model_variants (user_id, id)
        ON DELETE SET NULL (previous_variant_id),
    CONSTRAINT fk_model_variants_user_id_source_file_id_files
        FOREIGN KEY (user_id, source_file_id) REFERENCES files (user_id, id)
        ON DELETE SET NULL (source_file_id),
    CONSTRAINT uq_model_variants_model_id_version UNIQUE (model_id, version),
    CONSTRAINT uq_model_variants_user_id_source_file_id UNIQUE (user_id, source_file_id),
    CONSTRAINT ck_model_variants_version_positive CHECK (version > 0),
    CONSTRAINT ck_model_variants_duration_not_negative CHECK (print_duration_s >= 0)
);
CREATE INDEX ix_model_variants_user_id_layer_height_mm
    ON model_variants (user_id, layer_height_mm);
CREATE INDEX ix_model_variants_user_id_print_duration_s
    ON model_variants (user_id, print_duration_s);
CREATE INDEX ix_model_variants_bambu_metadata ON model_variants USING gin (bambu_metadata);

CREATE TABLE plates (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    plate_index integer NOT NULL,
    name varchar(100) DEFAULT '' NOT NULL,
    thumbnail_key varchar(255),
    print_time_s integer,
    preparation_time_s integer,
    weight_g numeric(10, 2),
    layers integer,
    filament_changes integer,
    units integer DEFAULT 1 NOT NULL,
    CONSTRAINT pk_plates PRIMARY KEY (id),
    CONSTRAINT fk_plates_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_plates_user_id_variant_id_model_variants
        FOREIGN KEY (user_id, variant_id) REFERENCES model_variants (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT uq_plates_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_plates_variant_id_plate_index UNIQUE (variant_id, plate_index),
    CONSTRAINT ck_plates_numbers_in_range CHECK (
        plate_index > 0 AND units > 0 AND print_time_s >= 0 AND preparation_time_s >= 0
        AND weight_g >= 0
    )
);

-- Filaments and stock ----------------------------------------------------------------

CREATE TABLE filaments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    brand varchar(100) NOT NULL,
    material_type material_type_enum NOT NULL,
    slicer_name varchar(100) DEFAULT '' NOT NULL,
    color_name varchar(100) NOT NULL,
    color_hex char(7) NOT NULL,
    cost_per_gram_base numeric(10, 6) DEFAULT 0 NOT NULL,
    density_g_cm3 numeric(6, 3),
    diameter_mm numeric(4, 2) DEFAULT 1.75 NOT NULL,
    bambu_id varchar(100) DEFAULT '' NOT NULL,
    purchase_url varchar(500) DEFAULT '' NOT NULL,
    low_stock_grams numeric(10, 2) DEFAULT 100 NOT NULL,
    demand_count integer DEFAULT 0 NOT NULL,
    is_demo boolean DEFAULT false NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_filaments PRIMARY KEY (id),
    CONSTRAINT fk_filaments_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_filaments_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_filaments_kind
        UNIQUE (user_id, brand, material_type, slicer_name, color_hex),
    CONSTRAINT ck_filaments_color_is_hex CHECK (color_hex ~ '^#[0-9A-F]{6}$'),
    CONSTRAINT ck_filaments_numbers_in_range CHECK (
        cost_per_gram_base >= 0 AND density_g_cm3 > 0 AND diameter_mm > 0
        AND low_stock_grams >= 0
    )
);
CREATE INDEX ix_filaments_material_color ON filaments (user_id, material_type, color_hex);
CREATE INDEX ix_filaments_demand ON filaments (user_id, demand_count DESC);

CREATE TABLE filament_inventory (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    filament_id uuid NOT NULL,
    purchase_id uuid NOT NULL,
    purchase_position integer NOT NULL,
    number integer NOT NULL,
    batch_identifier varchar(100) DEFAULT '' NOT NULL,
    initial_grams numeric(10, 2) NOT NULL,
    quantity_grams numeric(10, 2) DEFAULT 0 NOT NULL,
    actual_cost_per_gram numeric(10, 6) DEFAULT 0 NOT NULL,
    is_weighed boolean DEFAULT true NOT NULL,
    location varchar(100) DEFAULT '' NOT NULL,
    supplier varchar(100) DEFAULT '' NOT NULL,
    purchase_date date,
    expiry_date date,
    archived_at timestamptz,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_filament_inventory PRIMARY KEY (id),
    CONSTRAINT fk_filament_inventory_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_filament_inventory_user_id_filament_id_filaments
        FOREIGN KEY (user_id, filament_id) REFERENCES filaments (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT uq_filament_inventory_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_filament_inventory_user_id_number UNIQUE (user_id, number),
    CONSTRAINT uq_filament_inventory_purchase
        UNIQUE (user_id, purchase_id, purchase_position),
    CONSTRAINT ck_filament_inventory_quantity_not_negative CHECK (quantity_grams >= 0),
    CONSTRAINT ck_filament_inventory_numbers_in_range CHECK (
        initial_grams > 0 AND actual_cost_per_gram >= 0 AND number > 0
    )
);
CREATE INDEX ix_filament_inventory_filament_id ON filament_inventory (user_id, filament_id);
CREATE INDEX ix_filament_inventory_quantity ON filament_inventory (user_id, quantity_grams);

CREATE TABLE filament_requirements (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    plate_id uuid NOT NULL,
    filament_index integer NOT NULL,
    filament_id uuid,
    usage_model_g numeric(10, 2),
    usage_waste_g numeric(10, 2),
    usage_purge_g numeric(10, 2),
    split_known boolean DEFAULT false NOT NULL,
    source gram_source_enum NOT NULL,
    slicer_type varchar(100) DEFAULT '' NOT NULL,
    slicer_name varchar(200) DEFAULT '' NOT NULL,
    slicer_vendor varchar(100) DEFAULT '' NOT NULL,
    bambu_id varchar(100) DEFAULT '' NOT NULL,
    color_hex char(7) DEFAULT '#808080' NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_filament_requirements PRIMARY KEY (id),
    CONSTRAINT fk_filament_requirements_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_filament_requirements_user_id_plate_id_plates
        FOREIGN KEY (user_id, plate_id) REFERENCES plates (user_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_filament_requirements_user_id_filament_id_filaments
        FOREIGN KEY (user_id, filament_id) REFERENCES filaments (user_id, id)
        ON DELETE SET NULL (filament_id),
    CONSTRAINT uq_filament_requirements_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_filament_requirements_plate_id_filament_index
        UNIQUE (plate_id, filament_index),
    CONSTRAINT ck_filament_requirements_color_is_hex CHECK (color_hex ~ '^#[0-9A-F]{6}$'),
    CONSTRAINT ck_filament_requirements_grams_not_negative CHECK (
        usage_model_g >= 0 AND usage_waste_g >= 0 AND usage_purge_g >= 0
    )
);
CREATE INDEX ix_filament_requirements_filament_id
    ON filament_requirements (user_id, filament_id);

-- The queue and the ledger -------------------------------------------------------------

CREATE TABLE print_jobs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    number integer NOT NULL,
    variant_id uuid NOT NULL,
    plate_id uuid NOT NULL,
    printer_id uuid,
    batch_id uuid NOT NULL,
    batch_position integer NOT NULL,
    status job_status_enum DEFAULT 'queued' NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    queue_position integer NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    failure_reason failure_reason_enum,
    failure_note text DEFAULT '' NOT NULL,
    completion_percentage integer,
    units_good integer,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_print_jobs PRIMARY KEY (id),
    CONSTRAINT fk_print_jobs_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_print_jobs_user_id_variant_id_model_variants
        FOREIGN KEY (user_id, variant_id) REFERENCES model_variants (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT fk_print_jobs_user_id_plate_id_plates
        FOREIGN KEY (user_id, plate_id) REFERENCES plates (user_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_print_jobs_user_id_printer_id_printers
        FOREIGN KEY (user_id, printer_id) REFERENCES printers (user_id, id)
        ON DELETE SET NULL (printer_id),
    CONSTRAINT uq_print_jobs_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_print_jobs_user_id_number UNIQUE (user_id, number),
    CONSTRAINT uq_print_jobs_batch UNIQUE (user_id, batch_id, batch_position),
    CONSTRAINT ck_print_jobs_completion_percentage CHECK (
        completion_percentage BETWEEN 0 AND 100
    ),
    CONSTRAINT ck_print_jobs_units_good_not_negative CHECK (units_good >= 0),
    CONSTRAINT ck_print_jobs_finished_has_time CHECK (
        (status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)
    )
);
CREATE INDEX ix_print_jobs_queue_order
    ON print_jobs (user_id, status, priority DESC, queue_position);
CREATE INDEX ix_print_jobs_variant_id ON print_jobs (user_id, variant_id);
CREATE INDEX ix_print_jobs_plate_id ON print_jobs (user_id, plate_id);
CREATE INDEX ix_print_jobs_printer_id ON print_jobs (user_id, printer_id);

CREATE TABLE inventory_movements (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    user_id uuid NOT NULL,
    spool_id uuid NOT NULL,
    amount_grams numeric(10, 2) NOT NULL,
    balance_grams numeric(10, 2) NOT NULL,
    reason movement_reason_enum NOT NULL,
    note text DEFAULT '' NOT NULL,
    job_id uuid,
    reverses_id bigint,
    request_id uuid,
    booked_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_inventory_movements PRIMARY KEY (id),
    CONSTRAINT fk_inventory_movements_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_inventory_movements_user_id_spool_id_filament_inventory
        FOREIGN KEY (user_id, spool_id) REFERENCES filament_inventory (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT fk_inventory_movements_user_id_job_id_print_jobs
        FOREIGN KEY (user_id, job_id) REFERENCES print_jobs (user_id, id)
        ON DELETE SET NULL (job_id),
    CONSTRAINT uq_inventory_movements_user_id_id UNIQUE (user_id, id),
    CONSTRAINT fk_inventory_movements_user_id_reverses_id_inventory_movements
        FOREIGN KEY (user_id, reverses_id) REFERENCES inventory_movements (user_id, id),
    CONSTRAINT uq_inventory_movements_reverses_id UNIQUE (reverses_id),
    CONSTRAINT uq_inventory_movements_user_id_request_id UNIQUE (user_id, request_id)
);
CREATE INDEX ix_inventory_movements_spool_id ON inventory_movements (user_id, spool_id, id);
CREATE INDEX ix_inventory_movements_job_id ON inventory_movements (user_id, job_id);

CREATE TABLE job_filament_usage (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    job_id uuid NOT NULL,
    requirement_id uuid,
    filament_id uuid,
    spool_id uuid,
    movement_id bigint,
    estimated_g numeric(10, 2) NOT NULL,
    actual_g numeric(10, 2) NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_job_filament_usage PRIMARY KEY (id),
    CONSTRAINT fk_job_filament_usage_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_job_filament_usage_user_id_job_id_print_jobs
        FOREIGN KEY (user_id, job_id) REFERENCES print_jobs (user_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_job_filament_usage_user_id_requirement_id_filament_requirements
        FOREIGN KEY (user_id, requirement_id) REFERENCES filament_requirements (user_id, id)
        ON DELETE SET NULL (requirement_id),
    CONSTRAINT fk_job_filament_usage_user_id_filament_id_filaments
        FOREIGN KEY (user_id, filament_id) REFERENCES filaments (user_id, id)
        ON DELETE SET NULL (filament_id),
    CONSTRAINT fk_job_filament_usage_user_id_spool_id_filament_inventory
        FOREIGN KEY (user_id, spool_id) REFERENCES filament_inventory (user_id, id)
        ON DELETE SET NULL (spool_id),
    CONSTRAINT fk_job_filament_usage_user_id_movement_id_inventory_movements
        FOREIGN KEY (user_id, movement_id) REFERENCES inventory_movements (user_id, id)
        ON DELETE SET NULL (movement_id),
    CONSTRAINT uq_job_filament_usage_movement_id UNIQUE (movement_id),
    CONSTRAINT ck_job_filament_usage_grams_not_negative CHECK (
        estimated_g >= 0 AND actual_g >= 0
    )
);
CREATE INDEX ix_job_filament_usage_job_id ON job_filament_usage (user_id, job_id);
CREATE INDEX ix_job_filament_usage_spool_id ON job_filament_usage (user_id, spool_id);
CREATE INDEX ix_job_filament_usage_filament_id ON job_filament_usage (user_id, filament_id);
CREATE INDEX ix_job_filament_usage_requirement_id
    ON job_filament_usage (user_id, requirement_id);

-- What keeps itself true ---------------------------------------------------------------

CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at = now();
    RETURN NEW;
END;
$$;

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON shop_settings
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON printers
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON models
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON model_variants
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON filaments
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON filament_inventory
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON print_jobs
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- The balance of a spool is the sum of its ledger: this trigger is the only writer of
-- quantity_grams (the app's role has no right to that column), and the row lock that
-- its UPDATE takes puts simultaneous bookings of one spool in a line.
CREATE FUNCTION apply_movement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE filament_inventory
       SET quantity_grams = quantity_grams + NEW.amount_grams
     WHERE id = NEW.spool_id AND user_id = NEW.user_id
    RETURNING quantity_grams INTO NEW.balance_grams;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = 'no such spool';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER apply_movement BEFORE INSERT ON inventory_movements
    FOR EACH ROW EXECUTE FUNCTION apply_movement();

CREATE FUNCTION count_demand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE filaments
       SET demand_count = (
           SELECT count(*) FROM filament_requirements r
            WHERE r.user_id = filaments.user_id AND r.filament_id = filaments.id
       )
     WHERE id IN (
         CASE WHEN TG_OP <> 'INSERT' THEN OLD.filament_id END,
         CASE WHEN TG_OP <> 'DELETE' THEN NEW.filament_id END
     );
    RETURN NULL;
END;
$$;
CREATE TRIGGER count_demand AFTER INSERT OR DELETE OR UPDATE OF filament_id
    ON filament_requirements FOR EACH ROW EXECUTE FUNCTION count_demand();

-- Signing in happens before there is a current user, hence as the owner.
CREATE FUNCTION sign_in(
    p_issuer text, p_subject text, p_email text, p_name text, p_time_zone text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id uuid;
BEGIN
    INSERT INTO users AS u (issuer, subject, email, name, last_login_at)
    VALUES (p_issuer, p_subject, p_email, p_name, now())
    ON CONFLICT (issuer, subject) DO UPDATE
        SET email = excluded.email,
            name = CASE WHEN u.name = '' THEN excluded.name ELSE u.name END,
            last_login_at = now()
    RETURNING id INTO v_id;
    INSERT INTO shop_settings (user_id, time_zone) VALUES (v_id, p_time_zone)
    ON CONFLICT (user_id) DO NOTHING;
    RETURN v_id;
END;
$$;

-- The app may not delete stock or its ledger; taking the demo shop away is the one
-- exception, and takes only what the demo made for this user.
CREATE FUNCTION remove_demo() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM models WHERE user_id = current_user_id() AND is_demo;
    DELETE FROM filaments WHERE user_id = current_user_id() AND is_demo;
    DELETE FROM printers WHERE user_id = current_user_id() AND is_demo;
    DELETE FROM files WHERE user_id = current_user_id() AND is_demo;
END;
$$;

-- Who may see what -----------------------------------------------------------------------

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON users TO printshop_tenant
    USING (id = (SELECT current_user_id())) WITH CHECK (id = (SELECT current_user_id()));

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY[
        'shop_settings', 'printers', 'files', 'models', 'model_variants', 'plates',
        'filaments', 'filament_inventory', 'filament_requirements', 'print_jobs',
        'inventory_movements', 'job_filament_usage'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY own_rows ON %I TO printshop_tenant'
            ' USING (user_id = (SELECT current_user_id()))'
            ' WITH CHECK (user_id = (SELECT current_user_id()))', t
        );
    END LOOP;
END;
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO printshop_tenant;
GRANT EXECUTE ON FUNCTION current_user_id(), sign_in(text, text, text, text, text), remove_demo()
    TO printshop_tenant;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO printshop_tenant;
GRANT UPDATE (email, name, business_name, business_description, preferences)
    ON users TO printshop_tenant;
GRANT UPDATE ON shop_settings TO printshop_tenant;
GRANT INSERT, UPDATE ON printers, files, models, model_variants, plates, filaments,
    filament_requirements, print_jobs TO printshop_tenant;
GRANT INSERT, DELETE ON job_filament_usage TO printshop_tenant;
GRANT INSERT ON inventory_movements TO printshop_tenant;
-- Everything of a spool but its balance.
GRANT INSERT (
    id, user_id, filament_id, purchase_id, purchase_position, number, batch_identifier,
    initial_grams, actual_cost_per_gram, is_weighed, location, supplier, purchase_date,
    expiry_date
) ON filament_inventory TO printshop_tenant;
GRANT UPDATE (
    batch_identifier, actual_cost_per_gram, is_weighed, location, supplier, purchase_date,
    expiry_date, archived_at
) ON filament_inventory TO printshop_tenant;
