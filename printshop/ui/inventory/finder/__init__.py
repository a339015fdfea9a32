"""The makers' filaments: find one by name, code, barcode or colour, and add it to the shop."""
