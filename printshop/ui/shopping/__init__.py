"""The shopping list as it is drawn: lines with their reasons, orders, wishes, paper."""
