"""One training step and what surrounds it: optimiser, loop, resampling, history."""
