"""A decision becomes public: preview, publication, and the outbox rows made in the same transaction."""
