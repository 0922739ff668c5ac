"""Pictures from elsewhere become ink on the pad: pasted, dropped, or opened as files."""
