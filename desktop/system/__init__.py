"""The system around the window: taskbar, notifications, resources."""
