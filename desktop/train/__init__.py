"""The Train tab: the form, the live plots, and the session that owns a run's thread."""
