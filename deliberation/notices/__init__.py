"""Telling people: a message in the inbox of an account.

A message keeps its kind and facts; the room that sent it gives the phrase and the page it leads to.
"""
