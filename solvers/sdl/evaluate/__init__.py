"""What trained models do on data: measured, side by side, neuron by neuron; their codes in files."""
