"""How the API answers, whatever it is asked: who asks, in which words it refuses, pages of lists, tags, keys, limits.

It knows no domain. The operations themselves lie in each app's `api` package.
"""
