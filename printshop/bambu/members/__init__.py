"""The members of a .3mf, each read into what it says."""
