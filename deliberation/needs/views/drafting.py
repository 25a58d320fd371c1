"""Saying what is missing, step by step, with a draft that is never lost."""
