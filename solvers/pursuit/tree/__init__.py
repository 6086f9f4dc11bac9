"""Many small autoencoders on the synthetic tree of arXiv 2506.03093, trained side by side, and how well they recover it."""
