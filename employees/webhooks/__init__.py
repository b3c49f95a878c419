"""Telling the company's other systems what happened here: ids and kinds, signed, tried again until they are taken.

`announcing` writes a row an event and hook in the transaction of the event; `delivering` posts what waits. Services announce and know
nothing of who listens.
"""
