/**
 * What an operator sets: one record for each component, valid once it exists, read from a file and the environment. Every
 * key and its default are named once, in {@code ConfigKeys}; the cluster-config directory explains them.
 */
@NullMarked
package io.serviceregistry.node.config;

import org.jspecify.annotations.NullMarked;
