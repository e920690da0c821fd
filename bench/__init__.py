"""Benchmarks: each prints a figure beside a floor or a peer that was measured in the same run. They are not tests."""
