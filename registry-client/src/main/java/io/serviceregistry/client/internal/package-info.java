/** What a client is made of. Nothing in here or below is for applications; it may change with every release. */
@NullMarked
package io.serviceregistry.client.internal;

import org.jspecify.annotations.NullMarked;
