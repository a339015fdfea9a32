"""Grams and seconds told apart by what they are spent on."""
