"""Notices with proof: planned in the transaction of the act, addressed when they are sent, and every try of every way kept.

`events` says of which acts somebody is told; `sending` brings notices out of the house, over the ways of `channels`.
"""
