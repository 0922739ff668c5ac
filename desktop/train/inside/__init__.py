"""The drawer that looks inside the network while it learns."""
