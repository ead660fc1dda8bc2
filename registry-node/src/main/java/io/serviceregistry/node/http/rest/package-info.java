/**
 * The public API as REST and JSON, derived from the schema: paths, parameters and bodies are those of its {@code google.api.http}
 * annotations, and every call goes to the service that answers gRPC. A method that is annotated is served here, and described at {@code
 * /openapi.json}, without a line of code; watches alone, which HTTP has no one form for, have classes of their own.
 */
@NullMarked
package io.serviceregistry.node.http.rest;

import org.jspecify.annotations.NullMarked;
