-- Filaments with all that a shop says of them, purchases with what they really cost, the
-- states of a spool, who booked what, stock-takes, the makers' filaments, and alerts.

CREATE TYPE filament_finish_enum AS ENUM (
    'plain', 'matte', 'silk', 'glitter', 'translucent', 'glow', 'marble', 'wood', 'metal',
    'fiber', 'other'
);
CREATE TYPE color_pattern_enum AS ENUM ('single', 'coextruded', 'gradient');
CREATE TYPE alert_kind_enum AS ENUM ('low_stock', 'print_complete', 'system_update');
ALTER TYPE movement_reason_enum ADD VALUE 'moved';
ALTER TYPE movement_reason_enum ADD VALUE 'scrapped';
ALTER TYPE movement_reason_enum ADD VALUE 'counted';

-- Filaments ----------------------------------------------------------------------------

ALTER TABLE filaments
    ADD COLUMN finish filament_finish_enum DEFAULT 'plain' NOT NULL,
    ADD COLUMN color_pattern color_pattern_enum DEFAULT 'single' NOT NULL,
    ADD COLUMN other_color_hexes char(7)[] DEFAULT '{}' NOT NULL,
    ADD COLUMN net_g numeric(10, 2),
    ADD COLUMN tare_g numeric(10, 2),
    ADD COLUMN nozzle_min_c integer,
    ADD COLUMN nozzle_max_c integer,
    ADD COLUMN bed_min_c integer,
    ADD COLUMN bed_max_c integer,
    ADD COLUMN drying_c integer,
    ADD COLUMN drying_h integer,
    ADD COLUMN gtin varchar(14) DEFAULT '' NOT NULL,
    ADD COLUMN maker_code varchar(100) DEFAULT '' NOT NULL,
    ADD COLUMN supplier varchar(100) DEFAULT '' NOT NULL,
    ADD COLUMN low_stock_spools integer DEFAULT 0 NOT NULL,
    ADD COLUMN lead_time_days integer,
    ADD COLUMN pack_size integer DEFAULT 1 NOT NULL,
    ADD COLUMN average_cost_per_gram numeric(10, 6) DEFAULT 0 NOT NULL,
    ADD COLUMN known_filament_id uuid,
    ADD COLUMN known_values jsonb DEFAULT '{}' NOT NULL,
    ADD COLUMN merged_into_id uuid,
    ADD COLUMN archived_at timestamptz,
    ADD CONSTRAINT fk_filaments_user_id_merged_into_id_filaments
        FOREIGN KEY (user_id, merged_into_id) REFERENCES filaments (user_id, id)
        ON DELETE SET NULL (merged_into_id),
    ADD CONSTRAINT ck_filaments_stock_numbers_in_range CHECK (
        net_g > 0 AND tare_g >= 0 AND low_stock_spools >= 0 AND lead_time_days >= 0
        AND pack_size > 0 AND average_cost_per_gram >= 0
    );
-- What the slicer's name says of the surface.
UPDATE filaments SET finish = CASE
    WHEN slicer_name ~* '\msilk' THEN 'silk'
    WHEN slicer_name ~* '\mmatte?\M' THEN 'matte'
    WHEN slicer_name ~* '(-CF|-GF|\mcarbon|\mglass fib)' THEN 'fiber'
    WHEN slicer_name ~* '(\mglow|luminous)' THEN 'glow'
    WHEN slicer_name ~* '(\mtranslucent|\mtransparent|\mclear)' THEN 'translucent'
    WHEN slicer_name ~* '(\mglitter|\msparkle|\mgalaxy)' THEN 'glitter'
    WHEN slicer_name ~* '\mmarble' THEN 'marble'
    WHEN slicer_name ~* '\mwood' THEN 'wood'
    WHEN slicer_name ~* '\mmetal' THEN 'metal'
    ELSE 'plain' END::filament_finish_enum
 WHERE slicer_name <> '';
-- The same black on 2.85 mm, or with a second colour, is another thing to buy.
ALTER TABLE filaments
    DROP CONSTRAINT uq_filaments_kind,
    ADD CONSTRAINT uq_filaments_kind UNIQUE (
        user_id, brand, material_type, slicer_name, color_hex, other_color_hexes, diameter_mm
    );
CREATE INDEX ix_filaments_merged_into_id ON filaments (user_id, merged_into_id);
CREATE INDEX ix_filaments_gtin ON filaments (user_id, gtin) WHERE gtin <> '';

-- Purchases and spools -----------------------------------------------------------------

-- What was paid for a delivery beside the price of its reels. A reel's share of it is in
-- its landed cost per gram.
CREATE TABLE purchases (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    supplier varchar(100) DEFAULT '' NOT NULL,
    reference varchar(100) DEFAULT '' NOT NULL,
    purchased_on date,
    discount numeric(12, 2) DEFAULT 0 NOT NULL,
    shipping numeric(12, 2) DEFAULT 0 NOT NULL,
    tax numeric(12, 2) DEFAULT 0 NOT NULL,
    is_demo boolean DEFAULT false NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_purchases PRIMARY KEY (user_id, id),
    CONSTRAINT fk_purchases_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_purchases_money_not_negative CHECK (
        discount >= 0 AND shipping >= 0 AND tax >= 0
    )
);
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON purchases
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
INSERT INTO purchases (id, user_id, supplier, purchased_on, created_at)
SELECT purchase_id, user_id, max(supplier), min(purchase_date), min(created_at)
  FROM filament_inventory GROUP BY purchase_id, user_id;
-- The demo comes in one transaction, before anybody can put a spool of his own on it.
UPDATE purchases p SET is_demo = true
  FROM (SELECT s.user_id, min(s.created_at) AS loaded_at
          FROM filament_inventory s
          JOIN filaments f ON f.user_id = s.user_id AND f.id = s.filament_id
         WHERE f.is_demo GROUP BY s.user_id) demo
 WHERE demo.user_id = p.user_id AND demo.loaded_at = p.created_at;

-- price: of this reel alone, as on the bill; NULL where nobody knows. landed: what a gram
-- of it cost with its share of shipping, tax and discount. actual: the same until grams of
-- another reel are wound onto it, then the mean of both.
ALTER TABLE filament_inventory
    ADD COLUMN price numeric(12, 2),
    ADD COLUMN landed_cost_per_gram numeric(10, 6) DEFAULT 0 NOT NULL,
    ADD COLUMN tare_g numeric(10, 2),
    ADD COLUMN opened_on date,
    ADD COLUMN dried_on date,
    ADD COLUMN weighed_at timestamptz,
    ADD COLUMN note varchar(500) DEFAULT '' NOT NULL,
    ADD CONSTRAINT fk_filament_inventory_user_id_purchase_id_purchases
        FOREIGN KEY (user_id, purchase_id) REFERENCES purchases (user_id, id),
    ADD CONSTRAINT ck_filament_inventory_stock_numbers_in_range CHECK (
        price >= 0 AND landed_cost_per_gram >= 0 AND tare_g >= 0
    );
ALTER TABLE filament_inventory DISABLE TRIGGER touch_updated_at;
UPDATE filament_inventory s SET
    landed_cost_per_gram = actual_cost_per_gram,
    opened_on = (
        SELECT greatest(min(m.booked_at)::date, s.purchase_date) FROM inventory_movements m
         WHERE m.user_id = s.user_id AND m.spool_id = s.id
           AND m.amount_grams < 0 AND m.reason <> 'undone'
        HAVING count(*) > 0
    ),
    weighed_at = (
        SELECT max(m.booked_at) FROM inventory_movements m
         WHERE m.user_id = s.user_id AND m.spool_id = s.id AND m.reason = 'set'
    );
ALTER TABLE filament_inventory ENABLE TRIGGER touch_updated_at;
CREATE INDEX ix_filament_inventory_location ON filament_inventory (user_id, location);

-- The ledger ---------------------------------------------------------------------------

-- group_id: lines that were booked together, and are taken back together. cost_per_gram:
-- of grams that came from another reel. booked_by: a person, or a part of Printshop.
-- was_weighed: whether the spool counted as weighed before the line, for taking it back.
ALTER TABLE inventory_movements
    ADD COLUMN group_id uuid,
    ADD COLUMN cost_per_gram numeric(10, 6),
    ADD COLUMN booked_by varchar(200) DEFAULT '' NOT NULL,
    ADD COLUMN was_weighed boolean;
ALTER TABLE inventory_movements
    ALTER COLUMN booked_by SET DEFAULT left(coalesce(current_setting('app.actor', true), ''), 200);
CREATE INDEX ix_inventory_movements_group_id ON inventory_movements (user_id, group_id)
    WHERE group_id IS NOT NULL;

-- As before; and a reel that something was taken from, or wound onto, is open.
CREATE OR REPLACE FUNCTION apply_movement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE filament_inventory
       SET quantity_grams = quantity_grams + NEW.amount_grams,
           opened_on = CASE
               WHEN opened_on IS NULL AND (
                   NEW.reason = 'moved' OR NEW.amount_grams < 0 AND NEW.reason <> 'undone'
               ) THEN greatest(NEW.booked_at::date, purchase_date) ELSE opened_on END
     WHERE id = NEW.spool_id AND user_id = NEW.user_id
    RETURNING quantity_grams, is_weighed INTO NEW.balance_grams, NEW.was_weighed;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = 'no such spool';
    END IF;
    RETURN NEW;
END;
$$;

-- Stock-takes --------------------------------------------------------------------------

CREATE TABLE stock_takes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    location varchar(100) DEFAULT '' NOT NULL,
    booked_at timestamptz,
    dropped_at timestamptz,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_stock_takes PRIMARY KEY (id),
    CONSTRAINT fk_stock_takes_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_stock_takes_user_id_id UNIQUE (user_id, id)
);
-- A place is counted once at a time.
CREATE UNIQUE INDEX uq_stock_takes_open ON stock_takes (user_id, location)
    WHERE booked_at IS NULL AND dropped_at IS NULL;
-- balance_g: what the ledger said when the reel was counted; what is booked is the
-- difference to that, so that a print in between is not lost. ledger_id: the last line of
-- the reel's ledger at that moment, to tell what came after it.
CREATE TABLE stock_take_lines (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    stock_take_id uuid NOT NULL,
    spool_id uuid NOT NULL,
    gross_g numeric(10, 2),
    tare_g numeric(10, 2),
    net_g numeric(10, 2) NOT NULL,
    balance_g numeric(10, 2) NOT NULL,
    ledger_id bigint NOT NULL,
    counted_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_stock_take_lines PRIMARY KEY (id),
    CONSTRAINT fk_stock_take_lines_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_stock_take_lines_user_id_stock_take_id_stock_takes
        FOREIGN KEY (user_id, stock_take_id) REFERENCES stock_takes (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT fk_stock_take_lines_user_id_spool_id_filament_inventory
        FOREIGN KEY (user_id, spool_id) REFERENCES filament_inventory (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT uq_stock_take_lines_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_stock_take_lines_spool UNIQUE (user_id, stock_take_id, spool_id),
    CONSTRAINT ck_stock_take_lines_grams_not_negative CHECK (
        gross_g >= 0 AND tare_g >= 0 AND net_g >= 0 AND balance_g >= 0
    )
);
CREATE INDEX ix_stock_take_lines_spool_id ON stock_take_lines (user_id, spool_id);

-- The makers' filaments ----------------------------------------------------------------

-- What open data sets say, taken in from a file of the user's own: to search, and to make
-- filaments of the shop from. source_key: the data set's own stable name of the row. lab_*:
-- the first colour in CIE Lab, to find near ones.
CREATE TABLE known_filaments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    source varchar(50) NOT NULL,
    source_key varchar(300) NOT NULL,
    brand varchar(100) NOT NULL,
    material_type material_type_enum NOT NULL,
    line varchar(100) DEFAULT '' NOT NULL,
    color_name varchar(100) NOT NULL,
    color_hex char(7) NOT NULL,
    other_color_hexes char(7)[] DEFAULT '{}' NOT NULL,
    color_pattern color_pattern_enum DEFAULT 'single' NOT NULL,
    finish filament_finish_enum DEFAULT 'plain' NOT NULL,
    density_g_cm3 numeric(6, 3),
    diameter_mm numeric(4, 2) DEFAULT 1.75 NOT NULL,
    net_g numeric(10, 2),
    tare_g numeric(10, 2),
    is_refill boolean DEFAULT false NOT NULL,
    nozzle_min_c integer,
    nozzle_max_c integer,
    bed_min_c integer,
    bed_max_c integer,
    drying_c integer,
    bambu_id varchar(100) DEFAULT '' NOT NULL,
    maker_code varchar(100) DEFAULT '' NOT NULL,
    gtin varchar(14) DEFAULT '' NOT NULL,
    gtin_is_valid boolean DEFAULT false NOT NULL,
    purchase_url varchar(500) DEFAULT '' NOT NULL,
    is_discontinued boolean DEFAULT false NOT NULL,
    findings text[] DEFAULT '{}' NOT NULL,
    content_hash char(64) NOT NULL,
    lab_l real NOT NULL,
    lab_a real NOT NULL,
    lab_b real NOT NULL,
    taken_in_at timestamptz DEFAULT now() NOT NULL,
    gone_at timestamptz,
    CONSTRAINT pk_known_filaments PRIMARY KEY (id),
    CONSTRAINT fk_known_filaments_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_known_filaments_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_known_filaments_source UNIQUE (user_id, source, source_key),
    CONSTRAINT ck_known_filaments_color_is_hex CHECK (color_hex ~ '^#[0-9A-F]{6}$')
);
CREATE INDEX ix_known_filaments_gtin ON known_filaments (user_id, gtin) WHERE gtin <> '';
CREATE INDEX ix_known_filaments_brand ON known_filaments (user_id, brand, line, color_name);
ALTER TABLE filaments
    ADD CONSTRAINT fk_filaments_user_id_known_filament_id_known_filaments
        FOREIGN KEY (user_id, known_filament_id) REFERENCES known_filaments (user_id, id)
        ON DELETE SET NULL (known_filament_id);
CREATE INDEX ix_filaments_known_filament_id ON filaments (user_id, known_filament_id);

-- Alerts -------------------------------------------------------------------------------

-- One that is open for each subject: the id of a filament or a job, a version of Printshop.
-- rule: which condition raised it; text: the same in words.
CREATE TABLE alerts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    kind alert_kind_enum NOT NULL,
    subject varchar(100) NOT NULL,
    rule varchar(50) NOT NULL,
    text text NOT NULL,
    raised_at timestamptz DEFAULT now() NOT NULL,
    seen_at timestamptz,
    cleared_at timestamptz,
    emailed_at timestamptz,
    CONSTRAINT pk_alerts PRIMARY KEY (id),
    CONSTRAINT fk_alerts_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_alerts_user_id_id UNIQUE (user_id, id)
);
CREATE UNIQUE INDEX uq_alerts_open ON alerts (user_id, kind, subject) WHERE cleared_at IS NULL;
CREATE INDEX ix_alerts_raised_at ON alerts (user_id, raised_at DESC);

-- Who may see and do what ----------------------------------------------------------------

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY[
        'purchases', 'stock_takes', 'stock_take_lines', 'known_filaments', 'alerts'
    ] LOOP
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
GRANT DELETE ON stock_take_lines, known_filaments TO printshop_tenant;
GRANT INSERT (price, landed_cost_per_gram, tare_g, opened_on, dried_on, note)
    ON filament_inventory TO printshop_tenant;
GRANT UPDATE (
    filament_id, price, landed_cost_per_gram, tare_g, opened_on, dried_on, weighed_at, note
) ON filament_inventory TO printshop_tenant;

-- The demo's spools go wherever they were merged to; spools that the user bought stay, with
-- their filament where that was the demo's.
CREATE OR REPLACE FUNCTION remove_demo() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM models WHERE user_id = current_user_id() AND is_demo;
    DELETE FROM filament_inventory s USING purchases p
     WHERE p.user_id = current_user_id() AND p.is_demo
       AND s.user_id = p.user_id AND s.purchase_id = p.id;
    UPDATE filaments f SET is_demo = false
     WHERE f.user_id = current_user_id() AND f.is_demo AND EXISTS (
        SELECT FROM filament_inventory s
         WHERE s.user_id = f.user_id AND s.filament_id = f.id
    );
    -- What the user merged into one that goes is there again.
    UPDATE filaments f SET merged_into_id = NULL, archived_at = NULL
      FROM filaments heir
     WHERE f.user_id = current_user_id() AND NOT f.is_demo
       AND heir.user_id = f.user_id AND heir.id = f.merged_into_id AND heir.is_demo;
    DELETE FROM filaments WHERE user_id = current_user_id() AND is_demo;
    DELETE FROM printers WHERE user_id = current_user_id() AND is_demo;
    DELETE FROM files WHERE user_id = current_user_id() AND is_demo;
    DELETE FROM purchases p WHERE p.user_id = current_user_id() AND NOT EXISTS (
        SELECT FROM filament_inventory s
         WHERE s.user_id = p.user_id AND s.purchase_id = p.id
    );
END;
$$;
