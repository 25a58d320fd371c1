"""What a community's workers may set: words that wait, answers ready to use, categories in use."""
