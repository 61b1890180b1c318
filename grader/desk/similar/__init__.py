"""make similar: which submissions of a class are most alike."""
