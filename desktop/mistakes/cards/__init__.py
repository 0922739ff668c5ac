"""The gallery of cards: model, delegate, view."""
