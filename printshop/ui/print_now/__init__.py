"""What can be printed now: the list, the basket, the reels to use up, the spools to weigh."""
