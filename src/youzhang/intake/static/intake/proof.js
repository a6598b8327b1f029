/* Work that tells a browser from a machine: finds the number of an altcha challenge (SHA-256) in a worker.
   One file for both sides; no third party, no secure context needed. */
"use strict";
(() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const part = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
  const START = primes.slice(0, 8).map((p) => part(Math.sqrt(p)));
  const K = primes.map((p) => part(Math.cbrt(p)));
  const turn = (x, n) => (x >>> n) | (x << (32 - n));

  const block = (state, bytes, from, w) => {
    for (let i = 0; i < 64; i++) {
      const at = from + 4 * i;
      w[i] = i < 16
        ? (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]
        : (w[i - 16] + w[i - 7]
          + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3))
          + (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => (state[i] = (state[i] + x) | 0));
  };
  const sha256 = (text) => {
    const size = text.length;
    const bytes = new Uint8Array((((size + 8) >> 6) + 1) << 6);
    for (let i = 0; i < size; i++) bytes[i] = text.charCodeAt(i);
    bytes[size] = 0x80;
    new DataView(bytes.buffer).setUint32(bytes.length - 4, size * 8);
    const state = START.slice();
    const w = new Int32Array(64);
    for (let from = 0; from < bytes.length; from += 64) block(state, bytes, from, w);
    return state.map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
  };
  const solve = ({ salt, challenge, maxNumber }) => {
    for (let number = 0; number <= maxNumber; number++) if (sha256(salt + number) === challenge) return number;
    return -1;
  };

  if (typeof document === "undefined") {
    onmessage = (message) => postMessage(solve(message.data));
    return;
  }
  document.querySelectorAll("form[data-proof]").forEach((form) => {
    const { algorithm, challenge, salt, signature, maxNumber } = JSON.parse(form.dataset.challenge);
    const proof = form.elements.proof;
    const worker = new Worker(form.dataset.proof);
    let waiting = null;
    const done = (number) => {
      proof.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
      waiting?.removeAttribute("aria-busy");
      if (waiting) form.requestSubmit(waiting);
    };
    worker.onmessage = (message) => done(message.data);
    worker.onerror = () => done(solve({ salt, challenge, maxNumber }));
    worker.postMessage({ salt, challenge, maxNumber });
    form.addEventListener("submit", (event) => {
      if (proof.value) return;
      event.preventDefault();
      waiting = event.submitter ?? form.querySelector(".btn.primary");
      waiting.setAttribute("aria-busy", "true");
    });
  });
})();
