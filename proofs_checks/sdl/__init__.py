"""Claims of arXiv 2512.05534, the unified theory of sparse dictionary learning, and what follows from it."""
