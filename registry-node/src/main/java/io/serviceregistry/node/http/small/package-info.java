/**
 * The endpoints of small registries, as their users know them, so that their clients work unchanged. They lead to the same state, leases
 * and limits as every other door. What each call takes and answers is told in {@code docs/http.md}.
 */
@NullMarked
package io.serviceregistry.node.http.small;

import org.jspecify.annotations.NullMarked;
