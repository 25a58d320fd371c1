"""What a drawing process needs, once: the fork server of `papers.apart` imports this and draws nothing.

Only imports, no layout: Pango starts threads with the first text it sets, and threads do not survive a fork.
"""

from deliberation.papers import fonts, pdf

fonts.configure()
pdf.load()
