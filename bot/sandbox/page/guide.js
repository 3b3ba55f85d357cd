/** What helps a newcomer: the strip of the first visit and the dialog with the keys. */
import { dialog } from "./dialogs.js";
import { h, remember, remembered } from "./dom.js";
import { icon } from "./icons.js";

/** The people a newcomer meets first: a coachee and their coach when titles tell, else the first two. */
export function cast(store) {
  const people = store.people().filter((u) => !u.deleted);
  const coachee = people.find((u) => /coachee|client/i.test(u.title || ""));
  const coach = people.find((u) => u !== coachee && /\bcoach\b/i.test(u.title || ""));
  const known = Boolean(coachee && coach);
  const pair = known ? [coachee, coach] : people.slice(0, 2);
  return { pair: pair.map((u) => u.id), known, names: pair.map((u) => (u.real_name || u.name).split(/\s+/)[0]) };
}

/** Shows the strip unless it was dismissed before. */
export function hint(store, spot) {
  if (remembered("hint") === "seen" || !store.people().length) return;
  const { known, names } = cast(store);
  const side = known
    ? `Play ${names[0]} on the left and ${names[1]}, the coach, on the right.`
    : "Play two people side by side: what one does, the other sees.";
  const alone = known
    ? `Play ${names[0]}, then change to ${names[1]}, the coach.`
    : "Play one person, then change to another.";
  const strip = h(
    "aside",
    { class: "hint", "aria-label": "First steps" },
    h(
      "p",
      {},
      h("strong", { class: "if-wide", text: side }),
      h("strong", { class: "if-narrow", text: alone }),
      store.workspace.next_due
        ? " Try: move the clock to the next thing that is due, or type / to see what the app can do."
        : " Nothing is under way yet. Type / to see what the app can do.",
    ),
    h(
      "button",
      {
        class: "btn ghost icon-only",
        type: "button",
        "aria-label": "Got it, hide this",
        "data-testid": "hint-close",
        onclick: () => {
          remember("hint", "seen");
          strip.remove();
        },
      },
      icon("close"),
    ),
  );
  spot.append(strip);
}

/** The keys, as [keys, what they do]. */
export const keys = [
  [["Alt", "1 … 9"], "Show a person, in the order of the list"],
  [["Alt", "B"], "Two people next to each other, or one"],
  [["F6"], "Go to the other person on the page"],
  [["Alt", "M"], "Write a message"],
  [["Alt", "T"], "Change between Messages and Home"],
  [["Alt", "N"], "Move the clock to the next thing that is due"],
  [["Alt", "P"], "Move the clock one hour on"],
  [["Alt", "K"], "Choose a date and time for the clock"],
  [["↑"], "In an empty composer: edit your last message"],
  [["Esc"], "Close a form, a thread or a list"],
  [["?"], "This list"],
];

/** Opens the dialog with the keys. */
export function help() {
  const body = () =>
    h(
      "div",
      { class: "dialog-body" },
      h(
        "dl",
        { class: "keys" },
        keys.map(([combo, text]) =>
          h(
            "div",
            {},
            h(
              "dt",
              {},
              combo.map((k) => h("kbd", { text: k })),
            ),
            h("dd", { text }),
          ),
        ),
      ),
    );
  return dialog({ title: "Keys", body, testid: "help" });
}
