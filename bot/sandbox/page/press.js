/** Sends what somebody did with an element to the workspace, after asking for the confirmation it may want. */
import { post, words } from "./api.js";
import { confirmFirst } from "./dialogs.js";

/**
 * Returns act(block, element, entry, node) for one surface. where: { channel, ts } or { view_id }; notice says a
 * failure to the person. act resolves to false when the person said no or an earlier press still runs, else true.
 */
export function presser(ctx, where, notice) {
  return async (block, el, entry, node) => {
    if (node.getAttribute("aria-busy") === "true") return false;
    if (el.confirm && !(await confirmFirst(el.confirm, ctx, node))) return false;
    node.setAttribute("aria-busy", "true");
    try {
      const body = {
        user: ctx.user,
        ...where,
        block_id: block,
        action_id: el.action_id,
        value: entry,
        state: ctx.form.values(),
      };
      const answer = await post("press", body);
      notice(answer.ok === false ? words(answer) : null);
    } catch (error) {
      notice(words(error));
    } finally {
      node.removeAttribute("aria-busy");
      ctx.store.refresh(ctx.user);
    }
    return true;
  };
}
