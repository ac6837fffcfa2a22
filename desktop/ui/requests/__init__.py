"""The tab of requests: board, list, sheet, and the concertation."""
