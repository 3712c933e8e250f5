"""What do the server and the commands both do with cases and caseworkers? Weigh, propose, place, and watch."""
