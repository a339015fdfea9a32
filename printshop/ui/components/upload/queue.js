// All files of this browser tab that are on their way, whatever page of the app is shown.

import { Api } from "./requests.js";
import { Transfer } from "./transfer.js";

// The forms are wanted first, and quickly; of bytes the line has no more for many than for two.
const MOST_ANNOUNCED_AT_ONCE = 4;
const MOST_SENT_AT_ONCE = 2;
const PLACE = Symbol.for("printshop.transfers");

/** The one queue of this tab: a page that is drawn anew finds it again. */
export function queueOfTab(address) {
  window[PLACE] ??= new Queue(new Api(address));
  return window[PLACE];
}

/**
 * The files of this tab.
 *
 * `watcher` is who draws the queue, or null: it has `changed()`, `rowChanged()` (the server
 * knows something new) and `locked()` (a new pass is needed).
 */
export class Queue {
  transfers = [];
  watcher = null;
  #working = new Set();
  #renewals = [];
  #isRowMissed = false;

  constructor(api) {
    this.api = api;
    addEventListener("beforeunload", (event) => {
      if (this.isActive) event.preventDefault();
    });
  }

  /** Whether leaving would cut something off. */
  get isActive() {
    return this.transfers.some(({ state, hasEnded }) => !hasEnded && state !== "paused");
  }

  /** Take files in; one that failed before goes on when it is chosen again. */
  add(files) {
    if (!this.transfers.some(({ hasEnded }) => !hasEnded)) this.clearEnded({ keepFailed: true });
    const batch = newId();
    for (const file of files) {
      const failed = this.transfers.find(
        ({ name, state }) => state === "failed" && name === file.name);
      if (failed) failed.resume(file);
      else this.transfers.push(new Transfer(file, { id: newId(), batch, host: this }));
    }
    this.changed();
    this.#go();
  }

  resume(transfer) {
    transfer.resume();
    this.#go();
  }

  async cancel(transfer) {
    await transfer.cancel();
    this.#go();
  }

  /** Forget what is over. */
  clearEnded({ keepFailed = false } = {}) {
    this.transfers = this.transfers.filter(
      ({ hasEnded, state }) => !hasEnded || (keepFailed && state === "failed"));
    this.changed();
  }

  /** Take the pass of the person who looks; whoever waited for a new one goes on. */
  setPass(pass) {
    if (pass === this.api.pass) return;
    this.api.pass = pass;
    for (const go of this.#renewals.splice(0)) go();
  }

  /** Wait for another pass. */
  renewed(signal) {
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#renewals.push(resolve);
      this.watcher?.locked();
    });
  }

  /** Whether somebody waits for another pass. */
  get isLocked() {
    return this.#renewals.length > 0;
  }

  changed(transfer, { row = false } = {}) {
    if (transfer?.state === "cancelled") {
      this.transfers = this.transfers.filter((other) => other !== transfer);
    }
    this.watcher?.changed();
    if (!row) return;
    if (this.watcher) this.watcher.rowChanged();
    else this.#isRowMissed = true;
  }

  /** Whether the server learnt something while no page was there to hear it; asked once. */
  takeMissedRow() {
    const isMissed = this.#isRowMissed;
    this.#isRowMissed = false;
    return isMissed;
  }

  /** Begin what may begin. */
  #go() {
    const isAnnouncing = this.#start("waiting", MOST_ANNOUNCED_AT_ONCE, "announce");
    if (!isAnnouncing) this.#start("queued", MOST_SENT_AT_ONCE, "send");
  }

  /** Start a step of those in `state`; gives whether any of them waits or works. */
  #start(state, atOnce, step) {
    const busy = () => [...this.#working].filter((work) => work.step === step).length;
    for (const transfer of this.transfers.filter((each) => each.state === state)) {
      if (busy() >= atOnce) return true;
      const work = { step };
      this.#working.add(work);
      transfer[step]().finally(() => {
        this.#working.delete(work);
        this.#go();
      });
    }
    return busy() > 0;
  }
}

/** A random id in the form of a UUID; crypto.randomUUID is missing on plain http. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
