"""Analytics: how the shop is doing, where the money went, and what is behind each figure."""

from printshop.ui import wiring
from printshop.ui.analytics import view


def main() -> None:
    """Draw the dashboard, or the rows that the address asks for."""
    view.draw(wiring.guard())


if __name__ == "__main__":
    main()
