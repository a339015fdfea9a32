"""The settings of the object storage (S3, R2), of secrets, and of what is swept."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings

from printshop.errors import ConfigError

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX: Final = re.compile(r"(?:[A-Za-z0-9_-]+/)*")
_TOGETHER: Final = ("s3_endpoint_url", "s3_bucket", "s3_access_key_id", "s3_secret_access_key")


def empty_is_unset(value: object) -> object:
    """Take an empty variable for one that is not there."""
    return None if value == "" else value


def _endpoint(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_server = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        is_server = False
    if not is_server or parts.path not in {"", "/"} or parts.query or parts.username:
        message = "write it as https://account.r2.cloudflarestorage.com, without the bucket"
        raise ValueError(message)
    return f"{parts.scheme}://{parts.netloc}"


def _bucket(value: str) -> str:
    if not _BUCKET.fullmatch(value):
        message = "a bucket's name has 3 to 63 small letters, digits, dots and hyphens"
        raise ValueError(message)
    return value


def _prefix(value: str) -> str:
    prefix = f"{value.strip('/')}/" if value.strip("/") else ""
    if not _PREFIX.fullmatch(prefix):
        message = "write it as shops or shops/berlin, with letters, digits, _ and -"
        raise ValueError(message)
    return prefix


class StorageSettings(BaseSettings):
    """Where files are kept, for how long those that nothing refers to, and the app's secret."""

    s3_endpoint_url: Annotated[
        Annotated[str, AfterValidator(_endpoint)] | None, BeforeValidator(empty_is_unset)
    ] = Field(
        default=None,
        description=(
            "Keep files in a bucket of S3, R2 or another server of that kind instead of the data "
            "folder: its address, without the bucket. Needs the next three settings too."
        ),
    )
    s3_bucket: Annotated[
        Annotated[str, AfterValidator(_bucket)] | None, BeforeValidator(empty_is_unset)
    ] = Field(default=None, description="Name of the bucket; it must exist.")
    s3_access_key_id: Annotated[str | None, BeforeValidator(empty_is_unset)] = Field(
        default=None, repr=False, description="Access key that may read, write and list the bucket."
    )
    s3_secret_access_key: Annotated[str | None, BeforeValidator(empty_is_unset)] = Field(
        default=None, repr=False, description="The secret of that access key."
    )
    s3_region: str = Field(
        default="auto", min_length=1, description="Region of the bucket; R2's is auto."
    )
    s3_prefix: Annotated[str, AfterValidator(_prefix)] = Field(
        default="", description="Folder within the bucket, where it holds other things as well."
    )
    orphan_grace_h: float = Field(
        default=24.0,
        ge=1,
        le=8760,
        description="Hours after which stored files that nothing refers to are removed.",
    )
    secret_key: Annotated[str | None, BeforeValidator(empty_is_unset)] = Field(
        default=None,
        min_length=16,
        repr=False,
        description=(
            "Secret that signs the links of downloads and uploads; the same on every machine. "
            "Unset: made once and kept in the data folder."
        ),
    )

    @property
    def has_object_storage(self) -> bool:
        """Whether files are kept in a bucket."""
        return self.s3_endpoint_url is not None

    def check_object_storage(self) -> None:
        """Refuse half an object storage.

        Raises:
            ConfigError: some of the four settings are there, and some are not.

        """
        missing = [f"PRINTSHOP_{n.upper()}" for n in _TOGETHER if getattr(self, n) is None]
        if missing and len(missing) < len(_TOGETHER):
            verb = "is" if len(missing) == 1 else "are"
            raise ConfigError(
                f"The object storage is set up by half: {', '.join(missing)} {verb} not set.",
                hint="Set all four PRINTSHOP_S3_ settings, or none to keep files in the data"
                " folder.",
            )
