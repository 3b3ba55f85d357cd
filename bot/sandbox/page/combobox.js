/**
 * One control for every kind of select: a text field that filters a list, for one choice or several.
 * Keys: Down or Enter opens, arrows move, Enter chooses, Escape closes, Backspace takes the last one back.
 */
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { popup } from "./popup.js";

/**
 * o: { options: [{key, text, description, group}], selected: [key], multi, max, clearable, placeholder,
 * label, name (for data-action-id), focus (for data-focus), changed(keys) }. Returns { node, control, keys, select }.
 */
export function combobox(o) {
  return new Combobox(o);
}

class Combobox {
  constructor(o) {
    this.o = o;
    this.chosen = [...(o.selected || [])].filter((k) => this.option(k));
    this.query = "";
    this.active = -1;
    this.build();
    this.paint();
  }

  build() {
    const id = uid("list");
    const short = this.o.options.length < 10;
    this.control = h("input", {
      class: "combo-input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      inputmode: short ? "none" : undefined,
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-label": this.o.label,
      "data-action-id": this.o.name,
      "data-focus": this.o.focus,
      onkeydown: (e) => this.key(e),
      oninput: () => this.typed(),
      onblur: () => this.left(),
      onclick: () => this.open(),
      onchange: (e) => e.isTrusted && e.stopPropagation(), // leaving the filter text is no choice
    });
    this.chips = h("span", { class: "chips" });
    this.box = h(
      "div",
      { class: "combo", onpointerdown: (e) => this.press(e) },
      this.chips,
      this.control,
      icon("down"),
    );
    this.list = h("div", {
      class: "listbox",
      role: "listbox",
      id,
      "aria-label": this.o.label || "Options",
      "aria-multiselectable": this.o.multi ? "true" : undefined,
    });
    this.list.addEventListener("pointerdown", (e) => e.preventDefault());
    this.node = h("div", { class: "combo-wrap" }, this.box, this.list);
    this.pop = popup(this.list, this.box, () => this.shut());
  }

  option(key) {
    return this.o.options.find((x) => x.key === key);
  }

  keys() {
    return [...this.chosen];
  }

  /** Sets the choice without telling anybody. */
  select(keys) {
    this.chosen = keys.filter((k) => this.option(k));
    this.paint();
  }

  press(e) {
    if (e.target === this.control || e.target.closest("button")) return;
    e.preventDefault();
    this.control.focus();
    this.open();
  }

  open() {
    if (this.pop.isOpen()) return;
    this.query = "";
    this.fill();
    this.pop.open();
    this.control.setAttribute("aria-expanded", "true");
    const at = this.shown.findIndex((x) => this.chosen.includes(x.key));
    this.move(Math.max(0, at));
    if (!this.o.multi) this.control.select();
  }

  shut() {
    this.pop.close();
    this.active = -1;
    this.control.setAttribute("aria-expanded", "false");
    this.control.removeAttribute("aria-activedescendant");
    this.paint();
  }

  left() {
    const emptied =
      !this.o.multi && this.o.clearable && this.chosen.length && this.query === "" && this.control.value === "";
    this.shut();
    if (emptied) this.commit([]);
  }

  typed() {
    const text = this.control.value;
    if (!this.pop.isOpen()) this.open();
    this.query = text.trim().toLowerCase();
    this.control.value = text;
    this.fill();
    this.pop.follow();
    this.move(this.shown.length ? 0 : -1);
  }

  fill() {
    const match = (x) =>
      !this.query || `${x.text} ${x.description || ""} ${x.group || ""}`.toLowerCase().includes(this.query);
    this.shown = this.o.options.filter(match);
    const rows = [];
    let group = null;
    for (const x of this.shown) {
      if (x.group && x.group !== group?.name) {
        const title = uid("group");
        group = {
          name: x.group,
          node: h(
            "div",
            { role: "group", "aria-labelledby": title },
            h("div", { class: "group-title", id: title, role: "presentation", text: x.group }),
          ),
        };
        rows.push(group.node);
      }
      (x.group ? group.node : { append: (n) => rows.push(n) }).append(this.row(x));
    }
    this.list.replaceChildren(...(rows.length ? rows : [h("div", { class: "list-empty", text: "Nothing matches" })]));
  }

  row(x) {
    const on = this.chosen.includes(x.key);
    return h(
      "div",
      {
        class: "option",
        role: "option",
        id: uid("option"),
        "aria-selected": String(on),
        "data-value": x.key,
        onclick: () => this.choose(x),
      },
      h(
        "span",
        { class: "option-text" },
        x.text,
        x.description && h("span", { class: "option-note", text: x.description }),
      ),
      on && icon("check"),
    );
  }

  move(to) {
    const rows = [...this.list.querySelectorAll("[role=option]")];
    rows.forEach((r) => r.classList.remove("active"));
    this.active = rows.length ? (to + rows.length) % rows.length : -1;
    const row = rows[this.active];
    if (!row) return this.control.removeAttribute("aria-activedescendant");
    row.classList.add("active");
    this.control.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  key(e) {
    const open = this.pop.isOpen();
    const acts = {
      ArrowDown: () => (open ? this.move(this.active + 1) : this.open()),
      ArrowUp: () => (open ? this.move(this.active - 1) : this.open()),
      Enter: () => (open ? this.shown[this.active] && this.choose(this.shown[this.active]) : this.open()),
      Escape: open && (() => this.shut()),
      Home: open && (() => this.move(0)),
      End: open && (() => this.move(-1)),
      Backspace:
        this.o.multi &&
        this.control.value === "" &&
        this.chosen.length &&
        (() => this.commit(this.chosen.slice(0, -1))),
    };
    const act = acts[e.key];
    if (!act || e.isComposing) return;
    e.preventDefault();
    e.stopPropagation();
    act();
  }

  choose(x) {
    if (!this.o.multi) {
      const changed = this.chosen[0] !== x.key;
      this.chosen = [x.key];
      this.shut();
      if (changed) this.tell();
      return;
    }
    const on = this.chosen.includes(x.key);
    if (!on && this.o.max && this.chosen.length >= this.o.max) return;
    const at = this.active;
    this.control.value = "";
    this.query = "";
    this.commit(on ? this.chosen.filter((k) => k !== x.key) : [...this.chosen, x.key]);
    this.move(at);
  }

  commit(keys) {
    this.chosen = keys;
    this.paint();
    if (this.pop.isOpen()) {
      this.fill();
      this.pop.follow();
    }
    this.tell();
  }

  tell() {
    this.control.dispatchEvent(new Event("change", { bubbles: true }));
    this.o.changed(this.keys());
  }

  paint() {
    const texts = this.chosen.map((k) => this.option(k));
    this.control.placeholder = this.o.multi && texts.length ? "" : this.o.placeholder || "Choose";
    if (!this.o.multi) {
      this.control.value = texts[0]?.text || "";
      return;
    }
    if (!this.pop.isOpen()) this.control.value = "";
    this.chips.replaceChildren(
      ...texts.map((x) =>
        h(
          "span",
          { class: "chip" },
          x.text,
          h(
            "button",
            {
              type: "button",
              class: "chip-x",
              "aria-label": `Remove ${x.text}`,
              onclick: () => this.commit(this.chosen.filter((k) => k !== x.key)),
            },
            icon("close"),
          ),
        ),
      ),
    );
  }
}
