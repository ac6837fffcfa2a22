"""Help that is given: groups, sessions, the timetable."""
