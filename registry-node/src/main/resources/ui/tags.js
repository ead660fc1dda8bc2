// Elements as calls: el.p({class: 'note'}, 'text', el.b(null, 'more')). Whatever is a text becomes text, never markup.
import {h} from './lib/preact/preact.module.js';

export {render} from './lib/preact/preact.module.js';

export const el = new Proxy({}, {
  get: (known, name) => known[name] ??= (props, ...children) => h(name, props, ...children),
});
