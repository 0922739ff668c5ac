"""A run's epochs one after the other: what it took each image for, and since when."""
