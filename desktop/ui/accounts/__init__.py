"""Accounts on screen: who opens the vault, invitations, cards, keys, the Annuaire, who sees what."""
