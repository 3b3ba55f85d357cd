/**
 * The calls of the page to the stand-in workspace, all under /page/api/, and its stream of changes.
 * Nothing else on this page talks to the network.
 */

/** A refusal: code for the program, message for people. */
export class ApiError extends Error {
  constructor(code, message) {
    super(message || "That did not work. Please try again.");
    this.code = code;
  }
}

const base = "/page/api/";

async function call(path, options) {
  let response;
  try {
    response = await fetch(base + path, options);
  } catch {
    throw new ApiError("offline", "The workspace cannot be reached right now.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(body.error || String(response.status), body.message);
  return body;
}

export const get = (path, query) => call(query ? `${path}?${new URLSearchParams(query)}` : path);

export const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** What people read when an app did not answer in time, as Slack words it. */
export const trouble = "We had some trouble connecting. Try again?";

/** The words for a refused press or submission, or an error: Slack's own for a late app, else the workspace's. */
export function words(result) {
  if (result.error === "operation_timeout" || result.code === "operation_timeout") return trouble;
  return result.message || "That did not work. Please try again.";
}

/**
 * Listens for changes until stop is called. The browser reconnects by itself; onState hears whether the
 * line is up, so that whatever was missed can be fetched again.
 */
export function listen(user, { onChange, onState }) {
  const source = new EventSource(`${base}stream?${new URLSearchParams({ user })}`);
  source.addEventListener("changed", (event) => onChange(JSON.parse(event.data)));
  source.addEventListener("open", () => onState(true));
  source.addEventListener("error", () => onState(false));
  return () => source.close();
}
