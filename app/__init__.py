"""The ground: settings, clock, context, database, journal, live. Of the product it knows only the permission words."""
