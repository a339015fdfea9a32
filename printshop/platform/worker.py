"""The worker: a process that runs the queued jobs, and their upkeep.

Jobs may run more than once (a worker that is killed leaves its job to another),
so every task must do the same when it runs again.
"""

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
from procrastinate import App, JobContext, PsycopgConnector, RetryDecision, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from psycopg import sql

from printshop.errors import SandboxClosedError
from printshop.platform.jobs import JOBS_SCHEMA

Task = Callable[..., None]

_log = logging.getLogger(__name__)
_UPKEEP = "printshop:upkeep"
_MAX_ATTEMPTS = 5
_POLL_S = 1.0
_RECONNECT_S = 1.0
_SHUTDOWN_S = 10.0
_UPKEEP_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """How a worker works.

    `upkeep_cron` has a sixth field, seconds: when stalled jobs are looked for.
    """

    concurrency: int = 2
    heartbeat_s: float = 5.0
    stalled_after_s: float = 20.0
    upkeep_cron: str = "* * * * * */15"


def run_worker(
    worker_url: str,
    tasks: Mapping[str, Task],
    *,
    options: WorkerOptions | None = None,
    upkeep: Sequence[Callable[[], object]] = (),
    on_stop: Callable[[], object] = lambda: None,
) -> None:
    """Work until SIGTERM or SIGINT; wait for the database whenever it is away.

    Args:
        worker_url: login of the worker, past any pooler.
        tasks: by name; called with the job's arguments, `user_id` among them.
            One that raises is tried again after 2, 4, 8 and 16 seconds; one that was
            broken off because the worker stops, by the next worker.
        options: how many jobs at once, how often a sign of life.
        upkeep: called now and then; must be quick. One that fails keeps no other from its turn.
        on_stop: called as soon as the worker is asked to stop, to break off what takes long.

    """
    asyncio.run(_Worker(worker_url, tasks, options or WorkerOptions(), upkeep).run(on_stop))


class Chores:
    """What a worker does now and then: one after another, and never twice at once."""

    def __init__(self, chores: Sequence[Callable[[], object]]) -> None:
        """Take the chores, in their order."""
        self._chores = chores
        self._at_work = threading.Lock()

    async def do(self) -> None:
        """Do all of them; nothing where the last time takes longer than until now."""
        for chore in self._chores:
            try:
                is_done = await asyncio.to_thread(self._do, chore)
            except Exception:  # noqa: BLE001 - whatever it is, the others have their turn
                _log.exception("A part of the worker's upkeep failed: %r", chore)
            else:
                if not is_done:
                    return

    def _do(self, chore: Callable[[], object]) -> bool:
        """In a thread, which may go on when the worker lost the database and begins anew."""
        if not self._at_work.acquire(blocking=False):
            return False
        try:
            chore()
        finally:
            self._at_work.release()
        return True


class _Worker:
    def __init__(
        self,
        url: str,
        tasks: Mapping[str, Task],
        options: WorkerOptions,
        upkeep: Sequence[Callable[[], object]],
    ) -> None:
        self._url = url
        self._tasks = tasks
        self._options = options
        self._chores = Chores(upkeep)

    async def run(self, on_stop: Callable[[], object]) -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        # Python's own number of threads goes by the cores, and tasks would wait for one.
        loop.set_default_executor(ThreadPoolExecutor(self._options.concurrency + _UPKEEP_THREADS))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        # Beside all else: a task in its thread ends only when what it waits for is broken off.
        breaking_off = asyncio.create_task(_when(stopping, on_stop))
        while not stopping.is_set():
            serving = asyncio.create_task(self._serve_until_fault())
            stop_asked = asyncio.create_task(stopping.wait())
            await asyncio.wait({serving, stop_asked}, return_when=asyncio.FIRST_COMPLETED)
            for task in (serving, stop_asked):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            if not stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), _RECONNECT_S)
        await breaking_off

    async def _serve_until_fault(self) -> None:
        """Serve; procrastinate ends its worker when the database goes away."""
        try:
            await self._wait_for_schema()
            app = self._app()
            async with app.open_async():
                await app.run_worker_async(
                    name="printshop",
                    concurrency=self._options.concurrency,
                    fetch_job_polling_interval=_POLL_S,
                    abort_job_polling_interval=_POLL_S,
                    shutdown_graceful_timeout=_SHUTDOWN_S,
                    # The rows that people see are kept by the tasks, in the shop's own tables.
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self._options.heartbeat_s,
                    stalled_worker_timeout=self._options.stalled_after_s,
                )
        except (psycopg.Error, ConnectorException, OSError) as error:
            _log.warning("The worker lost the database and tries again: %s", error)

    async def _wait_for_schema(self) -> None:
        has_said = False
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                connection = await psycopg.AsyncConnection.connect(self._url, connect_timeout=5)
                async with connection:
                    found = await connection.execute(
                        "SELECT to_regclass(%s)",
                        [f"{JOBS_SCHEMA}.procrastinate_workers"],
                    )
                    row = await found.fetchone()
                if row and row[0]:
                    return
            if not has_said:
                _log.info("The worker waits for the database and its migrations.")
                has_said = True
            await asyncio.sleep(_RECONNECT_S)

    def _app(self) -> App:
        connector = PsycopgConnector(
            conninfo=self._url,
            min_size=1,
            max_size=self._options.concurrency + 3,
            kwargs={"prepare_threshold": None},
            configure=_use_jobs_schema,
        )
        app = App(connector=connector)
        retry = _Retry(max_attempts=_MAX_ATTEMPTS - 1, exponential_wait=2)
        for name, task in self._tasks.items():
            app.task(name=name, retry=retry)(task)

        async def upkeep(context: JobContext, timestamp: int) -> None:
            _log.debug("Upkeep of %s", timestamp)
            await self._rescue_stalled_jobs(context.app)
            await self._chores.do()

        # Where all hands are full, one that waits is enough. No lock: it would outlive a worker
        # that is killed, and what rescues its jobs is the upkeep itself.
        app.periodic(cron=self._options.upkeep_cron)(
            app.task(name=_UPKEEP, pass_context=True, queueing_lock=_UPKEEP)(upkeep),
        )
        return app

    async def _rescue_stalled_jobs(self, app: App) -> None:
        jobs = await app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=self._options.stalled_after_s,
        )
        for job in jobs:
            await _rescue(app, job)


class _Retry(RetryStrategy):
    """Try what failed again, and what was broken off by the worker's end at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """It is not the job's fault that its worker stopped, however often."""
        if isinstance(exception, SandboxClosedError):
            return RetryDecision(retry_in={"seconds": 0})
        return super().get_retry_decision(exception=exception, job=job)


async def _when(event: asyncio.Event, action: Callable[[], object]) -> None:
    await event.wait()
    await asyncio.to_thread(action)


async def _rescue(app: App, job: Job) -> None:
    """Queue a job of a dead worker again, but not for ever: it may be what killed the worker."""
    if job.task_name == _UPKEEP or job.attempts >= _MAX_ATTEMPTS - 1:
        _log.error("Job %s (%s) was given up: its worker died", job.id, job.task_name)
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=job.task_name == _UPKEEP)
    else:
        _log.warning("Job %s (%s) is queued again: its worker died", job.id, job.task_name)
        await app.job_manager.retry_job(job)


async def _use_jobs_schema(connection: psycopg.AsyncConnection) -> None:
    await connection.set_autocommit(True)
    await connection.execute(
        sql.SQL("SET search_path TO {}, pg_temp").format(sql.Identifier(JOBS_SCHEMA)),
    )
