"""Users (one user is one shop), their preferences, and the shop's settings."""

import re
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from printshop.domain.alerts import AlertKind
from printshop.domain.units import Frozen, OptionalText, ShortName

# Plain ASCII, one line, no signs that an address header would read as its own.
_MAIL_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}", re.ASCII)


class Units(StrEnum):
    """How lengths and weights are shown."""

    METRIC = "metric"
    IMPERIAL = "imperial"


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent there: one plain address, of letters that every server takes."""
    return bool(_MAIL_ADDRESS.fullmatch(text)) and ".." not in text and text[-1] not in ".-"


def mail_address(text: str) -> str:
    """Hold a text to be a mail address; an empty one stays empty.

    Raises:
        ValueError: it is none.

    """
    if text and not is_mail_address(text):
        message = "write it as name@example.org"
        raise ValueError(message)
    return text


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


MailAddress = Annotated[
    str, BeforeValidator(_stripped), Field(max_length=320), AfterValidator(mail_address)
]


class Notifications(Frozen):
    """Which notices the person wants, and whether by mail too.

    address is used only where the sign-in gives none: nobody has mail sent to others.
    """

    email: bool = False
    low_stock: bool = True
    print_complete: bool = True
    system_updates: bool = True
    address: MailAddress = ""

    @property
    def wanted(self) -> frozenset[AlertKind]:
        """The kinds of alerts that the person wants to hear of."""
        flags = {
            AlertKind.LOW_STOCK: self.low_stock,
            AlertKind.PRINT_COMPLETE: self.print_complete,
            AlertKind.SYSTEM_UPDATE: self.system_updates,
        }
        return frozenset(kind for kind, is_wanted in flags.items() if is_wanted)


class Preferences(Frozen):
    """What a person prefers."""

    units: Units = Units.METRIC
    default_filament_brand: OptionalText = ""
    notifications: Notifications = Notifications()


class Identity(Frozen):
    """Who signed in, as the identity provider says it."""

    issuer: Annotated[str, Field(min_length=1, max_length=500)]
    subject: Annotated[str, Field(min_length=1, max_length=255)]
    email: Annotated[str, Field(max_length=320)] = ""
    name: Annotated[str, Field(max_length=200)] = ""


# Without an identity provider there is one owner, on this machine only.
LOCAL_OWNER = Identity(issuer="local", subject="owner", name="Shop owner")


class User(Frozen):
    """A person with a shop."""

    id: UUID
    issuer: str
    subject: str
    email: str
    name: str
    business_name: str
    preferences: Preferences
    created_at: datetime
    updated_at: datetime
    last_login_at: datetime | None

    @property
    def mail_address(self) -> str:
        """Where mail for this person goes; empty where it cannot go anywhere."""
        address = self.email or self.preferences.notifications.address
        return address if is_mail_address(address) else ""


def _known_currency(code: str) -> str:
    if len(code) != 3 or not code.isalpha() or not code.isupper():  # noqa: PLR2004 - ISO 4217
        message = "a currency is three capital letters, such as EUR"
        raise ValueError(message)
    return code


class ShopSettings(Frozen):
    """What the shop's numbers stand on. Every default can be changed."""

    currency: Annotated[str, AfterValidator(_known_currency)] = "USD"
    electricity_per_kwh: Annotated[Decimal, Field(ge=0, le=100)] = Decimal("0.30")
    labour_per_hour: Annotated[Decimal, Field(ge=0, le=10_000)] = Decimal(15)
    machine_per_hour: Annotated[Decimal, Field(ge=0, le=10_000)] = Decimal("0.20")
    opens_at: time = time(8)
    closes_at: time = time(20)
    # Monday is 0; a day not named is closed.
    staffed_days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = (0, 1, 2, 3, 4, 5, 6)
    time_zone: ShortName = "UTC"
    turnaround_min: Annotated[int, Field(ge=0, le=1440)] = 15
    lead_time_days: Annotated[int, Field(ge=0, le=365)] = 7
    safety_days: Annotated[int, Field(ge=0, le=365)] = 14
    target_margin_pct: Annotated[Decimal, Field(ge=0, lt=100)] = Decimal(50)
    # What stays on a reel because it cannot be fed to the end; no plan counts on it.
    spool_tail_g: Annotated[Decimal, Field(ge=0, le=1000)] = Decimal(10)
    # A person's minutes: for each run of a plate, and for each piece that came off it.
    setup_min: Annotated[Decimal, Field(ge=0, le=1440, decimal_places=2)] = Decimal(10)
    finishing_min: Annotated[Decimal, Field(ge=0, le=1440, decimal_places=2)] = Decimal(0)
    # Of one piece; what a marketplace takes of its price, and beside that, a fixed amount.
    packaging_cost: Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2)] = Decimal(0)
    fee_pct: Annotated[Decimal, Field(ge=0, lt=100, decimal_places=2)] = Decimal(0)
    fee_fixed: Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2)] = Decimal(0)
    # What a print's success is held to be before the shop has any of its own.
    expected_success_pct: Annotated[Decimal, Field(gt=0, lt=100, decimal_places=2)] = Decimal(90)
    # How many times in a hundred the stock is to last until what was ordered has come.
    service_level_pct: Annotated[Decimal, Field(ge=50, lt=100, decimal_places=2)] = Decimal(95)
