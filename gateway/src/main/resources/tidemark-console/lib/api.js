// Calls the API. Every failure is one of the three errors below.

const KEY = "tidemark.key";
const TIMEOUT = 10_000;

/** The server did not answer, or answered that it cannot serve the request now. */
export class Unavailable extends Error {
  constructor(message, status = null) {
    super(message);
    this.status = status;
  }
}

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
  bearer: () => `Bearer ${sessionStorage.getItem(KEY)}`,
  /** Takes a key from the address (#key=…) and removes it there. */
  fromAddress: () => {
    const given = /^#key=([A-Za-z0-9._~-]+)$/.exec(location.hash)?.[1];
    if (given === undefined) return false;
    key.keep(given);
    history.replaceState(null, "", location.pathname);
    return true;
  },
};

/** @param signal of the view: leaving the view aborts the request */
export function read(path, signal) {
  return ask("GET", path, undefined, signal);
}

/**
 * As `read`; null when the key may not see the resource, or this gateway does not have it.
 *
 * @param signal as above
 */
export async function readIfThere(path, signal) {
  try {
    return await read(path, signal);
  } catch (problem) {
    if (problem instanceof Problem && [403, 404].includes(problem.status)) return null;
    throw problem;
  }
}

/**
 * As above, for the optional parts of a view: also null when the process that knows them is away.
 *
 * @param signal as above
 */
export async function readIfPossible(path, signal) {
  try {
    return await readIfThere(path, signal);
  } catch (problem) {
    if (problem instanceof Unavailable && problem.status === 503) return null;
    throw problem;
  }
}

/** Sends a change; leaving the view does not abort it. */
export function act(method, path, body) {
  return ask(method, path, body, new AbortController().signal);
}

async function ask(method, path, sent, signal) {
  const headers = { Accept: "application/json" };
  if (key.given()) headers.Authorization = key.bearer();
  if (sent !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  let body;
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: sent === undefined ? undefined : JSON.stringify(sent),
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
  if (answer.ok && (body !== null || answer.status === 204)) return body;
  if (answer.status === 401) throw new KeyNeeded(body?.detail ?? "A key is needed.");
  if (answer.ok || answer.status >= 500) {
    throw new Unavailable(
      `The gateway cannot answer now: ${body?.detail ?? `status ${answer.status}`}`,
      answer.status,
    );
  }
  throw new Problem(answer.status, body);
}

/** A path with its variable parts escaped: path`/api/zones/${id}`. */
export function path(strings, ...values) {
  return String.raw({ raw: strings }, ...values.map(encodeURIComponent));
}
