"""What goes on beside the platforms while the bot runs: its sign of life, and its daily backup."""
