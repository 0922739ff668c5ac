"""Layers: forward and backward side by side, and what they share."""
