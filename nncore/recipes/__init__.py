"""Recipes: everything that decides a training run, as plain data, and the architecture as text."""
