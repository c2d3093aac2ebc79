"""The training loop and what it stands on: loss, optimizer, checkpoints, processes."""
