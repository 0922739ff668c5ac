"""Why the network reads what it reads in a drawing, and what would make it another digit."""
