/**
 * What a command changed, for watchers: every change of the catalog with the instance before and after it.
 */
@NullMarked
package io.serviceregistry.node.core.change;

import org.jspecify.annotations.NullMarked;
