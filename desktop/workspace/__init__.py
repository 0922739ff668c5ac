"""What the tabs share: the workspace, background jobs, images, theme, resources."""
