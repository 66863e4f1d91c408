"""What the bot says by itself: which posts the facts call for, and how each copy of them is kept right."""
