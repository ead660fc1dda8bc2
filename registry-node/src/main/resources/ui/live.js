// Follows one namespace on one node at a time, and goes on with another one, from the same revision, when that is lost.
import {HOME, Problem, host, open, problemOf} from './api.js';
import {Catalog} from './catalog.js';
import {events} from './events.js';
import {EVENTS_KEPT, changed, hearTime, state} from './state.js';

/** A node says something every five seconds at least. */
const SILENCE_MILLIS = 12_000;
const LONGEST_WAIT_MILLIS = 5_000;
/** A state that is older than this is of a node that has lost the others. */
export const OLD_MILLIS = 3_000;
const TOO_OLD_MILLIS = 10_000;
/** How long to stay with a node for, however old its state: perhaps none has a majority. */
const STAY_MILLIS = 60_000;

let following = null;

/** The nodes that this page may read from; the one that it came from first. Those of other names would not let it. */
export function bases() {
  const members = (state.members?.members ?? [])
    .filter(member => member.http_address !== '')
    .map(member => new URL(`http://${member.http_address}`).origin);
  return members.includes(HOME) ? [HOME, ...members.filter(base => base !== HOME)] : [HOME];
}

/** Whether the page can outlive the node that it came from; true while nobody knows. */
export function canMove() {
  return state.members === null || bases().length > 1 || state.members.members.length === 1;
}

/** Follows a namespace from now on, and no other. */
export function follow(namespace) {
  following?.stop();
  following = new Following(namespace);
  following.run();
}

class Following {
  constructor(namespace) {
    this.namespace = namespace;
    this.resume = null;
    this.stopped = false;
    this.abort = new AbortController();
    this.spreadMillis = 100;
    this.failures = 0;
    this.cameAt = 0;
  }

  stop() {
    this.stopped = true;
    this.abort.abort();
  }

  async run() {
    let base = state.live.base;
    while (!this.stopped) {
      try {
        await this.watch(base);
        this.lost(new Problem('the stream has ended'));
      } catch (failure) {
        this.lost(failure);
      }
      const all = bases();
      base = all[(all.indexOf(base) + 1) % all.length];
      if (!this.stopped) {
        state.live = {...state.live, base};
        changed();
        await this.pause(all.length);
      }
    }
  }

  lost(failure) {
    if (this.stopped) {
      return;
    }
    if (failure.reason === 'REVISION_IN_FUTURE') {
      this.resume = null; // it is of a log that this cluster does not have
    }
    this.failures++;
    const why = failure instanceof Problem ? failure.text : String(failure.message);
    const phase = state.catalog === null ? 'connecting' : 'reconnecting';
    state.live = {...state.live, phase, why, since: state.live.since ?? new Date()};
    changed();
  }

  /** At once to each of the others; then slower and slower. */
  pause(nodes) {
    const rounds = Math.floor(this.failures / nodes);
    const longest = rounds === 0 ? this.spreadMillis : Math.min(500 * 2 ** rounds, LONGEST_WAIT_MILLIS);
    return new Promise(resolve => setTimeout(resolve, Math.random() * longest));
  }

  path() {
    const query = new URLSearchParams({namespace: this.namespace, filter: 'all', 'read.consistency': 'local'});
    if (this.resume !== null) {
      query.set('resume.cluster_id', this.resume.clusterId);
      query.set('resume.revision', this.resume.revision);
    }
    return `/v1/watch?${query}`;
  }

  async watch(base) {
    this.abort = new AbortController();
    this.cameAt = performance.now();
    const silence = new Silence(this.abort, SILENCE_MILLIS);
    try {
      const response = await open(base, this.path(), {signal: this.abort.signal});
      const reader = new Reader(this, base);
      for await (const event of events(response)) {
        silence.broken();
        reader.take(event.name, JSON.parse(event.data));
        if (this.stopped) {
          return;
        }
      }
    } catch (failure) {
      throw silence.fell ? new Problem(`${host(base)} has fallen silent`, {unreachable: true}) : failure;
    } finally {
      silence.end();
      this.abort.abort();
    }
  }

  /** A node that is cut off goes on telling what it has; another one may have more. */
  leaveIfTooOld(node, ageMillis) {
    if (ageMillis > TOO_OLD_MILLIS && bases().length > 1 && performance.now() - this.cameAt > STAY_MILLIS) {
      throw new Problem(`${node} has had no majority for a while`);
    }
  }

  isLive(base, node, revision, ageMillis) {
    this.failures = 0;
    state.live = {phase: 'live', base, node, revision, since: null, why: '', ageMillis};
    changed();
  }
}

/** Cuts a connection over which nothing has come for a while. */
class Silence {
  constructor(abort, millis) {
    this.abort = abort;
    this.millis = millis;
    this.fell = false;
    this.broken();
  }

  broken() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.fell = true;
      this.abort.abort();
    }, this.millis);
  }

  end() {
    clearTimeout(this.timer);
  }
}

/** Reads one stream into the state. */
class Reader {
  constructor(following, base) {
    this.following = following;
    this.base = base;
    this.node = '';
    this.snapshot = new Catalog();
    this.pending = [];
  }

  take(name, message) {
    switch (name) {
      case 'snapshot':
        message.snapshot.instances.forEach(instance => this.snapshot.put(instance));
        return;
      case 'synced':
        state.catalog = this.snapshot;
        this.snapshot = new Catalog();
        this.header(message.synced.header, message.synced);
        this.reached(message.synced.header.revision, 0);
        return;
      case 'changes':
        this.changes(message.changes);
        return;
      case 'bookmark':
        this.header(message.bookmark.header, message.bookmark);
        this.bookmark(message.bookmark);
        return;
      case 'resync':
        note({marker: `All read anew: ${message.resync.reason.replace('RESYNC_REASON_', '')}`});
        return;
      case 'error':
        throw problemOf(message);
      default:
    }
  }

  header(header, {reconnect_spread_millis: spread}) {
    this.node = header.node_id;
    this.clusterId = header.cluster_id;
    this.following.spreadMillis = Math.max(spread, 1);
    hearTime(header);
  }

  bookmark({header, revision}) {
    const ageMillis = Number(header.age_millis ?? 0);
    this.reached(revision, ageMillis);
    this.following.leaveIfTooOld(header.node_id, ageMillis);
  }

  changes(changes) {
    this.pending.push(...changes.events);
    if (changes.continues) {
      return;
    }
    for (const event of this.pending) {
      state.catalog.apply(event);
      note({event, coalesced: changes.coalesced});
    }
    this.pending = [];
    this.reached(changes.to_revision, state.live.ageMillis);
  }

  reached(revision, ageMillis) {
    const clusterId = this.clusterId ?? this.following.resume.clusterId;
    this.following.resume = {clusterId, revision};
    this.following.isLive(this.base, this.node || nodeAt(this.base), revision, ageMillis);
  }
}

function nodeAt(base) {
  const member = state.members?.members.find(each => `http://${each.http_address}` === base);
  return member?.node_id ?? host(base);
}

function note(entry) {
  state.events.unshift({...entry, at: new Date(), number: ++noted});
  state.events.length = Math.min(state.events.length, EVENTS_KEPT);
}

let noted = 0;
