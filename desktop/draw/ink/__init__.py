"""The drawing itself: strokes, undo, and how they become pixels."""
