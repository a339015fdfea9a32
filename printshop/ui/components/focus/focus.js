// The field may be drawn a moment after this component, and a phone takes longer.
const PATIENCE_MS = 2000;
// Components are drawn anew; what was done already is known to the window.
const done = (window.printshopFocus ??= {});

export default function ({ data }) {
  const { container, turn, keyboard } = data;
  const until = performance.now() + PATIENCE_MS;
  let stopped = false;

  const attempt = () => {
    if (stopped) return;
    const field = document.querySelector(`.st-key-${CSS.escape(container)} input`);
    if (!field || field.disabled) {
      if (performance.now() < until) requestAnimationFrame(attempt);
      return;
    }
    field.inputMode = keyboard;
    if (done.turn === turn) return;
    done.turn = turn;
    field.focus();
    field.select();
  };
  attempt();
  return () => {
    stopped = true;
  };
}
