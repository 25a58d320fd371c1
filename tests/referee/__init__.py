"""An independent referee of our counts, run as a program of its own."""
