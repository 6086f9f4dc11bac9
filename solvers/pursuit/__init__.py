"""Guarantees for a given dictionary, and pursuit encoders."""
