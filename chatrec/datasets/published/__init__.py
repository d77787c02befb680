"""Public data sets as their publishers give them, and the way from there to our files."""
