"""How many needs, of what, from where, by which way, when."""
