"""The zip archive of a .3mf: its parts found and unpacked within limits."""
