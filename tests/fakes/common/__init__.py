"""What the stand-ins for other companies' services share: server, state, settings, faults."""
