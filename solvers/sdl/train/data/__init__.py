"""Data of training: synthetic sources with known features, activations from files; every batch a function of (seed, step)."""
