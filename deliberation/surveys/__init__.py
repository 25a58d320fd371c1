"""Questionnaires (满意度调查) and their answers: who is asked, how they answer, what may be told of it.

A later room opens a survey about something of its own (a kind, the id, a title, a theme, reasons to tick)
and says who is asked: accounts, people of the roll, households. Each person asked answers once, a household
once, on the page, by phone or on a slip a worker enters; until the survey closes the answer may be changed,
and what it was before is kept. Names are never public; words are read by the community's workers and the
officer over it, whose they are by the workers only.

Satisfaction is the share of the top three steps, an exact fraction. Figures stand only once a survey is over,
and only from five answers on. Whoever holds less is put together, in the order of closing, with others of the
same community, year and theme until they hold five; what is left over counts nowhere. Every figure is a sum
of such lots, so that no subtraction leads to fewer than five people.
"""
