"""The main window, its menus, the network selector."""
