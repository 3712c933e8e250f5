"""What does a change of a plan mean for everybody it touches? To be seen before anybody commits it."""
