"""The print queue page: the printers, the jobs that wait, and the steps a person takes."""
