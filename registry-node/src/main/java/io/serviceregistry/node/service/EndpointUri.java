package io.serviceregistry.node.service;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rule of an endpoint's address: a URI with scheme and host, and a port where the scheme has no default.
 *
 * <p>{@link URI} alone would not do: it knows no host in {@code http://my_service:80}, and such names are common.
 */
public final class EndpointUri {
    static final int MAX_BYTES = 2_048;
    static final String RULE = "a URI of 1..2048 bytes with scheme and host, and a port of 1..65535 where the scheme"
            + " has no default, such as http://10.0.0.7:8080";

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[^@]*@)?(?:[A-Za-z0-9._~-]+|\\[[^\\[\\]]+])(?::([0-9]{1,5}))?");
    private static final Set<String> SCHEMES_WITH_PORT = Set.of("http", "https", "ws", "wss", "ftp", "ssh");

    private EndpointUri() {}

    static String check(String field, String uri) {
        if (!isValid(uri)) {
            throw new InvalidFieldException(field, uri, RULE);
        }
        return uri;
    }

    /** True when an instance may have it as the address of an endpoint. */
    public static boolean isValid(String text) {
        if (text.isEmpty()
                || text.length() > MAX_BYTES
                || !text.chars().allMatch(character -> character > ' ' && character < 0x7F)) {
            return false;
        }
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || uri.getRawAuthority() == null) {
                return false;
            }
            Matcher authority = AUTHORITY.matcher(uri.getRawAuthority());
            if (!authority.matches()) {
                return false;
            }
            String port = authority.group(1);
            return port == null
                    ? SCHEMES_WITH_PORT.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    : Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
