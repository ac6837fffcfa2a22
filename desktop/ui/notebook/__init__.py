"""The tab of what one writes for oneself alone: « Carnet », « Santé », « Social », « Mes notes »."""
