"""Who may decide what, and did it help? Knows no SQL, no web and no machine learning."""
