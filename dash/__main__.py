"""`python -m dash` is the same command as `dash-audit`."""

from dash.cli import main

if __name__ == "__main__":
    main()
