"""Handwriting as input: a picture of any size becomes ink, then 28 × 28 pixels, then an answer."""
