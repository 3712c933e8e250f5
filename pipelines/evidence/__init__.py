"""What does a municipality show whoever asks how a model came about, what it does, and who answers for it?"""
