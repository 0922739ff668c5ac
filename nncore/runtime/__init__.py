"""What makes training fast and interruptible: threads, prefetch, chunks, probing, cancellation."""
