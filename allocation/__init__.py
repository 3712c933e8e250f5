"""Who takes which case. No machine learning, no SQL, no web."""
