"""Stock in and out: Spoolman, CSV and Excel, with a dry run."""
