"""The store of uploaded files and thumbnails: content-addressed, written whole or not at all.

| module | what |
|---|---|
| store | what every store can do |
| direct | sending a file to the store without passing through the app |
| local | the store in a folder |
| s3 | the store in a bucket; loaded only where one is configured |
| shops | the stores of all shops of an installation |
| moving | copying everything from one kind of store to the other |
"""

from printshop.platform.files.direct import DirectPart, DirectTransfer, DirectUploads
from printshop.platform.files.disk import digest_of
from printshop.platform.files.local import LocalFileStore
from printshop.platform.files.shops import LocalStores, Stores, stores
from printshop.platform.files.store import FileStore, StoredFile, StoredKey, Swept

__all__ = [
    "DirectPart",
    "DirectTransfer",
    "DirectUploads",
    "FileStore",
    "LocalFileStore",
    "LocalStores",
    "StoredFile",
    "StoredKey",
    "Stores",
    "Swept",
    "digest_of",
    "stores",
]
