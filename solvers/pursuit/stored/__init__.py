"""Dictionaries read from files and trained models."""
