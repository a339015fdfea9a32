"""The parts of the settings page: alerts, keys for programs, what is said of files."""
