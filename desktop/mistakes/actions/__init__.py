"""What is done with images: they are marked, and saved as tables, contact sheets and pictures."""
