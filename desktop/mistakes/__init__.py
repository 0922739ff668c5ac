"""The Mistakes tab: the gallery of misread digits, its model, filters and cards."""
