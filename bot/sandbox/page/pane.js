/** One person's side of the workspace: who they are, their messages, their Home, and the forms open for them. */
import { post } from "./api.js";
import { avatar } from "./avatar.js";
import { Conversation } from "./conversation.js";
import { h, keepFocus, uid } from "./dom.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { ModalStack } from "./modal.js";
import { emojiIn, profile } from "./profile.js";
import { timeText } from "./time.js";

export class Pane {
  constructor(store, user) {
    Object.assign(this, { store, user });
    this.talks = new Map();
    this.tab = "messages";
    this.home = new Home(store, user);
    this.build();
    this.modals = new ModalStack(store, user, this.inner, () => this.focus());
    this.node.append(this.modals.node);
    this.update();
  }

  build() {
    const title = uid("pane");
    this.face = h("span", { class: "pane-face" });
    this.name = h("h2", { id: title, tabIndex: -1 });
    this.role = h("p", { class: "pane-role" });
    this.place = h("button", {
      class: "pane-zone",
      type: "button",
      title: "Time zone, status and account",
      "data-testid": "profile",
      onclick: () => profile(this.store, this.user, this.place),
    });
    this.tabs = { messages: this.tabButton("messages", "Messages"), home: this.tabButton("home", "Home") };
    const tabs = h(
      "div",
      { class: "tabs", role: "tablist", "aria-labelledby": title, onkeydown: (e) => this.tabKey(e) },
      this.tabs.messages,
      this.tabs.home,
    );
    this.picker = h("div", { class: "talk-picker", role: "group", "aria-label": "Conversations" });
    this.talkSpot = h(
      "div",
      { class: "panel", role: "tabpanel", "aria-labelledby": this.tabs.messages.id },
      this.picker,
    );
    this.homeSpot = h(
      "div",
      { class: "panel", role: "tabpanel", "aria-labelledby": this.tabs.home.id, hidden: true },
      this.home.node,
    );
    this.strip = h("div", { class: "strip", role: "status" });
    this.inner = h(
      "div",
      { class: "pane-inner" },
      h(
        "header",
        { class: "pane-head" },
        this.face,
        h("div", { class: "pane-who" }, this.name, h("div", { class: "pane-line" }, this.role, this.place)),
        tabs,
      ),
      this.strip,
      this.talkSpot,
      this.homeSpot,
    );
    this.node = h(
      "section",
      { class: "pane", "aria-labelledby": title, "data-testid": `person-${this.user}`, "data-user": this.user },
      this.inner,
    );
  }

  tabButton(name, label) {
    return h(
      "button",
      {
        class: "tab",
        type: "button",
        role: "tab",
        id: uid("tab"),
        "data-testid": `${name}-tab`,
        onclick: () => this.show(name),
      },
      label,
      h("span", { class: "dot", hidden: true }),
    );
  }

  tabKey(e) {
    if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
    e.preventDefault();
    this.show(this.tab === "home" ? "messages" : "home");
    this.tabs[this.tab].focus();
  }

  /** Shows a tab; opening Home tells the app, as in Slack. */
  show(tab) {
    const opened = tab === "home" && this.tab !== "home";
    this.tab = tab;
    this.update();
    if (opened)
      post("home", { user: this.user })
        .catch(() => null)
        .then(() => this.store.refresh(this.user));
    if (tab === "messages") this.talk?.list.redraw();
  }

  /** Puts the person's latest view on the page. */
  update() {
    const user = this.store.user(this.user);
    const view = this.store.view(this.user);
    this.face.replaceChildren(avatar(user, "large"));
    this.name.textContent = this.store.name(this.user);
    this.role.textContent = user.title || "";
    this.tick();
    this.line();
    for (const [name, button] of Object.entries(this.tabs)) {
      button.setAttribute("aria-selected", String(name === this.tab));
      button.tabIndex = name === this.tab ? 0 : -1;
    }
    this.talkSpot.hidden = this.tab !== "messages";
    this.homeSpot.hidden = this.tab !== "home";
    if (!view) return;
    this.paintDot("messages", this.store.unread(this.user) && this.tab === "home");
    this.paintDot("home", view.home_unread && this.tab !== "home");
    this.updateTalks(view.conversations || []);
    this.home.update(view.home);
    this.modals.update(view.modals || []);
    this.toasts(view.toast || []);
    this.see();
  }

  /** Says when nothing can happen: the page has lost the workspace, or the workspace its app. */
  line() {
    const { app } = this.store.workspace;
    const off = app && !app.connected ? `${app.name} is not connected. Once it is, it answers here.` : "";
    const text = this.store.online ? off : "The workspace is out of reach. Trying again …";
    if (this.strip.textContent !== text) this.strip.textContent = text;
  }

  tick() {
    const zone = this.store.user(this.user).tz;
    const { status, snoozed_until: snoozed } = this.store.user(this.user);
    const shows = [status && (emojiIn(status.emoji) || status.text), snoozed && "🔕"].filter(Boolean).join(" ");
    const text = `${timeText(this.store.now(), zone)} in ${zone}${shows && ` ${shows}`}`;
    if (this.place.dataset.text === text) return;
    this.place.dataset.text = text;
    this.place.replaceChildren(icon("globe"), text);
  }

  paintDot(name, on) {
    const dot = this.tabs[name].querySelector(".dot");
    dot.hidden = !on;
    this.tabs[name].setAttribute(
      "aria-label",
      `${name === "home" ? "Home" : "Messages"}${on ? ", something new" : ""}`,
    );
  }

  updateTalks(conversations) {
    for (const c of conversations) {
      if (!this.talks.has(c.id)) {
        this.talks.set(c.id, new Conversation({ store: this.store, user: this.user, conversation: c }));
        this.talkSpot.append(this.talks.get(c.id).node);
      }
      this.talks.get(c.id).update(c);
    }
    if (!this.talk && conversations.length)
      this.talk = this.talks.get((conversations.find((c) => c.kind === "im") || conversations[0]).id);
    for (const talk of this.talks.values()) talk.node.hidden = talk !== this.talk;
    this.picker.hidden = conversations.length < 2;
    keepFocus(this.picker, () => this.picker.replaceChildren(...conversations.map((c) => this.talkButton(c))));
  }

  talkButton(c) {
    const on = this.talk?.id === c.id;
    const choose = () => {
      this.talk = this.talks.get(c.id);
      this.update();
    };
    return h(
      "button",
      {
        class: "talk-choice",
        type: "button",
        "aria-pressed": String(on),
        "data-focus": `talk ${c.id}`,
        "data-testid": `conversation-${c.id}`,
        onclick: choose,
      },
      c.kind === "channel" ? `# ${c.name.replace(/^#/, "")}` : c.name,
      c.unread > 0 && !on && h("span", { class: "badge", text: c.unread }),
    );
  }

  /** What is on the screen of a person who is shown counts as seen. */
  see() {
    const onScreen = this.node.isConnected && !this.node.hidden && !document.hidden;
    if (onScreen && this.tab === "messages" && !this.node.querySelector(".modal-layer:not([hidden])"))
      this.talk?.read();
  }

  /** Says each notice of the workspace once; with a form open, the form says it itself. */
  toasts(list) {
    this.told ||= new Set();
    const news = list.filter((t) => !this.told.has(t.id));
    news.forEach((t) => this.told.add(t.id));
    if (news.length && !this.modals.open.length) this.talk?.notice(news.at(-1).text);
  }

  /** Puts the cursor where the person would write. */
  focus() {
    const modal = this.modals.open.at(-1);
    if (modal) modal.focus();
    else if (this.tab === "messages" && this.talk) this.talk.composer.focus();
    else this.name.focus();
  }
}
