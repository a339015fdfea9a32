// Waiting that a pause or a cancel ends at once.

/** Wait so long; with `untilOnline` no longer than until the network is back. */
export function wait(durationMs, signal, { untilOnline = false } = {}) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const finish = (settle) => () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      removeEventListener("online", go);
      settle(signal.reason);
    };
    const go = finish(resolve);
    const stop = finish(reject);
    const timer = setTimeout(go, durationMs);
    signal.addEventListener("abort", stop);
    if (untilOnline) addEventListener("online", go);
  });
}
