"""Drawings: any picture becomes ink, ink becomes a frame of 28 × 28, a frame is read."""
