// Starts the page: what is in the address bar, what the cluster says, and what is drawn of it.
import {follow} from './live.js';
import {hurry, start} from './polls.js';
import {route} from './route.js';
import {ROWS, changed, forgetNamespace, onChange, state} from './state.js';
import {el, render} from './tags.js';
import {showDialog} from './view/dialog.js';
import {shell} from './view/shell.js';

const app = document.getElementById('app');
let headingWanted = false;

onChange(() => {
  render(shell(), app);
  showDialog();
  if (headingWanted) {
    headingWanted = false;
    document.querySelector('#main h1')?.focus();
  }
});

function go() {
  const {namespace} = state.route;
  state.route = route(location.hash);
  state.rows = ROWS;
  state.filter = {...state.filter, instances: '', status: ''};
  state.dialog = null;
  document.title = [state.route.instanceId, state.route.service, state.route.page, 'Service registry'].filter(Boolean).join(' · ');
  if (state.route.namespace !== namespace) {
    forgetNamespace();
    follow(state.route.namespace);
  }
  hurry();
  changed();
}

window.addEventListener('hashchange', () => {
  headingWanted = true;
  go();
});
state.route = route(location.hash);
app.replaceChildren();
follow(state.route.namespace);
start();
go();
render(el.p({class: 'loading'}, 'Loading…'), app);
