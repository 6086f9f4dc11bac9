"""Figures on sparse dictionary learning (arXiv 2512.05534)."""
