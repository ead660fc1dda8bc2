// All of one instance.
import {duration, isWebAddress, name, number, status} from '../format.js';
import {to} from '../route.js';
import {registryNow, state} from '../state.js';
import {el} from '../tags.js';
import {ago, badge, chip, empty, endpointText, leaseLeft, sinceAndWhy, statusChip, table} from './parts.js';
import {overrideButtons} from './service.js';

export function instancePage() {
  const {namespace, service, instanceId} = state.route;
  const instance = state.catalog?.get(service, instanceId);
  return el.section(null,
      el.nav({class: 'crumbs', 'aria-label': 'Where this is'}, el.a({href: to('services', namespace)}, 'Services'), ' / ',
          el.span({class: 'dim'}, namespace), ' / ', el.a({href: to('services', namespace, service)}, service)),
      el.header({class: 'page'}, el.h1({tabindex: -1, class: 'mono'}, instanceId), instance ? statusChip(instance.status) : null,
          instance?.held ? badge('held', 'warn') : null,
          instance ? el.span({class: 'actions end'}, overrideButtons(instance)) : null),
      instance ? details(instance) : empty(state.catalog === null
          ? 'Waiting for the first snapshot…'
          : 'It is not registered. When it was, it has left: the events may still say why.'));
}

function details(instance) {
  const {spec} = instance;
  return [
    instance.override ? override(instance.override) : null,
    el.div({class: 'cards'},
        card('State', facts([
          ['Reported', name(spec.status, 'REPORTED_STATUS_')],
          ['Healthy', instance.healthy ? 'yes' : 'no'],
          ['Last change', sinceAndWhy(instance)],
          ['At revision', number(instance.modified_revision)],
          ['Zone', spec.zone || '–'],
          ['Weight', number(spec.weight)],
        ])),
        card('Lease', facts([
          ['Left', leaseLeft(instance)],
          ['Lapses after', spec.lease.no_ttl ? 'never: no heartbeats are expected' : `${duration(Number(spec.lease.ttl_millis))} of silence`],
          ['Is removed', spec.lease.never_remove ? 'never' : `${duration(Number(spec.lease.remove_after_millis ?? 0))} after the lapse`],
          ['Lapses so far', number(instance.lapses)],
          ['Lease id', instance.lease_id],
          ['Registered', [ago(instance.registered_at_millis), el.span({class: 'dim'}, ` at revision ${number(instance.registered_revision)}`)]],
        ])),
        card('Endpoints', spec.endpoints.length === 0 ? none() : el.ul({class: 'plain'}, spec.endpoints.map(each =>
            el.li(null, each.name ? badge(each.name) : null, endpointText(each, isWebAddress(each.uri)))))),
        card('Tags', spec.tags.length === 0 ? none() : el.p({class: 'tags'}, spec.tags.map(tag => badge(tag))))),
    el.h2(null, 'Checks'),
    checks(spec.checks),
    el.h2(null, 'Metadata'),
    metadata(Object.entries(spec.metadata)),
  ];
}

function checks(all) {
  return all.length === 0 ? none() : table(['Check', 'Result', 'Output'], all.map(check => el.tr({key: check.name},
      el.th({scope: 'row'}, check.name),
      el.td(null, chip(name(check.status, 'CHECK_STATUS_'))),
      el.td({class: 'mono wrap'}, check.output))), {label: 'Checks', pairs: true});
}

function metadata(entries) {
  return entries.length === 0 ? none() : table(['Key', 'Value'], entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => el.tr({key},
      el.th({scope: 'row', class: 'mono'}, key),
      el.td({class: 'mono wrap'}, value))), {label: 'Metadata', pairs: true});
}

function override({status: to, service, zone, reason, owner, expires_at_millis: expires}) {
  const left = Number(expires) - registryNow();
  const all = service ? `, with all of service ${service.service}` : zone ? `, with all of zone ${zone.zone}` : '';
  return el.div({class: 'notice accent'}, el.p(null, el.b(null, `Overridden to ${status(to)}${all}`), owner ? ` by ${owner}` : '', reason ? `: ${reason}` : '',
      el.span({class: 'dim'}, expires === '0' ? ' Until it is cleared.' : ` Ends in ${duration(left)} of registry time.`)));
}

function card(title, content) {
  return el.section({class: 'card'}, el.h2(null, title), content);
}

function facts(pairs) {
  return el.dl({class: 'facts'}, pairs.map(([label, value]) => [el.dt(null, label), el.dd(null, value)]));
}

function none() {
  return el.p({class: 'dim'}, 'None.');
}
