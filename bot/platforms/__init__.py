"""The places where people talk: one package per platform, each alone at the edge."""
