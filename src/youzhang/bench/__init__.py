"""Measures the product: generates data in bulk, serves it, drives its pages, sets limits beside them."""
