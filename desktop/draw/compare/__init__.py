"""What another network reads in the same drawing, or the same one after earlier epochs."""
