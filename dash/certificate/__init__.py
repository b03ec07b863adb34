"""Certificates: what a report says of its models, stated and proved in Lean, and checked again."""
