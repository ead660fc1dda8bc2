/** Where a node's time and memory go while it is under load: recordings by the JDK's Flight Recorder, and their sums. */
@NullMarked
package io.serviceregistry.bench.profile;

import org.jspecify.annotations.NullMarked;
