"""How submissions come in: whose they are, what of them is graded, and the copy of it
that is kept."""
