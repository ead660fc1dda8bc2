// What is around every page: where it is, whether it is live, and how it looks.
import {host} from '../api.js';
import {OLD_MILLIS, canMove} from '../live.js';
import {duration, number, time} from '../format.js';
import {to} from '../route.js';
import {changed, state} from '../state.js';
import {el} from '../tags.js';
import {clusterPage} from './cluster.js';
import {dialogView} from './dialog.js';
import {eventsPage} from './events.js';
import {instancePage} from './instance.js';
import {empty} from './parts.js';
import {servicePage} from './service.js';
import {servicesPage} from './services.js';

const PAGES = {cluster: clusterPage, services: servicesPage, service: servicePage, instance: instancePage, events: eventsPage, nowhere};
const THEMES = ['auto', 'light', 'dark'];

export function shell() {
  return el.div({class: 'shell'},
      el.a({class: 'skip', href: '#main', onClick: skip}, 'Skip to the content'),
      el.header({class: 'top'},
          el.a({class: 'brand', href: to('cluster')}, el.img({src: 'icon.svg', alt: '', width: 26, height: 26}), 'Service registry',
              state.members ? el.span({class: 'dim'}, state.members.header.cluster_id) : null),
          el.nav({'aria-label': 'Pages'}, link('cluster', 'Cluster'), link('services', 'Services', 'service', 'instance'), link('events', 'Events')),
          connection(),
          themeButton()),
      el.main({id: 'main', tabindex: -1}, warnings(), PAGES[state.route.page]()),
      el.p({class: `toast ${state.notice ? '' : 'none'}`, role: 'status'}, state.notice,
          state.notice ? el.button({type: 'button', class: 'plain-button', 'aria-label': 'Dismiss', onClick: dismiss}, '✕') : null),
      dialogView());
}

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function dismiss() {
  state.notice = '';
  changed();
}

function link(page, text, ...others) {
  const current = state.route.page === page || others.includes(state.route.page);
  const {namespace} = state.route;
  return el.a({href: namespace === 'default' ? to(page) : to(page, namespace), 'aria-current': current ? 'page' : undefined}, text);
}

/** The node and the phase are read out when they change; the revision, which always does, is not. */
function connection() {
  const {phase, base, node, revision, since} = state.live;
  if (isOld()) {
    return pill('reconnecting', `From ${node}, which is cut off`, `state of ${duration(state.live.ageMillis)} ago`);
  }
  const where = {
    live: `Live from ${node}`,
    connecting: `Connecting to ${host(base)}…`,
    reconnecting: `Reconnecting to ${host(base)}…`,
  }[phase];
  const detail = {live: revision === null ? '' : `at revision ${number(revision)}`, connecting: '', reconnecting: `stale since ${since && time(since)}`}[phase];
  return pill(phase, where, detail);
}

function pill(tone, where, detail) {
  return el.p({class: `connection ${tone}`}, el.span({class: 'dot', 'aria-hidden': 'true'}), el.span({role: 'status'}, where), el.span({class: 'dim'}, detail));
}

function isOld() {
  return state.live.phase === 'live' && state.live.ageMillis > OLD_MILLIS;
}

function warnings() {
  const {phase, why, since, ageMillis, node} = state.live;
  return [
    phase === 'reconnecting' ? el.p({class: 'notice warn'}, `What is shown here is of ${time(since)}. ${why}.`) : null,
    phase === 'connecting' && why ? el.p({class: 'notice bad'}, why) : null,
    isOld() ? el.p({class: 'notice warn'}, `${node} has had no majority for ${duration(ageMillis)}: the others may know more.`) : null,
    canMove() ? null : otherName(),
  ];
}

function otherName() {
  const links = state.members.members.filter(each => each.http_address !== '').map(each =>
      el.a({href: `http://${each.http_address}/ui/${location.hash}`, rel: 'noreferrer'}, each.http_address));
  return el.p({class: 'notice quiet'},
      `This page was opened at ${location.host}, which is none of the members’ HTTP addresses. `,
      'It follows this node alone: when this node goes, it cannot go on with another. ',
      links.length > 0 ? ['It can at ', links.map((link, i) => [i > 0 ? ', ' : '', link]), '.'] : null);
}

function themeButton() {
  return el.button({
    type: 'button',
    class: 'theme',
    'aria-label': `Colours: ${state.theme}`,
    title: 'Colours: as the system has them, light, or dark',
    onClick: () => {
      state.theme = THEMES[(THEMES.indexOf(state.theme) + 1) % THEMES.length];
      document.documentElement.dataset.theme = state.theme;
      localStorage.setItem('theme', state.theme);
      changed();
    },
  }, {auto: '◐', light: '☀', dark: '☾'}[state.theme], el.span(null, ` ${state.theme}`));
}

function nowhere() {
  return el.section(null, el.header({class: 'page'}, el.h1({tabindex: -1}, 'There is no such page')), empty(el.a({href: to('cluster')}, 'To the cluster')));
}
