"""Needs on the map."""
