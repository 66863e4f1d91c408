"""The link watch: checks the links that are printed, and tells organizers of those that do not work."""
