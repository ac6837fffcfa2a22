"""What the screens of pupils, meetings and projects share: a list beside a sheet, a writing sheet, papers, the three verbs."""
