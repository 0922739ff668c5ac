"""A process that trains, so that the window and the network never wait for each other."""
