"""What makes training fast, and what looks into it: threads, prefetch, probing."""
