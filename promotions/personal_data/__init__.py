"""All that is kept about a person: which tables, what of it they get on request, and what becomes of it once they are gone.

`register` is the one list of kinds; a test holds it against every model there is. `rows` reads what belongs to one person and
`archive` packs it; `erasing` lets it go and `leavers` says of whom and when.
"""
