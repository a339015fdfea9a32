"""What an hour of a machine costs."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from printshop.domain.machine_rate import MachineRate


@pytest.mark.parametrize(
    ("price", "life_h", "service_pct", "maintenance_per_h", "per_hour"),
    [
        ("599", "5000", "0", "0.05", "0.1698"),
        ("1099", "5000", "10", "0", "0.2418"),
        ("1000", "5000", "0", "0.20", "0.4000"),
        ("600", "3000", "0", "0", "0.2000"),
        ("0", "5000", "10", "0", "0.0000"),
    ],
)
def test_an_hour_costs_its_share_of_price_and_service_and_what_wears_down(
    price: str, life_h: str, service_pct: str, maintenance_per_h: str, per_hour: str
) -> None:
    rate = MachineRate(
        price=Decimal(price),
        life_h=Decimal(life_h),
        service_pct=Decimal(service_pct),
        maintenance_per_h=Decimal(maintenance_per_h),
    )

    assert rate.per_hour == Decimal(per_hour)


def test_a_machine_that_lasts_no_hour_has_no_rate() -> None:
    with pytest.raises(ValidationError):
        MachineRate(price=Decimal(599), life_h=Decimal(0))
