/* The form that opens a crisis: when the connection fails it is kept here and sent again until it has arrived. The
   form's token makes the server take it once, however often it is sent. Without this script it is an ordinary form. */
"use strict";
(() => {
  const form = document.querySelector("form[data-resend]");
  if (!form) return;
  const said = form.querySelector("[data-resend-said]");
  const button = form.querySelector("button.danger");
  let body = null;
  let wait = 0;
  let busy = false;

  const say = (words) => {
    said.textContent = words;
    said.hidden = !words;
  };
  const later = () => {
    say(form.dataset.waiting);
    clearTimeout(wait);
    wait = setTimeout(send, 3000);
  };
  const send = async () => {
    if (busy || !body) return;
    busy = true;
    clearTimeout(wait);
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body, credentials: "same-origin" });
      if (answer.status >= 500) return later();
      body = null;
      if (answer.redirected) return location.assign(answer.url);
      form.submit();
    } catch {
      later();
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
