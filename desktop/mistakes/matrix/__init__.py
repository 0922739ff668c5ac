"""The confusion matrix, which is a selection: its cells choose what the gallery shows."""
