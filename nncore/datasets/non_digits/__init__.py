"""Images that show no digit, drawn by NumPy: from them a network learns to refuse."""
