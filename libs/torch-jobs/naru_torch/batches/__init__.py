"""Token rows to batches. Knows nothing of text, models or devices."""
