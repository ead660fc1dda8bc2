// The instances of a namespace by service, kept up with what a watch says.

class Service {
  constructor(name) {
    this.name = name;
    this.instances = new Map();
    this.forgetCounts();
  }

  forgetCounts() {
    this.known = null;
  }

  /** {total, healthy, held, modified, statuses: {UP: 3, …}}, counted when somebody asks. */
  get counts() {
    if (this.known === null) {
      const counts = {total: this.instances.size, healthy: 0, held: false, overridden: 0, modified: 0, statuses: {}};
      for (const instance of this.instances.values()) {
        counts.healthy += instance.healthy ? 1 : 0;
        counts.held ||= instance.held;
        counts.overridden += instance.override ? 1 : 0;
        counts.modified = Math.max(counts.modified, Number(instance.modified_at_millis));
        counts.statuses[instance.status] = (counts.statuses[instance.status] ?? 0) + 1;
      }
      this.known = counts;
    }
    return this.known;
  }

  /** In the order of their ids, as the registry has it. */
  get sorted() {
    this.order ??= [...this.instances.values()].sort((a, b) => compare(id(a), id(b)));
    return this.order;
  }
}

export class Catalog {
  constructor() {
    this.services = new Map();
    this.order = null;
  }

  /** In the order of their names. */
  get sorted() {
    this.order ??= [...this.services.values()].sort((a, b) => compare(a.name, b.name));
    return this.order;
  }

  get(service, instanceId) {
    return this.services.get(service)?.instances.get(instanceId);
  }

  put(instance) {
    const service = this.touch(instance.spec.key.service);
    service.instances.set(instance.spec.key.instance_id, instance);
  }

  remove(key) {
    const service = this.touch(key.service);
    service.instances.delete(key.instance_id);
    if (service.instances.size === 0) {
      this.services.delete(key.service);
      this.order = null;
    }
  }

  /** Takes one event of a watch. */
  apply(event) {
    if (event.instance) {
      this.put(event.instance);
    } else {
      this.remove(event.key);
    }
  }

  touch(name) {
    let service = this.services.get(name);
    if (!service) {
      service = new Service(name);
      this.services.set(name, service);
      this.order = null;
    }
    service.forgetCounts();
    service.order = null;
    return service;
  }
}

const id = instance => instance.spec.key.instance_id;

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
