// All that the page knows, in one place; what changes it calls changed(), and the page is drawn once in the next frame.

export const EVENTS_KEPT = 1000;
export const ROWS = 200;

export const state = {
  route: {page: 'cluster', namespace: 'default'},
  /** phase: connecting, live or reconnecting; since: when the data became stale. */
  live: {phase: 'connecting', base: location.origin, node: '', revision: null, since: null, why: '', ageMillis: 0},
  /** What matches in the namespace that is watched; null until the first snapshot is complete. */
  catalog: null,
  /** The newest first. */
  events: [],
  /** The last answer of ListMembers. */
  members: null,
  membersError: '',
  /** Remaining leases of the service that is looked at. */
  leases: {service: '', byId: new Map(), error: ''},
  /** Registry time as last heard, and when; it stands still while nobody leads. */
  clock: {millis: 0, at: 0, runs: false},
  filter: {services: '', trouble: false, instances: '', status: '', events: ''},
  rows: ROWS,
  dialog: null,
  notice: '',
  theme: document.documentElement.dataset.theme,
  owner: '',
};

let draw = () => {};
let scheduled = false;

/** Sets who draws. */
export function onChange(how) {
  draw = how;
}

/** Something in the state has changed. */
export function changed() {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      draw();
    });
  }
}

/** Forgets what is of another namespace. */
export function forgetNamespace() {
  state.catalog = null;
  state.events = [];
  state.leases = {service: '', byId: new Map(), error: ''};
}

/** Takes the time from the header of an answer. */
export function hearTime(header) {
  state.clock = {
    millis: Number(header.registry_time_millis),
    at: performance.now(),
    runs: header.leader_id !== '',
  };
}

/** Registry time now, as well as it is known. */
export function registryNow() {
  const {millis, at, runs} = state.clock;
  return runs ? millis + Math.min(performance.now() - at, 15_000) : millis;
}
