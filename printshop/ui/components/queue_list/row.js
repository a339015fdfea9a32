// One job. All that it says is set as text, never as HTML: names come from files.

/** Make or renew the element of a job; `act(kind, id)` is called when a button is pressed. */
export function drawRow(item, row, picture, act) {
  const drawn = JSON.stringify([row, picture]);
  const element = item ?? document.createElement("li");
  if (element.drawn === drawn) return element;
  const focused = element.querySelector(":focus")?.dataset.act;
  element.drawn = drawn;
  element.dataset.id = row.id;
  element.replaceChildren(handleOf(row), pictureOf(picture), wordsOf(row), timesOf(row),
    buttonsOf(row, act));
  if (focused) element.querySelector(`[data-act="${focused}"]`)?.focus({ preventScroll: true });
  return element;
}

/** Say at which place the row stands now. */
export function placeRow(element, row, place, total) {
  element.querySelector(".handle").setAttribute("aria-label",
    `Move ${row.label}, ${row.title}, place ${place + 1} of ${total}`);
}

function handleOf(row) {
  const handle = made("button", "handle");
  handle.type = "button";
  handle.dataset.act = "move";
  handle.title = "Drag, or press the arrow keys";
  handle.setAttribute("aria-describedby", "queue-help");
  handle.setAttribute("aria-label", `Move ${row.label}`);
  handle.append(iconOf("drag_indicator"));
  return handle;
}

function pictureOf(address) {
  const picture = made("img", "picture");
  picture.alt = "";
  picture.draggable = false;
  picture.src = address;
  return picture;
}

function wordsOf(row) {
  const words = made("div", "words");
  const head = made("div", "head");
  head.append(made("strong", "title", `${row.label} · ${row.title}`), badgeOf(row.badge, row.icon, row.tone));
  if (row.priority) head.append(badgeOf(row.priority, "flag", "blue"));
  if (row.due) head.append(badgeOf(row.due, "event", row.is_late ? "red" : "gray"));
  const chips = made("ul", "chips");
  chips.setAttribute("aria-label", "Filaments");
  chips.append(...row.chips.map(chipOf));
  words.append(head, made("div", "part", row.part));
  if (row.chips.length) words.append(chips);
  if (row.note) words.append(made("div", "note", row.note));
  return words;
}

function chipOf(chip) {
  const element = made("li", chip.is_bad ? "chip bad" : "chip");
  const disc = made("span", "disc");
  disc.style.backgroundColor = chip.color;
  disc.setAttribute("aria-hidden", "true");
  element.append(disc, made("span", "", chip.text));
  return element;
}

function timesOf(row) {
  const times = made("div", "times");
  times.append(made("div", "when", row.when), made("div", "where", row.where));
  return times;
}

function buttonsOf(row, act) {
  const buttons = made("div", "buttons");
  if (row.start) {
    buttons.append(buttonOf(row.start, "play_arrow", "start", `${row.start}: ${row.label}`,
      () => act("start", row.id)));
  }
  buttons.append(buttonOf("Details", "more_horiz", "details", `Details of ${row.label}`,
    () => act("details", row.id)));
  return buttons;
}

function buttonOf(text, icon, name, label, action) {
  const button = made("button", name);
  button.type = "button";
  button.dataset.act = name;
  button.setAttribute("aria-label", label);
  button.append(iconOf(icon), made("span", "", text));
  button.onclick = action;
  return button;
}

function badgeOf(text, icon, tone) {
  const badge = made("span", `badge ${tone}`);
  badge.append(iconOf(icon), made("span", "", text));
  return badge;
}

function iconOf(name) {
  const icon = made("span", "icon", name);
  icon.setAttribute("aria-hidden", "true");
  return icon;
}

function made(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
