"""The drawer "Runs": every run that was kept, to open, compare, rename, delete and export."""
