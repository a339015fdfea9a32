"""What an owner wants to see of a shop's past, counted from facts: frames in, frames out."""
