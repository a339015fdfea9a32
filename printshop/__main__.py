"""`python -m printshop`."""

from printshop.cli import main

main()
