"""The gcode of a plate, walked through once."""
