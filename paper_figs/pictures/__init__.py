"""What commands draw of a user's own results: landings, lattices, training curves.  Not figures of the papers."""
