"""Receiving a purchase: keyboard-fast, several filaments on one bill."""
