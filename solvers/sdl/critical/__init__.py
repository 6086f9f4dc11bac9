"""Stationary points of one activation pattern: exact points, walls, types."""
