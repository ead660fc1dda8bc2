/** What tests share: a registry driven by its log, seeded random logs, invariants, and the seeds themselves. */
@NullMarked
package io.serviceregistry.node.testkit;

import org.jspecify.annotations.NullMarked;
