"""Drawing. Components know shapes and callbacks; they never call a service and keep no state of their own."""
