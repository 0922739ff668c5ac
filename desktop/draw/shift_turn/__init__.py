"""What the network would read if the drawing were shifted, turned, thicker or thinner."""
