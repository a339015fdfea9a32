// What helps against a fault of sending, and how often it is worth to try.

import { NoAnswerError, NoStoreError, RefusedError } from "./requests.js";

const MOST_REFUSALS = 6;
const MOST_UNAVAILABLE = 6;
const MOST_WITHOUT_STORE = 3;
// The pass is too old (401) or the signed address is (403); another tab sent this file to its
// end (404, 409), took it over (410) or sends it now (423).
const WORTH_ASKING = [401, 403, 404, 409, 410, 423];
const NO_STORE = "The storage does not take files from this page: its CORS rule lacks this "
  + "address (see the operations guide).";

/**
 * What to do before asking anew what is to be sent: "ask", or "wait" for what is away.
 * `faults`: those in a row without a byte more on the other side. Throws what is for good.
 */
export function remedyOf(faults) {
  const failures = faults.length - 1;
  const fault = faults.at(-1);
  // The server answers, as was seen before each try; a browser does not say why the store does
  // not.
  const isStoreClosed = faults.length >= MOST_WITHOUT_STORE
    && faults.slice(-MOST_WITHOUT_STORE).every((each) => each instanceof NoStoreError);
  if (isStoreClosed) throw new RefusedError(0, NO_STORE);
  if (isAway(fault, failures)) return "wait";
  if (!WORTH_ASKING.includes(fault.status) || failures >= MOST_REFUSALS) throw fault;
  return "ask";
}

/**
 * Whether no answer came, or one that the database or store is away and may soon be back.
 * `failures`: those before this one, in a row.
 */
export function isAway(fault, failures) {
  if (fault instanceof NoAnswerError) return true;
  return fault instanceof RefusedError && fault.status === 503 && failures < MOST_UNAVAILABLE;
}
