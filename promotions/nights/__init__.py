"""The rails under everything that happens at night: a run begun once, worked off by shards in any process, ended once.

`job` says what a nightly job brings, `jobs` lists them, `shards` computes one shard, `runs` begins, works off and ends a run.
All that a run knows is in its rows, so a crash loses no more than the transaction under way.
"""
