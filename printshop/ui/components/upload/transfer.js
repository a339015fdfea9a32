// One file on its way to the server: read, announced, checked, sent, whatever the network does.

import { isAway, remedyOf } from "./remedies.js";
import { RefusedError } from "./requests.js";
import { sha256Of } from "./sha256.js";
import { wait } from "./waits.js";
import { faultOfFile } from "./words.js";
import { UnreadableError } from "./zip_directory.js";
import { outlineOf } from "./zip_outline.js";

// A cut loses at most this much, and a pause waits for nothing.
const SLICE_BYTES = 16 * 1024 * 1024;
const ASK_SOON_MS = 250;
const ASK_AGAIN_MS = 2_000;
const LONGEST_WAIT_MS = 15_000;
const SPEED_OVER_MS = 4_000;
const ENDED = new Set(["known", "received", "failed", "cancelled"]);

/**
 * A chosen file.
 *
 * `state` is one of waiting, reading, queued, checking, sending, network, busy, locked, paused,
 * known, received, failed, cancelled; `why` is the sentence of a failure. `done` of `size` bytes
 * are checked or sent. `host` gives `api`, `renewed(signal)` (waits for a new pass) and
 * `changed(transfer, {row})`, which hears of every change; `row`: what the server keeps of the
 * file has changed too.
 */
export class Transfer {
  #host;
  #abort = new AbortController();
  #samples = [];
  #sha256 = null;
  #isAnnounced = false;

  constructor(file, { id, batch, host }) {
    this.file = file;
    this.name = file.name;
    this.size = file.size;
    this.batch = batch;
    // Chosen here, so that to announce it again after a cut changes nothing.
    this.id = id;
    this.state = "waiting";
    this.why = "";
    this.done = 0;
    this.#host = host;
  }

  get hasEnded() {
    return ENDED.has(this.state);
  }

  /** Bytes a second over the last seconds. */
  get speed() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    return first && last.at > first.at ? (1000 * (last.done - first.done)) / (last.at - first.at) : 0;
  }

  /** Read the file's outline and say that it is coming; after that it has an id. */
  announce() {
    return this.#attempt(async (signal) => {
      this.#become("reading");
      const outline = await outlineOrNothing(this.file);
      const { id, batch, name, size } = this;
      await this.#persist(
        () => this.#host.api.announce({ id, batch, name, size }, outline, signal), signal);
      this.#isAnnounced = true;
      this.#become("queued", { row: true });
    });
  }

  /** Send what the server does not have of it yet. */
  send() {
    return this.#attempt(async (signal) => {
      this.#become("checking", { done: 0 });
      this.#sha256 ??= await sha256Of(this.file, {
        signal, onProgress: (done) => this.#become("checking", { done }),
      });
      const end = await this.#sendMissing(signal);
      this.#become(end, { done: this.size, row: true });
    });
  }

  pause() {
    this.#become("paused");
    this.#stop();
  }

  /** Begin again where it stopped; with another `file` of the same name, with that one. */
  resume(file = this.file) {
    if (file !== this.file) {
      this.#sha256 = null;
      this.#isAnnounced = false;
      this.file = file;
      this.size = file.size;
    }
    this.#become(this.#isAnnounced ? "queued" : "waiting", { done: 0 });
  }

  async cancel() {
    this.#become("cancelled");
    this.#stop();
    try {
      await this.#host.api.cancel(this.id);
    } catch {
      // What was begun and never finished is swept by the server after a day.
    }
    this.#become("cancelled", { row: true });
  }

  #stop() {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #become(state, { done = this.done, why = "", row = false } = {}) {
    if (state !== this.state || done < this.done) this.#samples = [];
    Object.assign(this, { state, done, why });
    const at = performance.now();
    this.#samples.push({ at, done });
    while (at - this.#samples[0].at > SPEED_OVER_MS) this.#samples.shift();
    this.#host.changed(this, { row });
  }

  /** Do a step; a fault ends in a sentence, a pause or cancel has said already what it is. */
  async #attempt(step) {
    const { signal } = this.#abort;
    try {
      await step(signal);
    } catch (fault) {
      if (signal.aborted) return;
      this.#sha256 = null;
      if (fault instanceof RefusedError && fault.status === 410) {
        this.#become("cancelled", { row: true });
      } else {
        this.#become("failed", { why: faultOfFile(fault, this.name), row: this.#isAnnounced });
      }
    }
  }

  /** Send, as often as it is cut; gives how it ended. */
  async #sendMissing(signal) {
    let [faults, cameSoFar] = [[], -1];
    for (;;) {
      const { id, size } = this;
      const answer = await this.#persist(
        () => this.#host.api.identify(id, { sha256: this.#sha256, size }, signal), signal);
      // The server kept what had come before, under another id.
      this.id = answer.id ?? id;
      if (answer.state === "known" || answer.state === "received") return answer.state;
      if (answer.state === "busy") {
        this.#become("busy");
        await wait(ASK_AGAIN_MS, signal);
        continue;
      }
      // Bytes on their way are none that came: what counts is what the other side has.
      const came = cameOf(answer, this.size);
      if (came > cameSoFar) faults = [];
      cameSoFar = came;
      try {
        await this.#sendBytes(answer, signal);
        await this.#host.api.finish(this.id, signal);
        return "received";
      } catch (fault) {
        faults.push(fault);
        await this.#recover(faults, signal);
      }
    }
  }

  async #sendBytes(answer, signal) {
    if (answer.state === "direct") {
      await this.#sendParts(answer.parts, cameOf(answer, this.size), signal);
      return;
    }
    let { offset } = answer;
    this.#become("sending", { done: offset });
    while (offset < this.size) {
      const bytes = this.file.slice(offset, offset + SLICE_BYTES);
      offset = await this.#host.api.append(this.id, offset, bytes, this.#watched(offset, signal));
      this.#become("sending", { done: offset });
    }
  }

  /** Send straight to the store what it lacks. */
  async #sendParts(parts, done, signal) {
    this.#become("sending", { done });
    for (const { offset, size, url } of parts) {
      const bytes = this.file.slice(offset, offset + size);
      await this.#host.api.put(url, bytes, this.#watched(done, signal));
      done += size;
    }
  }

  #watched(from, signal) {
    const onProgress = (sent) => {
      if (!signal.aborted) this.#become("sending", { done: Math.min(from + sent, this.size) });
    };
    return { signal, onProgress };
  }

  /** Wait where that helps, to ask anew what is to be sent; throw what is for good. */
  async #recover(faults, signal) {
    if (signal.aborted) throw faults.at(-1);
    if (remedyOf(faults) === "ask") await wait(ASK_SOON_MS, signal);
    else await this.#waitForNetwork(faults.length - 1, signal);
  }

  /** Ask until there is an answer. */
  async #persist(request, signal) {
    for (let failures = 0; ; failures += 1) {
      const before = this.state;
      try {
        return await request();
      } catch (fault) {
        if (signal.aborted) throw fault;
        if (isAway(fault, failures)) {
          await this.#waitForNetwork(failures, signal);
        } else if (fault instanceof RefusedError && fault.status === 401) {
          this.#become("locked");
          await this.#host.renewed(signal);
        } else {
          throw fault;
        }
        this.#become(before);
      }
    }
  }

  async #waitForNetwork(failures, signal) {
    // A file that changed cannot be sent either, and the browser gives no other sign of it.
    await this.file.slice(0, 1).arrayBuffer();
    this.#become("network");
    await wait(Math.min(1000 * 2 ** failures, LONGEST_WAIT_MS), signal, { untilOnline: true });
  }
}

/** How many bytes of a file an answer says to be there. */
function cameOf({ state, offset, parts }, whole) {
  return state === "direct" ? parts.reduce((rest, { size }) => rest - size, whole) : offset;
}

/** A file whose outline cannot be made is sent without: the server decides. */
async function outlineOrNothing(file) {
  try {
    return await outlineOf(file);
  } catch (fault) {
    if (fault instanceof UnreadableError && !fault.isFinal) return null;
    throw fault;
  }
}
