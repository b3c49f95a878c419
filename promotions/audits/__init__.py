"""Audits of fairness: who was eligible, what became of them by group, and what of it may be shown.

`pool` reads the people, `answers` what they said of themselves, `privacy` what must stay hidden, `findings` puts it together,
`runs` does it for one audit and `asking` takes the question. The statistics are those of `promotions.disparity`.
"""
