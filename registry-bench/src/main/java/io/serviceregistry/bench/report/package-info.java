/**
 * What figures come to, and how they are shown: tables for people, JSON for programs, ratios of pairs. Pure but for the class
 * that describes the machine.
 */
@NullMarked
package io.serviceregistry.bench.report;

import org.jspecify.annotations.NullMarked;
