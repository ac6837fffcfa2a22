"""The bytes of a compartment file, page by page, decrypted from its format alone: free pages and slack too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16


def pages(path: Path, key_hex: str) -> Iterator[bytes]:
    """AES-256-CBC, the vector at the head of the 80 bytes kept at the end of each page (docs/format.md)."""
    key = bytes.fromhex(key_hex)[:32]
    content = path.read_bytes()
    for start in range(0, len(content), PAGE):
        page = content[start:start + PAGE]
        body, vector = page[SALT if start == 0 else 0:PAGE - RESERVED], page[PAGE - RESERVED:PAGE - RESERVED + 16]
        reader = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        yield reader.update(body) + reader.finalize()
