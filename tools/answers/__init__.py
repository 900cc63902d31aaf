"""Fitting what decides about answers."""
