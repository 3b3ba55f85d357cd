/**
 * The page: a stand-in workspace in which a visitor plays several people. This module puts the parts together:
 * the bar with the clock, the list of people, and one or two panes on the stage. The address keeps who is shown.
 */
import { Clock } from "./clock.js";
import { h, remember } from "./dom.js";
import { cast, help, hint } from "./guide.js";
import { icon, mark } from "./icons.js";
import { Pane } from "./pane.js";
import { People } from "./people.js";
import { shortcuts } from "./shortcuts.js";
import { Store } from "./store.js";

const store = new Store();
const wide = matchMedia("(min-width: 900px)");
const stage = document.getElementById("stage");
const panes = new Map();
let wanted = []; // one or two ids; the second is shown where there is room
let active = null; // the person one is looking at
let clock;
let people;

const shown = () => (wide.matches ? wanted : [active || wanted[0]]);

function fromHash() {
  const ids = decodeURIComponent(location.hash.slice(1))
    .split("+")
    .filter((id) => store.user(id) && !store.user(id).is_bot);
  return [...new Set(ids)].slice(0, 2);
}

/** Shows these people; focus puts the cursor with the one named. */
function show(ids, focus) {
  wanted = ids;
  if (!ids.includes(active)) active = ids[0];
  if (focus) active = focus;
  history.replaceState(null, "", `#${ids.join("+")}`);
  paint();
  if (focus) panes.get(focus).focus();
}

function paint() {
  const ids = shown();
  for (const id of ids) {
    if (!panes.has(id)) panes.set(id, new Pane(store, id));
  }
  for (const [id, pane] of panes) {
    pane.node.hidden = !ids.includes(id);
    pane.node.classList.toggle("active", id === active);
  }
  ids.forEach((id, i) => {
    const { node } = panes.get(id);
    if (!node.isConnected) stage.append(node);
    node.style.order = i;
  });
  stage.classList.toggle("two", ids.length === 2);
  both.setAttribute("aria-pressed", String(wanted.length === 2));
  ids.forEach((id) => panes.get(id).update());
  people.update();
  people.reveal(active);
  clock.update();
}

/** Shows a person: in the pane one is looking at, unless they are on the stage already. */
function choose(id) {
  if (wanted.length < 2 || !wide.matches)
    return show(
      wanted.includes(id) || wanted.length < 2
        ? wanted.length < 2
          ? [id]
          : wanted
        : [id, wanted.find((x) => x !== active) || wanted[1]],
      id,
    );
  if (wanted.includes(id)) return show(wanted, id);
  return show(
    wanted.map((x) => (x === active ? id : x)),
    id,
  );
}

function toggleBoth() {
  if (wanted.length === 2) return show([active]);
  const { pair } = cast(store);
  const other = [...pair, ...store.people().map((u) => u.id)].find((id) => id !== wanted[0]);
  return other ? show([wanted[0], other]) : undefined;
}

function hop() {
  const ids = shown();
  const next = ids[(ids.indexOf(active) + 1) % ids.length];
  show(wanted, next);
}

const both = h(
  "button",
  { class: "btn toggle", type: "button", "aria-pressed": "false", "data-testid": "side-by-side", onclick: toggleBoth },
  icon("panes"),
  h("span", { text: "Side by side" }),
);

function themeButton() {
  const button = h("button", {
    class: "btn ghost icon-only",
    type: "button",
    "data-testid": "theme",
    onclick: () => set(!dark()),
  });
  const dark = () =>
    (document.documentElement.dataset.theme ||
      (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const paintIt = () => {
    const label = dark() ? "Use light colours" : "Use dark colours";
    button.setAttribute("aria-label", label);
    button.title = label;
    button.replaceChildren(icon(dark() ? "sun" : "moon"));
  };
  const set = (on) => {
    document.documentElement.dataset.theme = on ? "dark" : "light";
    remember("theme", on ? "dark" : "light");
    paintIt();
  };
  paintIt();
  return button;
}

function build() {
  clock = new Clock(store, () => active || wanted[0]);
  people = new People(store, { choose, shown });
  people.mount(document.getElementById("people"));
  document.getElementById("topbar").replaceChildren(
    h(
      "div",
      { class: "brand" },
      mark(),
      h("div", {}, h("h1", { text: store.workspace.team.name }), h("p", { text: "a stand-in workspace" })),
    ),
    clock.node,
    h(
      "div",
      { class: "bar-end" },
      both,
      themeButton(),
      h(
        "button",
        {
          class: "btn ghost icon-only",
          type: "button",
          "aria-label": "Keys and help",
          title: "Keys (?)",
          "data-testid": "help-open",
          onclick: help,
        },
        icon("help"),
      ),
    ),
  );
  document.title = `${store.workspace.team.name}: a stand-in workspace`;
  hint(store, document.getElementById("hint"));
}

function subscribe() {
  store.on("view", (id) => {
    if (shown().includes(id)) panes.get(id)?.update();
    people.update();
  });
  store.on("workspace", paint);
  store.on("line", () => {
    people.update();
    panes.forEach((pane) => pane.line());
  });
  store.on("clock", () => clock.update());
  wide.addEventListener("change", paint);
  addEventListener("hashchange", () => {
    const ids = fromHash();
    if (ids.length && ids.join() !== wanted.join()) show(ids);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) shown().forEach((id) => panes.get(id)?.see());
  });
  stage.addEventListener("focusin", (e) => lookAt(e.target.closest(".pane")?.dataset.user));
  stage.addEventListener("pointerdown", (e) => lookAt(e.target.closest(".pane")?.dataset.user));
  setInterval(() => {
    clock.update();
    panes.forEach((p) => p.tick());
  }, 5000);
  shortcuts({
    clock,
    both: toggleBoth,
    hop,
    write: () => {
      panes.get(active).show("messages");
      panes.get(active).focus();
    },
    tab: () => {
      const pane = panes.get(active);
      pane.show(pane.tab === "home" ? "messages" : "home");
    },
    choose: (i) => {
      const person = store.people()[i];
      if (person) choose(person.id);
    },
  });
}

function lookAt(id) {
  if (!id || id === active) return;
  active = id;
  panes.forEach((p, key) => p.node.classList.toggle("active", key === id));
  clock.update();
}

async function start() {
  try {
    await store.start();
  } catch (error) {
    stage.replaceChildren(
      h(
        "div",
        { class: "empty" },
        h("p", { class: "empty-title", text: "The workspace cannot be reached" }),
        h("p", { text: error.message }),
        h("button", { class: "btn primary solid", type: "button", onclick: start }, "Try again"),
      ),
    );
    return;
  }
  stage.replaceChildren();
  build();
  const asked = fromHash();
  const { pair } = cast(store);
  wanted = asked.length ? asked : pair;
  active = wanted[0] || null;
  if (!wanted.length) {
    stage.replaceChildren(
      h(
        "div",
        { class: "empty" },
        h("p", { class: "empty-title", text: "Nobody is here yet" }),
        h("p", { text: "Add people to the workspace and load this page again." }),
      ),
    );
    return;
  }
  subscribe();
  show(wanted);
}

start();
