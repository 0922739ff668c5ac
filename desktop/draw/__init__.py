"""The Draw tab: the canvas, its strokes, and the reader that follows them."""
