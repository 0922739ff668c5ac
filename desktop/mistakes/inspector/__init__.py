"""One image in full: what it is, what it was taken for, and why."""
