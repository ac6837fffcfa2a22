"""The concertation: one situation fills the screen, six facts, one decision typed once, everything by keyboard."""
