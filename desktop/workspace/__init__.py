"""What all tabs look at, without a widget: networks, data, runs, evaluations, jobs, settings."""
