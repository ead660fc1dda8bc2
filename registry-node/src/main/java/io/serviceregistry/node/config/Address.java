package io.serviceregistry.node.config;

/** Where something listens: {@code host:port}, an IPv6 host in brackets. */
public record Address(String host, int port) {
    public static final String RULE = "host:port with a port of 1..65535, such as 10.0.0.7:7401 or [::1]:7401";

    /**
     * Reads an address.
     *
     * @param key named when it is none
     * @throws ConfigException when it is none
     */
    public static Address parse(String key, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        boolean plain = host.matches("[A-Za-z0-9._-]+");
        boolean port = text.substring(colon + 1).matches("[0-9]{1,5}");
        if ((!plain && !(bracketed && host.matches("\\[[0-9A-Fa-f:.]+]"))) || !port) {
            throw new ConfigException(key, text, RULE);
        }
        int number = Integer.parseInt(text.substring(colon + 1));
        if (number < 1 || number > 65_535) {
            throw new ConfigException(key, text, RULE);
        }
        return new Address(bracketed ? host.substring(1, host.length() - 1) : host, number);
    }

    /** The same port on another host. */
    public Address on(String otherHost) {
        return new Address(otherHost, port);
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ':' + port;
    }
}
