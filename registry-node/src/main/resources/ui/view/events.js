// What has changed since this page was opened.
import {number, reason, time} from '../format.js';
import {to} from '../route.js';
import {EVENTS_KEPT, state} from '../state.js';
import {el} from '../tags.js';
import {badge, empty, filterField, instanceLink, matches, moreButton, namespaceField, someRows, statusChip, table} from './parts.js';

export function eventsPage() {
  const shown = state.events.filter(({event}) => !event || matches(state.filter.events, event.key.service));
  return el.section(null,
      el.header({class: 'page'}, el.h1({tabindex: -1}, 'Events'),
          el.p({class: 'dim'}, `live, the newest first; the last ${number(EVENTS_KEPT)} since this page was opened`)),
      el.div({class: 'tools'}, namespaceField(), filterField('events', 'Service', 'part of a name')),
      shown.length === 0
          ? empty(state.events.length === 0 ? 'Nothing has changed since this page was opened.' : 'Nothing matches.')
          : table(['Time', {text: 'Revision', class: 'right'}, 'Instance', 'Status', 'Why'], someRows(shown, row), {label: 'Events'}),
      moreButton(shown, 'events'));
}

function row({event, marker, coalesced, at, number: key}) {
  if (marker) {
    return el.tr({key}, el.td({class: 'number dim'}, time(at)), el.td({colspan: 4, class: 'dim'}, marker));
  }
  const {namespace, service} = event.key;
  return el.tr({key},
      el.td({class: 'number dim'}, time(at)),
      el.td({class: 'number right'}, number(event.revision)),
      el.th({scope: 'row'}, el.a({href: to('services', namespace, service)}, service), el.span({class: 'dim'}, ' / '), instanceLink(event.key)),
      el.td(null, transition(event)),
      el.td(null, reason(event.reason), coalesced ? badge('several in one', 'quiet', 'the page was behind: this is what several changes come to') : null));
}

function transition({previous_status: before, instance}) {
  const was = before && before !== 'EFFECTIVE_STATUS_UNSPECIFIED' ? statusChip(before) : null;
  const is = instance ? statusChip(instance.status) : badge('gone');
  return was && instance && before === instance.status ? is : el.span({class: 'chips'}, was, was ? el.span({'aria-label': 'to', class: 'dim'}, '→') : null, is);
}
