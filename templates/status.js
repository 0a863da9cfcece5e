'use strict';
// Renews the page each minute while somebody looks at it; says so when the daemon is gone.
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch('healthz', { cache: 'no-store' });
    if (answer.ok) { location.reload(); return; }
  } catch { /* The note below says it. */ }
  document.getElementById('stale').hidden = false;
}, 60000);
