"""Networks and training states in files, and what guards whatever is read."""
