/**
 * What the page knows: the workspace, one view per person, and the sandbox's clock. It fetches again when
 * the stream says that something changed, and tells whoever subscribed.
 */
import { get, listen, post } from "./api.js";

export class Store extends EventTarget {
  constructor() {
    super();
    this.workspace = null;
    this.views = new Map();
    this.fetching = new Map();
    this.online = true;
    this.moving = false;
  }

  /** Loads everything once and starts listening. Rejects with an ApiError when the workspace is not there. */
  async start() {
    await this.loadWorkspace();
    await Promise.all(this.people().map((u) => this.refresh(u.id)));
    const first = this.people()[0];
    if (first) listen(first.id, { onChange: (c) => this.changed(c), onState: (up) => this.line(up) });
  }

  async loadWorkspace() {
    const workspace = await get("workspace");
    const { now, ...rest } = workspace;
    this.setClock(new Date(now).getTime(), Date.now());
    const sign = JSON.stringify(rest);
    const news = sign !== this.sign;
    Object.assign(this, { workspace, sign });
    this.emit(news ? "workspace" : "clock");
  }

  /** Learns the sandbox's clock, and from two readings whether it runs or stands still between moves. */
  setClock(now, here) {
    const last = this.reading;
    if (last && here - last.here > 2500) this.still = now === last.now;
    if (!last || last.now !== now) this.reading = { now, here };
  }

  /** The sandbox's instant. */
  now() {
    return new Date(this.reading.now + (this.still ? 0 : Date.now() - this.reading.here));
  }

  channel(id) {
    return (this.workspace.channels || []).find((c) => c.id === id);
  }

  /** The people one can play: no apps. */
  people() {
    return this.workspace.users.filter((u) => !u.is_bot);
  }

  user(id) {
    return this.workspace.users.find((u) => u.id === id);
  }

  /** The name to show for an id; the id itself when nobody has it. */
  name(id) {
    const user = this.user(id);
    return user ? user.real_name || user.name : id;
  }

  view(id) {
    return this.views.get(id);
  }

  /** Unread messages of a person over all conversations. */
  unread(id) {
    return (this.view(id)?.conversations || []).reduce((sum, c) => sum + c.unread, 0);
  }

  /** Fetches a person's view; calls that come while one is under way share one more fetch after it. */
  async refresh(id) {
    if (this.fetching.has(id)) {
      this.fetching.set(id, true);
      return;
    }
    this.fetching.set(id, false);
    try {
      do {
        this.fetching.set(id, false);
        this.views.set(id, await get("view", { user: id }));
        this.emit("view", id);
      } while (this.fetching.get(id));
    } catch {
      this.line(false);
    } finally {
      this.fetching.delete(id);
    }
  }

  changed({ users, clock }) {
    if (clock || !users) this.soon(() => this.loadWorkspace());
    for (const id of users || this.people().map((u) => u.id)) if (this.user(id)) this.refresh(id);
  }

  /** Runs load once for a burst of changes. */
  soon(load) {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => load().catch(() => this.line(false)), 60);
  }

  line(up) {
    if (up && !this.online) this.changed({});
    if (up === this.online) return;
    this.online = up;
    this.emit("line");
  }

  /** Moves the clock ({to}, {by_seconds} or {next}); the page stays usable while the workspace catches up. */
  async moveClock(move) {
    if (this.moving) return;
    this.moving = true;
    this.emit("clock");
    try {
      await post("clock", move);
      await this.loadWorkspace();
    } finally {
      this.moving = false;
      this.emit("clock");
      for (const u of this.people()) this.refresh(u.id);
    }
  }

  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  on(type, listener) {
    this.addEventListener(type, (event) => listener(event.detail));
  }
}
