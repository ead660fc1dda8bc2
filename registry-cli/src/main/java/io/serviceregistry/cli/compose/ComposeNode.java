package io.serviceregistry.cli.compose;

/**
 * A node in a container.
 *
 * @param id the node's id
 * @param service what the project calls it
 * @param container its container now: another one once it was made anew
 */
public record ComposeNode(String id, String service, String container) {}
