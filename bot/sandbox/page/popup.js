/**
 * Small surfaces that open beside something: lists of options, menus. They sit in the browser's top layer,
 * so no scrolling container cuts them off, and they follow what they belong to.
 */

/** Makes node a popup of anchor. Returns open, close and isOpen; onClose runs when it was closed from outside. */
export function popup(node, anchor, onClose = () => {}, minWidth = 200) {
  node.classList.add("popup");
  if ("popover" in HTMLElement.prototype) node.popover = "manual";
  else node.hidden = true;
  let open = false;
  const follow = () => place(node, anchor, minWidth);
  const outside = (event) => {
    if (node.contains(event.target) || anchor.contains(event.target)) return;
    close();
    onClose();
  };
  function show() {
    if (open || !node.isConnected) return;
    open = true;
    if (node.showPopover) node.showPopover();
    else node.hidden = false;
    follow();
    addEventListener("scroll", follow, true);
    addEventListener("resize", follow);
    document.addEventListener("pointerdown", outside, true);
  }
  function close() {
    if (!open) return;
    open = false;
    if (node.hidePopover) {
      if (node.isConnected) node.hidePopover();
    } else node.hidden = true;
    removeEventListener("scroll", follow, true);
    removeEventListener("resize", follow);
    document.removeEventListener("pointerdown", outside, true);
  }
  return { open: show, close, follow, isOpen: () => open };
}

function place(node, anchor, minWidth) {
  const box = anchor.getBoundingClientRect();
  const gap = 6;
  const width = Math.min(Math.max(box.width, minWidth), innerWidth - 16);
  const below = innerHeight - box.bottom - gap - 8;
  const above = box.top - gap - 8;
  const wanted = Math.min(node.scrollHeight + 2, 320);
  const up = below < wanted && above > below;
  const style = node.style;
  style.width = `${width}px`;
  style.maxHeight = `${Math.max(96, Math.min(320, up ? above : below))}px`;
  style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  style.top = up ? "auto" : `${box.bottom + gap}px`;
  style.bottom = up ? `${innerHeight - box.top + gap}px` : "auto";
}
