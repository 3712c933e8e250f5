"""What the models may know: a municipality's scheme, its history, and the one road from facts to a row of floats."""
