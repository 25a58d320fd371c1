"""The needs list as PDF, XLSX and CSV."""
