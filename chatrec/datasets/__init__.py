"""Readers of the files that chatrec takes: items, conversation turns, feedback events."""
