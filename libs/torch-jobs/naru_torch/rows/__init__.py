"""Files to rows of messages. Knows nothing of tokens."""
