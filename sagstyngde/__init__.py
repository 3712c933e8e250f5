"""The vocabulary of sagstyngde: what a case, a weight, a caseworker and a plan are. Standard library only."""
