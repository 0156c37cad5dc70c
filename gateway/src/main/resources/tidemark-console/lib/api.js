// Reads the API. What goes wrong is one of the three errors below.

const KEY = "tidemark.key";
const TIMEOUT = 10_000;

/** Nobody answered, or somebody who is not able to. */
export class Unavailable extends Error {}

/** 401. */
export class KeyNeeded extends Error {}

/** An RFC 9457 problem document. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `The gateway answered ${status}.`);
    this.status = status;
    this.title = body?.title ?? `Status ${status}`;
  }
}

export const key = {
  given: () => sessionStorage.getItem(KEY) !== null,
  keep: (value) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

/** @param signal of the view: what it asked for is given up with it */
export async function read(path, signal) {
  const headers = { Accept: "application/json" };
  if (key.given()) headers.Authorization = `Bearer ${sessionStorage.getItem(KEY)}`;
  let answer;
  let body;
  try {
    answer = await fetch(path, {
      headers,
      cache: "no-store",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    body = await answer.json().catch((problem) => {
      if (problem instanceof SyntaxError) return null;
      throw problem;
    });
  } catch (problem) {
    if (signal.aborted) throw problem;
    throw new Unavailable("The gateway does not answer.");
  }
  if (answer.ok && body !== null) return body;
  if (answer.status === 401) throw new KeyNeeded(body?.detail ?? "A key is needed.");
  if (answer.ok || answer.status >= 500) {
    throw new Unavailable(
      `The gateway cannot answer now: ${body?.detail ?? `status ${answer.status}`}`,
    );
  }
  throw new Problem(answer.status, body);
}

/** A path with its variable parts escaped: path`/api/zones/${id}`. */
export function path(strings, ...values) {
  return String.raw({ raw: strings }, ...values.map(encodeURIComponent));
}
