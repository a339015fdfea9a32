"""The upload page: files that were dropped, and the form in which each becomes a version."""
