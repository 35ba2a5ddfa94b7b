"""The receiving desk's tasks: whom to call, what was not delivered, alarms."""
