"""What is checked before Qt starts, and told before Qt dumps core."""
