"""Writing down what came on paper, by phone or at the door."""
