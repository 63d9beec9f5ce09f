"""The desk: finding a time, booking it, the board, appointments."""
