-- Background jobs. procrastinate's own tables stand in the schema `procrastinate`
-- (printshop.platform.jobs.schema_sql() makes them, before this file runs).
--
-- The app's login can neither read nor write them: other shops' jobs stand there
-- too. It asks for work through enqueue(), which signs the job with the current
-- user, whatever the caller put there.

CREATE FUNCTION enqueue(task_name text, queueing_key text, args jsonb DEFAULT '{}')
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = procrastinate, pg_temp
AS $$
DECLARE
    shop uuid := public.current_user_id();
    job_ids bigint[];
BEGIN
    IF shop IS NULL THEN
        RAISE 'A job needs a signed-in user.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- procrastinate's own tasks and the worker's upkeep hold a colon.
    IF task_name !~ '^[a-z][a-z0-9_]{0,99}$' THEN
        RAISE 'Not the name of a task: %', task_name USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF jsonb_typeof(args) IS DISTINCT FROM 'object' THEN
        RAISE 'The arguments of a job are an object.' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    BEGIN
        job_ids := procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', task_name, 0, NULL,
            shop::text || ':' || task_name || ':' || queueing_key,
            args || jsonb_build_object('user_id', shop),
            NULL
        )::procrastinate_job_to_defer_v1]);
    EXCEPTION WHEN unique_violation THEN
        -- The same work waits already: once is enough.
        RETURN NULL;
    END;
    RETURN job_ids[1];
END;
$$;

COMMENT ON FUNCTION enqueue IS
    'Queues a job of the current user in this transaction; NULL if the same key waits already.';

REVOKE ALL ON FUNCTION enqueue FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue TO printshop_tenant;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA procrastinate FROM PUBLIC;
GRANT USAGE ON SCHEMA procrastinate TO printshop_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA procrastinate TO printshop_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA procrastinate TO printshop_worker;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA procrastinate TO printshop_worker;
