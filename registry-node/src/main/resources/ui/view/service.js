// The instances of one service.
import {isWebAddress, plural, status} from '../format.js';
import {LEASES_READ} from '../polls.js';
import {to} from '../route.js';
import {ROWS, changed, state} from '../state.js';
import {el} from '../tags.js';
import {askClear, askOverride, askRelease} from './dialog.js';
import {badge, empty, endpointText, filterField, instanceLink, leaseLeft, matches, moreButton, sinceAndWhy, someRows, statusChip, statusChips,
  table} from './parts.js';

export function servicePage() {
  const {namespace, service: name} = state.route;
  const service = state.catalog?.services.get(name);
  return el.section(null,
      el.nav({class: 'crumbs', 'aria-label': 'Where this is'}, el.a({href: to('services', namespace)}, 'Services'), ' / ', el.span({class: 'dim'}, namespace)),
      el.header({class: 'page'}, el.h1({tabindex: -1}, name), service ? statusChips(service.counts.statuses) : null),
      service ? instances(namespace, service) : empty(state.catalog === null
          ? 'Waiting for the first snapshot…'
          : 'No instance is registered under that name: there never was one, or the last one is gone.'));
}

function instances(namespace, service) {
  const shown = service.sorted.filter(isShown);
  return [
    service.counts.held ? held(namespace, service.name) : null,
    el.div({class: 'tools'}, filterField('instances', 'Filter', 'id, endpoint, zone or tag'), statusField()),
    shown.length === 0 ? empty('No instance matches.') : table(
        ['Instance', 'Status', 'Endpoint', 'Zone', {text: 'Weight', class: 'right'}, 'Lease left', 'Last change', ''],
        someRows(shown, row), {label: 'Instances'}),
    moreButton(shown, 'instances'),
    service.counts.total > LEASES_READ ? el.p({class: 'dim'},
        `Leases are read for the first ${plural(LEASES_READ, 'instance')}; for each other one on its own page.`) : null,
    state.leases.error ? el.p({class: 'notice warn'}, `Leases cannot be read now: ${state.leases.error}`) : null,
  ];
}

function isShown(instance) {
  const {spec} = instance;
  return (state.filter.status === '' || instance.status === state.filter.status)
      && matches(state.filter.instances, spec.key.instance_id, spec.zone, ...spec.endpoints.map(each => each.uri), ...spec.tags);
}

function held(namespace, service) {
  return el.div({class: 'notice warn'},
      el.p(null, el.b(null, 'Held by the storm governor. '),
          'More than half of its instances fell silent at once. Lapsed ones are still answered as healthy, and none is removed.'),
      el.button({type: 'button', onClick: () => askRelease(namespace, service)}, 'Release…'));
}

function statusField() {
  const all = ['UP', 'WARN', 'STARTING', 'DRAINING', 'OUT_OF_SERVICE', 'DOWN', 'LAPSED'].map(each => `EFFECTIVE_STATUS_${each}`);
  return el.label({class: 'field'}, el.span({class: 'label'}, 'Status'), el.select({
    value: state.filter.status,
    onChange: event => {
      state.filter.status = event.target.value;
      state.rows = ROWS;
      changed();
    },
  }, el.option({value: ''}, 'any'), all.map(each => el.option({value: each}, status(each)))));
}

function row(instance) {
  const {spec} = instance;
  const [endpoint, ...more] = spec.endpoints;
  return el.tr({key: spec.key.instance_id},
      el.th({scope: 'row'}, instanceLink(spec.key), el.span({class: 'tags'}, spec.tags.slice(0, 6).map(tag => badge(tag)))),
      el.td(null, statusChip(instance.status), instance.override ? overrideBadge(instance.override) : null,
          instance.held && instance.healthy ? badge('held', 'warn') : null),
      el.td(null, endpoint ? endpointText(endpoint, isWebAddress(endpoint.uri)) : el.span({class: 'dim'}, 'none'),
          more.length > 0 ? el.span({class: 'dim'}, ` and ${more.length} more`) : null),
      el.td(null, spec.zone || el.span({class: 'dim'}, '–')),
      el.td({class: 'number right'}, spec.weight),
      el.td(null, leaseLeft(instance)),
      el.td(null, sinceAndWhy(instance)),
      el.td({class: 'right actions'}, overrideButtons(instance)));
}

function overrideBadge({service, zone, reason}) {
  return badge(service ? 'override of service' : zone ? 'override of zone' : 'override', 'accent', reason);
}

/** Ways to override an instance, or to undo that. What is on all of its service or zone is not undone for one instance. */
export function overrideButtons(instance) {
  const {key} = instance.spec;
  const own = instance.override && !instance.override.service && !instance.override.zone ? instance.override : null;
  return [
    own ? el.button({type: 'button', 'aria-label': `Clear the override of ${key.instance_id}`, onClick: () => askClear(key)}, 'Clear…') : null,
    el.button({type: 'button', 'aria-label': `Override ${key.instance_id}`, onClick: () => askOverride(key, own)}, 'Override…'),
  ];
}
