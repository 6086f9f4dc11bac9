"""Batched gradient descent of thousands of small models."""
