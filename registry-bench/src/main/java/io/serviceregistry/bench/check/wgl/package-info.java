/**
 * Whether there is any order at all that explains a history, told from calls, returns and results alone: no revision and no log
 * index is believed. The search of Wing and Gong, with Lowe's memory of what was tried.
 */
@NullMarked
package io.serviceregistry.bench.check.wgl;

import org.jspecify.annotations.NullMarked;
