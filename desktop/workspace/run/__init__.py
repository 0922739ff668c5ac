"""The run in sight: what it is, what it told, how it is doing, and what can be asked of it."""
