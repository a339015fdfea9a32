// The order as the person wants it stands at once; the shop's answer confirms it or takes it back.

import { Dragging } from "./dragging.js";
import { drawRow, placeRow } from "./row.js";

// An answer that takes longer was lost with its connection.
const PATIENCE_MS = 15_000;
const MOVE_MS = 160;
const CHANGED = "Somebody else changed the queue meanwhile, so the last move was not made. "
  + "This is the order now.";
const views = new WeakMap();

/** Streamlit calls this for every run; what it returns is called when the list is gone. */
export default function mount({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? new View(parentElement);
  views.set(parentElement, view);
  view.show({ ...data, ...JSON.parse(data.shown) }, setTriggerValue);
  return () => view.leave();
}

class View {
  #data = null;
  #next = null;
  #order = [];
  #moves = [];
  #sent = null;
  #expected = [];
  #count = 0;
  #timer = null;
  #movedId = null;
  #isNews = false;
  #items = new Map();
  #tell = () => undefined;

  constructor(root) {
    this.root = root;
    this.list = root.querySelector(".rows");
    this.more = root.querySelector(".more");
    this.problem = root.querySelector(".problem");
    this.status = root.querySelector(".said");
    this.dragging = new Dragging(this.list, {
      dropped: (id, place) => this.#drop(id, place),
      ended: () => this.#takeNext(),
    });
    this.list.addEventListener("keydown", (event) => this.#press(event));
    this.more.onclick = () => this.#tell("more", true);
  }

  /** Take what the page says now; while a row is held it waits. */
  show(data, setTriggerValue) {
    this.#tell = setTriggerValue;
    if (this.dragging.isActive) {
      this.#next = data;
      return;
    }
    this.#take(data);
  }

  leave() {
    clearTimeout(this.#timer);
    this.dragging.cancel();
  }

  #takeNext() {
    const data = this.#next;
    this.#next = null;
    if (data) this.#take(data);
  }

  #take(data) {
    const answered = this.#sent && data.operation === this.#sent;
    this.#data = data;
    if (answered) this.#answer(data);
    if (!this.#sent && !this.#moves.length) this.#order = data.rows.map((row) => row.id);
    else this.#keepOrder();
    this.#draw();
    if (answered && this.#moves.length) this.#send();
  }

  /** A move made since then counts only in the order that it was made in. */
  #answer({ problem, rows, said }) {
    clearTimeout(this.#timer);
    this.#sent = null;
    if (said) this.#say(said);
    const stands = this.#expected.every((id, place) => rows[place]?.id === id);
    if (!problem && (stands || !this.#moves.length)) return;
    this.#moves = [];
    this.#complain(problem || CHANGED);
  }

  /** Rows that came or went while an answer is awaited. */
  #keepOrder() {
    const known = this.#data.rows.map((row) => row.id);
    const kept = this.#order.filter((id) => known.includes(id));
    this.#order = [...kept, ...known.filter((id) => !kept.includes(id))];
  }

  #drop(id, place) {
    const before = this.#order.filter((other) => other !== id)[place - 1];
    this.#takeNext();
    const others = this.#order.filter((other) => other !== id);
    const after = others.indexOf(before);
    if (this.#order.includes(id)) this.#move(id, before === undefined ? 0 : after < 0 ? place : after + 1);
  }

  #press(event) {
    const handle = event.target.closest(".handle");
    if (!handle || event.altKey || event.ctrlKey || event.metaKey) return;
    const id = handle.closest("li").dataset.id;
    const place = this.#order.indexOf(id);
    const wanted = {
      ArrowUp: place - 1,
      ArrowDown: place + 1,
      PageUp: place - 10,
      PageDown: place + 10,
      Home: 0,
      End: this.#order.length - 1,
    }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    this.#move(id, Math.max(0, Math.min(this.#order.length - 1, wanted)), handle);
  }

  #move(id, place, handle = null) {
    const from = this.#order.indexOf(id);
    const row = this.#rowOf(id);
    if (from === place) {
      this.#say(`${row.label} stays at place ${place + 1} of ${this.#data.total}.`);
      return;
    }
    this.#order.splice(from, 1);
    this.#order.splice(place, 0, id);
    this.#moves.push({ id, to: place });
    this.#movedId = id;
    this.problem.hidden = true;
    this.#draw();
    if (handle) {
      handle.focus({ preventScroll: true });
      handle.closest("li").scrollIntoView({ block: "nearest" });
    }
    this.#say(`${row.label}, ${row.title}: place ${place + 1} of ${this.#data.total}.`);
    if (!this.#sent) this.#send();
  }

  #send() {
    this.#expected = [...this.#order];
    this.#sent = `${Date.now()}-${this.#count += 1}`;
    this.#tell("moved", {
      operation: this.#sent, revision: this.#data.revision, moves: this.#moves.splice(0),
    });
    this.#timer = setTimeout(() => this.#giveUp(), PATIENCE_MS);
    this.list.classList.add("asking");
  }

  #giveUp() {
    this.#sent = null;
    this.#moves = [];
    this.#complain("The new order could not be saved, because the connection was lost. "
      + "The list shows the order before.");
    this.#order = this.#data.rows.map((row) => row.id);
    this.#draw();
  }

  #draw() {
    const before = new Map(this.#order.map((id) => [id, this.#items.get(id)?.getBoundingClientRect().top]));
    const focused = this.root.activeElement?.closest?.("li[data-id]") ? this.root.activeElement : null;
    const rows = new Map(this.#data.rows.map((row) => [row.id, row]));
    const items = new Map();
    this.#order.forEach((id, place) => {
      const row = rows.get(id);
      const item = drawRow(this.#items.get(id), row, this.#data.pictures[row.thumbnail] ?? "",
        (kind, jobId) => this.#tell(kind, jobId));
      placeRow(item, row, place, this.#data.total);
      if (this.list.children[place] !== item) this.list.insertBefore(item, this.list.children[place] ?? null);
      items.set(id, item);
    });
    this.#items.forEach((item, id) => { if (!items.has(id)) item.remove(); });
    this.#items = items;
    this.list.classList.toggle("asking", this.#sent !== null);
    this.list.dataset.revision = this.#data.revision;
    if (focused?.isConnected && this.root.activeElement !== focused) focused.focus({ preventScroll: true });
    this.#drawMore();
    this.#drawProblem();
    this.#slide(before);
  }

  #drawMore() {
    const left = this.#data.total - this.#data.rows.length;
    this.more.hidden = left <= 0;
    this.more.textContent = `Show more: ${left} ${left === 1 ? "job waits" : "jobs wait"} below`;
  }

  /** Beside the row that went back: the top of the list may be far out of sight. */
  #drawProblem() {
    if (this.problem.hidden) return;
    const item = this.#items.get(this.#movedId);
    if (!item) this.list.before(this.problem);
    else if (this.problem.parentNode !== item) item.append(this.problem);
    if (this.#isNews) this.problem.scrollIntoView({ block: "nearest" });
    this.#isNews = false;
  }

  /** Let each row slide to its new place, unless the person does not want things to move. */
  #slide(before) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#items.forEach((item, id) => {
      const top = before.get(id);
      const way = top === undefined ? 0 : top - item.getBoundingClientRect().top;
      if (way && Math.abs(way) < innerHeight) {
        item.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], MOVE_MS);
      }
    });
  }

  #rowOf(id) {
    return this.#data.rows.find((row) => row.id === id);
  }

  #complain(text) {
    this.problem.textContent = text;
    this.problem.hidden = false;
    this.#isNews = true;
  }

  #say(text) {
    this.status.textContent = text;
  }
}
