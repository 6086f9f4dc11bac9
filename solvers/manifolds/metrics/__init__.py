"""Metrics of capture: published forms and, where a published one is wrong, the corrected one under its own name."""
