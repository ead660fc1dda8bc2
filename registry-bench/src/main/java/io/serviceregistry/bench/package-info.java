/**
 * {@code registry-bench}: load against real clusters, peers side by side on the same machine, and fault runs judged by
 * checkers.
 *
 * <p>{@link io.serviceregistry.bench.Main} is the program. Nothing depends on this module; it runs nodes as processes, from
 * their distribution, as an operator would.
 */
@NullMarked
package io.serviceregistry.bench;

import org.jspecify.annotations.NullMarked;
