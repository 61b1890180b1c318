class Wrong(Exception):
    """A sentence that says what is wrong, for the person who gave the command."""

    # who says so, where it is not the command
    title = None
