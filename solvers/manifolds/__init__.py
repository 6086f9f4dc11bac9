"""Deciding capture, and measuring it."""
