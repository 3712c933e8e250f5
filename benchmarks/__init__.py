"""Side-by-side figures against peers, as JSON."""
