"""`/docs`: the API's description to read and try, from own files, so that it needs no internet.

The files are those of swagger-ui-dist 5.35.0 (Apache-2.0), beside its licence.
"""
