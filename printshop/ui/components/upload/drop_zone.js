// The drop zone and the list below it. Everything that a file says is set as text, never as HTML.

import { filesOfDrop, filesOfInput } from "./folders.js";
import { queueOfTab } from "./queue.js";
import { filesOf, percentOf, progressOf, sizeOf, speedOfAll, stateOf, summaryOf, tooLarge, wrongKind }
  from "./words.js";

// More than these are folded away below one line.
const MOST_UNFOLDED = 8;
const DRAW_EVERY_MS = 250;
// A change of the rows draws the whole page anew: often for a few files, for many less often,
// because a page with a hundred forms takes its time, and the files wait for it.
const TELL_EVERY_MS = 250;
const TELL_EVERY_MS_IF_MANY = 2_000;
const views = new WeakMap();

/** Streamlit calls this for every run of the page; what it returns is called when it is gone. */
export default function mount({ data, parentElement, setTriggerValue }) {
  const queue = queueOfTab(data.api);
  const view = views.get(parentElement) ?? new View(parentElement, queue);
  views.set(parentElement, view);
  view.show(data, setTriggerValue);
  return () => view.leave();
}

class View {
  #rows = new Map();
  #drawing = null;
  #telling = null;
  #toldAt = -Infinity;
  #wereComing = false;
  #mostBytes = Infinity;
  #setTriggerValue = () => undefined;
  #shownCount = 0;
  #refusedPass = null;

  constructor(root, queue) {
    this.root = root;
    this.queue = queue;
    this.#listen();
  }

  /** Take what the page says now. */
  show({ pass, mostBytes }, setTriggerValue) {
    this.#mostBytes = mostBytes;
    this.#setTriggerValue = setTriggerValue;
    this.#find(".limit").textContent = `Up to ${sizeOf(mostBytes)} a file. `
      + "What your shop has already is not sent again.";
    this.queue.watcher = this;
    this.queue.setPass(pass);
    // It ran out while no page was there to ask for another one.
    if (this.queue.isLocked) this.locked();
    if (this.queue.takeMissedRow()) this.rowChanged();
    this.#draw();
  }

  /** The files go on; another page draws them when it is there. */
  leave() {
    clearTimeout(this.#telling);
    clearTimeout(this.#drawing);
    // The next page may be there before this one is gone.
    if (this.queue.watcher === this) this.queue.watcher = null;
  }

  /** Draw what changed, soon. */
  changed() {
    this.#drawing ??= setTimeout(() => this.#draw(), DRAW_EVERY_MS);
  }

  /** Let the page be drawn anew: at once, and then not too often. */
  rowChanged() {
    clearTimeout(this.#telling);
    const tell = () => {
      this.#telling = null;
      this.#toldAt = performance.now();
      this.#setTriggerValue("changed", Date.now());
    };
    const waitMs = this.#toldAt + this.#tellEveryMs() - performance.now();
    if (waitMs <= 0) tell();
    else this.#telling = setTimeout(tell, waitMs);
  }

  /** Ask for another pass, once for each that was refused. */
  locked() {
    if (this.#refusedPass === this.queue.api.pass) return;
    this.#refusedPass = this.queue.api.pass;
    this.#setTriggerValue("renew", Date.now());
  }

  #tellEveryMs() {
    const { transfers } = this.queue;
    const areComing = transfers.some(({ state }) => state === "waiting" || state === "reading");
    const areAllThere = this.#wereComing && !areComing;
    this.#wereComing = areComing;
    const isMany = transfers.length > MOST_UNFOLDED;
    return isMany && !areAllThere ? TELL_EVERY_MS_IF_MANY : TELL_EVERY_MS;
  }

  #find(selector) {
    return this.root.querySelector(selector);
  }

  #listen() {
    const zone = this.#find(".zone");
    for (const [button, input, isFolder] of [[".choose-files", ".files", false],
      [".choose-folder", ".folder", true]]) {
      const field = this.#find(input);
      this.#find(button).onclick = () => field.click();
      field.onchange = () => {
        this.#take(filesOfInput([...field.files], { isFolder }));
        // The same file may be chosen once more.
        field.value = "";
      };
    }
    zone.ondragover = (event) => {
      event.preventDefault();
      zone.classList.add("over");
    };
    zone.ondragleave = () => zone.classList.remove("over");
    zone.ondrop = async (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      this.#take(await filesOfDrop(event.dataTransfer));
    };
    this.#find(".pause-all").onclick = () => this.#pauseOrGoOn();
    this.#find(".clear").onclick = () => this.queue.clearEnded();
  }

  #take({ files, refused, leftOut, isCut }) {
    const fitting = files.filter(({ size }) => size <= this.#mostBytes);
    const refusals = files.filter((file) => !fitting.includes(file))
      .map((file) => tooLarge(file, this.#mostBytes));
    const notes = [];
    if (refused.length > 0) refusals.push(wrongKind(refused));
    if (isCut) refusals.push("That is more than 2,000 files: send the others when these are done.");
    if (leftOut > 0) notes.push(`${filesOf(leftOut)} of other kinds left out.`);
    if (files.length === 0 && refusals.length === 0) notes.push("There was no .3mf file in it.");
    const lines = [...refusals.slice(0, 5).map((text) => element("p", { text })),
      ...notes.map((text) => element("p", { text, className: "note" }))];
    if (refusals.length > 5) {
      lines.splice(5, 0, element("p", { text: `${refusals.length - 5} more were not taken.` }));
    }
    this.#find(".refusals").replaceChildren(...lines);
    if (fitting.length > 0) this.queue.add(fitting);
  }

  #pauseOrGoOn() {
    const paused = this.queue.transfers.filter(({ state }) => state === "paused");
    const going = this.queue.transfers.filter(canPause);
    if (going.length > 0) for (const transfer of going) transfer.pause();
    else for (const transfer of paused) this.queue.resume(transfer);
  }

  #draw() {
    clearTimeout(this.#drawing);
    this.#drawing = null;
    const { transfers } = this.queue;
    this.#find(".transfers").hidden = transfers.length === 0;
    this.#drawAll(transfers);
    const [list, failed] = [this.#find(".each"), this.#find(".failed-ones")];
    for (const [transfer, row] of this.#rows) {
      if (!transfers.includes(transfer)) {
        row.remove();
        this.#rows.delete(transfer);
      }
    }
    for (const transfer of transfers) {
      if (!this.#rows.has(transfer)) {
        this.#rows.set(transfer, this.#newRow(transfer));
      }
      const row = this.#rows.get(transfer);
      // What needs a person is never folded away.
      const place = transfer.state === "failed" ? failed : list;
      if (row.parentElement !== place) place.append(row);
      drawRow(row, transfer);
    }
  }

  #drawAll(transfers) {
    setText(this.#find(".summary"), summaryOf(transfers));
    const percent = progressOf(transfers);
    setText(this.#find(".speed"), `${percent} %${speedOfAll(transfers)}`);
    this.#find(".overall").value = percent;
    const isAnyGoing = transfers.some(canPause);
    const pauseAll = this.#find(".pause-all");
    pauseAll.hidden = !isAnyGoing && !transfers.some(({ state }) => state === "paused");
    setText(pauseAll, isAnyGoing ? "Pause all" : "Go on with all");
    this.#find(".clear").hidden = !transfers.some(({ hasEnded }) => hasEnded);
    if (transfers.length !== this.#shownCount) {
      this.#find("details").open = transfers.length <= MOST_UNFOLDED;
      this.#shownCount = transfers.length;
    }
  }

  #newRow(transfer) {
    const { name } = transfer;
    const button = (className, text, onclick) => Object.assign(
      element("button", { className, text }), { type: "button", onclick, ariaLabel: `${text} ${name}` });
    const row = element("li", {});
    const bar = Object.assign(element("progress", {}), { max: 100, ariaLabel: name });
    const buttons = element("span", { className: "buttons" });
    buttons.append(
      button("pause", "Pause", () => transfer.pause()),
      button("resume", "Go on", () => this.queue.resume(transfer)),
      button("retry", "Try again", () => this.queue.resume(transfer)),
      button("cancel", "Cancel", () => this.queue.cancel(transfer)),
    );
    row.append(
      element("span", { className: "name", text: name }),
      element("span", { className: "state" }),
      buttons,
      bar,
    );
    return row;
  }
}

function drawRow(row, transfer) {
  const { state, hasEnded } = transfer;
  const find = (selector) => row.querySelector(selector);
  row.className = state;
  setText(find(".state"), stateOf(transfer));
  find("progress").value = percentOf(transfer);
  find("progress").hidden = hasEnded;
  find(".pause").hidden = !canPause(transfer);
  find(".resume").hidden = state !== "paused";
  find(".retry").hidden = state !== "failed";
  find(".cancel").hidden = state === "received" || state === "known";
}

function canPause({ state, hasEnded }) {
  return !hasEnded && state !== "paused";
}

function element(tag, { className = "", text = "" }) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Only what changed is set: a screen reader says it again otherwise. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
