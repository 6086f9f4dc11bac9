"""What a concept manifold is, and what it means that a dictionary captures, tiles or dilutes it."""
