/**
 * The stack of forms that an app has opened for one person. It lies over that person's pane only, so the other
 * person stays in sight. Focus stays inside; what was typed survives errors, updates and forms pushed on top.
 */
import { post, words } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { h, keepFocus, tabbable, uid } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { bare } from "./mrkdwn.js";
import { presser } from "./press.js";

export class ModalStack {
  /** covered is what lies under the forms and is out of reach while one is open; home is focused at the end. */
  constructor(store, user, covered, home) {
    Object.assign(this, { store, user, covered, home });
    this.open = [];
    this.node = h("div", { class: "modal-layer", hidden: true });
  }

  /** Shows views (bottom to top). Only the top one can be seen and used. */
  update(views) {
    const before = this.open;
    if (!before.length && views.length) this.from = document.activeElement;
    this.open = views.map((view) => before.find((m) => m.view.id === view.id) || new Modal(this, view));
    before.filter((m) => !this.open.includes(m)).forEach((m) => m.node.remove());
    this.open.forEach((m, i) => m.update(views[i], i, i === views.length - 1));
    this.node.hidden = !views.length;
    this.covered.inert = views.length > 0;
    const top = this.open.at(-1);
    if (top && top !== before.at(-1)) this.enter(top);
    if (!top && before.length) this.leave();
  }

  enter(top) {
    const here = document.activeElement;
    const mine =
      !here || here === document.body || this.node.parentElement.contains(here) || this.covered.contains(this.from);
    if (mine) top.focus();
  }

  leave() {
    const here = document.activeElement;
    if (here && here !== document.body) return;
    const back = this.from;
    const again = back?.isConnected
      ? back
      : back?.dataset?.focus && this.covered.querySelector(`[data-focus="${CSS.escape(back.dataset.focus)}"]`);
    if (again && this.covered.contains(again)) again.focus({ preventScroll: true });
    else this.home();
  }
}

class Modal {
  constructor(stack, view) {
    this.stack = stack;
    this.view = view;
    const id = uid("modal");
    this.title = h("h3", { id, tabIndex: -1 });
    this.body = h("div", { class: "modal-body" });
    this.banner = h("div", { class: "modal-banner", role: "alert" });
    this.backButton = h(
      "button",
      { class: "btn ghost icon-only", type: "button", "aria-label": "Back", onclick: () => this.close(false) },
      icon("back"),
    );
    this.closeButton = h("button", {
      class: "btn",
      type: "button",
      "data-testid": "modal-close",
      onclick: () => this.close(false),
    });
    this.submitButton = h("button", { class: "btn primary solid", type: "submit", "data-testid": "modal-submit" });
    this.form = h(
      "form",
      {
        noValidate: true,
        onsubmit: (e) => {
          e.preventDefault();
          this.submit();
        },
      },
      h(
        "header",
        { class: "modal-head" },
        this.backButton,
        this.title,
        h(
          "button",
          { class: "btn ghost icon-only", type: "button", "aria-label": "Close", onclick: () => this.close(true) },
          icon("close"),
        ),
      ),
      this.banner,
      this.body,
      h("footer", { class: "modal-foot" }, this.closeButton, this.submitButton),
    );
    this.node = h(
      "div",
      { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": id, onkeydown: (e) => this.key(e) },
      this.form,
    );
    stack.node.append(this.node);
  }

  update(view, depth, top) {
    this.view = view;
    if (!top && !this.node.hidden)
      this.was = this.body.contains(document.activeElement) ? document.activeElement : null;
    this.node.hidden = !top;
    this.node.dataset.testid = top ? "modal" : "modal-below";
    this.node.dataset.viewId = view.id;
    this.node.dataset.callbackId = view.callback_id || "";
    this.backButton.hidden = depth === 0;
    this.title.textContent = bare(view.title);
    this.submitButton.hidden = !view.submit && !(view.blocks || []).some((b) => b.type === "input");
    this.closeButton.textContent = bare(view.close) || (this.submitButton.hidden ? "Close" : "Cancel");
    const drawn = JSON.stringify([view.blocks, this.zone()]);
    if (drawn !== this.drawn) keepFocus(this.node, () => this.draw(view), this.title);
    this.drawn = drawn;
    this.paintBusy();
    const errors = JSON.stringify(view.errors || {});
    if (errors !== this.errors) this.showErrors(view.errors || {}, top);
    this.errors = errors;
  }

  zone() {
    return this.stack.store.user(this.stack.user)?.tz;
  }

  draw(view) {
    const values = new Form(this.inputs?.values(), view.state?.values);
    const { store, user } = this.stack;
    this.ctx = { store, user, zone: this.zone(), form: values, scope: "modal", fields: new Map() };
    this.ctx.act = presser(this.ctx, { view_id: view.id }, (text) => this.say(text));
    this.body.replaceChildren(...renderBlocks(view.blocks, this.ctx));
    this.inputs = values;
  }

  /**
   * Focuses where the person was in this form, else the first input in sight; where there is something long to read
   * first, or no input, the title.
   */
  focus() {
    if (this.was?.isConnected) return this.was.focus();
    const first = this.body.querySelector(".field input:not([type=hidden]), .field textarea, .field select");
    const inSight = first && first.getBoundingClientRect().top < this.body.getBoundingClientRect().bottom;
    (inSight ? first : this.title).focus();
  }

  showErrors(errors, enter) {
    for (const [id, field] of this.ctx.fields) field.show(errors[id] || null);
    const stray = Object.keys(errors)
      .filter((id) => !this.ctx.fields.has(id))
      .map((id) => errors[id]);
    if (stray.length) this.say(stray.join(" "));
    const first = [...this.ctx.fields.keys()].find((id) => errors[id]);
    if (first && enter) this.ctx.form.focus(first);
  }

  say(text) {
    this.banner.textContent = text || "";
  }

  paintBusy() {
    const busy = Boolean(this.sending || this.view.busy);
    this.node.classList.toggle("busy", busy);
    this.form.setAttribute("aria-busy", String(busy));
    this.submitButton.textContent = bare(this.view.submit) || "Submit";
    if (busy) this.submitButton.setAttribute("aria-disabled", "true");
    else this.submitButton.removeAttribute("aria-disabled");
  }

  async submit() {
    if (this.sending || this.submitButton.hidden) return;
    const problems = this.inputs.problems();
    if (Object.keys(problems).length) {
      this.errors = "";
      this.showErrors(problems, true);
      return;
    }
    this.sending = true;
    this.say(null);
    this.showErrors({}, false);
    this.paintBusy();
    const { store, user } = this.stack;
    try {
      const answer = await post("submit", { user, view_id: this.view.id, state: this.inputs.values() });
      if (answer.errors && Object.keys(answer.errors).length) {
        this.errors = JSON.stringify(answer.errors);
        this.showErrors(answer.errors, true);
      } else if (answer.ok === false) this.say(words(answer));
    } catch (error) {
      this.say(words(error));
    } finally {
      this.sending = false;
      this.paintBusy();
      store.refresh(user);
    }
  }

  async close(all) {
    const { store, user, open } = this.stack;
    try {
      await post("close", { user, view_id: this.view.id, cleared: all && open.length > 1 });
    } catch (error) {
      this.say(words(error));
    }
    store.refresh(user);
  }

  key(e) {
    if (e.key === "Escape" && !e.defaultPrevented) {
      e.preventDefault();
      e.stopPropagation();
      this.close(false);
    }
    if (e.key !== "Tab") return;
    const stops = tabbable(this.node);
    const at = stops.indexOf(document.activeElement);
    const edge = e.shiftKey ? at <= 0 : at === stops.length - 1;
    if (!edge || !stops.length) return;
    e.preventDefault();
    stops.at(e.shiftKey ? -1 : 0).focus();
  }
}
