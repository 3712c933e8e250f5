"""Take in what a municipality already has: lists, statistics reports and event logs."""
