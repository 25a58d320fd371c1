"""Complaints and suggestions (投诉建议) about the platform, the process or a text.

Anybody may write one, signed in or not. It gets a number and a secret code to look it up with; the code is
derived from the row by the installation's key, so it stands in no table. The community's workers answer and
close it; what names no community goes to the administrators. Contacts are sealed.
States follow from facts: received → answered → closed.
"""
