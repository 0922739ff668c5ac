"""What is to be learned, and how: the recipe form and the data set."""
