// Chromium takes no comma in a number field and says nothing: 19,99 became 1999. This listens
// once for the whole window; nothing of it runs while nobody types into a number.
const FIELDS = "input[type=number], [data-testid=stNumberInputField], input.gdg-input";
const SEPARATORS = /[.,]/;
const GROUPED = /^-?\d{1,3}\.\d{3}$/;
// What holds a comma that was typed, until it is known whether decimals follow or thousands.
const withComma = new WeakSet();

const fieldOf = (event) => (event.target instanceof Element ? event.target.closest(FIELDS) : null);
const insert = (text) => document.execCommand("insertText", false, text);
const replace = (field, text) => {
  field.select();
  insert(text);
};

/** A pasted number with a point before its decimals; "" where it is none. */
function plain(text) {
  // Without what groups thousands, and a currency or a unit beside it.
  const number = text.replace(/[\s\u00a0\u202f']/g, "").replace(/^[^\d.,+-]+|[^\d.,]+$/g, "");
  if (!/^[+-]?[\d.,]*\d[\d.,]*$/.test(number)) return "";
  const last = Math.max(number.lastIndexOf("."), number.lastIndexOf(","));
  if (last < 0) return number;
  const sign = number[last];
  const whole = number.slice(0, last);
  const decimals = number.slice(last + 1);
  const isMixed = /[.,]/.test(whole);
  const isRepeated = whole.includes(sign);
  // 1,234 is what the pages write for a thousand; 1.234 is left as the field would take it.
  const isThousand = sign === "," && /^[+-]?[1-9]\d{0,2}$/.test(whole) && decimals.length === 3;
  const isGroup = isRepeated || (!isMixed && isThousand);
  const digits = whole.replace(/[.,]/g, "");
  return isGroup ? digits + decimals : `${digits}.${decimals}`;
}

function onBeforeInput(event) {
  const field = fieldOf(event);
  if (!field || event.inputType !== "insertText" || !SEPARATORS.test(event.data ?? "")) return;
  if (event.data.length !== 1) return;
  if (GROUPED.test(field.value) && (event.data === "," || withComma.has(field))) {
    // A second sign: the first one stood between thousands.
    event.preventDefault();
    withComma.delete(field);
    replace(field, `${field.value.replace(".", "")}.`);
  } else if (event.data === ",") {
    event.preventDefault();
    withComma.add(field);
    insert(".");
  }
}

function onPaste(event) {
  const field = fieldOf(event);
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  if (!field || !text.includes(",")) return;
  // What is no number is not pasted: the field would keep its digits, without the comma.
  event.preventDefault();
  const number = plain(text);
  if (number) insert(number);
}

/** Before a field is left: 1,234 with three digits after a typed comma is a thousand. */
function settle(field) {
  if (!withComma.delete(field)) return false;
  if (!GROUPED.test(field.value) || /^-?0/.test(field.value)) return false;
  replace(field, field.value.replace(".", ""));
  return true;
}

function onKeyDown(event) {
  const { key, code, keyCode, shiftKey } = event;
  const field = fieldOf(event);
  if (!field || (key !== "Enter" && key !== "Tab") || !settle(field)) return;
  if (field.type === "number") return;
  // A cell's editor ends with what it held before this key, so it gets the key once more.
  event.preventDefault();
  event.stopImmediatePropagation();
  const again = { key, code, keyCode, shiftKey, bubbles: true, cancelable: true };
  setTimeout(() => field.dispatchEvent(new KeyboardEvent("keydown", again)));
}

function onPointerDown(event) {
  const field = document.activeElement;
  if (field && field !== event.target && field.matches(FIELDS)) settle(field);
}

/** Listen to a window, once however often it is asked. */
function listen(target = window) {
  if (target.printshopDecimalComma) return;
  target.printshopDecimalComma = true;
  // In the capture phase: before the fields' own listeners.
  target.addEventListener("beforeinput", onBeforeInput, true);
  target.addEventListener("paste", onPaste, true);
  target.addEventListener("keydown", onKeyDown, true);
  target.addEventListener("pointerdown", onPointerDown, true);
}

export default function () {
  listen();
}
