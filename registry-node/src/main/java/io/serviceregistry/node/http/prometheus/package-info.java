/**
 * What Prometheus asks of a node: its metrics, and what there is to scrape. Built on the same server as every other route, read by one
 * thread, and bounded: no scraper holds up those who discover.
 */
@NullMarked
package io.serviceregistry.node.http.prometheus;

import org.jspecify.annotations.NullMarked;
