"""What Streamlit lacks: components with JavaScript of their own, a folder each."""
