"""Files of our own making: the demo shop's, and those of the tests."""
