"""Long work that survives its worker: a row in the main database is the truth, one worker process does it.

A job is taken with a lease; a worker that dies leaves the lease to run out, and the job is taken again. So a
handler must be repeatable: it may be run twice and must leave one result.
"""
