// Pages that are shown in place of a view.

import { key, read } from "../lib/api.js";
import { el } from "../lib/dom.js";

/** Asks for the key of the API. */
export function keyForm(root, problem, entered) {
  const field = el("input", {
    id: "key",
    type: "password",
    autocomplete: "off",
    required: true,
    "aria-describedby": "key-help",
  });
  root.append(
    el("h1", {}, "A key is needed"),
    el("p", {}, key.given() ? "The key you gave is not valid here." : problem.message),
    el(
      "form",
      {
        class: "panel key",
        onsubmit: (event) => {
          event.preventDefault();
          key.keep(field.value.trim());
          entered();
        },
      },
      el("label", { for: "key" }, "Key"),
      field,
      el("button", { class: "main" }, "Use this key"),
      el(
        "p",
        { class: "hint", id: "key-help" },
        "An API key, the value of TIDEMARK_ADMIN_KEY, or a user’s JWT. It stays in this tab and is forgotten when you close it. A key that is limited to some zones or workspaces shows only them.",
      ),
    ),
  );
}

/** A failed request that a retry does not mend, and what to do about it. */
export function failure(root, problem, id) {
  const heading = problem.status === 404 ? "Not found" : (problem.title ?? "Something went wrong");
  root.append(el("h1", {}, heading), el("p", {}, problem.message));
  if (problem.status === 409 && id !== null) {
    offerZones(root, id);
  } else if (problem.status === 404) {
    root.append(
      el("p", {}, "It may not have arrived yet, or it was deleted. ", back("See the overview")),
    );
  } else {
    root.append(
      el("p", {}, el("button", { onclick: () => location.reload() }, "Load again"), " ", back()),
    );
  }
}

export function wrongAddress(root) {
  root.append(
    el("h1", {}, "There is no such page"),
    el("p", {}, "The console has an overview, zones, tweets, the studio, profiles and operations. ", back("See the overview")),
  );
}

function back(text = "Back to the overview") {
  return el("a", { href: "#/" }, text);
}

async function offerZones(root, id) {
  const list = el("ul");
  root.append(el("p", {}, "Which zone’s do you mean?"), list);
  try {
    const { zones } = await read("/api/zones?limit=500", new AbortController().signal);
    for (const zone of zones) {
      const href = `#/tweets/${id}?zone=${encodeURIComponent(zone.id)}`;
      list.append(el("li", {}, el("a", { href }, zone.name)));
    }
  } catch {
    list.replaceWith(el("p", {}, `Add the zone to the address: #/tweets/${id}?zone=…`));
  }
}
