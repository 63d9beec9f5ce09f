"""Screens about oneself: signing in, the profile."""
