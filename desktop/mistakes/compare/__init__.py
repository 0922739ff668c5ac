"""Compares what the chosen network reads with what another one reads of the same images."""
