"""The list written once: a declaration gives page, filters, search, views, bulk work, export, and the detail page."""
