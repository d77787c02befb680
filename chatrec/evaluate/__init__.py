"""Measurements of the very path that the chat runs."""
