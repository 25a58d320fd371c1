"""What to add and how: the solution sheet of a need."""
