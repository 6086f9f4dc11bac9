"""Runs: folders, checkpoints, sweeps, workers, interrupts, other libraries' layouts."""
