/* What pages gain when scripts run; every page works without. No framework, no inline code. */
"use strict";
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const on = (type, what, act) =>
    document.addEventListener(type, (event) => {
      const target = event.target instanceof Element && event.target.closest(what);
      if (target) act(target, event);
    });
  const typing = (target) => target.closest("input, select, textarea, [contenteditable], dialog[open]");
  const root = document.documentElement;

  // buttons that need a script show themselves
  all("[data-back], [data-print], [data-clear], [data-close]").forEach((one) => (one.hidden = false));
  on("click", "[data-back]", () => history.back());
  on("click", "[data-print]", () => print());
  on("click", "[data-exit]", (link, event) => {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(link.href);
  });

  // theme and text size at once; the server keeps them
  on("click", ".seg[data-prefs] button", (button, event) => {
    const form = button.form;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.append(button.name, button.value);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => form.submit());
    if (button.value) root.dataset[button.name] = button.value;
    else delete root.dataset[button.name];
    all(`[data-prefs] button[name=${button.name}]`, form).forEach((one) => one.setAttribute("aria-pressed", one === button));
  });

  // a form is sent once
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelector(".btn.primary, .btn.danger")?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    all("[data-sent]").forEach((form) => delete form.dataset.sent);
    all("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  // a number that was just asked for is dialled, where one dials
  document.addEventListener("htmx:load", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-dial]");
    if (link && matchMedia("(pointer: coarse)").matches) location.href = link.href;
  });

  // drafts
  const content = (form) => {
    const kept = {};
    for (const [name, value] of new FormData(form)) {
      const field = form.elements[name];
      if (typeof value !== "string" || name === "csrfmiddlewaretoken" || name === "form_token" || field?.dataset?.nodraft) continue;
      kept[name] = name in kept ? [].concat(kept[name], value) : value;
    }
    return JSON.stringify(kept);
  };
  const keep = (form, leaving) => {
    const body = content(form);
    if (form.dataset.sent || body === form.dataset.last) return;
    form.dataset.last = body;
    const url = `${form.dataset.draftUrl}?draft=${encodeURIComponent(form.dataset.draft)}`;
    const token = form.elements.csrfmiddlewaretoken.value;
    const said = form.querySelector("[data-saved]");
    fetch(url, { method: "POST", body, keepalive: leaving, headers: { "X-CSRFToken": token, "Content-Type": "application/json", Accept: "application/json" } })
      .then((answer) => answer.json())
      .then((answer) => said && (said.textContent = answer.saved || answer.title || ""))
      .catch(() => delete form.dataset.last);
  };
  all("form[data-draft]").forEach((form) => {
    let wait;
    form.dataset.last = content(form);
    form.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(keep, 1500, form, false);
    });
    addEventListener("pagehide", () => keep(form, true));
  });

  // fields asked for only when another is asked for and has a value
  all("[data-needs]").forEach((row) => {
    const [name, wanted] = row.dataset.needs.split("=");
    const values = wanted.split("|");
    const form = row.closest("form");
    const asked = () => !form.querySelector(`[name="${name}"]`)?.closest("[data-needs][hidden]");
    const show = () => (row.hidden = !asked() || !new FormData(form).getAll(name).some((one) => values.includes(one)));
    form?.addEventListener("change", show);
    if (form) show();
  });

  // how much room is left, once it gets tight
  on("input", "[data-max]", (field) => {
    const left = Number(field.dataset.max) - [...field.value].length;
    let note = field.parentElement.querySelector(".count-left");
    if (left > field.dataset.max / 10) return note?.remove();
    if (!note) {
      note = document.createElement("p");
      note.className = "count-left";
      field.after(note);
    }
    note.textContent = left;
    note.toggleAttribute("data-over", left < 0);
  });

  // filters send themselves
  all("[data-filters] [data-fallback]").forEach((button) => (button.hidden = true));
  on("change", "[data-filters] select, [data-filters] input", (field) => field.form.requestSubmit());

  // keyboard: / search, j k Enter in lists, Escape closes menus
  const rows = () => all("[data-rows] > *");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => (menu.open = false));
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const search = document.querySelector("[data-search]");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    } else if ((event.key === "j" || event.key === "k") && rows().length) {
      const list = rows();
      const at = list.indexOf(document.activeElement?.closest("[data-rows] > *"));
      const next = list[Math.max(0, Math.min(list.length - 1, at + (event.key === "j" ? 1 : -1)))];
      next.tabIndex = -1;
      next.focus();
    } else if (event.key === "Enter" && event.target.matches("[data-rows] > *")) {
      (event.target.querySelector("a.btn") ?? event.target.querySelector("a"))?.click();
    }
  });
  document.addEventListener("click", (event) =>
    all("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false)),
  );

  // dialogs and toasts
  on("click", "[data-open]", (link, event) => {
    const dialog = document.getElementById(link.dataset.open);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  });
  on("click", "[data-close]", (button) => {
    const dialog = button.closest("dialog");
    if (dialog) dialog.close();
    else button.closest(".toast")?.remove();
  });

  // signing: the library is fetched only on pages that have a pad
  all("[data-signature]").forEach((row) => {
    const script = document.createElement("script");
    script.src = row.dataset.signature;
    script.onload = () => {
      const canvas = row.querySelector("canvas");
      const input = row.querySelector("input");
      canvas.hidden = false;
      const ratio = Math.max(devicePixelRatio || 1, 1);
      canvas.width = canvas.offsetWidth * ratio;
      canvas.height = canvas.offsetHeight * ratio;
      canvas.getContext("2d").scale(ratio, ratio);
      const pad = new SignaturePad(canvas, { penColor: "#14201f" });
      if (input.value) pad.fromDataURL(input.value, { ratio });
      pad.addEventListener("endStroke", () => (input.value = pad.toDataURL("image/png")));
      row.querySelector("[data-clear]").addEventListener("click", () => {
        pad.clear();
        input.value = "";
      });
    };
    document.head.append(script);
  });

  // a refusal or a list of errors is what one came for
  document.querySelector("[data-focus]")?.focus();
})();
