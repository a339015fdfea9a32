"""The command line: `printshop run`, and its parts one by one.

Heavy rooms are loaded inside the commands: `printshop run` itself stays small,
and its parts load while the database starts.
"""

import logging
import os
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from printshop import costs_command, files_commands, ingestion, inspection, stock_commands
from printshop.config import PROJECT_ROOT, Settings, environment_of, load_settings
from printshop.database_urls import DatabaseUrls
from printshop.errors import PrintshopError

app = typer.Typer(
    name="printshop",
    help="Runs a small 3D-printing business.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_FAULT_EXIT_CODE = 2
_VERSIONS = PROJECT_ROOT / "migrations" / "versions"

Port = Annotated[int | None, typer.Option(help="Port of the web app.", min=1, max=65535)]
Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
DataDir = Annotated[
    Path | None,
    typer.Option(help="Folder of the database and the files.", resolve_path=True),
]


def main() -> None:
    """Run the command line; a fault ends as one sentence, never as a traceback."""
    try:
        app()
    except PrintshopError as error:
        _fail(error)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def run(port: Port = None, host: Host = None, data_dir: DataDir = None) -> None:
    """Start the database, the worker and the web app; Ctrl-C stops them all."""
    from printshop.platform import supervisor  # noqa: PLC0415 - see the module's docstring

    settings = _settings(port=port, host=host, data_dir=data_dir)
    supervisor.run(settings, migrate=_migrate, say=_say)


@app.command()
def web(port: Port = None, host: Host = None, data_dir: DataDir = None) -> None:
    """Serve the web app alone."""
    from printshop.platform import lifeline, web_server  # noqa: PLC0415
    from printshop.platform.database import prepare_database  # noqa: PLC0415

    settings = _settings(port=port, host=host, data_dir=data_dir)
    # The app reads its settings itself: what an option said here must stand there too.
    os.environ.update(environment_of(settings))
    web_server.streamlit_environment(settings)
    web_server.check_port(settings.host, settings.port)
    _enter_project()
    import asgi_app  # noqa: PLC0415

    if lifeline.hold():
        web_server.serve(asgi_app.app, settings)
        return
    with prepare_database(settings) as database:
        _migrate(database.urls)
        web_server.serve(asgi_app.app, settings)


@app.command()
def worker(data_dir: DataDir = None) -> None:
    """Run background jobs; waits for the database and its migrations."""
    from printshop.platform import lifeline  # noqa: PLC0415
    from printshop.platform.database import prepare_database  # noqa: PLC0415
    from printshop.platform.files import stores  # noqa: PLC0415
    from printshop.platform.mail import mail_server  # noqa: PLC0415
    from printshop.platform.partials import PartialsHome  # noqa: PLC0415
    from printshop.platform.sandbox import Sandbox  # noqa: PLC0415
    from printshop.platform.worker import WorkerOptions, run_worker  # noqa: PLC0415

    settings = _settings(data_dir=data_dir)
    _enter_project()
    from printshop.services.readers import SandboxedReader  # noqa: PLC0415
    from printshop.services.shop import Premises  # noqa: PLC0415
    from printshop.services.tasks import build_tasks, upkeep_of  # noqa: PLC0415

    lifeline.hold()
    grace = timedelta(hours=settings.orphan_grace_h)
    mail = mail_server(settings)
    with (
        prepare_database(settings) as database,
        closing(Premises.open(database.urls.worker, stores(settings))) as premises,
        Sandbox(
            processes=min(settings.worker_concurrency, os.cpu_count() or 1),
            memory_mb=settings.reader_memory_mb,
            preload=["printshop.services.incoming.reading"],
        ) as sandbox,
    ):
        run_worker(
            database.urls.worker,
            build_tasks(
                premises,
                SandboxedReader(sandbox, timeout_s=settings.reader_timeout_s),
                mail=mail,
            ),
            options=WorkerOptions(
                concurrency=settings.worker_concurrency,
                heartbeat_s=settings.worker_heartbeat_s,
                stalled_after_s=settings.worker_stalled_after_s,
            ),
            upkeep=upkeep_of(
                premises,
                PartialsHome(settings.incoming_dir),
                grace=grace,
                has_mail=mail is not None,
            ),
            on_stop=sandbox.close,
        )


@app.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring the database to the newest schema."""
    from printshop.platform.database import prepare_database  # noqa: PLC0415

    with prepare_database(_settings(data_dir=data_dir)) as database:
        _migrate(database.urls)
    _say("The database is at the newest schema.")


@app.command()
def doctor(port: Port = None, host: Host = None, data_dir: DataDir = None) -> None:
    """Say what is configured, reachable and wrong; ends with 1 if something is wrong."""
    from printshop.platform.doctor import examine  # noqa: PLC0415

    is_well = True
    for check in examine(_settings(port=port, host=host, data_dir=data_dir), _VERSIONS):
        is_well &= check.is_well
        _say(f"{'ok   ' if check.is_well else 'WRONG'}  {check.message}")
        if check.advice and not check.is_well:
            _say(f"       {check.advice}")
    _say("All is well." if is_well else "Something is wrong; see above.")
    raise typer.Exit(0 if is_well else 1)


app.command()(inspection.inspect)
app.command()(ingestion.ingest)
app.command()(costs_command.costs)
app.add_typer(files_commands.app)
app.add_typer(stock_commands.app)


@app.command()
def demo(
    *,
    seed: Annotated[int, typer.Option(help="The same number makes the same shop.")] = 1,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the demo shop.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Load a believable shop to look around in, or remove it."""
    from printshop.domain.users import LOCAL_OWNER  # noqa: PLC0415
    from printshop.platform.database import prepare_database  # noqa: PLC0415
    from printshop.platform.files import stores  # noqa: PLC0415
    from printshop.services.demo import load_demo, remove_demo  # noqa: PLC0415
    from printshop.services.shop import Premises  # noqa: PLC0415

    settings = _settings(data_dir=data_dir)
    with prepare_database(settings) as database:
        _migrate(database.urls)
        with closing(Premises.open(database.urls.app, stores(settings))) as premises:
            shop = premises.sign_in(LOCAL_OWNER, time_zone=settings.zone.key)
            if remove:
                remove_demo(shop)
                _say("The demo shop is removed.")
            else:
                load_demo(shop, seed=seed, progress=_progress)
                _say("The demo shop is loaded.")


@app.command(hidden=True)
def env_example() -> None:
    """Print the text of .env.example."""
    from printshop.env_example import env_example as text  # noqa: PLC0415

    typer.echo(text(), nl=False)


def _settings(**given: Any) -> Settings:  # noqa: ANN401 - each setting has its own type
    settings = load_settings(**given)
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    return settings


def _migrate(urls: DatabaseUrls) -> None:
    from printshop.platform.migrations import is_at_head  # noqa: PLC0415

    if is_at_head(urls.owner, _VERSIONS):
        return
    from printshop.repo.schema import upgrade  # noqa: PLC0415 - it loads SQLAlchemy and Alembic

    _say("Preparing the database.")
    upgrade(urls.owner)


def _enter_project() -> None:
    """Streamlit looks for its configuration and the pages from the working directory."""
    os.chdir(PROJECT_ROOT)
    if str(PROJECT_ROOT) not in sys.path:
        sys.path.insert(0, str(PROJECT_ROOT))


def _progress(done: float, step: str) -> None:
    typer.echo(f"{done:4.0%}  {step}")


def _say(text: str) -> None:
    typer.echo(text)
    sys.stdout.flush()


def _fail(error: PrintshopError) -> NoReturn:
    typer.echo(error.sentence, err=True)
    sys.exit(_FAULT_EXIT_CODE)
