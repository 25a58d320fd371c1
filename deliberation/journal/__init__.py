"""Who did what, when, from where: append-only and hash-chained.

Each entry carries the hash of the one before it. Personal values before and after an act are held in a side
table with their salts; the chain itself holds only their salted digests. So a personal value can be erased
(the chain still stands) but neither a value nor an entry can be altered or left out unnoticed.
"""
