/** The sandbox's clock and the ways to move it on. It shows the zone of the person one is looking at. */
import { words } from "./api.js";
import { dialog } from "./dialogs.js";
import { announce, h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { clockText, dayText, fromInput, nextFriday, timeText, toInput, tomorrowAt } from "./time.js";

export class Clock {
  /** who() gives the id of the person whose zone counts. */
  constructor(store, who) {
    Object.assign(this, { store, who });
    const menu = uid("moves");
    this.time = h("span", { class: "clock-time", "data-testid": "clock" });
    this.zone = h("span", { class: "clock-zone" });
    this.buttons = {
      hour: this.move("clock-hour", "+1 hour", () => ({ by_seconds: 3600 })),
      tomorrow: this.move("clock-tomorrow", "Tomorrow 09:00", () => ({
        to: tomorrowAt(store.now(), this.tz(), 9).toISOString(),
      })),
      friday: this.move("clock-friday", "Next Friday 15:00", () => ({
        to: nextFriday(store.now(), this.tz(), 15).toISOString(),
      })),
    };
    this.nextNote = h("span", { class: "next-note" });
    this.next = this.move("clock-next", "To the next thing that is due", () => ({ next: true }), "lead");
    this.next.prepend(icon("next"));
    this.next.lastElementChild.append(this.nextNote);
    this.pick = h(
      "button",
      {
        class: "btn icon-only move",
        type: "button",
        "aria-label": "Choose date and time",
        title: "Choose date and time",
        "data-testid": "clock-pick",
        onclick: () => this.choose(),
      },
      icon("calendar"),
    );
    this.moves = h("div", { class: "moves", id: menu }, ...Object.values(this.buttons), this.pick, this.next);
    this.toggle = h(
      "button",
      {
        class: "btn moves-toggle",
        type: "button",
        "aria-expanded": "false",
        "aria-controls": menu,
        onclick: () => this.expand(),
      },
      "Move",
      icon("down"),
    );
    this.error = h("span", { class: "clock-error", role: "alert" });
    this.node = h(
      "div",
      { class: "clock", role: "group", "aria-label": "Clock of the workspace" },
      h(
        "div",
        { class: "clock-face" },
        icon("clock"),
        h("span", { class: "clock-text" }, this.time, this.zone),
        this.toggle,
      ),
      this.moves,
      this.error,
      h("span", { class: "progress", "aria-hidden": "true" }),
    );
  }

  tz() {
    return this.store.user(this.who())?.tz || "UTC";
  }

  move(testid, label, to, look = "") {
    return h(
      "button",
      {
        class: `btn move ${look}`,
        type: "button",
        "data-testid": testid,
        onclick: (e) => this.go(to, e.currentTarget),
      },
      h("span", { text: label }),
    );
  }

  async go(to, button) {
    if (button?.getAttribute("aria-disabled") === "true") return;
    this.error.textContent = "";
    try {
      await this.store.moveClock(to());
      announce(`It is now ${clockText(this.store.now(), this.tz())} in ${this.tz()}.`);
    } catch (error) {
      this.error.textContent = words(error);
    }
  }

  expand(open = !this.node.classList.contains("open")) {
    this.node.classList.toggle("open", open);
    this.toggle.setAttribute("aria-expanded", String(open));
  }

  update() {
    const { workspace, moving } = this.store;
    const tz = this.tz();
    const stuck = workspace.clock_movable === false;
    const due = workspace.next_due ? new Date(workspace.next_due) : null;
    this.time.textContent = clockText(this.store.now(), tz);
    this.zone.textContent = `in ${tz}`;
    this.node.classList.toggle("busy", moving);
    this.node.setAttribute("aria-busy", String(moving));
    for (const b of [...Object.values(this.buttons), this.pick]) this.enable(b, !moving && !stuck);
    this.enable(this.next, !moving && !stuck && due);
    this.nextNote.textContent = stuck
      ? "This clock runs by itself"
      : due
        ? `${dayText(due, tz, this.store.now())}, ${timeText(due, tz)}`
        : "Nothing is due";
  }

  enable(button, on) {
    if (on) button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
  }

  async choose() {
    if (this.pick.getAttribute("aria-disabled")) return;
    const id = uid("at");
    const tz = this.tz();
    const input = h("input", {
      class: "input",
      id,
      type: "datetime-local",
      value: toInput(this.store.now(), tz),
      "data-testid": "clock-input",
    });
    const body = (close) =>
      h(
        "form",
        {
          noValidate: true,
          onsubmit: (e) => {
            e.preventDefault();
            close(input.value);
          },
        },
        h(
          "div",
          { class: "dialog-body" },
          h("label", { class: "field-label", htmlFor: id, text: `Date and time in ${tz}` }),
          input,
          h("p", { class: "field-hint", text: "The clock only moves forward. Whatever falls due on the way happens." }),
        ),
        h(
          "footer",
          { class: "dialog-foot" },
          h("button", { class: "btn", type: "button", onclick: () => close(null) }, "Cancel"),
          h("button", { class: "btn primary solid", type: "submit", "data-testid": "clock-move" }, "Move the clock"),
        ),
      );
    const at = fromInput(await dialog({ title: "Move the clock", body, look: "small", testid: "clock-dialog" }), tz);
    if (at) await this.go(() => ({ to: at.toISOString() }));
  }
}
