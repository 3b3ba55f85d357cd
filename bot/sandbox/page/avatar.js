/** A person's or an app's picture: initials on a calm shade of their own colour. */
import { h } from "./dom.js";

/** Initials of a name: first letters of its first and last word. */
export function initials(name) {
  const parts = (name || "?").trim().split(/\s+/);
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0]];
  return letters.map((p) => [...p][0]?.toUpperCase() ?? "").join("");
}

/** The avatar of a user; decorative, since the name always stands beside it. */
export function avatar(user, look = "") {
  const node = h("span", {
    class: `avatar ${user?.is_bot ? "app" : ""} ${look}`,
    "aria-hidden": "true",
    text: initials(user?.real_name || user?.name),
  });
  if (/^#?[0-9a-f]{6}$/i.test(user?.color || "")) node.style.setProperty("--tint", `#${user.color.replace("#", "")}`);
  return node;
}
