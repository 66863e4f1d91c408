"""The page: two places side by side in a browser, each drawn from the payload that its platform would get."""
