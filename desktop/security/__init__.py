"""Who may open what: passphrases, recovery codes and keys; the only place that knows cryptography."""
