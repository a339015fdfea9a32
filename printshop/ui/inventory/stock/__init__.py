"""The stock: what needs care, the grid of filaments, spools by place, and editing in the grid."""
