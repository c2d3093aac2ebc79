"""The base model: loading, precision, quantization, the adapter, fast forward paths."""
