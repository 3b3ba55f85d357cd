/** The Home tab of one person: what the app shows them there, or a quiet line until it does. */
import { renderBlocks } from "./blocks.js";
import { h, keepFocus } from "./dom.js";
import { Form } from "./form.js";
import { presser } from "./press.js";

export class Home {
  constructor(store, user) {
    Object.assign(this, { store, user });
    this.status = h("div", { class: "notice", role: "status" });
    this.sheet = h("div", { class: "home-sheet", tabIndex: -1 });
    this.node = h("div", { class: "home" }, h("div", { class: "home-scroll", tabIndex: -1 }, this.sheet), this.status);
  }

  update(view) {
    const zone = this.store.user(this.user)?.tz;
    const drawn = JSON.stringify([view?.blocks ?? null, zone]);
    if (drawn === this.drawn) {
      if (this.ctx && view) this.where.view_id = view.id;
      return;
    }
    this.drawn = drawn;
    keepFocus(this.sheet, () => (view?.blocks?.length ? this.draw(view, zone) : this.blank()), this.sheet);
  }

  draw(view, zone) {
    const { store, user } = this;
    this.where = { view_id: view.id };
    this.ctx = {
      store,
      user,
      zone,
      form: new Form(this.ctx?.form.values(), view.state?.values),
      scope: "home",
      fields: new Map(),
    };
    this.ctx.act = presser(this.ctx, this.where, (text) => {
      this.status.textContent = text || "";
    });
    this.sheet.replaceChildren(...renderBlocks(view.blocks, this.ctx));
  }

  blank() {
    const app = this.store.workspace.app?.name || "The app";
    this.ctx = null;
    this.sheet.replaceChildren(
      h(
        "div",
        { class: "empty" },
        h("p", { class: "empty-title", text: "Nothing here yet" }),
        h("p", {
          text: this.store.workspace.app?.connected
            ? `${app} has not put anything here.`
            : `${app} fills this page once it is connected.`,
        }),
      ),
    );
  }
}
