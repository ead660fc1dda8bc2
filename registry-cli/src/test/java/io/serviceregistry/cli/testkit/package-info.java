/** What the tests of several packages share. */
@NullMarked
package io.serviceregistry.cli.testkit;

import org.jspecify.annotations.NullMarked;
