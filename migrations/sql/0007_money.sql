-- Money: what a piece costs and sells for, what is bought and on its way, what was sold, and
-- what became of a cost over time.

CREATE TYPE shopping_status_enum AS ENUM ('needed', 'ordered', 'received', 'dropped');
CREATE TYPE product_reason_enum AS ENUM ('sold', 'returned', 'given', 'scrapped', 'counted', 'undone');

-- What costs stand on ------------------------------------------------------------------

ALTER TABLE shop_settings
    ADD COLUMN setup_min numeric(6, 2) DEFAULT 10 NOT NULL,
    ADD COLUMN finishing_min numeric(6, 2) DEFAULT 0 NOT NULL,
    ADD COLUMN packaging_cost numeric(10, 2) DEFAULT 0 NOT NULL,
    ADD COLUMN fee_pct numeric(5, 2) DEFAULT 0 NOT NULL,
    ADD COLUMN fee_fixed numeric(10, 2) DEFAULT 0 NOT NULL,
    ADD COLUMN expected_success_pct numeric(5, 2) DEFAULT 90 NOT NULL,
    ADD COLUMN service_level_pct numeric(5, 2) DEFAULT 95 NOT NULL,
    ADD CONSTRAINT ck_shop_settings_cost_numbers_in_range CHECK (
        setup_min >= 0 AND finishing_min >= 0 AND packaging_cost >= 0 AND fee_fixed >= 0
        AND fee_pct >= 0 AND fee_pct < 100
        AND expected_success_pct > 0 AND expected_success_pct < 100
        AND service_level_pct >= 50 AND service_level_pct < 100
    );

-- unit_price: what a piece is sold for; NULL where nobody said. The other two are the shop's
-- own where they are NULL.
ALTER TABLE models
    ADD COLUMN unit_price numeric(12, 2),
    ADD COLUMN packaging_cost numeric(10, 2),
    ADD COLUMN finishing_min numeric(6, 2),
    ADD CONSTRAINT ck_models_money_not_negative CHECK (
        unit_price >= 0 AND packaging_cost >= 0 AND finishing_min >= 0
    );

-- Costs and success are worked out, not said: that they follow is no change of the version.
DROP TRIGGER touch_updated_at ON model_variants;
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON model_variants FOR EACH ROW
    WHEN (
        (OLD.cost_to_produce_usd, OLD.success_rate_pct)
        IS NOT DISTINCT FROM (NEW.cost_to_produce_usd, NEW.success_rate_pct)
    )
    EXECUTE FUNCTION touch_updated_at();

-- A version's cost of a unit on the days on which it changed, with what it was made of: what
-- drifted, and why. unit_cost is NULL where something of it was unknown.
CREATE TABLE variant_costs (
    user_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    noted_on date NOT NULL,
    unit_cost numeric(12, 4),
    lines jsonb DEFAULT '[]' NOT NULL,
    CONSTRAINT pk_variant_costs PRIMARY KEY (variant_id, noted_on),
    CONSTRAINT fk_variant_costs_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_variant_costs_user_id_variant_id_model_variants
        FOREIGN KEY (user_id, variant_id) REFERENCES model_variants (user_id, id)
        ON DELETE CASCADE,
    CONSTRAINT ck_variant_costs_not_negative CHECK (unit_cost >= 0)
);

-- What was bought in one currency is not money of another: amounts are converted once, all
-- together, when the shop's currency changes, and how is kept.
CREATE TABLE currency_changes (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    user_id uuid NOT NULL,
    from_currency char(3) NOT NULL,
    to_currency char(3) NOT NULL,
    rate numeric(18, 8) NOT NULL,
    changed_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_currency_changes PRIMARY KEY (id),
    CONSTRAINT fk_currency_changes_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_currency_changes_rate_positive CHECK (rate > 0)
);
CREATE INDEX ix_currency_changes_user_id ON currency_changes (user_id, changed_at);

-- Shopping -----------------------------------------------------------------------------

-- Lines of the list that a person put on it or acted on; what ought to be bought is worked out.
-- rolls are reels of roll_g grams; price is that of all of them, as expected or as ordered, NULL
-- where nobody knows. purchase_id: the delivery that brought the last of them.
CREATE TABLE shopping_list_items (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    filament_id uuid NOT NULL,
    status shopping_status_enum DEFAULT 'needed' NOT NULL,
    rolls integer NOT NULL,
    received_rolls integer DEFAULT 0 NOT NULL,
    roll_g numeric(10, 2) NOT NULL,
    price numeric(12, 2),
    supplier varchar(100) DEFAULT '' NOT NULL,
    purchase_url varchar(500) DEFAULT '' NOT NULL,
    reference varchar(100) DEFAULT '' NOT NULL,
    reason varchar(500) DEFAULT '' NOT NULL,
    is_manual boolean DEFAULT false NOT NULL,
    ordered_on date,
    expected_on date,
    purchase_id uuid,
    request_id uuid,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_shopping_list_items PRIMARY KEY (id),
    CONSTRAINT fk_shopping_list_items_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_shopping_list_items_user_id_filament_id_filaments
        FOREIGN KEY (user_id, filament_id) REFERENCES filaments (user_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_shopping_list_items_user_id_purchase_id_purchases
        FOREIGN KEY (user_id, purchase_id) REFERENCES purchases (user_id, id)
        ON DELETE SET NULL (purchase_id),
    CONSTRAINT uq_shopping_list_items_user_id_id UNIQUE (user_id, id),
    CONSTRAINT uq_shopping_list_items_user_id_request_id UNIQUE (user_id, request_id),
    CONSTRAINT ck_shopping_list_items_numbers_in_range CHECK (
        rolls > 0 AND received_rolls BETWEEN 0 AND rolls AND roll_g > 0 AND price >= 0
    )
);
CREATE INDEX ix_shopping_list_items_status ON shopping_list_items (user_id, status);
CREATE INDEX ix_shopping_list_items_filament_id ON shopping_list_items (user_id, filament_id);
CREATE INDEX ix_shopping_list_items_purchase_id ON shopping_list_items (user_id, purchase_id)
    WHERE purchase_id IS NOT NULL;
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON shopping_list_items
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- Finished goods -----------------------------------------------------------------------

-- What left the shelf, or came back to it, beside what prints put on it (that stands with the
-- jobs): units below zero left. unit_price: what a piece was really sold for.
CREATE TABLE product_movements (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    user_id uuid NOT NULL,
    model_id uuid NOT NULL,
    variant_id uuid,
    units integer NOT NULL,
    reason product_reason_enum NOT NULL,
    unit_price numeric(12, 2),
    moved_on date NOT NULL,
    note varchar(500) DEFAULT '' NOT NULL,
    reverses_id bigint,
    request_id uuid,
    booked_by varchar(200) DEFAULT left(coalesce(current_setting('app.actor', true), ''), 200)
        NOT NULL,
    booked_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_product_movements PRIMARY KEY (id),
    CONSTRAINT fk_product_movements_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_product_movements_user_id_model_id_models
        FOREIGN KEY (user_id, model_id) REFERENCES models (user_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_product_movements_user_id_variant_id_model_variants
        FOREIGN KEY (user_id, variant_id) REFERENCES model_variants (user_id, id)
        ON DELETE SET NULL (variant_id),
    CONSTRAINT uq_product_movements_user_id_id UNIQUE (user_id, id),
    CONSTRAINT fk_product_movements_user_id_reverses_id_product_movements
        FOREIGN KEY (user_id, reverses_id) REFERENCES product_movements (user_id, id),
    CONSTRAINT uq_product_movements_reverses_id UNIQUE (reverses_id),
    CONSTRAINT uq_product_movements_user_id_request_id UNIQUE (user_id, request_id),
    CONSTRAINT ck_product_movements_units_not_none CHECK (units <> 0),
    CONSTRAINT ck_product_movements_price_not_negative CHECK (unit_price >= 0)
);
CREATE INDEX ix_product_movements_model_id ON product_movements (user_id, model_id, moved_on);
CREATE INDEX ix_product_movements_moved_on ON product_movements (user_id, moved_on);

-- Looking back -------------------------------------------------------------------------

-- How prints of each version ended on each printer, without reading the jobs.
CREATE INDEX ix_print_jobs_outcomes
    ON print_jobs (user_id, variant_id, printer_id, status) INCLUDE (units_good, units_rejected)
    WHERE status IN ('completed', 'failed');

-- What finished prints teach is asked at each look at the queue and at a cost: the latest that
-- failed, that were timed, that were weighed.
CREATE INDEX ix_print_jobs_failed ON print_jobs (user_id, finished_at DESC, id)
    WHERE status = 'failed';
CREATE INDEX ix_print_jobs_timed ON print_jobs (user_id, finished_at DESC, id)
    WHERE status = 'completed' AND print_s > 0;
-- A printer's jobs, and its first print: since then it is there.
DROP INDEX ix_print_jobs_printer_id;
CREATE INDEX ix_print_jobs_printer_id ON print_jobs (user_id, printer_id, started_at);
CREATE INDEX ix_job_filament_usage_measured ON job_filament_usage (user_id, job_id)
    WHERE is_measured;

-- Who may see and do what --------------------------------------------------------------

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY[
        'variant_costs', 'currency_changes', 'shopping_list_items', 'product_movements'
    ] LOOP
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
GRANT UPDATE ON variant_costs, shopping_list_items TO printshop_tenant;
-- Of costs long past one a month is enough.
GRANT DELETE ON variant_costs TO printshop_tenant;

-- Word of a change, as for the other tables.
DO $$
DECLARE
    said record;
BEGIN
    FOR said IN SELECT * FROM (VALUES
        ('shopping_list_items', 'stock'), ('product_movements', 'catalog')
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

-- Another currency ---------------------------------------------------------------------

-- What costs something goes on doing so: 0 is unknown or free, and nothing becomes that by
-- rounding. What is NULL stays NULL.
CREATE FUNCTION converted(amount numeric, rate numeric, digits integer) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN amount = 0 THEN amount
                ELSE greatest(round(amount * rate, digits), 10::numeric ^ -digits) END
$$;
REVOKE ALL ON FUNCTION converted FROM PUBLIC;

-- Converts every amount of the current user's shop once, all together. The app may not change
-- the ledger; that a gram cost so much in another currency is the one exception. False where
-- the shop's currency is another one by now. Locks as everybody does: the filaments, the
-- shop's settings, the printers, the purchases, the spools, then the rest.
CREATE FUNCTION change_currency(p_from char(3), p_to char(3), p_rate numeric) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    shop uuid = current_user_id();
BEGIN
    IF p_rate <> 1 THEN
        PERFORM FROM filaments WHERE user_id = shop ORDER BY id FOR NO KEY UPDATE;
    END IF;
    UPDATE shop_settings SET currency = p_to WHERE user_id = shop AND currency = p_from;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO currency_changes (user_id, from_currency, to_currency, rate)
    VALUES (shop, p_from, p_to, p_rate);
    IF p_rate = 1 THEN
        RETURN true;
    END IF;
    UPDATE filaments
       SET cost_per_gram_base = converted(cost_per_gram_base, p_rate, 6),
           average_cost_per_gram = converted(average_cost_per_gram, p_rate, 6)
     WHERE user_id = shop AND (cost_per_gram_base <> 0 OR average_cost_per_gram <> 0);
    UPDATE shop_settings
       SET electricity_per_kwh = converted(electricity_per_kwh, p_rate, 4),
           labour_per_hour = converted(labour_per_hour, p_rate, 2),
           machine_per_hour = converted(machine_per_hour, p_rate, 4),
           packaging_cost = converted(packaging_cost, p_rate, 2),
           fee_fixed = converted(fee_fixed, p_rate, 2)
     WHERE user_id = shop;
    PERFORM FROM printers WHERE user_id = shop ORDER BY id FOR NO KEY UPDATE;
    UPDATE printers SET cost_per_hour = converted(cost_per_hour, p_rate, 4)
     WHERE user_id = shop AND cost_per_hour <> 0;
    PERFORM FROM purchases WHERE user_id = shop ORDER BY id FOR NO KEY UPDATE;
    UPDATE purchases
       SET discount = converted(discount, p_rate, 2), shipping = converted(shipping, p_rate, 2),
           tax = converted(tax, p_rate, 2)
     WHERE user_id = shop AND (discount, shipping, tax) <> (0, 0, 0);
    PERFORM FROM filament_inventory WHERE user_id = shop ORDER BY number FOR NO KEY UPDATE;
    UPDATE filament_inventory
       SET price = converted(price, p_rate, 2),
           landed_cost_per_gram = converted(landed_cost_per_gram, p_rate, 6),
           actual_cost_per_gram = converted(actual_cost_per_gram, p_rate, 6)
     WHERE user_id = shop
       AND (price <> 0 OR landed_cost_per_gram <> 0 OR actual_cost_per_gram <> 0);
    UPDATE inventory_movements SET cost_per_gram = converted(cost_per_gram, p_rate, 6)
     WHERE user_id = shop AND cost_per_gram <> 0;
    UPDATE models
       SET unit_price = converted(unit_price, p_rate, 2),
           packaging_cost = converted(packaging_cost, p_rate, 2)
     WHERE user_id = shop AND (unit_price <> 0 OR packaging_cost <> 0);
    UPDATE model_variants SET cost_to_produce_usd = converted(cost_to_produce_usd, p_rate, 2)
     WHERE user_id = shop AND cost_to_produce_usd <> 0;
    UPDATE variant_costs v
       SET unit_cost = converted(unit_cost, p_rate, 4),
           lines = coalesce((
               SELECT jsonb_agg(line || jsonb_build_object(
                          'amount', converted((line ->> 'amount')::numeric, p_rate, 6),
                          'per_g', converted((line ->> 'per_g')::numeric, p_rate, 6)
                      ) ORDER BY place)
                 FROM jsonb_array_elements(v.lines) WITH ORDINALITY AS of_cost (line, place)
           ), '[]')
     WHERE user_id = shop;
    UPDATE shopping_list_items SET price = converted(price, p_rate, 2)
     WHERE user_id = shop AND price <> 0;
    UPDATE product_movements SET unit_price = converted(unit_price, p_rate, 2)
     WHERE user_id = shop AND unit_price <> 0;
    RETURN true;
END;
$$;
REVOKE ALL ON FUNCTION change_currency FROM PUBLIC;
GRANT EXECUTE ON FUNCTION change_currency TO printshop_tenant;

-- Demand -------------------------------------------------------------------------------

-- What left spools without a job; only words that migrations before this one can use.
CREATE INDEX ix_inventory_movements_by_hand ON inventory_movements (user_id, booked_at)
    WHERE job_id IS NULL AND reason <> 'used' AND reason <> 'received';

-- How prints ended ---------------------------------------------------------------------

-- Runs that ended, counted as they end, since costs and queues ask for it at each look. Several
-- rows of one version and printer add up: who cannot have the row of another transaction at once
-- begins one of its own, so nobody waits. A row may be below zero, their sum is not. printer_id
-- is NULL where the printer is gone, as with the jobs; it points nowhere, as rows move over then.
CREATE TABLE run_outcomes (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    user_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    printer_id uuid,
    completed integer NOT NULL,
    failed integer NOT NULL,
    good numeric(20, 12) NOT NULL,
    CONSTRAINT pk_run_outcomes PRIMARY KEY (id),
    CONSTRAINT fk_run_outcomes_user_id_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_run_outcomes_user_id_variant_id_model_variants
        FOREIGN KEY (user_id, variant_id) REFERENCES model_variants (user_id, id)
        ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX ix_run_outcomes_variant_id ON run_outcomes (user_id, variant_id);

-- What was rejected of a run is no good one; a run that nobody counted is as good as it ended. To
-- a fixed number of digits, so that what is taken away is what was added.
CREATE FUNCTION good_of_run(status job_status_enum, units_good integer, units_rejected integer)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN status <> 'completed' THEN 0
                WHEN coalesce(units_good, 0) + coalesce(units_rejected, 0) = 0
                THEN (units_good IS NULL)::int
                ELSE round(coalesce(units_good, 0)::numeric
                           / (coalesce(units_good, 0) + coalesce(units_rejected, 0)), 12)
           END
$$;
GRANT EXECUTE ON FUNCTION good_of_run TO printshop_tenant;

CREATE FUNCTION count_run(job print_jobs, sign integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    n_completed integer = sign * (job.status = 'completed')::int;
    n_failed integer = sign * (job.status = 'failed')::int;
    n_good numeric = sign * good_of_run(job.status, job.units_good, job.units_rejected);
    kept bigint;
BEGIN
    IF job.status NOT IN ('completed', 'failed') THEN
        RETURN;
    END IF;
    SELECT id INTO kept FROM run_outcomes
     WHERE user_id = job.user_id AND variant_id = job.variant_id
       AND printer_id IS NOT DISTINCT FROM job.printer_id
     ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE run_outcomes
           SET completed = completed + n_completed, failed = failed + n_failed,
               good = good + n_good
         WHERE id = kept;
    ELSE
        -- Where the version or the whole shop is going, nothing is left to count.
        INSERT INTO run_outcomes (user_id, variant_id, printer_id, completed, failed, good)
        SELECT v.user_id, v.id, job.printer_id, n_completed, n_failed, n_good
          FROM model_variants v JOIN users u ON u.id = v.user_id
         WHERE v.user_id = job.user_id AND v.id = job.variant_id;
    END IF;
END;
$$;
REVOKE ALL ON FUNCTION count_run FROM PUBLIC;

-- As the owner: the app may read the counts, and change them only by what becomes of jobs.
CREATE FUNCTION count_runs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM count_run(OLD, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM count_run(NEW, 1);
    END IF;
    RETURN NULL;
END;
$$;
REVOKE ALL ON FUNCTION count_runs FROM PUBLIC;

CREATE TRIGGER count_run_by_insert AFTER INSERT ON print_jobs FOR EACH ROW
    WHEN (NEW.status IN ('completed', 'failed')) EXECUTE FUNCTION count_runs();
CREATE TRIGGER count_run_by_update AFTER UPDATE ON print_jobs FOR EACH ROW
    WHEN (
        (OLD.status IN ('completed', 'failed') OR NEW.status IN ('completed', 'failed'))
        AND (OLD.status, OLD.variant_id, OLD.printer_id, OLD.units_good, OLD.units_rejected)
            IS DISTINCT FROM
            (NEW.status, NEW.variant_id, NEW.printer_id, NEW.units_good, NEW.units_rejected)
    )
    EXECUTE FUNCTION count_runs();
CREATE TRIGGER count_run_by_delete AFTER DELETE ON print_jobs FOR EACH ROW
    WHEN (OLD.status IN ('completed', 'failed')) EXECUTE FUNCTION count_runs();

-- All of it anew, from the jobs: when it begins, and after jobs came in without triggers.
CREATE FUNCTION count_all_runs() RETURNS void LANGUAGE sql AS $$
    DELETE FROM run_outcomes;
    INSERT INTO run_outcomes (user_id, variant_id, printer_id, completed, failed, good)
    SELECT user_id, variant_id, printer_id, count(*) FILTER (WHERE status = 'completed'),
           count(*) FILTER (WHERE status = 'failed'),
           sum(good_of_run(status, units_good, units_rejected))
      FROM print_jobs
     WHERE status IN ('completed', 'failed')
     GROUP BY user_id, variant_id, printer_id;
$$;
REVOKE ALL ON FUNCTION count_all_runs FROM PUBLIC;
SELECT count_all_runs();

REVOKE ALL ON run_outcomes FROM PUBLIC;
ALTER TABLE run_outcomes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON run_outcomes TO printshop_tenant
    USING (user_id = (SELECT current_user_id())) WITH CHECK (user_id = (SELECT current_user_id()));
GRANT SELECT ON run_outcomes TO printshop_tenant;
