/* Copies number and code where the browser lets us. */
"use strict";
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = button.dataset.copy.split(" ").map((id) => document.getElementById(id).textContent).join("\n");
    navigator.clipboard.writeText(text).then(() => (button.lastChild.textContent = button.dataset.copied));
  });
});
