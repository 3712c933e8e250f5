"""A mirror of the packages."""
