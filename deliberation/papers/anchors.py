"""How the sections of minutes are found again in a Word document that people have worked on.

Every section stands under a heading of its own, and the heading carries a bookmark (`sec_3`: the fourth
section); a custom property lists the sections' keys in order. Word, WPS and LibreOffice keep both; where the
bookmarks are gone, the words of the headings are the last resort. What the platform wrote from its records
stands under headings of their own (`sys_…`) and is never taken back. Content controls would say it more
plainly, but LibreOffice 7.4 writes the words inside them several times over (docs/decisions/0018).
"""

SECTION = "sec_"
SYSTEM = "sys_"
END = "sys_end"

# Custom properties of the document.
MEETING = "deliberation.meeting"
REVISION = "deliberation.revision"
TEXT_HASH = "deliberation.text_hash"
KEYS = "deliberation.sections"
OUTSIDE = "deliberation.outside"  # a hash of what stands outside the sections
