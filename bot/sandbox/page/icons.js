/**
 * The page's own line icons, as path data, drawn with createElementNS. Decorative: always hidden from
 * screen readers, so whatever uses one needs a label of its own.
 */
const paths = {
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  back: "M14 6l-6 6 6 6",
  down: "M6 9l6 6 6-6",
  send: "M5 12h13M12 5l7 7-7 7",
  clip: "M8 12.5l5.6-5.6a3 3 0 0 1 4.3 4.3l-7.4 7.3a5 5 0 0 1-7-7l7.4-7.4",
  file: "M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-10A.5.5 0 0 1 7 20zM14 3.5V8h4",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  trash: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5",
  reply:
    "M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v8a1.5 1.5 0 0 1-1.5 1.5H11l-5 4v-4h-.5A1.5 1.5 0 0 1 4 14.5z",
  eye: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5",
  bell: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10.5 20.5h3",
  more: "M5 11h2v2H5zM11 11h2v2h-2zM17 11h2v2h-2z",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M12 8v4.5l3 1.5",
  calendar: "M5 6.5h14V20H5zM5 10.5h14M9 4v4M15 4v4",
  next: "M5 6l7 6-7 6zM18 6v12",
  panes: "M4 5.5h16v13H4zM12 5.5v13",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1",
  moon: "M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z",
  help: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M9.6 9.8a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.8M12 16.7h.01",
  home: "M4 11l8-7 8 7M6.5 9.5V20h11V9.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warn: "M12 4l9 16H3zM12 10v4.5M12 17.3h.01",
  globe: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16",
};

const ns = "http://www.w3.org/2000/svg";

/** An icon of the given name; 1.25em square unless the style sheet says otherwise. */
export function icon(name) {
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

/** The workspace's mark: a rest between two bars. */
export function mark() {
  const img = document.createElement("img");
  img.src = "icon.svg";
  img.alt = "";
  img.className = "mark";
  return img;
}
