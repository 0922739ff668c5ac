"""Measurements that the project's claims stand on; `make bench` runs them all."""
