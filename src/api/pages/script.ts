/**
 * What a browser with script adds to a page that works without: local times, countdowns, and word of moves. It never sends a decision.
 * Plain JavaScript, because there is no build step.
 */
export const SCRIPT = `
'use strict';
const units = [['d', 86400], ['h', 3600], ['m', 60], ['s', 1]];
function span(seconds) {
  let rest = Math.max(0, Math.round(seconds));
  const parts = [];
  for (const [name, size] of units) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0 && parts.length < 2) parts.push(n + name);
  }
  return parts.join(' ') || '0s';
}
const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
for (const time of document.querySelectorAll('time[datetime]')) {
  const at = new Date(time.dateTime);
  if (time.hasAttribute('data-relative')) time.title = format.format(at);
  else { time.title = time.textContent; time.textContent = format.format(at); }
}
function tick() {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    time.textContent = seconds >= 0 ? 'in ' + span(seconds) : span(-seconds) + ' ago';
  }
}
tick();
setInterval(tick, 1000);

const jump = document.querySelector('.jump');
const decide = document.getElementById('decide');
// The way to the forms is in the way once they are there.
if (jump && decide) new IntersectionObserver(([entry]) => { jump.hidden = entry.isIntersecting; }).observe(decide);

const live = document.querySelector('[data-live]');
let touched = false;
document.addEventListener('input', () => { touched = true; });
let sending = false;
document.addEventListener('submit', (event) => {
  // A second click on a slow line is the same decision; the server counts it once in any case.
  if (sending) event.preventDefault();
  sending = true;
});
window.addEventListener('pageshow', () => { sending = false; });
async function watch() {
  const { live: address, move } = live.dataset;
  for (;;) {
    try {
      const answer = await fetch(address + '?since=' + move, { headers: { accept: 'application/json' }, redirect: 'error' });
      if (answer.status === 401 || answer.status === 404) return;
      if (answer.ok && (await answer.json()).move > Number(move)) {
        if (!touched && !document.querySelector('details[open] form')) return location.reload();
        document.querySelector('.fresh').hidden = false;
        return;
      }
      if (!answer.ok) throw new Error();
    } catch {
      // The service restarts, or the phone was asleep.
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
  }
}
if (live) watch();
`;
