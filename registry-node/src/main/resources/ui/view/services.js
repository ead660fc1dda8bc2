// The services of a namespace.
import {plural} from '../format.js';
import {to} from '../route.js';
import {changed, state} from '../state.js';
import {el} from '../tags.js';
import {ago, badge, bar, empty, filterField, matches, moreButton, namespaceField, someRows, statusChips, table} from './parts.js';

export function servicesPage() {
  const {namespace} = state.route;
  const all = state.catalog?.sorted ?? [];
  const shown = all.filter(isShown);
  const count = shown.length === all.length ? plural(all.length, 'service') : `${shown.length} of ${plural(all.length, 'service')}`;
  return el.section(null,
      el.header({class: 'page'}, el.h1({tabindex: -1}, 'Services'),
          state.catalog === null ? null : el.p({class: 'dim'}, count)),
      el.div({class: 'tools'}, namespaceField(), filterField('services', 'Filter', 'part of a name'), troubleBox()),
      list(namespace, all, shown),
      moreButton(shown, 'services'));
}

function isShown({name, counts}) {
  return matches(state.filter.services, name) && (!state.filter.trouble || isInTrouble(counts));
}

function isInTrouble({total, healthy, held}) {
  return healthy < total || held;
}

function troubleBox() {
  return el.label({class: 'check'}, el.input({
    type: 'checkbox',
    checked: state.filter.trouble,
    onChange: event => {
      state.filter.trouble = event.target.checked;
      changed();
    },
  }), 'Not wholly healthy');
}

function list(namespace, all, shown) {
  if (state.catalog === null) {
    return empty('Waiting for the first snapshot…');
  }
  if (all.length === 0) {
    return empty('No service is registered in this namespace.');
  }
  if (shown.length === 0) {
    return empty('No service matches.');
  }
  return table(['Service', {text: 'Healthy', class: 'right'}, '', 'By status', 'Last change'],
      someRows(shown, service => row(namespace, service)), {label: 'Services'});
}

function row(namespace, service) {
  const {total, healthy, held, overridden, modified, statuses} = service.counts;
  return el.tr({key: service.name},
      el.th({scope: 'row'}, el.a({href: to('services', namespace, service.name)}, service.name),
          held ? badge('held', 'warn', 'the storm governor holds it') : null,
          overridden ? badge(plural(overridden, 'override'), 'accent') : null),
      el.td({class: `number right ${healthy === 0 ? 'bad-text' : healthy < total ? 'warn-text' : ''}`}, `${healthy} / ${total}`),
      el.td(null, bar('healthy instances', healthy, total, healthy < total ? 'warn' : 'good')),
      el.td(null, statusChips(statuses)),
      el.td({class: 'dim'}, ago(modified)));
}
