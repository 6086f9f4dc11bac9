"""The verdict on a sparse autoencoder: each manifold captured, truncated, tiled, diluted or lost."""
