"""What crosses the process: job.json, events.jsonl, error codes."""
