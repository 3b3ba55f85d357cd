/**
 * Sets light or dark before the first paint, so that the page never flashes in the wrong one.
 * A classic script on purpose: modules run only after the page has been parsed.
 */
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("sandbox.theme");
  } catch {
    chosen = null; // storage can be switched off; then the system's choice holds
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
