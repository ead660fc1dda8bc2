/** A service that others call: it registers, takes calls, and leaves so that no call is lost. */
@NullMarked
package io.serviceregistry.examples.payment;

import org.jspecify.annotations.NullMarked;
