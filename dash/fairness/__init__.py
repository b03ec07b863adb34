"""Fairness audit: does a model lean on a protected attribute, and would the answer last?"""
