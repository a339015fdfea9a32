"""What the members say together: plates, filaments, design, printer, pictures."""
