"""What makes training fast and interruptible: threads, prefetch, probing, cancellation."""
