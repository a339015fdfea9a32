// The outline of a .3mf: a small archive with everything of the file but its bulk.
//
// The server reads it with the very same reader as the file itself, so that the form stands
// while the file is still being sent. Members that are wanted whole are copied packed, as they
// are; of the model only the head, before the meshes, and of a gcode only the header is
// unpacked. Pictures of the plates come last and go first where room is short.

import { UnreadableError, bytesOf, readDirectory, viewOf } from "./zip_directory.js";
import { ENCRYPTED, LOCAL_BYTES, LOCAL_MARK, STORED, ZipWriter, crc32 } from "./zip_writer.js";

const MOST_OUTLINE_BYTES = 4_000_000;
const MOST_THUMBNAIL_BYTES = 400_000;
const MOST_THUMBNAILS = 16;
const RELATIONS_BYTES = 256 * 1024;
const GCODE_HEAD_BYTES = 64 * 1024;
const MODEL_HEAD_BYTES = 4 * 1024 * 1024;
const WHOLE_BELOW_BYTES = 64 * 1024;
// As the reader does: it looks no further for a header that does not begin within these.
const FARTHEST_HEADER_BYTES = 16 * 1024;
// Repackers write pictures of 1 x 1 px, and the reader then takes the next best.
const PLACEHOLDER_BYTES = 300;
const DEFLATED = 8;

const MODEL = "3d/3dmodel.model";
const RELATIONS = "_rels/.rels";
const NEEDED = new Set([
  "[content_types].xml", RELATIONS, "metadata/_rels/model_settings.config.rels",
  "metadata/slice_info.config", "metadata/project_settings.config",
  "metadata/model_settings.config", "metadata/filament_sequence.json",
]);
const KEYSTORE = "secure/keystore.xml";
const GCODE = /^metadata\/plate_[1-9]\d{0,5}\.gcode$/;
const PLATE_JSON = /^metadata\/plate_[1-9]\d{0,5}\.json$/;
const PLATE_PICTURE = /^metadata\/(plate|plate_no_light|top)_([1-9]\d{0,5})(_small)?\.png$/;
const PICTURE_ORDER = ["plate", "plate_no_light", "top", "plate_small"];
const COVERS = [
  "auxiliaries/.thumbnails/thumbnail_middle.png", "auxiliaries/.thumbnails/thumbnail_3mf.png",
  "metadata/thumbnail.png",
];
const HEAD_END = /<(?:[\w.-]+:)?(?:resources|build)[\s>/]/;
const HEADER_START = "; HEADER_BLOCK_START";
const HEADER_END = "; HEADER_BLOCK_END";

/**
 * Make the outline of a chosen file, as a Blob of at most 4 MB.
 *
 * Throws an UnreadableError with one sentence where there is none.
 */
export async function outlineOf(file) {
  const parts = belowRoot(await readDirectory(file));
  const model = await modelPathOf(parts, file);
  const archive = new ZipWriter(MOST_OUTLINE_BYTES);
  for (const { entry, take, isNeeded } of planOf(parts, model)) {
    const member = await take(file, entry, archive.roomFor(entry));
    if (member !== null) {
      archive.add(entry, member);
    } else if (isNeeded) {
      throw new UnreadableError(
        `${file.name} says more than is read before it is sent: its form comes afterwards.`);
    }
  }
  return archive.toBlob();
}

/** The members by lower-case path below the folder that holds the model, without twins of Finder. */
function belowRoot(entries) {
  const usable = [];
  for (const entry of entries) {
    const path = entry.name.replaceAll("\\", "/").replace(/^\/+/, "").toLowerCase();
    const steps = path.split("/");
    if (steps[0] !== "__macosx" && !steps.includes("..") && !steps[0].includes(":")) {
      usable.push({ path, entry });
    }
  }
  const markers = [MODEL, RELATIONS];
  if (usable.some(({ path }) => markers.includes(path))) return usable;
  const roots = markers.flatMap((marker) => usable
    .filter(({ path }) => path.endsWith(`/${marker}`))
    .map(({ path }) => path.slice(0, -marker.length)));
  const root = roots.reduce((best, other) => (other.length < best.length ? other : best),
    roots[0] ?? "");
  return usable
    .filter(({ path }) => path.startsWith(root))
    .map(({ path, entry }) => ({ path: path.slice(root.length), entry }));
}

/** The path of the model part: the usual one, or the one that the package's relations name. */
async function modelPathOf(parts, file) {
  if (parts.some(({ path }) => path === MODEL)) return MODEL;
  const relations = parts.find(({ path }) => path === RELATIONS);
  if (relations !== undefined) {
    const { data } = await cut(file, relations.entry, Infinity, RELATIONS_BYTES, () => null);
    const tree = new DOMParser().parseFromString(new TextDecoder().decode(data), "application/xml");
    for (const relation of tree.getElementsByTagNameNS("*", "Relationship")) {
      const path = (relation.getAttribute("Target") ?? "").replace(/^\/+/, "").toLowerCase();
      const isModel = relation.getAttribute("Type")?.endsWith("/3dmodel");
      if (isModel && parts.some((part) => part.path === path)) return path;
    }
  }
  const isBundle = parts.some(({ path }) => path.endsWith(".3mf"));
  throw new UnreadableError(isBundle
    ? `${file.name} is an archive of .3mf files: unpack it and take the files inside.`
    : `${file.name} is a zip archive without a 3D model (no 3D/3dmodel.model), so not a .3mf `
      + "file: save it from the slicer.", { isFinal: true });
}

/** What is taken, and how, in the order of need. */
function planOf(parts, model) {
  const plan = [];
  const wanted = (isWanted, take, isNeeded) => {
    const found = parts.filter(({ path }) => isWanted(path));
    plan.push(...found.map(({ entry }) => ({ entry, take, isNeeded })));
  };
  wanted((path) => path === model, modelHead, true);
  wanted((path) => NEEDED.has(path), whole, true);
  wanted((path) => path === KEYSTORE, whole, false);
  wanted((path) => GCODE.test(path), gcodeHead, true);
  wanted((path) => PLATE_JSON.test(path), whole, false);
  plan.push(...picturesOf(parts).map((entry) => ({ entry, take: whole, isNeeded: false })));
  return plan;
}

/** The best picture of each plate that is small enough; the file's own for an only plate. */
function picturesOf(parts) {
  const byPlate = new Map();
  for (const { path, entry } of parts) {
    const match = PLATE_PICTURE.exec(path);
    if (match !== null && entry.packed <= MOST_THUMBNAIL_BYTES) {
      const rank = PICTURE_ORDER.indexOf(match[1] + (match[3] ?? ""));
      const ofPlate = byPlate.get(match[2]) ?? [];
      if (rank >= 0) byPlate.set(match[2], [...ofPlate, { rank, entry }]);
    }
  }
  const chosen = [];
  const plates = [...byPlate].sort(([one], [other]) => Number(one) - Number(other));
  for (const [, ofPlate] of plates.slice(0, MOST_THUMBNAILS)) {
    ofPlate.sort((one, other) => one.rank - other.rank);
    const best = ofPlate.findIndex(({ entry }) => entry.packed > PLACEHOLDER_BYTES);
    chosen.push(...ofPlate.slice(0, best + 1 || undefined).map(({ entry }) => entry));
  }
  if (plates.length <= 1) {
    chosen.push(...parts
      .filter(({ path, entry }) => COVERS.includes(path) && entry.packed <= MOST_THUMBNAIL_BYTES)
      .map(({ entry }) => entry));
  }
  return chosen;
}

/** A member as it is packed; null where there is no room for it. */
async function whole(file, entry, room) {
  if (entry.packed > room) return null;
  const at = await dataAt(file, entry);
  const data = file.slice(at, at + entry.packed);
  return { data, method: entry.method, crc: entry.crc, packed: entry.packed, plain: entry.plain };
}

async function modelHead(file, entry, room) {
  if (entry.plain <= WHOLE_BELOW_BYTES) return whole(file, entry, room);
  return cut(file, entry, room, MODEL_HEAD_BYTES, (text) => {
    const found = HEAD_END.exec(text);
    return found && found.index + 1024;
  });
}

async function gcodeHead(file, entry, room) {
  if (entry.plain <= FARTHEST_HEADER_BYTES) return whole(file, entry, room);
  return cut(file, entry, room, GCODE_HEAD_BYTES, (text) => {
    const found = text.indexOf(HEADER_END);
    if (found >= 0) return found + HEADER_END.length + 1;
    const isHopeless = text.length >= FARTHEST_HEADER_BYTES && !text.includes(HEADER_START);
    return isHopeless ? FARTHEST_HEADER_BYTES : null;
  });
}

/**
 * Unpack the start of a member and store it plain.
 *
 * `endOf` looks at what was unpacked so far, as text of one letter per byte, and gives the
 * length to keep, or null as long as it wants more.
 */
async function cut(file, entry, room, atMost, endOf) {
  // The reader refuses it by this flag, before it looks at any byte.
  if (entry.flags & ENCRYPTED) {
    return { data: new Uint8Array(), method: entry.method, crc: 0, packed: 0, plain: 0 };
  }
  const at = await dataAt(file, entry);
  const packed = file.slice(at, at + entry.packed).stream();
  const reader = plainStream(packed, entry, file).getReader();
  const oneByteLetters = new TextDecoder("latin1");
  const pieces = [];
  let text = "";
  let end = null;
  try {
    while (end === null && text.length < atMost) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      text += oneByteLetters.decode(value);
      end = endOf(text);
    }
  } catch (fault) {
    if (fault?.name === "NotReadableError") throw fault;
    throw damaged(file, entry, "cannot be unpacked");
  } finally {
    reader.cancel().catch(() => undefined);
  }
  const data = new Uint8Array(await new Blob(pieces).arrayBuffer())
    .subarray(0, Math.min(end ?? atMost, atMost));
  if (data.length > room) return null;
  return { data, method: STORED, crc: crc32(data), packed: data.length, plain: data.length };
}

function plainStream(packed, entry, file) {
  if (entry.method === STORED) return packed;
  if (entry.method !== DEFLATED) {
    throw damaged(file, entry, `is packed by method ${entry.method}`);
  }
  return packed.pipeThrough(new DecompressionStream("deflate-raw"));
}

/** Where a member's bytes begin: the lengths of its own header count, not the directory's. */
async function dataAt(file, entry) {
  const header = await bytesOf(file, entry.offset, entry.offset + LOCAL_BYTES);
  const view = viewOf(header);
  if (header.length < LOCAL_BYTES || view.getUint32(0, true) !== LOCAL_MARK) {
    throw damaged(file, entry, "is not where the list of contents says");
  }
  const at = entry.offset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (at + entry.packed > file.size) throw damaged(file, entry, "is cut off");
  return at;
}

function damaged(file, entry, what) {
  const shown = entry.name.slice(-120);
  return new UnreadableError(
    `${file.name} is damaged, its part ${shown} ${what}: copy or download it again.`);
}
