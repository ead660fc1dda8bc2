/**
 * Whether there is any order at all that explains a history, told from calls, returns and results alone: no revision and no log
 * index is believed. The search of Wing and Gong, with a memory of what was tried (G. Lowe, "Testing for linearizability",
 * Concurrency and Computation: Practice and Experience 29(4), 2017).
 */
@NullMarked
package io.serviceregistry.bench.check.wgl;

import org.jspecify.annotations.NullMarked;
