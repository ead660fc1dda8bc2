// Calls of the REST API. Reads go to whichever node the page follows; changes to the node that it came from, as no other takes them.

export const HOME = location.origin;

/** An error as a node told it, or one of the way there. */
export class Problem extends Error {
  constructor(detail, {status = 0, reason = '', particulars = {}, unreachable = false} = {}) {
    super(detail);
    Object.assign(this, {status, reason, particulars, unreachable});
  }

  /** For people. */
  get text() {
    const unknown = this.particulars.outcome === 'indeterminate' ? ' Nobody knows whether it was done: look before you try again.' : '';
    return (this.reason ? `${this.reason}: ${this.message}` : this.message) + unknown;
  }
}

/** A part of a path. Browsers take the names "." and ".." for steps along it, however they are written. */
export function part(name) {
  if (name === '.' || name === '..') {
    throw new Problem(`“${name}” is a name that a browser cannot ask for; registryctl can.`);
  }
  return encodeURIComponent(name);
}

export function servicePath(namespace, service) {
  return `/v1/namespaces/${part(namespace)}/services/${part(service)}`;
}

export function instancePath({namespace, service, instance_id: id}) {
  return `${servicePath(namespace, service)}/instances/${part(id)}`;
}

/** Opens a response that is none of an error. */
export async function open(base, path, {method = 'GET', body, signal} = {}) {
  let response;
  try {
    response = await fetch(base + path, {
      method,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: body === undefined ? {} : {'content-type': 'application/json'},
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
  } catch (failure) {
    throw new Problem(`${host(base)} cannot be reached`, {unreachable: true});
  }
  if (!response.ok) {
    throw await problem(base, response);
  }
  return response;
}

/** Reads JSON, or gives up. */
export async function get(base, path, timeoutMillis = 5_000) {
  const response = await open(base, path, {signal: AbortSignal.timeout(timeoutMillis)});
  return response.json();
}

/** Changes something, at the node that this page came from. */
export async function change(method, path, body) {
  const response = await open(HOME, path, {method, body, signal: AbortSignal.timeout(15_000)});
  return response.json();
}

export function host(base) {
  return base.replace(/^https?:\/\//, '');
}

/** The problem that an event of a stream is. */
export function problemOf(json) {
  return new Problem(json.detail, {status: json.status, reason: json.reason, particulars: json.particulars ?? {}});
}

async function problem(base, response) {
  try {
    return problemOf(await response.json());
  } catch (notJson) {
    return new Problem(`${host(base)} answers ${response.status}`, {status: response.status});
  }
}
