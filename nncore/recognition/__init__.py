"""What a network reads in a drawing, and whether it is a digit at all."""
