"""What is taken away from the Mistakes tab: marks on images, tables, contact sheets, pictures."""
