/** What watches cost, and how soon they tell: many of them on one node, of one service. */
@NullMarked
package io.serviceregistry.bench.watch;

import org.jspecify.annotations.NullMarked;
