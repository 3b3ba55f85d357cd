/** Where a person writes: messages, slash commands, and the names of attached files. */
import { post, words } from "./api.js";
import { Completion } from "./complete.js";
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";

/** Refusals of a command that the workspace itself puts into the conversation, for the sender alone. */
const saidInConversation = new Set(["operation_timeout", "dispatch_failed", "unknown_command"]);

export class Composer {
  /** o: { store, user, channel, thread (ts) or undefined, placeholder, notice(text), editLast(), sent() } */
  constructor(o) {
    Object.assign(this, o);
    this.files = [];
    const note = uid("note");
    this.area = h("textarea", {
      class: "composer-text",
      rows: 1,
      placeholder: o.placeholder,
      "aria-label": o.placeholder,
      "aria-describedby": note,
      "data-testid": o.thread ? "thread-composer" : "composer",
      onkeydown: (e) => this.key(e),
      oninput: () => this.typed(),
    });
    this.picker = h("input", {
      type: "file",
      multiple: true,
      class: "quiet",
      tabIndex: -1,
      "aria-hidden": "true",
      onchange: () => this.attach(),
    });
    this.chips = h("div", { class: "composer-files", hidden: true });
    this.sendButton = h(
      "button",
      { class: "send", type: "submit", "aria-label": "Send", title: "Send", disabled: true },
      icon("send"),
    );
    this.node = h(
      "form",
      {
        class: "composer",
        onsubmit: (e) => {
          e.preventDefault();
          this.send();
        },
      },
      this.chips,
      h(
        "div",
        { class: "composer-row" },
        h(
          "button",
          {
            class: "attach",
            type: "button",
            "aria-label": "Attach a file (only its name is sent)",
            title: "Attach a file (only its name is sent)",
            onclick: () => this.picker.click(),
          },
          icon("clip"),
        ),
        this.picker,
        this.area,
        this.sendButton,
      ),
      h("span", {
        class: "quiet",
        id: note,
        text: "Enter sends, Shift and Enter starts a new line. Type a slash for commands.",
      }),
    );
    this.completion = new Completion(o.store, this.area, this.node);
  }

  focus() {
    this.area.focus();
  }

  typed() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 180)}px`;
    this.sendButton.disabled = !this.area.value.trim() && !this.files.length;
  }

  key(e) {
    if (e.isComposing) return;
    if (e.key === "Enter" && !e.shiftKey) {
      e.preventDefault();
      this.send();
    } else if (e.key === "ArrowUp" && this.area.value === "" && this.editLast()) e.preventDefault();
  }

  attach() {
    this.files.push(...[...this.picker.files].map((f) => ({ name: f.name })));
    this.picker.value = "";
    this.paintFiles();
    this.focus();
  }

  paintFiles() {
    this.chips.hidden = !this.files.length;
    this.chips.replaceChildren(
      ...this.files.map((f, i) =>
        h(
          "span",
          { class: "chip" },
          icon("file"),
          f.name,
          h(
            "button",
            {
              type: "button",
              class: "chip-x",
              "aria-label": `Remove ${f.name}`,
              onclick: () => {
                this.files.splice(i, 1);
                this.paintFiles();
              },
            },
            icon("close"),
          ),
        ),
      ),
    );
    this.typed();
  }

  async send() {
    const text = this.area.value.trim();
    const files = this.files;
    if (!text && !files.length) return;
    const command = /^\/(\S+)\s*([\s\S]*)$/.exec(text);
    if (command && this.thread)
      return this.notice("Slash commands do not work in threads. Use the composer of the conversation.");
    this.clear();
    this.sent();
    try {
      const answer = command ? await this.runCommand(`/${command[1]}`, command[2]) : await this.say(text, files);
      if (answer.ok === false) this.fail(saidInConversation.has(answer.error) ? null : words(answer), text, files);
      else this.notice(null);
    } catch (error) {
      this.fail(words(error), text, files);
    }
    this.sent();
    this.store.refresh(this.user);
  }

  runCommand(command, text) {
    this.notice(`Sending ${command} …`, "busy");
    return post("command", { user: this.user, channel: this.channel, command, text });
  }

  say(text, files) {
    const body = { user: this.user, channel: this.channel, text };
    if (this.thread) body.thread_ts = this.thread;
    if (files.length) body.files = files;
    return post("message", body);
  }

  clear() {
    this.area.value = "";
    this.files = [];
    this.paintFiles();
  }

  /** Says what went wrong and gives the text back, unless something new has been typed. */
  fail(text, typed, files) {
    this.notice(text);
    if (this.area.value) return;
    this.area.value = typed;
    this.files = files;
    this.paintFiles();
  }
}
