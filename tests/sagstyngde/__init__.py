"""The vocabulary: invariants and the few functions it has."""
