"""`python -m benchmarks`: run every measurement and print its table."""

from benchmarks import event_loop

if __name__ == "__main__":
    event_loop.main()
