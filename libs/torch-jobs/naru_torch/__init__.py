"""Naru's PyTorch jobs. In: one job.json. Out: events.jsonl and the files of the run's folder."""
