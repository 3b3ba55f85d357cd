/** The keys of the page, as listed in guide.js. Letters go with Alt, so that typing is never taken for a command. */
import { help } from "./guide.js";

/** Listens for the keys. app: { choose(index), both(), hop(), write(), tab(), clock } */
export function shortcuts(app) {
  const alt = {
    KeyB: () => app.both(),
    KeyM: () => app.write(),
    KeyT: () => app.tab(),
    KeyK: () => app.clock.choose(),
    KeyN: () => app.clock.next.click(),
    KeyP: () => app.clock.buttons.hour.click(),
  };
  document.addEventListener("keydown", (e) => {
    if (e.isComposing || e.defaultPrevented || e.ctrlKey || e.metaKey) return;
    const digit = /^Digit([1-9])$/.exec(e.code);
    let act = null;
    if (e.altKey && !e.shiftKey) act = digit ? () => app.choose(Number(digit[1]) - 1) : alt[e.code];
    else if (e.key === "F6") act = () => app.hop();
    else if (e.key === "?" && !e.altKey && !e.target.closest("input,textarea,select,[contenteditable]")) act = help;
    if (!act) return;
    e.preventDefault();
    act();
  });
}
