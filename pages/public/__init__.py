"""Small pages for whoever is not signed in."""
