/** The list of people one can play, with their role, their zone and what they have not read yet. */
import { avatar } from "./avatar.js";
import { h, reconcile } from "./dom.js";

export class People {
  /** choose(id) shows a person; shown() gives the ids on the stage. */
  constructor(store, { choose, shown }) {
    Object.assign(this, { store, choose, shown });
    this.list = h("div", { class: "people-list" });
    this.app = h("p", { class: "app-state", role: "status" });
  }

  mount(node) {
    node.append(h("h2", { class: "people-title", text: "People" }), this.list, this.app);
  }

  /** Scrolls the list so that a person in it can be seen, where it is a narrow strip. */
  reveal(id) {
    const spot = this.list.querySelector(`[data-testid="switch-${CSS.escape(id)}"]`);
    if (!spot) return;
    const { left, right } = this.list.getBoundingClientRect();
    const at = spot.getBoundingClientRect();
    if (at.left < left) this.list.scrollLeft -= left - at.left + 8;
    else if (at.right > right) this.list.scrollLeft += at.right - right + 8;
  }

  update() {
    const shown = this.shown();
    const first = (name) => name.split(/\s+/)[0];
    reconcile(this.list, this.store.people(), {
      key: (u) => u.id,
      signature: (u) => JSON.stringify([u, this.store.unread(u.id), shown.indexOf(u.id), shown.length]),
      make: (u, old) => {
        const unread = this.store.unread(u.id);
        const name = this.store.name(u.id);
        const node = h(
          "button",
          {
            class: "person",
            type: "button",
            "aria-pressed": String(shown.includes(u.id)),
            "data-testid": `switch-${u.id}`,
            onclick: () => this.choose(u.id),
          },
          avatar(u),
          h(
            "span",
            { class: "person-text" },
            h(
              "span",
              { class: "person-name" },
              h("span", { class: "full", text: name }),
              h("span", { class: "first", text: first(name) }),
            ),
            h("span", { class: "person-note", text: u.deleted ? "Deactivated" : u.title || "" }),
            h("span", { class: "person-note zone", text: u.tz }),
          ),
          unread > 0 &&
            h("span", { class: "badge", "aria-label": `${unread} unread` }, unread > 9 ? "9+" : String(unread)),
        );
        if (old?.contains(document.activeElement)) requestAnimationFrame(() => node.focus());
        return node;
      },
    });
    const { app } = this.store.workspace;
    const state = !this.store.online
      ? ["Reconnecting …", "off"]
      : app?.connected
        ? [`${app.name} is connected`, "on"]
        : [`${app?.name || "The app"} is not connected`, "off"];
    this.app.className = `app-state ${state[1]}`;
    if (this.app.textContent !== state[0]) this.app.textContent = state[0];
  }
}
