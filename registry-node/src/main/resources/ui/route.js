// Addresses within the page: #/services/default/payments/p1.

/** What an address means; page "nowhere" when it means nothing. */
export function route(hash) {
  let parts;
  try {
    parts = hash.replace(/^#?\/?/, '').split('/').filter(each => each !== '').map(decodeURIComponent);
  } catch (malformed) {
    return {page: 'nowhere', namespace: 'default'};
  }
  const [page = 'cluster', namespace = 'default', service, instanceId, ...more] = parts;
  if (more.length > 0) {
    return {page: 'nowhere', namespace};
  }
  if (page === 'services' && instanceId !== undefined) {
    return {page: 'instance', namespace, service, instanceId};
  }
  if (page === 'services' && service !== undefined) {
    return {page: 'service', namespace, service};
  }
  if (['cluster', 'services', 'events'].includes(page) && service === undefined) {
    return {page, namespace};
  }
  return {page: 'nowhere', namespace};
}

/** The address of a page. */
export function to(...parts) {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}
