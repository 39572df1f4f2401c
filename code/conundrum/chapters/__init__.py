"""One folder a page, with the name of the page."""
