// One line for the whole tab, however many parts of a page listen. Streamlit draws this anew
// with each run; the line and what it said last hang on the window.
const SETTLE_MS = 100;
const APART_MS = 250;
const TICK_MS = 1_000;
const ANSWER_MS = 3_000;
const PATIENCE_MS = 5_000;
const SILENCE_MS = 60_000;
const LINGER_MS = 3_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const BAD_PASS = 4401;
const PROTOCOL = "printshop.live";

const live = (window.printshopLive ??= {
  parts: new Map(),
  page: null,
  socket: null,
  line: null,
  said: null,
  wasLost: false,
  heardAt: 0,
  failures: 0,
  retry: 0,
});

const isOpen = () => live.socket?.readyState === WebSocket.OPEN;
const now = () => performance.now();
const isRunning = () => {
  const state = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  return state === "running" || state === "rerunRequested";
};

/** Whether what the part drew may be older than what the line said last. */
function isBehind({ hub, versions, topics }) {
  if (!live.said) return false;
  return topics.some((topic) => hub !== live.said.hub || versions[topic] !== live.said.versions[topic]);
}

function isDue({ everyS, drawnAt, mustAsk }) {
  const dueS = isOpen() ? everyS.connected : everyS.alone;
  return mustAsk || (dueS > 0 && now() - drawnAt >= dueS * 1000);
}

const isWanted = (part) => !document.hidden && (isBehind(part) || isDue(part));

/** Draw a part anew where it is behind or due, and in sight; later, if it was drawn just now. */
function look(part) {
  if (part.timer || part.isAsked || !isWanted(part)) return;
  wait(part, Math.max(SETTLE_MS, part.askedAt + APART_MS - now()), now());
}

function wait(part, ms, since) {
  part.timer = setTimeout(() => {
    part.timer = 0;
    if (!isWanted(part)) return;
    // An own click is being answered, and what is drawn then is not behind any more.
    if (isRunning() && now() - since < PATIENCE_MS) wait(part, SETTLE_MS, since);
    else ask(part);
  }, ms);
}

function ask(part) {
  const isOtherServer = part.hub && live.said && part.hub !== live.said.hub;
  if (live.said) Object.assign(part, live.said);
  part.isAsked = true;
  part.askedAt = now();
  // Another server knows no part of this page until it has run the whole of it.
  if (isOtherServer && live.page) askPage();
  else part.fire("changed", true);
}

/** A server that gave no answer does not know the parts any more: it has to run the page. */
function lookForAnswer(part) {
  if (part.isAsked && !isRunning() && now() - part.askedAt > ANSWER_MS) askPage();
}

function askPage() {
  const { page } = live;
  if (!page || now() - page.askedAt < page.restMs) return;
  page.askedAt = now();
  page.restMs = Math.min(2 * page.restMs, LONGEST_WAIT_MS);
  page.fire("stale", true);
}

function lookAtAll() {
  live.parts.forEach(look);
}

function connect() {
  clearTimeout(live.retry);
  live.retry = 0;
  if (live.socket || !live.line || !live.parts.size) return;
  const url = new URL(live.line.url, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  let socket;
  try {
    socket = new WebSocket(url, [PROTOCOL, live.line.pass]);
  } catch {
    return reconnect();
  }
  live.socket = socket;
  live.heardAt = now();
  socket.onmessage = ({ data }) => {
    live.failures = 0;
    live.heardAt = now();
    live.said = JSON.parse(data);
    if (live.wasLost) live.parts.forEach((part) => (part.mustAsk = true));
    live.wasLost = false;
    lookAtAll();
  };
  socket.onclose = ({ code }) => {
    if (live.socket !== socket) return;
    live.socket = null;
    live.wasLost = true;
    const [first] = live.parts.values();
    if (code === BAD_PASS && first) first.fire("renew", true);
    reconnect();
  };
}

/** Try again later, not everybody at once. */
function reconnect() {
  if (live.retry || !live.parts.size) return;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** live.failures++);
  live.retry = setTimeout(connect, wait * (0.5 + Math.random()));
}

function hangUp() {
  const socket = live.socket;
  live.socket = null;
  live.wasLost = true;
  socket?.close();
}

function tick() {
  if (live.socket && now() - live.heardAt > SILENCE_MS) {
    // The line is dead and does not know it.
    hangUp();
    reconnect();
  }
  if (document.hidden) return;
  live.parts.forEach(lookForAnswer);
  lookAtAll();
}

function comeBack() {
  if (document.hidden) return;
  if (!live.socket) connect();
  tick();
}

if (!live.clock) {
  live.clock = setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", comeBack);
  window.addEventListener("online", comeBack);
}

/** The whole page, which can be run by a server that knows nothing of it. */
function drawPage(fire) {
  live.page = { fire, askedAt: -Infinity, restMs: ANSWER_MS };
}

function drawPart(key, { line, topics, everyS }, fire) {
  const part = live.parts.get(key) ?? { timer: 0, askedAt: -Infinity, hub: "", versions: {} };
  Object.assign(part, { topics, everyS, fire, drawnAt: now(), isAsked: false, mustAsk: false });
  // Behind a proxy the line may lead to another server, whose numbers are others.
  if (line && (!live.said || live.said.hub === line.hub)) {
    part.hub = line.hub;
    part.versions = line.versions;
  }
  live.parts.set(key, part);
  live.line = line;
  if (!live.retry) connect();
  look(part);
  return () => {
    if (live.parts.get(key) !== part) return;
    clearTimeout(part.timer);
    live.parts.delete(key);
    // Another page may be about to listen.
    setTimeout(() => {
      if (!live.parts.size) hangUp();
    }, LINGER_MS);
  };
}

export default function ({ data, key, setTriggerValue }) {
  if (data.isPage) return drawPage(setTriggerValue);
  return drawPart(key, data, setTriggerValue);
}
