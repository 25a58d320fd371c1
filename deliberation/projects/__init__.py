"""From needs list to project list: convert, publicise, submit; the street office accepts or returns it.

A list (项目清单) belongs to one cycle. Its rows come from a signed round result (top n, or as many as the
money allows) or from signed decisions of meetings; every row traces to at least one need and at least one
signed decision. A list is a draft, then publicised (公示), then submitted, then accepted or returned with
reasons; a returned list is revised as the next version. What was submitted is kept as a frozen version.
"""
