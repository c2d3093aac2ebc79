// Runs before the first paint, so that a dark page does not flash white.
(() => {
  const theme = localStorage.getItem('naru.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
