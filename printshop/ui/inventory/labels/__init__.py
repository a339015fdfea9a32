"""Labels for spools: sheets and label printers, with a code that opens the spool."""
