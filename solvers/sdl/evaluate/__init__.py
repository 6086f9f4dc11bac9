"""What a trained model does on data: sums over all rows, and what follows from them."""
