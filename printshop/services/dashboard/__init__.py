"""The owner's dashboard: where money and filament went, what failed, what changed."""
