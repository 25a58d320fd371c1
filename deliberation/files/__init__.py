"""Stored uploads and results: bytes on disk under their SHA-256, who may fetch them in the database."""
