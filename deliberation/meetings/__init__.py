"""Meetings (议事会): notice, agenda, attendance, motions, minutes.

A meeting is planned under one rule profile, whose copy it keeps: what the rule says later changes nothing.
It goes one way: 计划 planned → 通知 noticed → 开会 in session → 结束 ended → 纪要 drafted → 签字 signed; it
may be cancelled until it ends. Who is expected (应到) stands on its list, or is a typed number; who came
(实到), excused (请假) or absent (缺席) is marked at the door. A motion is decided the moment its counts are
entered, by whole numbers only. The minutes are drafted from these records, edited as sections, and signed by
the chair and the recorder, each over the hash of the text: a changed text drops the signatures. Once both
stand, nothing changes any more (addenda only), and what was passed takes effect.

During the meeting everything is entered at one page, the live desk (`views/live.py`): `steering` says which
matter is on, `speaking` and `turns` who speaks, `voting`, `amending` and `roll_call` what is decided.
Every entry has a key its page made (`entries`), so that a queue sent again after a break does nothing twice.

After the meeting `recorded` takes over what was counted and said, `minuting` drafts and edits, `revising`
keeps every text, `merging` lets two write at once, `comparing` shows what changed. `circulating` sends it
round for correction; `signing` and `paper_signing` put names under it, on the screen or with the sheet kept;
`addenda` are what may still be said, signed themselves.

`service.py` gathers the verbs: planning.py, attending.py, voting.py, minuting.py, signing.py. `matters.py` is
the one file that asks the rooms needs and rounds; `guards.py` is what every act asks first; `writing.py` is
the text of minutes: its hash, its speakers.
`hiding.py`, `naming.py` and `veiling.py` hide names from outsiders, `consenting.py` asks who may be named;
`indexing.py` and `finding.py` keep and ask the index of minutes.
"""
