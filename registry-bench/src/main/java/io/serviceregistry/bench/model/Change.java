package io.serviceregistry.bench.model;

import io.serviceregistry.proto.v1.ChangeReason;
import io.serviceregistry.proto.v1.Instance;
import java.util.Optional;

/** What one command did to one instance, as the public schema shows it, without what changes with each renewal. */
public record Change(InstanceName name, Optional<Instance> before, Optional<Instance> after, ChangeReason reason) {}
