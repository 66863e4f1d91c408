"""The facts: files, models, the catalog and its search."""
