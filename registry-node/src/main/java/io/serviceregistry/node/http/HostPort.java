package io.serviceregistry.node.http;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port of an endpoint, the port of the scheme where none is given; of an IPv6 address without its brackets.
 *
 * <p>{@link URI} alone would not do: it knows no host in {@code http://my_service:80}.
 */
public record HostPort(String host, int port) {
    private static final Pattern AUTHORITY = Pattern.compile("(?:[^@]*@)?\\[?(.+?)]?(?::([0-9]+))?");
    private static final Map<String, Integer> PORTS =
            Map.of("http", 80, "ws", 80, "https", 443, "wss", 443, "ftp", 21, "ssh", 22);

    /** Of a URI that the registry has let in. */
    public static HostPort of(String uri) {
        URI parsed = URI.create(uri);
        Matcher authority = AUTHORITY.matcher(String.valueOf(parsed.getRawAuthority()));
        if (!authority.matches()) {
            throw new IllegalArgumentException("uri: " + uri + " (expected: one with a host)");
        }
        String port = authority.group(2);
        return new HostPort(
                authority.group(1),
                port == null
                        ? PORTS.getOrDefault(parsed.getScheme().toLowerCase(Locale.ROOT), 0)
                        : Integer.parseInt(port));
    }

    /** As an address to connect to: an IPv6 address has its brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
    }
}
