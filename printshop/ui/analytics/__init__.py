"""The owner's dashboard, drawn: figures, charts, and the prints and purchases behind them."""
