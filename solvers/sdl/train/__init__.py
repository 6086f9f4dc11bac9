"""Training of sparse autoencoders, transcoders and crosscoders, from toy problems to published sizes."""
