"""An index in Milvus: the same passages, vectors and words as in a folder, on one machine or on many.

`database` knows Milvus, `index` reads, `writer` writes. How to run it on a cluster: README.md.
"""
