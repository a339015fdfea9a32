"""The settings: every variable, its type, its default, what it means.

Read once at the edge (command line, wiring, migrations); the rooms below take
values, not settings. Sources, strongest first: arguments, the environment,
`.env` in the working directory, `.env` in the project's own folder.
"""

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import SettingsConfigDict

from printshop.database_urls import (
    APP_ROLE,
    WORKER_ROLE,
    DatabaseUrls,
    postgresql_url,
    with_login,
)
from printshop.errors import ConfigError
from printshop.mail_settings import MailSettings
from printshop.storage_settings import StorageSettings, empty_is_unset
from printshop.time_zones import known_time_zone, machine_zone

PROJECT_ROOT = Path(__file__).resolve().parents[1]


def _from_the_project(value: Path) -> Path:
    """Make a path absolute: relative ones count from the project, wherever it was started."""
    return (PROJECT_ROOT / value.expanduser()).resolve()


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


_Url = Annotated[str, AfterValidator(postgresql_url)]
_OptionalUrl = Annotated[_Url | None, BeforeValidator(empty_is_unset)]


class Settings(StorageSettings, MailSettings):
    """What Printshop was told about its surroundings."""

    model_config = SettingsConfigDict(
        env_prefix="PRINTSHOP_",
        env_file=(PROJECT_ROOT / ".env", ".env"),
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    database_url: _OptionalUrl = Field(
        default=None,
        validation_alias="DATABASE_URL",
        repr=False,
        description=(
            "Another PostgreSQL (15 or newer) instead of the built-in one. Alone, it is the login "
            "of the database's owner, who migrates and may create roles; the app then logs in as "
            "printshop_app. With PRINTSHOP_DATABASE_OWNER_URL it is the app's own plain login."
        ),
    )
    database_direct_url: _OptionalUrl = Field(
        default=None,
        validation_alias="DATABASE_DIRECT_URL",
        repr=False,
        description=(
            "The same login as DATABASE_URL but past a connection pooler; used for migrations, "
            "the worker and live changes."
        ),
    )
    database_owner_url: _OptionalUrl = Field(
        default=None,
        repr=False,
        description="The owner's login, where DATABASE_URL is the app's.",
    )
    database_worker_url: _OptionalUrl = Field(
        default=None,
        repr=False,
        description="The worker's own login, used only beside PRINTSHOP_DATABASE_OWNER_URL.",
    )
    app_db_password: Annotated[str | None, BeforeValidator(empty_is_unset)] = Field(
        default=None,
        min_length=8,
        repr=False,
        description=(
            "Password of printshop_app and printshop_worker on another PostgreSQL. "
            "Unset: made once and kept in the data folder."
        ),
    )
    data_dir: Annotated[Path, AfterValidator(_from_the_project)] = Field(
        default=Path(".printshop"),
        description=(
            "Folder of the built-in database, the uploaded files and the secrets. "
            "A relative path counts from the project's own folder."
        ),
    )
    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address to listen on. Without sign-in keep it on this machine.",
    )
    port: int = Field(default=8501, ge=1, le=65535, description="Port of the web app.")
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        Field(default="WARNING", description="How much is logged: DEBUG, INFO, WARNING or ERROR.")
    )
    max_upload_mb: int = Field(
        default=1000, ge=1, le=2000, description="Largest file that may be uploaded, megabytes."
    )
    fetch_private_addresses: bool = Field(
        default=False,
        description=(
            "Whether people who signed in may let Printshop fetch data from addresses within "
            "private networks. Without a sign-in they always may."
        ),
    )
    time_zone: Annotated[str, AfterValidator(known_time_zone)] = Field(
        default="",
        description="Time zone of the shop, as in Europe/Berlin. Empty: the machine's.",
    )
    worker_concurrency: int = Field(
        default=2, ge=1, le=32, description="How many background jobs run at once."
    )
    worker_heartbeat_s: float = Field(
        default=5.0,
        gt=0,
        le=600,
        description="Seconds between two signs of life of the worker.",
    )
    worker_stalled_after_s: float = Field(
        default=20.0,
        gt=0,
        le=3600,
        description="Seconds of silence after which a worker's jobs are given to another.",
    )
    reader_memory_mb: int = Field(
        default=1024,
        ge=384,
        le=65536,
        description=(
            "Memory that reading one file may take, megabytes; a file that needs more is given up. "
            "The largest pictures that are read need less than half of the default."
        ),
    )
    reader_timeout_s: float = Field(
        default=120.0,
        gt=0,
        le=3600,
        description=(
            "Seconds that one step of reading a file may take; 500 MB of gcode need about ten."
        ),
    )

    @property
    def is_embedded(self) -> bool:
        """Whether the built-in database is used."""
        return self.database_url is None

    @property
    def max_upload_bytes(self) -> int:
        """Size of the largest file that may be uploaded; a megabyte has 1,000,000 bytes."""
        return self.max_upload_mb * 1_000_000

    @property
    def files_dir(self) -> Path:
        """Folder of the stored files."""
        return self.data_dir / "files"

    @property
    def incoming_dir(self) -> Path:
        """Folder of what has come of files that are being sent."""
        return self.data_dir / "incoming"

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the shop."""
        return ZoneInfo(self.time_zone) if self.time_zone else machine_zone()


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - each setting has its own type
    """Read the settings; `given` wins over all sources.

    Args:
        given: field name → value of any type a setting has; None counts as not given.

    Raises:
        ConfigError: a value is wrong, or two settings contradict each other.

    """
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise ConfigError(_sentence(error), hint="See .env.example for every setting.") from error
    for name, value in (
        ("DATABASE_DIRECT_URL", settings.database_direct_url),
        ("PRINTSHOP_DATABASE_OWNER_URL", settings.database_owner_url),
        ("PRINTSHOP_DATABASE_WORKER_URL", settings.database_worker_url),
    ):
        if value and settings.is_embedded:
            raise ConfigError(
                f"{name} is set but DATABASE_URL is not.",
                hint="Set DATABASE_URL too, or unset it to use the built-in database.",
            )
    settings.check_object_storage()
    settings.check_mail()
    return settings


def environment_of(settings: Settings) -> dict[str, str]:
    """Spell the settings as a part reads them, whatever file or option they came from."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return {variable_name(name): str(value) for name, value in values.items() if value is not None}


def variable_name(field_name: str) -> str:
    """Name of the environment variable of a setting."""
    alias = Settings.model_fields[field_name].validation_alias
    return str(alias) if alias else f"PRINTSHOP_{field_name.upper()}"


def _sentence(error: ValidationError) -> str:
    """Say the first fault; the value itself is never repeated (it may hold a password)."""
    first = error.errors()[0]
    at = str(first["loc"][0])
    name = variable_name(at) if at in Settings.model_fields else at
    why = str(first["msg"]).removeprefix("Value error, ")
    return f"{name} is wrong: {why[0].lower()}{why[1:]}."


def external_urls(settings: Settings, *, app_password: str) -> DatabaseUrls:
    """Build the four logins on another PostgreSQL.

    Args:
        settings: with `database_url` set.
        app_password: of the roles printshop_app and printshop_worker; unused where the
            logins are given one by one (PRINTSHOP_DATABASE_OWNER_URL).

    Raises:
        ConfigError: if no DATABASE_URL is set.

    """
    if settings.database_url is None:
        raise ConfigError("DATABASE_URL is not set.")
    direct = settings.database_direct_url or settings.database_url
    if settings.database_owner_url:
        return DatabaseUrls(
            owner=settings.database_owner_url,
            app=settings.database_url,
            worker=settings.database_worker_url or direct,
            listen=direct,
        )
    return DatabaseUrls(
        owner=direct,
        app=with_login(settings.database_url, APP_ROLE, app_password),
        worker=with_login(direct, WORKER_ROLE, app_password),
        listen=with_login(direct, APP_ROLE, app_password),
    )
