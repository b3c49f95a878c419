"""What people say of themselves: sealed at rest, agreed to, withdrawn at any time, and read in bulk by audits alone.

`sealing` is the cipher and `rotation` its change of keys; `questions` are the company's closed lists and texts; `answers` are
one person's own; `consents` says whose hold; `for_audits.values_by_employee` is the one door through which audits read.
"""
