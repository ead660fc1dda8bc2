package io.serviceregistry.node.http.small;

import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.service.EndpointUri;
import io.serviceregistry.node.service.InvalidFieldException;
import java.util.regex.Pattern;

/**
 * The instance that a body means.
 *
 * <p>Its id is its address as it was given, or {@code host:port}: whoever says the same service and address means the same instance.
 *
 * @param address as callers of these endpoints know it
 * @param uri the same as a URI
 */
record Target(Shape shape, InstanceKey key, String address, String uri) {
    /** Stands for the scheme of an address that was given without one. */
    static final String NO_SCHEME = "tcp://";

    private static final String ADDRESS_RULE = "a URL such as http://10.0.0.7:8080, or a host and a port such as"
            + " 10.0.0.7:8080, of 1..255 visible ASCII characters";
    private static final String HOST_RULE = "a host name or an IP address";
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._~-]{1,253}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final int MAX_ADDRESS = 255;
    private static final int MAX_PORT = 65_535;

    /** Reads which instance a body means. */
    static Target read(Shape shape, JsonBody body) {
        String service = body.text(shape.serviceField());
        return shape == Shape.NAME_HOST_PORT ? byHost(service, body) : byAddress(shape, service, body);
    }

    private static Target byAddress(Shape shape, String service, JsonBody body) {
        String address = body.text(shape.addressField());
        String uri = address.contains("://") ? address : NO_SCHEME + address;
        if (address.length() > MAX_ADDRESS || !EndpointUri.isValid(uri)) {
            throw new InvalidFieldException(shape.addressField(), address, ADDRESS_RULE);
        }
        return new Target(shape, key(service, address), address, uri);
    }

    private static Target byHost(String service, JsonBody body) {
        String host = body.text("host");
        long port = body.number("port", 1, MAX_PORT);
        // Without the brackets of a URL, so that the id can stand in a path as it is.
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        boolean isIpv6 = bare.contains(":") && IPV6.matcher(bare).matches();
        String uri = "http://" + (isIpv6 ? '[' + bare + ']' : bare) + ':' + port;
        if (!(isIpv6 || HOST_NAME.matcher(host).matches()) || !EndpointUri.isValid(uri)) {
            throw new InvalidFieldException("host", host, HOST_RULE);
        }
        return new Target(Shape.NAME_HOST_PORT, key(service, bare + ':' + port), uri, uri);
    }

    private static InstanceKey key(String service, String instanceId) {
        return InstanceKey.of("", service, instanceId);
    }
}
