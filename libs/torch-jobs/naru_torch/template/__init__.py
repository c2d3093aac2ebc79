"""Rows to token ids with a mask of what is learned. Knows nothing of batches."""
