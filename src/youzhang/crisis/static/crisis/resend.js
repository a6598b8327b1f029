/* The form that opens a crisis: when the connection fails, or one was signed out meanwhile, it is kept here and sent
   again until it has arrived. The form's token makes the server take it once, however often it is sent. Without this
   script it is an ordinary form. */
"use strict";
(() => {
  const form = document.querySelector("form[data-resend]");
  if (!form) return;
  const said = form.querySelector("[data-resend-said]");
  const signIn = form.querySelector("[data-resend-sign-in]");
  const button = form.querySelector("button.danger");
  let body = null;
  let wait = 0;
  let busy = false;
  let shut = false; // signed out, or the page is too old: its key is fetched anew before it is sent again

  const say = (words) => {
    said.textContent = words;
    said.hidden = !words;
  };
  const later = (words) => {
    say(words);
    clearTimeout(wait);
    wait = setTimeout(send, 3000);
  };
  const renewed = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.status >= 500) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const key = page.querySelector("form[data-resend] [name=csrfmiddlewaretoken]");
    if (key) body.set("csrfmiddlewaretoken", key.value);
    signIn.hidden = Boolean(key);
    return Boolean(key);
  };
  const send = async () => {
    if (busy || !body) return;
    busy = true;
    clearTimeout(wait);
    try {
      if (shut && !(await renewed())) return later(form.dataset.signedOut);
      const answer = await fetch(form.action || location.href, { method: "POST", body, credentials: "same-origin" });
      if (answer.status >= 500) return later(form.dataset.waiting);
      shut = answer.status === 403 || answer.url.startsWith(signIn.querySelector("a").href);
      if (shut) return later(form.dataset.sending);
      body = null;
      if (answer.redirected) return location.assign(answer.url);
      form.submit();
    } catch {
      later(form.dataset.waiting);
    } finally {
      busy = false;
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (body) return;
    body = new URLSearchParams(new FormData(form));
    button?.setAttribute("aria-busy", "true");
    say(form.dataset.sending);
    send();
  });
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => body && event.preventDefault());
})();
