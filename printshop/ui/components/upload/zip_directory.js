// The list of members at the end of a zip archive, read from slices of a chosen file.
//
// The same rules as printshop/bambu/archive/central_directory.py, so that the browser takes
// and refuses what the server does: only this list counts, because slicers write no sizes into
// local headers, and junk before the archive shifts all places.
// Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3.

const END_MARK = 0x06054b50;
const END_BYTES = 22;
const END_64_MARK = 0x06064b50;
const END_64_BYTES = 56;
const LOCATOR_MARK = 0x07064b50;
const LOCATOR_BYTES = 20;
const RECORD_MARK = 0x02014b50;
const RECORD_BYTES = 46;
const LONGEST_TAIL = END_BYTES + 0xffff + LOCATOR_BYTES + END_64_BYTES;
const MOST_DIRECTORY_BYTES = 8 * 1024 * 1024;
const MOST_MEMBERS = 20_000;
const IN_ZIP64 = 0xffffffff;
const ZIP64_EXTRA = 1;

/** A file that cannot be read here; `isFinal`: the server would refuse it as well. */
export class UnreadableError extends Error {
  constructor(message, { isFinal = false } = {}) {
    super(message);
    this.isFinal = isFinal;
  }
}

/** The bytes of a file from `start` to `end`, as a Uint8Array that may be shorter. */
export async function bytesOf(file, start, end) {
  return new Uint8Array(await file.slice(start, end).arrayBuffer());
}

/** A DataView on the same bytes: zip numbers are little-endian. */
export function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * List the members of an archive in directory order, folders left out.
 *
 * Each has `name`, `rawName` (its bytes), `flags`, `method`, `crc`, `packed`, `plain` (bytes)
 * and `offset`, where its local header starts in the file.
 */
export async function readDirectory(file) {
  if (file.size === 0) {
    throw new UnreadableError(
      `${file.name} is empty (0 bytes): save or download it again.`, { isFinal: true });
  }
  const tailAt = Math.max(file.size - LONGEST_TAIL, 0);
  const tail = await bytesOf(file, tailAt, file.size);
  const end = findEnd(tail, tailAt);
  if (end === null) throw await noArchive(file);
  if (end.startsAt < 0 || end.offset > end.startsAt) throw senseless(file);
  if (end.size > MOST_DIRECTORY_BYTES) throw tooMany(file);
  const directory = await bytesOf(file, end.startsAt, end.startsAt + end.size);
  return parse(directory, end.startsAt - end.offset, file);
}

function findEnd(tail, tailAt) {
  const view = viewOf(tail);
  let at = tail.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== END_MARK) at -= 1;
  if (at < 0) return null;
  let size = view.getUint32(at + 12, true);
  let offset = view.getUint32(at + 16, true);
  let endsAt = tailAt + at;
  const wideAt = at - LOCATOR_BYTES - END_64_BYTES;
  const isWide = wideAt >= 0
    && view.getUint32(at - LOCATOR_BYTES, true) === LOCATOR_MARK
    && view.getUint32(wideAt, true) === END_64_MARK;
  if (isWide) {
    size = Number(view.getBigUint64(wideAt + 40, true));
    offset = Number(view.getBigUint64(wideAt + 48, true));
    endsAt -= LOCATOR_BYTES + END_64_BYTES;
  }
  return { size, offset, startsAt: endsAt - size };
}

function parse(directory, shift, file) {
  const view = viewOf(directory);
  const entries = [];
  let at = 0;
  for (let count = 1; at < directory.length; count += 1) {
    if (count > MOST_MEMBERS) throw tooMany(file);
    if (at + RECORD_BYTES > directory.length || view.getUint32(at, true) !== RECORD_MARK) {
      throw senseless(file);
    }
    const nameEnd = at + RECORD_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > directory.length) throw senseless(file);
    const rawName = directory.subarray(at + RECORD_BYTES, nameEnd);
    const entry = {
      name: nameOf(rawName),
      rawName,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      plain: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    widen(entry, view, nameEnd, extraEnd);
    entry.offset += shift;
    if (!entry.name.endsWith("/")) entries.push(entry);
    at = next;
  }
  return entries;
}

/** Replace the numbers that did not fit into 32 bits (ZIP64). */
function widen(entry, view, extraAt, extraEnd) {
  let at = extraAt;
  while (at + 4 <= extraEnd && view.getUint16(at, true) !== ZIP64_EXTRA) {
    at += 4 + view.getUint16(at + 2, true);
  }
  if (at + 4 > extraEnd) return;
  const wideEnd = Math.min(at + 4 + view.getUint16(at + 2, true), extraEnd);
  at += 4;
  for (const field of ["plain", "packed", "offset"]) {
    if (entry[field] === IN_ZIP64 && at + 8 <= wideEnd) {
      entry[field] = Number(view.getBigUint64(at, true));
      at += 8;
    }
  }
}

/** The names that are looked for are plain ASCII; of others any reading will do. */
function nameOf(rawName) {
  return new TextDecoder().decode(rawName);
}

async function noArchive(file) {
  const start = new TextDecoder().decode(await bytesOf(file, 0, 512)).trimStart();
  const name = file.name;
  let message = `${name} is not a .3mf file (no zip archive): `
    + "save it as .3mf or export the sliced plate.";
  if (start.startsWith("PK\x03\x04")) {
    message = `${name} is cut off, its end is missing: copy or download it again.`;
  } else if (start.startsWith("<") && start.toLowerCase().includes("<html")) {
    message = `${name} is a web page and not a .3mf file: download the file itself.`;
  }
  return new UnreadableError(message, { isFinal: true });
}

function senseless(file) {
  return new UnreadableError(
    `${file.name} is damaged, its list of contents makes no sense: copy or download it again.`);
}

function tooMany(file) {
  return new UnreadableError(
    `${file.name} holds more than ${MOST_MEMBERS.toLocaleString("en")} parts: `
    + "save it from the slicer again.");
}
