"""The room of those who run the business: who may do what, and what happened."""
