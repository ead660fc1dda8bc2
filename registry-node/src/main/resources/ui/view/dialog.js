// Changes, each after a look at what it will do.
import {Problem, change, host, instancePath, servicePath} from '../api.js';
import {status} from '../format.js';
import {changed, state} from '../state.js';
import {el} from '../tags.js';

const STATUSES = {
  EFFECTIVE_STATUS_DRAINING: 'Draining: finishes the calls it has, gets no new ones',
  EFFECTIVE_STATUS_OUT_OF_SERVICE: 'Out of service: gets no calls',
  EFFECTIVE_STATUS_DOWN: 'Down: taken for unable to serve',
};

const EXPIRIES = {0: 'Never: until it is cleared', 900000: 'In 15 minutes', 3600000: 'In an hour', 28800000: 'In 8 hours', 86400000: 'In a day'};

export function askOverride(key, present) {
  ask({
    title: 'Override the status',
    subject: `${key.namespace}/${key.service}/${key.instance_id}`,
    text: 'Callers see this status in place of what the instance reports, if it is lower. It survives registrations, on every node.',
    fields: () => overrideFields(present),
    action: 'Set override',
    run: form => change('PUT', `${instancePath(key)}/override`, {
      status: form.get('status'),
      reason: form.get('reason'),
      owner: state.owner = form.get('owner'),
      expires_after_millis: form.get('expires'),
    }),
    done: `${key.instance_id} is overridden`,
  });
}

export function askClear(key) {
  ask({
    title: 'Clear the override',
    subject: `${key.namespace}/${key.service}/${key.instance_id}`,
    text: 'The instance goes back to the status that its lease, its checks and its own report give it.',
    action: 'Clear override',
    run: () => change('DELETE', `${instancePath(key)}/override`),
    done: `the override of ${key.instance_id} is cleared`,
  });
}

export function askRelease(namespace, service) {
  ask({
    title: 'Release the hold',
    subject: `${namespace}/${service}`,
    text: 'Its lapsed instances leave the healthy answers at once, and are removed when their time is up. Do so when they are really gone, '
        + 'not when the network between them and the registry is down.',
    action: 'Release',
    run: () => change('DELETE', `${servicePath(namespace, service)}/hold`),
    done: `${service} is not held any more`,
  });
}

let asked = 0;
let shown = 0;

function ask(dialog) {
  state.dialog = {...dialog, number: ++asked, error: null, busy: false};
  state.notice = '';
  changed();
}

function close() {
  state.dialog = null;
  changed();
}

/** Browsers tell of the end of a dialog a little later: the next one may have been asked for by then, or be there. */
function hasClosed(event) {
  if (!event.target.open && state.dialog?.number === shown) {
    close();
  }
}

/** The dialog, which is there even when it is closed: where the focus was it goes back to. */
export function dialogView() {
  const {dialog} = state;
  return el.dialog({id: 'dialog', 'aria-labelledby': 'dialog-title', onClose: hasClosed}, dialog === null ? null : el.form({
    onSubmit: event => {
      event.preventDefault();
      submit(new FormData(event.target));
    },
  },
  el.h2({id: 'dialog-title'}, dialog.title),
  el.p({class: 'mono subject'}, dialog.subject),
  el.p({class: 'dim'}, dialog.text),
  dialog.fields?.(),
  dialog.error ? failure(dialog.error) : null,
  el.p({class: 'buttons'},
      el.button({type: 'button', onClick: close}, 'Cancel'),
      el.button({type: 'submit', class: 'primary', disabled: dialog.busy}, dialog.busy ? 'Waiting for the cluster…' : dialog.action))));
}

/** Makes what is on the screen follow the state. */
export function showDialog() {
  const dialog = document.getElementById('dialog');
  if (state.dialog !== null && !dialog.open) {
    shown = state.dialog.number;
    dialog.showModal();
  } else if (state.dialog === null && dialog.open) {
    dialog.close();
  }
}

async function submit(form) {
  const sent = {...state.dialog, error: null, busy: true};
  state.dialog = sent;
  changed();
  try {
    const {header} = await sent.run(form);
    state.notice = `Done: ${sent.done}, at revision ${header.revision}.`;
    if (state.dialog === sent) {
      state.dialog = null;
    }
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem(String(error));
    if (state.dialog === sent) {
      state.dialog = {...sent, busy: false, error: problem};
    } else {
      state.notice = `Not done: ${problem.text}`;
    }
  }
  changed();
}

function failure(problem) {
  const elsewhere = problem.unreachable && state.live.base !== location.origin;
  return el.p({class: 'notice bad', role: 'alert'}, problem.text,
      elsewhere ? ['. This page makes changes where it came from. ',
        el.a({href: `${state.live.base}/ui/${location.hash}`, rel: 'noreferrer'}, `Open it on ${host(state.live.base)}`), '.'] : null);
}

function overrideFields(present) {
  return [
    field('Status', el.select({name: 'status'}, Object.entries(STATUSES).map(([value, text]) =>
        el.option({value, selected: value === present?.status}, text)))),
    field('Why', el.input({name: 'reason', maxlength: 255, defaultValue: present?.reason ?? '', autocomplete: 'off'})),
    field('Who', el.input({name: 'owner', maxlength: 128, defaultValue: present?.owner || state.owner, autocomplete: 'off'})),
    field('Ends', el.select({name: 'expires'}, Object.entries(EXPIRIES).map(([value, text]) => el.option({value}, text)))),
    present ? el.p({class: 'dim'}, `Now overridden to ${status(present.status)}.`) : null,
  ];
}

function field(label, input) {
  return el.label({class: 'field wide'}, el.span({class: 'label'}, label), input);
}
