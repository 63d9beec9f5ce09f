"""Channels that come with the product."""
