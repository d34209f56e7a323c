"""Understood questions → answers: retrieve, judge, cite."""
