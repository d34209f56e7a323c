"""The recipe of the embedded multilingual model: from a folder of public text to the folder `index/model`.

One command: `python -m index.training --data FOLDER --out FOLDER`.
"""
