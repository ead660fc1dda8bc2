// Runs before the first paint, so that nobody is dazzled.
document.documentElement.dataset.theme = localStorage.getItem('theme') ?? 'auto';
