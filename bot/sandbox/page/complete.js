/**
 * Suggestions while writing: the app's commands after a first "/", people after "@". Arrow keys move, Enter or Tab
 * takes one, Escape closes. The text area keeps the focus throughout.
 */
import { avatar } from "./avatar.js";
import { h, uid } from "./dom.js";
import { popup } from "./popup.js";

export class Completion {
  constructor(store, area, anchor) {
    Object.assign(this, { store, area });
    const id = uid("suggest");
    this.list = h("div", { class: "suggest", role: "listbox", id, "aria-label": "Suggestions" });
    this.list.addEventListener("pointerdown", (e) => e.preventDefault());
    anchor.append(this.list);
    this.pop = popup(this.list, anchor, () => this.shut(), 240);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", id);
    area.addEventListener("input", () => this.look());
    area.addEventListener("blur", () => this.shut());
    area.addEventListener("keydown", (e) => this.key(e), true); // before the composer sends
  }

  look() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const slash = /^\/(\S*)$/.exec(before);
    const at = /(?:^|[\s(])@([\w.-]*)$/.exec(before);
    const word = (slash || at)?.[1].toLowerCase();
    if (slash) this.items = this.commands(word);
    else if (at) this.items = this.people(word);
    else this.items = [];
    this.from = before.length - (word?.length ?? 0) - 1;
    if (!this.items.length) return this.shut();
    this.list.replaceChildren(...this.items.map((item, i) => this.row(item, i)));
    this.pop.open();
    this.pop.follow();
    this.move(0);
  }

  commands(word) {
    return this.store.workspace.commands
      .filter((c) => c.command.slice(1).toLowerCase().startsWith(word))
      .map((c) => ({ insert: `${c.command} `, command: c }));
  }

  people(word) {
    return this.store.workspace.users
      .filter(
        (u) =>
          !u.deleted &&
          `${u.name} ${u.real_name}`
            .toLowerCase()
            .split(/\s+/)
            .some((p) => p.startsWith(word)),
      )
      .slice(0, 8)
      .map((u) => ({ insert: `@${u.name} `, user: u }));
  }

  row(item, i) {
    const { command, user } = item;
    const kids = command
      ? [
          h(
            "span",
            { class: "option-text" },
            h(
              "span",
              {},
              h("strong", { text: command.command }),
              command.usage_hint && h("span", { class: "usage", text: command.usage_hint }),
            ),
            h("span", { class: "option-note", text: command.description }),
          ),
        ]
      : [
          avatar(user, "small"),
          h(
            "span",
            { class: "option-text" },
            h(
              "span",
              {},
              h("strong", { text: user.real_name || user.name }),
              h("span", { class: "usage", text: `@${user.name}` }),
            ),
            user.title && h("span", { class: "option-note", text: user.title }),
          ),
        ];
    return h(
      "div",
      { class: "option", role: "option", id: uid("s"), "aria-selected": "false", onclick: () => this.take(i) },
      kids,
    );
  }

  move(to) {
    const rows = [...this.list.children];
    this.active = (to + rows.length) % rows.length;
    rows.forEach((r, i) => {
      r.classList.toggle("active", i === this.active);
      r.setAttribute("aria-selected", String(i === this.active));
    });
    this.area.setAttribute("aria-activedescendant", rows[this.active].id);
    rows[this.active].scrollIntoView({ block: "nearest" });
  }

  key(e) {
    if (!this.pop.isOpen() || e.isComposing) return;
    const whole = this.items[this.active]?.insert.trim() === this.area.value.trim();
    const acts = {
      ArrowDown: () => this.move(this.active + 1),
      ArrowUp: () => this.move(this.active - 1),
      Escape: () => this.shut(),
      Tab: () => this.take(this.active),
      Enter: whole ? null : () => this.take(this.active),
    };
    if (!acts[e.key] || e.shiftKey) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    acts[e.key]();
  }

  take(i) {
    const { insert } = this.items[i];
    const end = this.area.selectionStart;
    this.area.setRangeText(insert, this.from, end, "end");
    this.shut();
    this.area.focus();
    this.area.dispatchEvent(new Event("input"));
  }

  shut() {
    this.pop.close();
    this.area.removeAttribute("aria-activedescendant");
  }
}
