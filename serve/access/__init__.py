"""Who is it? Log-in at the municipality's identity provider, sessions, service tokens, and the invented people.

What they may do once they are known is decided elsewhere: ``sagstyngde.operations``, on the one road.
"""
