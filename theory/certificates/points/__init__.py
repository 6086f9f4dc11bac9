"""What the kinds of certificates about points of the landscape share."""
