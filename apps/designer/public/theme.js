// Runs before the first paint, so that a saved theme never flashes. A file of its own: the content policy allows no inline script.
(function () {
  var saved = null;
  try {
    saved = localStorage.getItem('millrace-theme');
  } catch {
    // Storage may be refused; the system's preference then decides.
  }
  var dark = saved === 'dark' || (saved !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
