"""Matching pursuit in floating point, what a dictionary guarantees, and how a trained one does on data."""
