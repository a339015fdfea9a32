"""What surrounds the app: the database server, the file store, the jobs, the processes."""
