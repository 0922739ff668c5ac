"""The Misread window: three tabs over one network, driven by nncore.

Importing this package loads no Qt; `desktop.application` does.
"""
