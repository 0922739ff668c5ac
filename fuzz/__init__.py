"""Damaged and forged input for every parser, the same for the same seed; see `make fuzz`."""
