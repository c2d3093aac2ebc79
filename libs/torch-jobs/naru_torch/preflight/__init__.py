"""The report on the data before any weight is loaded."""
