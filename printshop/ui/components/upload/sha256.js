// SHA-256 of a whole file, in a worker, so that the page stays usable meanwhile.
//
// Own code for large files, because the browser's crypto.subtle takes all bytes at once, and for
// every file where it is missing: on pages that come over plain http from another machine.
// Source: FIPS 180-4, sections 4.1.2, 5 and 6.2.

// In memory at once, and then eight times as fast.
const MOST_BYTES_AT_ONCE = 64 * 1024 * 1024;
// A worker takes longer to start than a small file to hash, so it is kept for the next one.
const idleWorkers = [];

/**
 * The SHA-256 of a file, lower-case hexadecimal.
 *
 * `onProgress` hears how many bytes are done. An aborted `signal` rejects with its reason; a
 * file that cannot be read rejects with a NotReadableError.
 */
export async function sha256Of(file, { signal, onProgress } = {}) {
  signal?.throwIfAborted();
  if (!crypto.subtle || file.size > MOST_BYTES_AT_ONCE) return inWorker(file, signal, onProgress);
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  signal?.throwIfAborted();
  onProgress?.(file.size);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function inWorker(file, signal, onProgress) {
  return new Promise((resolve, reject) => {
    const worker = idleWorkers.pop() ?? newWorker();
    const finish = (settle, value, { isUsable }) => {
      signal?.removeEventListener("abort", stop);
      if (isUsable) idleWorkers.push(worker);
      else worker.terminate();
      settle(value);
    };
    const stop = () => finish(reject, signal.reason, { isUsable: false });
    signal?.addEventListener("abort", stop);
    worker.onerror = ({ message }) => finish(reject, new Error(message), { isUsable: false });
    worker.onmessage = ({ data: { sha256, fault, done } }) => {
      if (sha256) finish(resolve, sha256, { isUsable: true });
      else if (fault) {
        finish(reject, new DOMException(fault.message, fault.name), { isUsable: true });
      } else onProgress?.(done);
    };
    worker.postMessage(file);
  });
}

function newWorker() {
  const source = `(${sha256Worker.toString()})()`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** The whole of the worker: it is sent there as text, so it uses nothing from outside. */
function sha256Worker() {
  const SLICE_BYTES = 4 * 1024 * 1024;
  const K = Int32Array.of(
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  );
  const START = Int32Array.of(
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  );
  const state = new Int32Array(8);
  const words = new Int32Array(64);

  /** Take in whole blocks of 64 bytes, from `start` to `end`. */
  function takeBlocks(view, start, end) {
    for (let at = start; at < end; at += 64) {
      for (let t = 0; t < 16; t += 1) words[t] = view.getInt32(at + 4 * t);
      for (let t = 16; t < 64; t += 1) {
        const x = words[t - 15];
        const y = words[t - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        words[t] = (words[t - 16] + s0 + words[t - 7] + s1) | 0;
      }
      // One by one: taking an array to pieces calls its iterator, for every 64 bytes.
      let a = state[0];
      let b = state[1];
      let c = state[2];
      let d = state[3];
      let e = state[4];
      let f = state[5];
      let g = state[6];
      let h = state[7];
      for (let t = 0; t < 64; t += 1) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const one = (h + s1 + ((e & f) ^ (~e & g)) + K[t] + words[t]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + one) | 0;
        d = c;
        c = b;
        b = a;
        a = (one + two) | 0;
      }
      state[0] += a;
      state[1] += b;
      state[2] += c;
      state[3] += d;
      state[4] += e;
      state[5] += f;
      state[6] += g;
      state[7] += h;
    }
  }

  /** Take in the last bytes, fewer than 64, with a one behind them and the length in bits. */
  function takeEnd(rest, fileBytes) {
    const padded = new Uint8Array(rest.length < 56 ? 64 : 128);
    padded.set(rest);
    padded[rest.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setBigUint64(padded.length - 8, BigInt(fileBytes) * 8n);
    takeBlocks(view, 0, padded.length);
  }

  async function hash(file) {
    state.set(START);
    const read = (at) => file.slice(at, at + SLICE_BYTES).arrayBuffer();
    let next = read(0);
    for (let at = 0; ; at += SLICE_BYTES) {
      const bytes = await next;
      const isLast = at + SLICE_BYTES >= file.size;
      // The disk reads ahead while this slice is taken in.
      if (!isLast) next = read(at + SLICE_BYTES);
      const whole = bytes.byteLength - (bytes.byteLength % 64);
      takeBlocks(new DataView(bytes), 0, whole);
      postMessage({ done: at + bytes.byteLength });
      if (isLast) {
        takeEnd(new Uint8Array(bytes, whole), file.size);
        const words = Array.from(new Uint32Array(state.buffer));
        return words.map((word) => word.toString(16).padStart(8, "0")).join("");
      }
    }
  }

  onmessage = async ({ data }) => {
    try {
      postMessage({ sha256: await hash(data) });
    } catch (fault) {
      postMessage({ fault: { name: fault.name, message: fault.message } });
    }
  };
}
