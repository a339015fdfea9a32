"""Users (one user is one shop), their preferences, and the shop's settings."""

from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from printshop.domain.units import Frozen, OptionalText, ShortName


class Units(StrEnum):
    """How lengths and weights are shown."""

    METRIC = "metric"
    IMPERIAL = "imperial"


class Notifications(Frozen):
    """Which notices the person wants."""

    email: bool = False
    low_stock: bool = True
    print_complete: bool = True
    system_updates: bool = True


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
