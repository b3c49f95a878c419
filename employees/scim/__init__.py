"""SCIM 2.0 (RFC 7643, RFC 7644): the company's directory opens and closes accounts here, and its groups entrust duties.

`filters`, `paths` and `patches` are the protocol and know no table; `users`, `groups` and `duties` are what it does here. The address
is `/scim/v2/`, see `employees.views.scim`. What Entra ID and Okta send is taken as they send it.
"""
