package io.serviceregistry.cli.command;

import io.serviceregistry.client.Check;
import io.serviceregistry.client.CheckStatus;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code NAME=passing|warning|critical[:OUTPUT]}. */
final class CheckConverter implements ITypeConverter<Check> {
    private static final Pattern CHECK = Pattern.compile("([^=]+)=(passing|warning|critical)(?::(.*))?");

    @Override
    public Check convert(String value) {
        Matcher check = CHECK.matcher(value);
        if (!check.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' is not a check (expected: NAME=passing|warning|critical[:OUTPUT])");
        }
        CheckStatus status = CheckStatus.valueOf(check.group(2).toUpperCase(Locale.ROOT));
        String output = check.group(3);
        return new Check(check.group(1), status, output == null ? "" : output);
    }
}
