"""One deliberation cycle (议事周期) of a community: its dates and stages.

Stages in the order of the ribbon: 征集 collecting → 议事 deliberating → 投票 voting →
清单 listing → 公示 publicising → 实施 carrying out. A stage lasts from its first day until the next
stage's first day; a stage without a first day is left out. The stage of today is derived from the dates,
never stored.
"""
