// A small zip archive put together in memory, members packed or plain as they are given.

export const LOCAL_MARK = 0x04034b50;
export const LOCAL_BYTES = 30;
export const ENCRYPTED = 0x1;
export const STORED = 0;

const DIRECTORY_MARK = 0x02014b50;
const DIRECTORY_BYTES = 46;
const LAST_MARK = 0x06054b50;
const LAST_BYTES = 22;
// Names in UTF-8 and members under a password stay so; sizes stand in the header from now on.
const KEPT_FLAGS = 0x800 | ENCRYPTED;
const FIRST_DAY = 0x21; // 1 January 1980, the first day that a zip can name

/** Writes headers around members; it never holds more than `atMost` bytes. */
export class ZipWriter {
  #pieces = [];
  #directory = [];
  #bytes = 0;
  #directoryBytes = 0;
  #count = 0;
  #atMost;

  constructor(atMost) {
    this.#atMost = atMost;
  }

  /** How many bytes the data of a member may have; its headers are counted already. */
  roomFor({ rawName }) {
    const headers = LOCAL_BYTES + DIRECTORY_BYTES + 2 * rawName.length;
    return this.#atMost - this.#bytes - this.#directoryBytes - LAST_BYTES - headers;
  }

  /**
   * Add a member.
   *
   * `entry` gives `rawName` and `flags`; `member` gives `data`, `method`, `crc`, and its bytes
   * `packed` and `plain`.
   */
  add({ rawName, flags }, member) {
    const local = new DataView(new ArrayBuffer(LOCAL_BYTES));
    local.setUint32(0, LOCAL_MARK, true);
    local.setUint16(4, 20, true);
    writeFacts(local, 6, rawName, flags, member);
    const listed = new DataView(new ArrayBuffer(DIRECTORY_BYTES));
    listed.setUint32(0, DIRECTORY_MARK, true);
    listed.setUint16(4, 20, true);
    listed.setUint16(6, 20, true);
    writeFacts(listed, 8, rawName, flags, member);
    listed.setUint32(42, this.#bytes, true);
    this.#pieces.push(local, rawName, member.data);
    this.#directory.push(listed, rawName);
    this.#bytes += LOCAL_BYTES + rawName.length + member.packed;
    this.#directoryBytes += DIRECTORY_BYTES + rawName.length;
    this.#count += 1;
  }

  /** The archive so far. */
  toBlob() {
    const last = new DataView(new ArrayBuffer(LAST_BYTES));
    last.setUint32(0, LAST_MARK, true);
    last.setUint16(8, this.#count, true);
    last.setUint16(10, this.#count, true);
    last.setUint32(12, this.#directoryBytes, true);
    last.setUint32(16, this.#bytes, true);
    return new Blob([...this.#pieces, ...this.#directory, last]);
  }
}

/** The fields that both headers have, from the flags to the length of the name. */
function writeFacts(header, at, rawName, flags, member) {
  header.setUint16(at, flags & KEPT_FLAGS, true);
  header.setUint16(at + 2, member.method, true);
  header.setUint16(at + 6, FIRST_DAY, true);
  header.setUint32(at + 8, member.crc, true);
  header.setUint32(at + 12, member.packed, true);
  header.setUint32(at + 16, member.plain, true);
  header.setUint16(at + 20, rawName.length, true);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum that zip asks for, of bytes as a Uint8Array. */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}
