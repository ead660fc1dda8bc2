package io.serviceregistry.cli.command;

import io.serviceregistry.client.Endpoint;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** {@code URI} or {@code NAME=URI}. A URI's own equals sign comes after its colon, so the two cannot be mistaken. */
final class EndpointConverter implements ITypeConverter<Endpoint> {
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9._-]+)=(.+)");

    @Override
    public Endpoint convert(String value) {
        Matcher named = NAMED.matcher(value);
        return named.matches() ? new Endpoint(named.group(1), named.group(2)) : Endpoint.of(value);
    }
}
