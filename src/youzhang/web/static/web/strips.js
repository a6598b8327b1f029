/* The strips above a page that is open, asked for every two seconds while it is looked at: a crisis shows without a
   reload. Without this script they show with the next page. */
"use strict";
(() => {
  const box = document.querySelector("[data-strips]");
  if (!box) return;
  const said = document.querySelector("[data-strips-said]");
  const LOOKED_AT = 2000;
  const IN_BACKGROUND = 10000;
  const title = document.title;
  let stamp = box.dataset.stamp;
  let wait = 0;
  let busy = false;

  const crises = () => [...box.querySelectorAll(".alarm[data-tone=crisis]")];
  const name = () => {
    const first = crises()[0]?.getAttribute("aria-label");
    document.title = first ? `${first} · ${title}` : title;
  };
  const show = (html) => {
    const known = new Set(crises().map((one) => one.querySelector("a.btn").href));
    const held = [...box.querySelectorAll("a")].indexOf(document.activeElement);
    box.innerHTML = html;
    if (held >= 0) box.querySelectorAll("a")[held]?.focus();
    const fresh = crises().find((one) => !known.has(one.querySelector("a.btn").href));
    if (fresh) said.textContent = fresh.querySelector("p").textContent;
    name();
  };
  const ask = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(wait);
    try {
      const answer = await fetch(`${box.dataset.strips}?have=${stamp}`, { credentials: "same-origin", signal: AbortSignal.timeout(8000) });
      if (answer.redirected || answer.status === 404) return; // signed out, or no longer on the staff
      if (answer.status === 200) {
        show(await answer.text());
        stamp = answer.headers.get("X-Stamp");
      }
    } catch {
      // no connection: the next turn asks again
    } finally {
      busy = false;
    }
    wait = setTimeout(ask, document.hidden ? IN_BACKGROUND : LOOKED_AT);
  };
  name();
  wait = setTimeout(ask, LOOKED_AT);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
})();
