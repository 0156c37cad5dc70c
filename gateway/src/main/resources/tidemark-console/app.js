// Routes by the fragment of the address, and holds what all views share: clock, search, key.

import { KeyNeeded, key } from "./lib/api.js";
import * as clock from "./lib/clock.js";
import { el, setText } from "./lib/dom.js";
import { absolute, tick } from "./lib/format.js";
import { connection } from "./lib/refresh.js";
import { failure, keyForm, wrongAddress } from "./views/notices.js";
import { restart } from "./lib/live.js";
import { operations } from "./views/operations.js";
import { overview } from "./views/overview.js";
import { plan } from "./views/plan.js";
import { profile, profiles } from "./views/profiles.js";
import { studio, workspace } from "./views/studio.js";
import { studioPost } from "./views/studio-post.js";
import { tweet } from "./views/tweet.js";
import { zone } from "./views/zone.js";

const ROUTES = [
  [/^\/?$/, overview],
  [/^\/zones\/([^/]+)$/, zone],
  [/^\/tweets\/([0-9]{1,19})$/, tweet],
  [/^\/studio$/, studio],
  [/^\/studio\/([^/]+)$/, workspace],
  [/^\/studio\/([^/]+)\/posts\/([0-9]{1,16})$/, studioPost],
  [/^\/profiles$/, profiles],
  [/^\/profiles\/([0-9]{1,16})$/, profile],
  [/^\/plan$/, plan],
  [/^\/operations$/, operations],
];

const main = document.getElementById("main");
const clockLine = document.getElementById("clock");
const forget = document.getElementById("forget");
let leaving = new AbortController();

function find(address) {
  for (const [pattern, view] of ROUTES) {
    const match = pattern.exec(address);
    if (match) {
      const parts = match.slice(1).map(unescaped);
      return { view, parts, id: parts[0] ?? null };
    }
  }
  return { view: wrongAddress, parts: [], id: null };
}

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function show(moveFocus) {
  leaving.abort();
  leaving = new AbortController();
  const signal = leaving.signal;
  const [address, query = ""] = location.hash.replace(/^#/, "").split("?", 2);
  const { view, parts, id } = find(address);
  const place = address.split("/")[1] ?? "";
  for (const link of document.querySelectorAll("#places a")) {
    const own = link.dataset.places.split(" ").includes(place);
    if (own) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  forget.hidden = !key.given();
  const fail = (problem) => {
    if (signal.aborted) return;
    leaving.abort();
    main.replaceChildren();
    if (problem instanceof KeyNeeded) {
      keyForm(main, problem, () => {
        restart();
        show(true);
      });
    }
    else failure(main, problem, id);
    entered(true);
  };
  main.replaceChildren();
  view(main, { id, parts, query: new URLSearchParams(query), signal, fail });
  entered(moveFocus);
}

function entered(moveFocus) {
  const heading = main.querySelector("h1");
  document.title = heading ? `${heading.textContent} · Tidemark` : "Tidemark";
  if (!moveFocus || heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

const speedBadge = el("span", { class: "badge", hidden: true });
const clockText = el("span");
clockLine.append(clockText, " ", speedBadge);

function everySecond() {
  if (document.hidden) return;
  const now = clock.now();
  const text = connection.lost ? "no answer" : now === null ? "" : absolute(now);
  setText(clockText, text);
  speedBadge.hidden = clock.speed() === 1 || connection.lost;
  setText(speedBadge, clock.speed() === 0 ? "the clock stands still" : `${clock.speed()}× demo clock`);
  if (!connection.lost) tick();
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

document.getElementById("jump").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.id;
  const id = /(?:^|\/status\/)([0-9]{1,19})(?:$|[/?#])/.exec(field.value.trim())?.[1];
  if (id === undefined) {
    field.setCustomValidity("Digits, or an address like https://x.com/name/status/123");
    field.reportValidity();
    return;
  }
  field.value = "";
  location.hash = `#/tweets/${id}`;
});
document
  .getElementById("jump-id")
  .addEventListener("input", (event) => event.target.setCustomValidity(""));

forget.addEventListener("click", () => {
  key.forget();
  restart();
  show(true);
});

key.fromAddress();
addEventListener("hashchange", () => {
  if (key.fromAddress()) restart();
  show(true);
});
document.addEventListener("visibilitychange", everySecond);
setInterval(everySecond, 1000);
show(false);
