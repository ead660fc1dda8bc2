/**
 * The registry as docs/model.md specifies it: a sequential program over the entries of the log, written without the node's code,
 * so that a defect there has no twin here. It is made to be read and to be right, not to be fast. Everything is confined to one
 * thread.
 */
@NullMarked
package io.serviceregistry.bench.model;

import org.jspecify.annotations.NullMarked;
