"""Widgets that more than one tab shows. They know no tab."""
