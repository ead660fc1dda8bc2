/**
 * How a service says where the registry is and what becomes of its registration. Nothing here is needed to embed the
 * client; both examples have it in common.
 */
@NullMarked
package io.serviceregistry.examples.registration;

import org.jspecify.annotations.NullMarked;
