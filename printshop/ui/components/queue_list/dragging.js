// Moving a row with a mouse or a finger. The other rows make room; nothing is moved in the DOM
// before the row is let go.

const LONG_PRESS_MS = 350;
const SLACK_PX = 6;
const EDGE_PX = 70;
const STEP_PX = 14;

/** Rows of a list that can be dragged: by the handle at once, by a long press anywhere. */
export class Dragging {
  #drag = null;
  #waiting = null;

  /** `dropped(id, place)` is called with the place among the rows where it was let go. */
  constructor(list, { dropped, ended }) {
    this.list = list;
    this.dropped = dropped;
    this.ended = ended;
    list.addEventListener("pointerdown", (event) => this.#press(event));
    list.addEventListener("pointermove", (event) => this.#move(event));
    list.addEventListener("pointerup", (event) => this.#release(event));
    list.addEventListener("pointercancel", () => this.cancel());
    list.addEventListener("keydown", (event) => event.key === "Escape" && this.cancel());
    list.addEventListener("contextmenu", (event) => this.#drag && event.preventDefault());
    // Only a listener that may refuse keeps a finger from scrolling the page.
    list.addEventListener("touchmove", (event) => this.#drag && event.preventDefault(),
      { passive: false });
  }

  get isActive() {
    return this.#drag !== null;
  }

  /** Let the row go where it was. */
  cancel() {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = null;
    if (this.#drag) this.#finish(false);
  }

  #press(event) {
    const row = event.target.closest("li[data-id]");
    if (!row || event.button !== 0 || this.#drag) return;
    const onHandle = event.target.closest(".handle");
    if (!onHandle && (event.pointerType !== "touch" || event.target.closest("button"))) return;
    const begin = () => this.#begin(row, event.pointerId, event.clientY);
    this.#waiting = { x: event.clientX, y: event.clientY, onHandle, begin, timer: null };
    if (!onHandle) this.#waiting.timer = setTimeout(begin, LONG_PRESS_MS);
  }

  #move(event) {
    if (this.#drag) {
      this.#drag.y = event.clientY;
      this.#follow();
      return;
    }
    const waiting = this.#waiting;
    if (!waiting) return;
    const far = Math.hypot(event.clientX - waiting.x, event.clientY - waiting.y) > SLACK_PX;
    if (far && waiting.onHandle) waiting.begin();
    else if (far) this.cancel();
  }

  #release() {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = null;
    if (this.#drag) this.#finish(true);
  }

  #begin(row, pointer, y) {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = null;
    const rows = [...this.list.children];
    const scroller = scrollerOf(this.list);
    const boxes = rows.map((other) => other.getBoundingClientRect());
    const from = rows.indexOf(row);
    const gap = boxes.length > 1 ? boxes[1].top - boxes[0].bottom : 0;
    this.#drag = { row, rows, boxes, from, to: from, y, begunAt: y, scroller, gap,
      scrolledFrom: scroller.scrollTop, frame: 0 };
    try {
      this.list.setPointerCapture(pointer);
    } catch {
      // The finger was lifted in the same moment.
    }
    row.classList.add("dragged");
    this.list.classList.add("dragging");
    navigator.vibrate?.(10);
    this.#drag.frame = requestAnimationFrame(() => this.#scroll());
  }

  /** The row goes with the pointer, and those between its places make room. */
  #follow() {
    const drag = this.#drag;
    const { row, rows, boxes, from } = drag;
    const moved = drag.y - drag.begunAt + drag.scroller.scrollTop - drag.scrolledFrom;
    const top = boxes[from].top + moved;
    const bottom = boxes[from].bottom + moved;
    row.style.transform = `translateY(${moved}px)`;
    let to = from;
    while (to < rows.length - 1 && bottom > middleOf(boxes[to + 1])) to += 1;
    while (to > 0 && to <= from && top < middleOf(boxes[to - 1])) to -= 1;
    if (to === drag.to) return;
    drag.to = to;
    const room = boxes[from].height + drag.gap;
    rows.forEach((other, place) => {
      if (other === row) return;
      const shift = place > from && place <= to ? -room : place < from && place >= to ? room : 0;
      other.style.transform = shift ? `translateY(${shift}px)` : "";
    });
  }

  /** Near an edge the page scrolls along. */
  #scroll() {
    const drag = this.#drag;
    if (!drag) return;
    const view = drag.scroller.getBoundingClientRect();
    const top = Math.max(view.top, 0);
    const bottom = Math.min(view.bottom, innerHeight);
    const step = drag.y < top + EDGE_PX ? -STEP_PX : drag.y > bottom - EDGE_PX ? STEP_PX : 0;
    if (step && drag.y !== drag.begunAt) {
      drag.scroller.scrollTop += step;
      this.#follow();
    }
    drag.frame = requestAnimationFrame(() => this.#scroll());
  }

  #finish(isDropped) {
    const { row, rows, from, to, frame } = this.#drag;
    cancelAnimationFrame(frame);
    this.#drag = null;
    row.classList.remove("dragged");
    this.list.classList.remove("dragging");
    rows.forEach((other) => { other.style.transform = ""; });
    if (isDropped && to !== from) this.dropped(row.dataset.id, to);
    else this.ended();
  }
}

function middleOf(box) {
  return box.top + box.height / 2;
}

function scrollerOf(element) {
  let node = element;
  while (node) {
    if (node instanceof Element && node.scrollHeight > node.clientHeight + 1
      && /auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
    node = node.parentNode ?? node.host;
  }
  return document.scrollingElement;
}
