// What a transfer, or all of them, say of themselves to a person.

import { RefusedError } from "./requests.js";
import { UnreadableError } from "./zip_directory.js";

const STEPS = {
  waiting: "waits for its turn",
  reading: "reading",
  queued: "waits for its turn",
  network: "waiting for the network, goes on by itself",
  busy: "another tab is sending this file, waiting for it",
  locked: "waiting for this page, reload it if it does not go on",
  paused: "paused",
  known: "already in your shop",
  received: "received",
};

/** The state of one file, in words. */
export function stateOf(transfer) {
  const { state, why } = transfer;
  if (state === "failed") return why;
  if (state === "checking") return `checking ${percentOf(transfer)} %`;
  if (state === "sending") return `sending ${percentOf(transfer)} %${speedOf(transfer.speed)}`;
  return STEPS[state];
}

/** Whole per cent that are done; what is not over is never 100. */
export function percentOf({ done, size, hasEnded }) {
  if (hasEnded) return 100;
  return size > 0 ? Math.min(Math.floor((100 * done) / size), 99) : 0;
}

/** How all of them stand, in one line. */
export function summaryOf(transfers) {
  const count = (...states) => transfers.filter(({ state }) => states.includes(state)).length;
  const over = count("received", "known");
  const parts = [`${over} of ${filesOf(transfers.length)} done`];
  const known = count("known");
  const failed = count("failed");
  const paused = count("paused");
  if (known > 0) parts.push(`${known} already in your shop`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (paused > 0) parts.push(`${paused} paused`);
  return parts.join(" · ");
}

/** How far all of them are together, whole per cent. */
export function progressOf(transfers) {
  const size = transfers.reduce((sum, each) => sum + each.size, 0);
  const done = transfers.reduce((sum, each) => sum + doneOf(each), 0);
  const isOver = transfers.every(({ hasEnded }) => hasEnded);
  return percentOf({ done, size, hasEnded: isOver });
}

/** All speeds together, as words: ` · 12 MB/s`, nothing where nothing moves. */
export function speedOfAll(transfers) {
  const sending = transfers.filter(({ state }) => state === "sending");
  return speedOf(sending.reduce((sum, { speed }) => sum + speed, 0));
}

/** Why a file is not taken at all. */
export function tooLarge(file, mostBytes) {
  return `${file.name} has ${sizeOf(file.size)}, more than the ${sizeOf(mostBytes)} that your shop `
    + "takes: export its plates one by one.";
}

/** A sentence about files that are of another kind. */
export function wrongKind(names) {
  const [first] = names;
  if (names.length === 1) return `${first} is not a .3mf file: choose files that end in .3mf.`;
  return `${first} and ${names.length - 1} more are not .3mf files: choose files that end in .3mf.`;
}

/** Why a file failed, in one sentence. */
export function faultOfFile(fault, name) {
  if (fault instanceof UnreadableError || fault instanceof RefusedError) return fault.message;
  if (fault?.name === "NotReadableError" || fault?.name === "NotFoundError") {
    return `${name} was changed or moved while it was read: choose it again.`;
  }
  console.error(fault);
  return `${name} could not be sent: try again, or choose it again.`;
}

/** Bytes as people read them: `512 kB`, `1,000 MB`. */
export function sizeOf(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  const digits = value < 10 ? 1 : 0;
  return `${value.toLocaleString("en", { maximumFractionDigits: digits })} ${unit}`;
}

/** `1 file`, `60 files`. */
export function filesOf(count) {
  return count === 1 ? "1 file" : `${count.toLocaleString("en")} files`;
}

function doneOf({ state, done, size }) {
  if (state === "received" || state === "known" || state === "failed") return size;
  return state === "sending" || state === "network" || state === "paused" ? done : 0;
}

function speedOf(bytesPerSecond) {
  return bytesPerSecond > 0 ? ` · ${sizeOf(bytesPerSecond)}/s` : "";
}
