"""Pôle Ressource: an offline, encrypted desktop program for the pôles ressources of French primary schools."""

__version__ = "0.1.0"
