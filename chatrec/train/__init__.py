"""Training: what an index directory serves beyond its catalogue."""
