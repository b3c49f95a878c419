"""What an HR system sends about people: a folder of tables and a mapping that says which column is what.

`mapping` reads the mapping, `reading` the tables, `history` turns dated facts into positions, `chains` finds
circles of managers, `differences` compares with what is `stored`, `imports` writes what differs.
"""
