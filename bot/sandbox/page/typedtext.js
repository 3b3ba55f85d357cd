/**
 * Between what a person types ("Thanks @maya & all") and what Slack stores ("Thanks <@U1> &amp; all"): the three
 * characters that Slack escapes, and mentions by handle.
 */

/** What Slack would store for typed text. */
export function toSlack(text, store) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return escaped.replace(/(?<![\w@.])@([\w.-]*\w)/g, (all, handle) => {
    const user = store.workspace.users.find((u) => u.name.toLowerCase() === handle.toLowerCase());
    return user ? `<@${user.id}>` : all;
  });
}

/** What to offer for editing a stored text. */
export function toTyped(text, store) {
  return (text || "")
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${store.user(id)?.name ?? id}`)
    .replace(/<((?:https?:|mailto:)[^>|]+)(?:\|([^>]*))?>/g, (_, url) => url)
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
