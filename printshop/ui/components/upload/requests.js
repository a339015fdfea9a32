// What the browser asks of the server while it sends files; printshop/ui/web/uploads.py answers.
//
// The names of the headers are those of tus.io, the open protocol for resumable uploads.

/** No answer came: the network or the server is away. */
export class NoAnswerError extends Error {}

/** The store did not answer, and not a byte got on its way to it. */
export class NoStoreError extends NoAnswerError {}

/** The server said no; `message` is its sentence. */
export class RefusedError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The routes of the server, asked with the pass of the person who looks at the page. */
export class Api {
  #address;

  constructor(address) {
    this.#address = address;
    this.pass = "";
    // Tells this tab from others that send the same file.
    this.tab = Array.from(crypto.getRandomValues(new Uint8Array(8)),
      (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Say that a file is coming, with its outline (null: none). */
  async announce({ id, batch, name, size }, outline, signal) {
    const query = new URLSearchParams({ id, batch, name, size: String(size) });
    await this.#ask("POST", `?${query}`, { body: outline ?? "", signal });
  }

  /** Say which bytes it has; the answer says what of them to send, if anything. */
  async identify(id, { sha256, size }, signal) {
    const body = JSON.stringify({ sha256, size, tab: this.tab });
    const answer = await this.#ask("POST", `/${id}/hash`, { body, signal });
    return answer.json();
  }

  /** Send the bytes from `offset` on; gives the offset from which to go on. */
  async append(id, offset, bytes, { signal, onProgress }) {
    const headers = {
      ...this.#headers(),
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(offset),
      "Upload-Tab": this.tab,
    };
    const request = await send("PATCH", `${this.#address}/${id}`, bytes,
      { headers, signal, onProgress });
    return Number(request.getResponseHeader("Upload-Offset"));
  }

  /** Send a part straight to the store, by an address that the server signed. */
  async put(address, bytes, { signal, onProgress }) {
    let hasBegun = false;
    const watch = (sent) => {
      hasBegun ||= sent > 0;
      onProgress(sent);
    };
    try {
      await send("PUT", address, bytes, { headers: {}, signal, onProgress: watch });
    } catch (fault) {
      if (fault instanceof NoAnswerError && !hasBegun) throw new NoStoreError();
      if (!(fault instanceof RefusedError)) throw fault;
      throw new RefusedError(fault.status, `The storage refused the file (${fault.status}).`);
    }
  }

  /** Say that everything was sent. */
  async finish(id, signal) {
    await this.#ask("POST", `/${id}/finish`, { signal });
  }

  /** Say that it is not to come after all. */
  async cancel(id) {
    await this.#ask("DELETE", `/${id}`, { keepalive: true });
  }

  #headers() {
    return { Authorization: `Bearer ${this.pass}` };
  }

  async #ask(method, path, options) {
    let answer;
    try {
      answer = await fetch(this.#address + path,
        { method, headers: this.#headers(), cache: "no-store", ...options });
    } catch (fault) {
      if (fault.name === "AbortError" || options.signal?.aborted) throw fault;
      throw new NoAnswerError();
    }
    if (!answer.ok) throw faultOf(answer.status, await answer.text());
    return answer;
  }
}

/** A request that tells how much of its body is on its way; fetch does not. */
function send(method, address, bytes, { headers, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const finish = (settle, value) => {
      signal.removeEventListener("abort", stop);
      settle(value);
    };
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => {
      if (request.status < 300) finish(resolve, request);
      else finish(reject, faultOf(request.status, request.responseText));
    };
    request.onerror = () => finish(reject, new NoAnswerError());
    request.onabort = () => finish(reject, signal.reason);
    signal.addEventListener("abort", stop);
    request.send(bytes);
  });
}

/** A refusal with its sentence; what is no sentence of ours comes from something in between. */
function faultOf(status, body) {
  try {
    return new RefusedError(status, JSON.parse(body).error);
  } catch {
    if (status >= 500) return new NoAnswerError();
    return new RefusedError(status, `The server refused it (${status}).`);
  }
}
