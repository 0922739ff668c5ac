"""A run under way: its state, its thread, and how it is doing."""
