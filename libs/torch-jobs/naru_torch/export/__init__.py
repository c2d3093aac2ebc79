"""What a finished run hands out: GGUF adapter, model card, loss plot.

Knows the files of a run. Does not know how the run was made.
"""
