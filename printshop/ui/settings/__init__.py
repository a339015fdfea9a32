"""The parts of the settings page: keys for programs, what is said of files."""
