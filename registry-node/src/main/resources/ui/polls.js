// What no watch tells is asked for now and then: the members, and how long leases last.
import {get, instancePath, servicePath} from './api.js';
import {changed, hearTime, state} from './state.js';

const MEMBERS_MILLIS = 2_000;
const MEMBERS_MILLIS_ELSEWHERE = 10_000;
const LEASES_MILLIS = 5_000;

/** At most so many leases are read at a time. */
export const LEASES_READ = 500;

/** Asks for as long as the page is there. */
export function start() {
  repeat(readMembers, () => (state.route.page === 'cluster' ? MEMBERS_MILLIS : MEMBERS_MILLIS_ELSEWHERE));
  repeat(readLeases, () => LEASES_MILLIS);
  setInterval(() => document.hidden || changed(), 1_000); // times that pass
}

const sleepers = new Set();

/** Asks at once, as the page shows something else now. */
export function hurry() {
  [...sleepers].forEach(wake => wake());
}

async function repeat(ask, millis) {
  for (;;) {
    if (!document.hidden) {
      await ask();
      changed();
    }
    await sleep(millis());
  }
}

function sleep(millis) {
  return new Promise(resolve => {
    const wake = () => {
      clearTimeout(timer);
      sleepers.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, millis);
    sleepers.add(wake);
  });
}

async function readMembers() {
  try {
    state.members = await get(state.live.base, '/v1/members');
    state.membersError = '';
    hearTime(state.members.header);
  } catch (problem) {
    state.membersError = problem.text ?? String(problem);
  }
}

async function readLeases() {
  const {page, namespace, service, instanceId} = state.route;
  if (page !== 'service' && page !== 'instance') {
    return;
  }
  const query = 'with_lease_state=true&read.consistency=local';
  try {
    let instances;
    let header;
    if (page === 'instance') {
      const key = {namespace, service, instance_id: instanceId};
      const answer = await get(state.live.base, `${instancePath(key)}?${query}`);
      instances = [answer.instance];
      header = answer.header;
    } else {
      const path = `${servicePath(namespace, service)}/instances`;
      ({instances, header} = await get(state.live.base, `${path}?filter=all&limit=${LEASES_READ}&${query}`));
    }
    hearTime(header);
    const readAt = Number(header.registry_time_millis);
    state.leases = {
      service: `${namespace}/${service}`,
      byId: new Map(instances.map(each => [each.spec.key.instance_id, {
        leaseId: each.lease_id,
        remainingMillis: each.lease_remaining_millis === undefined ? null : Number(each.lease_remaining_millis),
        renewals: each.renewals,
        readAt,
      }])),
      error: '',
    };
  } catch (problem) {
    state.leases = {...state.leases, error: problem.reason === 'INSTANCE_NOT_FOUND' ? '' : problem.text ?? String(problem)};
  }
}
