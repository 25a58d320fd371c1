"""Needs (征集需求、梳理归并): residents say what is missing, neighbours support it, workers sort it.

Words: a need has a category (a business type of the fifteen-minute circle, or a public matter), a place, the
channel it came by, and an author: a resident, or somebody a worker wrote it down for.

States: open → shortlisted (may be voted on, met about, made a project) | merged (into a survivor) | rejected
(with a public reason); a worker may reopen. A need without a cycle waits for the next one; one that was not
chosen in a cycle that is over is carried over to the next, with its supports (`carrying`).

Ways: how a shortlisted need is to be met is proposed by residents, planner or department, checked by planner
or worker (feasibility, cost and its source, unit, upkeep) and chosen by a worker, until a vote or a project
rests on it (`solving`); the chosen way goes on the ballot and into the project row.

Rules: one support a person, any resident living here; only confirmed persons are counted, by persons and by
households, and somebody confirmed later counts from then on. Texts of persons not yet confirmed wait for a
worker's OK. Nothing a vote or a meeting holds may be merged, rejected or rewritten. Later rooms add to its
history through `service.record_event`.
"""
