// Values as people read them.

const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1_000]];

/** The two largest units of a duration: 3h 12m. */
export function duration(millis) {
  const whole = Math.max(0, millis);
  const first = UNITS.findIndex(([, size]) => whole >= size);
  if (first < 0) {
    return whole === 0 ? '0s' : '<1s';
  }
  const [name, size] = UNITS[first];
  const text = `${Math.floor(whole / size)}${name}`;
  const next = UNITS[first + 1];
  const rest = next ? Math.floor((whole % size) / next[1]) : 0;
  return rest > 0 ? `${text} ${rest}${next[0]}` : text;
}

/** EFFECTIVE_STATUS_OUT_OF_SERVICE is OUT OF SERVICE. */
export function name(value, prefix) {
  return (value ?? '').replace(prefix, '').replaceAll('_', ' ');
}

export const status = value => name(value, 'EFFECTIVE_STATUS_');
export const reason = value => name(value, 'CHANGE_REASON_').toLowerCase();

export function number(value) {
  return Number(value).toLocaleString('en-US');
}

export function time(date) {
  return date.toLocaleTimeString('en-GB');
}

export function plural(count, noun) {
  return `${number(count)} ${noun}${Number(count) === 1 ? '' : 's'}`;
}

/** True for an address that a browser may be led to. */
export function isWebAddress(uri) {
  try {
    return ['http:', 'https:'].includes(new URL(uri).protocol);
  } catch (malformed) {
    return false;
  }
}
