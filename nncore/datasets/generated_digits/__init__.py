"""Digits drawn by NumPy: pen strokes in several ways of writing, varied and inked."""
