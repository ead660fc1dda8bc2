// The members, who leads, and whether their states agree.
import {HOME} from '../api.js';
import {duration, number, plural} from '../format.js';
import {to} from '../route.js';
import {state} from '../state.js';
import {el} from '../tags.js';
import {askRelease} from './dialog.js';
import {badge, empty, table} from './parts.js';

export function clusterPage() {
  const {members, membersError} = state;
  return el.section(null,
      el.header({class: 'page'}, el.h1({tabindex: -1}, 'Cluster')),
      membersError ? el.p({class: 'notice bad'}, `The members cannot be read now: ${membersError}`) : null,
      members === null ? empty('Asking the members…') : [tiles(members.members), list(members.members), holds(members.members)]);
}

function tiles(members) {
  const answering = members.map(each => each.status).filter(Boolean);
  const leader = members.find(each => each.status?.header.role === 'NODE_ROLE_LEADER');
  const newest = newestOf(answering);
  const [verdict, tone, detail] = agreement(members);
  return el.dl({class: 'tiles'},
      tile('Leader', leader?.node_id ?? 'none', leader ? `term ${leader.status.term}` : 'no writes until one is elected', leader ? '' : 'bad'),
      tile('Members', `${answering.length} of ${members.length}`, answering.length === members.length ? 'all answer' : 'answer',
          answering.length === members.length ? '' : 'warn'),
      tile('State', verdict, detail, tone),
      tile('Committed', number(newest.commit_index), 'log index'),
      tile('Instances', number(newest.instances), `in ${plural(newest.services, 'service')}`),
      tile('Leases', number(newest.leases), 'renewed through the log'));
}

function tile(label, value, detail, tone = '') {
  return el.div({class: `tile ${tone}`}, el.dt(null, label), el.dd(null, el.strong(null, value), el.span({class: 'dim'}, detail)));
}

function newestOf(statuses) {
  const none = {commit_index: 0, instances: 0, services: 0, leases: 0, header: {log_index: 0}};
  return statuses.reduce((best, each) => (Number(each.commit_index) > Number(best.commit_index) ? each : best), none);
}

/** [verdict, tone, detail]: the same index must have the same digest, and the nodes' own comparisons must have found no difference. */
function agreement(members) {
  const statuses = members.map(each => each.status).filter(Boolean);
  const diverged = members.filter(each => each.status?.divergence);
  if (diverged.length > 0) {
    return ['differ', 'bad', `${diverged.map(each => each.node_id).join(', ')} from the majority`];
  }
  const digests = new Map();
  for (const {header, state_digest: digest} of statuses) {
    if ((digests.get(header.log_index) ?? digest) !== digest) {
      return ['differ', 'bad', `at log index ${header.log_index}`];
    }
    digests.set(header.log_index, digest);
  }
  const agreed = Math.max(0, ...statuses.map(each => Number(each.agreed_index)));
  return agreed === 0 ? ['not compared', 'warn', 'the first comparison is to come'] : ['agree', 'good', `compared at log index ${number(agreed)}`];
}

function list(members) {
  const commit = Number(newestOf(members.map(each => each.status).filter(Boolean)).commit_index);
  return table(
      ['Node', 'Role', 'Serving', {text: 'Applied', class: 'right'}, {text: 'Lag', class: 'right'}, 'State digest', 'Agreed at', 'Disk', 'Uptime', 'Version', 'Level'],
      members.map(member => row(member, commit)), {label: 'Members'});
}

function row(member, commit) {
  const {status} = member;
  const base = member.http_address === '' ? null : `http://${member.http_address}`;
  const node = el.th({scope: 'row'},
      base === null || base === HOME ? el.span(null, member.node_id) : el.a({href: `${base}/ui/`, rel: 'noreferrer', title: 'this page on that node'}, member.node_id),
      base === HOME ? badge('this page', 'accent', 'this page came from here; changes are made here') : null,
      base === state.live.base && state.live.phase === 'live' ? badge('live', 'good', 'what this page shows comes from here') : null,
      member.voter ? null : badge('no vote'),
      el.span({class: 'mono dim block'}, member.http_address || 'no HTTP'));
  if (!status) {
    return el.tr({key: member.node_id, class: 'gone'}, node, el.td({colspan: 10}, el.span({class: 'bad-text'}, '✕ does not answer')));
  }
  const applied = Number(status.header.log_index);
  const lag = Math.max(0, commit - applied);
  return el.tr({key: member.node_id}, node,
      el.td(null, roleOf(status.header.role)),
      el.td(null, status.ready ? el.span({class: 'good-text'}, '● ready') : el.span({class: 'bad-text'}, `✕ ${status.not_ready_reason}`)),
      el.td({class: 'number right'}, number(applied)),
      el.td({class: `number right ${lag > 1000 ? 'warn-text' : ''}`}, number(lag)),
      el.td({class: 'mono'}, status.state_digest),
      el.td(null, agreedAt(member.node_id, status)),
      el.td(null, Number(status.disk_slow_millis) > 0 ? el.span({class: 'warn-text'}, `slow for ${duration(Number(status.disk_slow_millis))}`) : 'well'),
      el.td({class: 'number'}, duration(Number(status.uptime_millis))),
      el.td(null, status.version),
      level(status));
}

/** The feature level in use; a node that understands a higher one waits for the others to do so too. */
function level(status) {
  const used = status.feature_level || 1;
  const known = status.supported_feature_level || 1;
  const title = 'feature level: how much of what its nodes understand the cluster uses';
  return known > used
      ? el.td({title}, el.span({class: 'warn-text'}, `${used} of ${known}`))
      : el.td({class: 'number', title}, used);
}

function roleOf(role) {
  const text = role.replace('NODE_ROLE_', '').replaceAll('_', ' ').toLowerCase();
  return text === 'leader' ? badge(text, 'accent') : text;
}

function agreedAt(nodeId, status) {
  if (status.divergence) {
    return el.span({class: 'bad-text'}, `✕ differs at ${number(status.divergence.log_index)}`);
  }
  if (status.not_compared.includes(nodeId)) {
    return el.span({class: 'warn-text'}, `▲ was not compared at ${number(status.compared_index)}`);
  }
  return status.agreed_index === '0' ? el.span({class: 'dim'}, 'not yet') : el.span({class: 'number'}, number(status.agreed_index));
}

function holds(members) {
  const held = [...new Set(members.flatMap(each => each.status?.held_services ?? []))].sort();
  return el.section(null,
      el.h2(null, 'Storm governor'),
      held.length === 0
          ? empty('No service is held. When more than half of a service falls silent at once, it is held: its lapsed instances stay in the answers.')
          : table(['Service held', 'What that means', ''], held.map(heldRow), {label: 'Services held'}));
}

function heldRow(key) {
  const [namespace, service] = key.split('/');
  return el.tr({key},
      el.th({scope: 'row'}, el.a({href: to('services', namespace, service), class: 'mono'}, key)),
      el.td(null, 'Its lapsed instances are still answered as healthy, and none is removed.'),
      el.td({class: 'right'}, el.button({type: 'button', onClick: () => askRelease(namespace, service)}, 'Release…')));
}
