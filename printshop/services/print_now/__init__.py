"""What can be printed now: the list, a basket to try, reels to use up, and where it would start."""
