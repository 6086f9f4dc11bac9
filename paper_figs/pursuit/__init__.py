"""The figures of matching pursuit."""
