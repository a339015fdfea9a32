"""The parts of the settings page: alerts, keys for programs, files, costs and prices."""
