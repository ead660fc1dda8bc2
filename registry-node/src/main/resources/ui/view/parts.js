// What several pages are made of.
import {duration, reason, status} from '../format.js';
import {to} from '../route.js';
import {ROWS, changed, registryNow, state} from '../state.js';
import {el} from '../tags.js';

/** A sign beside the name, so that colour is never all that tells. */
const SIGNS = {
  UP: ['good', '●'],
  WARN: ['warn', '▲'],
  STARTING: ['info', '◔'],
  DRAINING: ['quiet', '◑'],
  'OUT OF SERVICE': ['quiet', '○'],
  DOWN: ['bad', '✕'],
  LAPSED: ['bad', '◌'],
  PASSING: ['good', '●'],
  WARNING: ['warn', '▲'],
  CRITICAL: ['bad', '✕'],
};

export function chip(value, count) {
  const [tone, sign] = SIGNS[value] ?? ['quiet', '·'];
  return el.span({class: `chip ${tone}`}, el.span({class: 'sign', 'aria-hidden': 'true'}, sign),
      count === undefined ? null : el.b(null, count), value);
}

export const statusChip = (value, count) => chip(status(value), count);

export function badge(text, tone = 'quiet', title) {
  return el.span({class: `badge ${tone}`, title}, text);
}

/** A part of a whole, as a bar. */
export function bar(label, value, whole, tone) {
  return el.span({class: `bar ${tone}-text`, role: 'meter', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': whole, 'aria-valuenow': Math.round(value)},
      el.span({style: {width: `${whole === 0 ? 0 : Math.min(100, 100 * value / whole)}%`}}));
}

/** Counts by status, in the order of the schema. */
export function statusChips(statuses) {
  const order = ['UP', 'WARN', 'STARTING', 'DRAINING', 'OUT_OF_SERVICE', 'DOWN', 'LAPSED'].map(each => `EFFECTIVE_STATUS_${each}`);
  return el.span({class: 'chips'}, order.filter(each => statuses[each]).map(each => statusChip(each, statuses[each])));
}

/** How long ago a moment of registry time was. */
export function ago(millis) {
  const passed = registryNow() - Number(millis);
  return el.span({title: `at ${millis} ms of registry time`}, passed < 1_000 ? 'just now' : `${duration(passed)} ago`);
}

export function sinceAndWhy(instance) {
  return el.span({class: 'since'}, reason(instance.reason), el.span({class: 'dim'}, ' ', ago(instance.modified_at_millis)));
}

/** What is left of a lease; counts down between two readings. */
export function leaseLeft(instance) {
  const {namespace, service, instance_id: id} = instance.spec.key;
  if (instance.spec.lease?.no_ttl) {
    return el.span({class: 'dim'}, 'no TTL');
  }
  const lease = state.leases.service === `${namespace}/${service}` ? state.leases.byId.get(id) : undefined;
  if (status(instance.status) === 'LAPSED') {
    return el.span({class: 'lease bad-text'}, 'lapsed');
  }
  if (!lease || lease.leaseId !== instance.lease_id || lease.remainingMillis === null) {
    return el.span({class: 'dim'}, '–');
  }
  const left = Math.max(0, lease.remainingMillis - Math.max(0, registryNow() - lease.readAt));
  const ttl = Number(instance.spec.lease.ttl_millis);
  return el.span({class: 'lease'},
      bar('lease left', left, ttl, left < ttl / 3 ? 'warn' : 'good'),
      el.span({class: 'number'}, duration(left)));
}

export function endpointText({uri}, isLink) {
  return isLink
      ? el.a({href: uri, rel: 'noopener noreferrer', target: '_blank', class: 'mono'}, uri)
      : el.span({class: 'mono'}, uri);
}

export function instanceLink({namespace, service, instance_id: id}, text = id) {
  return el.a({href: to('services', namespace, service, id), class: 'mono'}, text);
}

/** The first rows of many, and a button for more. */
export function someRows(all, draw) {
  return all.slice(0, state.rows).map(draw);
}

export function moreButton(all, noun) {
  const hidden = all.length - state.rows;
  return hidden <= 0 ? null : el.p({class: 'more'},
      el.button({
        type: 'button',
        onClick: () => {
          state.rows += ROWS;
          changed();
        },
      }, `Show ${Math.min(hidden, ROWS)} more`),
      el.span({class: 'dim'}, ` ${state.rows.toLocaleString('en-US')} of ${all.length.toLocaleString('en-US')} ${noun}`));
}

/** A field that narrows a list down. */
export function filterField(name, label, placeholder) {
  return el.label({class: 'field'}, el.span({class: 'label'}, label), el.input({
    type: 'search',
    value: state.filter[name],
    placeholder,
    spellcheck: false,
    autocomplete: 'off',
    onInput: event => {
      state.filter[name] = event.target.value;
      state.rows = ROWS;
      changed();
    },
  }));
}

/** Whether a text is within any of some others, whatever their case. */
export function matches(filter, ...texts) {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' || texts.some(text => text.toLowerCase().includes(wanted));
}

/** Another namespace is another watch. */
export function namespaceField() {
  const {page, namespace} = state.route;
  return el.form({
    class: 'field',
    onSubmit: event => {
      event.preventDefault();
      const wanted = event.target.elements.namespace.value.trim() || 'default';
      location.hash = to(page === 'events' ? 'events' : 'services', wanted);
    },
  }, el.label(null, el.span({class: 'label'}, 'Namespace'),
      el.input({name: 'namespace', key: namespace, defaultValue: namespace, maxlength: 255, pattern: '[A-Za-z0-9._\\-]+', spellcheck: false, autocomplete: 'off'})));
}

/** What stands where the list would be. */
export function empty(...children) {
  return el.p({class: 'empty'}, ...children);
}

/** On narrow screens each row is a card, and its cells say of what column they are. */
export function table(columns, rows, {label, pairs = false}) {
  const names = columns.map(column => column.text ?? column);
  rows.forEach(row => row.props.children.filter(Boolean).forEach((cell, i) => {
    cell.props['data-label'] = names[i];
  }));
  return el.div({class: 'scroll'}, el.table({'aria-label': label, class: pairs ? 'pairs' : undefined},
      el.thead(null, el.tr(null, columns.map((column, i) => el.th({scope: 'col', class: column.class}, names[i])))),
      el.tbody(null, rows)));
}
