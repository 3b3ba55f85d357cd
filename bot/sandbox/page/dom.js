/**
 * The few DOM tools the page needs: an element maker that only ever sets text and properties (never
 * markup), a keyed list that leaves unchanged nodes alone, and a way to keep the focus over a redraw.
 */

/** Makes an element. props: class, text, data-/aria-/other attributes, onX listeners, and DOM properties. */
export function h(tag, props, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) set(node, name, value);
  add(node, kids);
  return node;
}

const asProperty = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "multiple",
  "tabIndex",
  "htmlFor",
  "noValidate",
  "popover",
]);

function set(node, name, value) {
  if (value === undefined || value === null || (value === false && !asProperty.has(name))) return;
  if (name === "class") node.className = value;
  else if (name === "text") node.textContent = value;
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (asProperty.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** Appends nodes and strings, flattening arrays and leaving out what is empty. */
export function add(node, kids) {
  for (const kid of kids.flat(Infinity)) {
    if (kid === null || kid === undefined || kid === false || kid === "") continue;
    node.append(kid instanceof Node ? kid : document.createTextNode(String(kid)));
  }
  return node;
}

let serial = 0;

/** A document-wide unique id, for labels and descriptions. */
export function uid(prefix = "x") {
  serial += 1;
  return `${prefix}-${serial}`;
}

/**
 * Brings parent's children in line with items. A child whose key and signature are unchanged is left
 * untouched, so focus, typed text and scroll position survive; make gets the node it replaces.
 */
export function reconcile(parent, items, { key, signature, make }) {
  const before = new Map([...parent.children].map((n) => [n.dataset.key, n]));
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const k = key(item);
    const sig = signature(item);
    const old = before.get(k);
    before.delete(k);
    if (old && (old.keptSignature === sig || old.locked)) {
      if (old !== cursor) parent.insertBefore(old, cursor);
      else cursor = cursor.nextElementSibling;
      continue;
    }
    const node = make(item, old);
    node.dataset.key = k;
    node.keptSignature = sig;
    if (old) {
      if (old === cursor) cursor = cursor.nextElementSibling;
      old.replaceWith(node);
      if (node.nextElementSibling !== cursor) parent.insertBefore(node, cursor);
    } else parent.insertBefore(node, cursor);
  }
  for (const stale of before.values()) stale.remove();
}

/**
 * Runs change and, if it removed the focused element, focuses its successor in root (same data-focus), else the list
 * entry that it was in, else fallback: a press often makes its own button go away.
 */
export function keepFocus(root, change, fallback) {
  const was = document.activeElement;
  const mine = was && was !== root && root.contains(was);
  const name = mine ? was.dataset.focus : undefined;
  const entry = mine ? was.closest("[data-key]")?.dataset.key : undefined;
  const range = mine && typeof was.selectionStart === "number" ? [was.selectionStart, was.selectionEnd] : null;
  change();
  if (!mine || root.contains(document.activeElement)) return;
  const next =
    (name && root.querySelector(`[data-focus="${CSS.escape(name)}"]`)) ||
    (entry && root.querySelector(`[data-key="${CSS.escape(entry)}"]`)) ||
    fallback;
  if (!next) return;
  next.focus({ preventScroll: true });
  if (range && next.setSelectionRange && next.type !== "email" && next.type !== "number")
    next.setSelectionRange(...range);
}

/** The elements in root that Tab would reach, in order. */
export function tabbable(root) {
  const all = root.querySelectorAll("a[href],button,input,textarea,select,[tabindex]");
  return [...all].filter((n) => !n.disabled && n.tabIndex >= 0 && n.getClientRects().length > 0);
}

/** Says text to screen readers, once. */
export function announce(text) {
  const live = document.getElementById("announce");
  live.textContent = "";
  requestAnimationFrame(() => {
    live.textContent = text;
  });
}

/** Reads a remembered value; null when storage is off. */
export function remembered(name) {
  try {
    return localStorage.getItem(`sandbox.${name}`);
  } catch {
    return null;
  }
}

/** Remembers a value if the browser allows it. */
export function remember(name, value) {
  try {
    localStorage.setItem(`sandbox.${name}`, value);
  } catch {
    return; // nothing to do: the page works without a memory
  }
}
