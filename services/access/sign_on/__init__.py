"""Signing in by who one is elsewhere, and the issuers a business believes."""
