"""The figures of concept geometry."""
