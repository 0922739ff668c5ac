"""The drawer "Epoch by epoch": what happened in a run, line by line."""
