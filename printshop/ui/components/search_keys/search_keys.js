// "/" and Ctrl-K put the cursor into the search, from any page; arrows go through what was found.
// It listens once for the whole window. Keys of somebody who types are left alone.
const TYPED_INTO =
  "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox]," +
  " [role=combobox], [role=grid], [role=dialog], [role=listbox], [role=menu]";
const BOXES = ".st-key-search_box input, .st-key-search_side input";
const BOX = ".st-key-search_box input";
const HITS = '.st-key-search_results [data-testid="stPageLink-NavLink"]';

const isSeen = (element) => element.getClientRects().length > 0;
const first = (selector, document) => [...document.querySelectorAll(selector)].find(isSeen);

/** Go to the search: its own box, the one beside every page, or by the link of its page. */
function goToBox(document) {
  const box = first(BOX, document) ?? first(BOXES, document);
  if (box) {
    box.focus();
    box.select();
    return true;
  }
  const link = document.querySelector('a[href$="/search"]');
  link?.click();
  return Boolean(link);
}

function onKeyDown(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target, isComposing } = event;
  if (isComposing || event.defaultPrevented || !(target instanceof Element)) return;
  const document = target.ownerDocument;
  // Whoever came by the box beside another page stands nowhere: down is the first hit for them.
  if (target === document.body || target.closest(BOX) || target.closest(HITS)) {
    if (!ctrlKey && !metaKey && !altKey && !shiftKey && move(document, target, key)) {
      event.preventDefault();
    }
  }
  const isAsked =
    (key === "/" && !ctrlKey && !metaKey && !altKey) ||
    (key.toLowerCase() === "k" && (ctrlKey || metaKey) && !altKey && !shiftKey);
  if (!isAsked || target.closest(TYPED_INTO) || document.querySelector('[role="dialog"]')) return;
  if (goToBox(document)) event.preventDefault();
}

/** One hit down or up; up from the first of them is the box again. */
function move(document, target, key) {
  const hits = [...document.querySelectorAll(HITS)].filter(isSeen);
  const place = hits.indexOf(target.closest(HITS));
  const box = first(BOX, document);
  if (key === "ArrowDown" && place + 1 < hits.length) hits[place + 1].focus();
  else if (key === "ArrowUp" && place > 0) hits[place - 1].focus();
  else if ((key === "ArrowUp" && place === 0) || (key === "Escape" && place >= 0)) box?.focus();
  else if (key === "Home" && place >= 0) hits[0].focus();
  else if (key === "End" && place >= 0) hits.at(-1).focus();
  else return false;
  return true;
}

/** Listen to a window, once however often it is asked. */
function listen(target = window) {
  if (target.printshopSearchKeys) return;
  target.printshopSearchKeys = true;
  target.addEventListener("keydown", onKeyDown);
}

export default function () {
  listen();
}
