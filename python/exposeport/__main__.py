"""Runs the command `exposeport` as `python -m exposeport`."""

from exposeport.cli import main

if __name__ == "__main__":
    main()
