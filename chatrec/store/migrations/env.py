"""What Alembic runs: the revisions, within the caller's transaction."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    render_as_batch=True,  # SQLite alters little in place
)
context.run_migrations()
