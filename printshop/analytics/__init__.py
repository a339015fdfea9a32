"""The shop's arithmetic: frames in, frames out, no database, no clock, no page."""
