/**
 * The pages for operators: static files, sent with headers that leave a browser no room for anything else. All that the pages know they
 * read from the public API, as any other client does.
 */
@NullMarked
package io.serviceregistry.node.http.ui;

import org.jspecify.annotations.NullMarked;
