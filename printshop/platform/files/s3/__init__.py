"""The store in a bucket of S3, R2 or another server that speaks the protocol.

Nothing here is imported where files are kept in the data folder: boto3 costs a third of a
second and 40 MB.

| module | what |
|---|---|
| access | the client, with the settings that R2 accepts |
| faults | what is said when the storage does not do as asked |
| objects | the objects below one prefix: sending, copying, looking |
| reading | reading an object in ranges, as a file |
| store | the files of one shop |
| direct | sending a file from the browser |
| shops | the stores of all shops, and whether they work |
"""

from printshop.platform.files.s3.shops import S3Stores

__all__ = ["S3Stores"]
