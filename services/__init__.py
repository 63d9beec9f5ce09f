"""The product, one folder per capability; import a capability only through its front door."""
